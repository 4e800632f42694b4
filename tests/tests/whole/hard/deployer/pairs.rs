//! Actions on resources: those of policies, and those that the local cloud asked for.
use regex::Regex;
use serde_json::Value;
use std::collections::BTreeSet;

/// An action on a resource.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Pair {
    pub(super) action: String,
    /// An ARN; of a policy, maybe one with stars.
    pub(super) resource: String,
}

impl Pair {
    /// Whether this pair, a policy's, lets that one pass.
    fn covers(&self, asked: &Pair) -> bool {
        let pattern = regex::escape(&self.resource).replace(r"\*", ".*");
        let resource = Regex::new(&format!("^{pattern}$")).unwrap();
        self.action == asked.action && resource.is_match(&asked.resource)
    }
}

/// The pairs of policies.
pub(super) struct Pairs(BTreeSet<Pair>);

/// What a policy has although nobody asked for it: in which example (in any, if empty), and why.
const NOT_ASKED: &[(&str, &str, &str)] = &[
    ("", "logs:TagResource", "of a new group AWS may ask in the form of either its calls"),
    ("", "sqs:GetQueueUrl", "is asked of queues that the list doesn't have"),
    ("", "logs:CreateLogDelivery", DELIVERY),
    ("", "logs:DeleteLogDelivery", DELIVERY),
    ("", "logs:DescribeResourcePolicies", DELIVERY),
    ("", "logs:GetLogDelivery", DELIVERY),
    ("", "logs:ListLogDeliveries", DELIVERY),
    ("", "logs:PutResourcePolicy", DELIVERY),
    ("", "logs:UpdateLogDelivery", DELIVERY),
    ("autoscale", "cloudwatch:DeleteAlarms", SCALING),
    ("autoscale", "cloudwatch:DescribeAlarms", SCALING),
    ("autoscale", "cloudwatch:PutMetricAlarm", SCALING),
    ("autoscale", "iam:CreateServiceLinkedRole", SCALING),
    ("autoscale", "lambda:PutProvisionedConcurrencyConfig", SCALING),
    ("autoscale", "lambda:DeleteProvisionedConcurrencyConfig", "a first version goes back to none"),
    ("canary", "cloudwatch:GetMetricData", JUDGE),
    ("canary", "logs:FilterLogEvents", JUDGE),
    ("layer", "lambda:ListLayerVersions", "is asked where the ledger's version is not there"),
    ("stream", "kinesis:DecreaseStreamRetentionPeriod", "the retention grows here"),
];
const DELIVERY: &str = "deliveries of logs are no part of the local cloud";
const SCALING: &str = "what AWS does with its caller's rights, the local cloud does by itself";
const JUDGE: &str = "is asked while versions share the traffic, which a first one and a flip don't";

impl Pairs {
    pub(super) fn of(policies: &[Value]) -> Self {
        let mut pairs = BTreeSet::new();
        for statement in policies.iter().flat_map(|policy| policy["Statement"].as_array().unwrap())
        {
            let texts = |member: &str| -> Vec<String> {
                let texts = statement[member].as_array().unwrap().iter();
                texts.map(|text| text.as_str().unwrap().to_owned()).collect()
            };
            for action in texts("Action") {
                let pair = |resource| Pair { action: action.clone(), resource };
                pairs.extend(texts("Resource").into_iter().map(pair));
            }
        }
        Self(pairs)
    }

    /// The actions of statements whose names begin like this, as far as they were asked for.
    pub(super) fn actions(
        policies: &[Value],
        begin: &str,
        asked: &BTreeSet<Pair>,
    ) -> BTreeSet<String> {
        let statements = policies.iter().flat_map(|policy| policy["Statement"].as_array().unwrap());
        let named =
            statements.filter(|statement| statement["Sid"].as_str().unwrap().starts_with(begin));
        let actions = named.flat_map(|statement| statement["Action"].as_array().unwrap());
        let actions = actions.map(|action| action.as_str().unwrap().to_owned());
        actions.filter(|action| asked.iter().any(|one| one.action == *action)).collect()
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// What was asked beyond these.
    pub(super) fn beyond(&self, asked: &BTreeSet<Pair>) -> Vec<String> {
        let beyond = asked.iter().filter(|one| !self.0.iter().any(|pair| pair.covers(one)));
        let told = |one: &Pair| format!("not in the policy: {} on {}", one.action, one.resource);
        beyond.map(told).collect()
    }

    /// What was asked beyond these, and which of these nobody asked for.
    pub(super) fn differ(&self, example: &str, asked: &BTreeSet<Pair>) -> Vec<String> {
        let beyond = self.beyond(asked);
        let idle = self.0.iter().filter(|pair| !asked.iter().any(|one| pair.covers(one)));
        let is_excused = |pair: &&Pair| {
            let row = |(of, action, why): &(&str, &str, &str)| {
                assert!(!why.is_empty());
                (of.is_empty() || *of == example) && *action == pair.action
            };
            NOT_ASKED.iter().any(row)
        };
        let idle = idle.filter(|pair| !is_excused(pair));
        let idle = idle.map(|pair| format!("never asked: {} on {}", pair.action, pair.resource));
        beyond.into_iter().chain(idle).collect()
    }
}

/// A policy without an action.
pub(super) fn without(policy: &Value, action: &str) -> Value {
    let mut policy = policy.clone();
    for statement in policy["Statement"].as_array_mut().unwrap() {
        statement["Action"].as_array_mut().unwrap().retain(|one| one != action);
    }
    let statements = policy["Statement"].as_array_mut().unwrap();
    statements.retain(|statement| statement["Action"] != Value::Array(Vec::new()));
    policy
}
