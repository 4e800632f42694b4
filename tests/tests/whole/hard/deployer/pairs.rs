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

/// What a policy has although the local cloud never asks for it, and why.
const NOT_ASKED: &[(&str, &str)] = &[];

impl Pairs {
    pub(super) fn of(policies: &[Value]) -> Self {
        let mut pairs = BTreeSet::new();
        for statement in policies.iter().flat_map(|policy| policy["Statement"].as_array().unwrap()) {
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

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// What was asked beyond these, and which of these nobody asked for.
    pub(super) fn differ(&self, asked: &BTreeSet<Pair>) -> Vec<String> {
        let beyond = asked.iter().filter(|one| !self.0.iter().any(|pair| pair.covers(one)));
        let beyond = beyond.map(|one| format!("not in the policy: {} on {}", one.action, one.resource));
        let idle = self.0.iter().filter(|pair| !asked.iter().any(|one| pair.covers(one)));
        let idle = idle.filter(|pair| !NOT_ASKED.iter().any(|(action, _)| *action == pair.action));
        let idle = idle.map(|pair| format!("never asked: {} on {}", pair.action, pair.resource));
        beyond.chain(idle).collect()
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
