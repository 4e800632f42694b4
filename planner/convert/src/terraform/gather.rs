//! Resources that are only parts of others: settings of buckets, targets of rules, attachments of policies, keys of tables.
use crate::model::{Model, Resource};
use crate::node::{Data, Node};
use crate::sam::left;
use crate::value::referred;

/// Makes one resource of those that belong together.
pub(super) fn gather(all: Vec<Resource>, model: &mut Model) -> Vec<Resource> {
    let (parts, mut whole): (Vec<Resource>, Vec<Resource>) =
        all.into_iter().partition(|one| !one.kind.starts_with("AWS::"));
    for part in parts {
        let (of, path) = match part.kind.as_str() {
            "Target" => ("Rule", "Targets"),
            "Attachment" => ("Role", "ManagedPolicyArns"),
            "Provisioned" => ("Function", "ProvisionedConcurrencyConfig"),
            other => ("Bucket", other),
        };
        let target = part.props.get(of).and_then(referred);
        let target = target.and_then(|(id, _)| whole.iter_mut().find(|one| one.id == id));
        let Some(target) = target else {
            model.left.push(left(
                &part.source,
                "",
                0,
                "it as a whole".to_owned(),
                "what it belongs to is not in the source",
                "say the same where that is",
            ));
            continue;
        };
        let Some(value) = part.props.get("Part").cloned() else { continue };
        let value = if path == "NotificationConfiguration" { notifications(&value) } else { value };
        let value = match path {
            "Targets" | "ManagedPolicyArns" => {
                let mut items =
                    target.props.get(path).map(|there| there.items().to_vec()).unwrap_or_default();
                if !items.contains(&value) {
                    items.push(value);
                }
                Node::list(items)
            }
            _ => value,
        };
        target.props = target.props.clone().with(path, value);
        model.parts.push((part.source, target.id.clone()));
    }
    for one in &mut whole {
        one.props = shaped(&one.kind, one.props.clone());
    }
    inline(&mut whole);
    whole
}

fn notifications(part: &Node) -> Node {
    let mut made = Node::map([]);
    for (name, node) in part.entries() {
        if name == "EventBridge" {
            if node.as_bool() == Some(true) {
                made = made.with(
                    "EventBridgeConfiguration",
                    Node::map([("EventBridgeEnabled", Some(Node::new(Data::Bool(true), 0)))]),
                );
            }
            continue;
        }
        let entries = node.items().iter().map(|one| {
            let rules = ["prefix", "suffix"].into_iter().filter_map(|name| {
                let value = one.get(name).filter(|value| !value.is_empty())?;
                Some(Node::map([("Name", Some(Node::text(name))), ("Value", Some(value.clone()))]))
            });
            let rules: Vec<Node> = rules.collect();
            let filter =
                Node::map([("S3Key", Some(Node::map([("Rules", Some(Node::list(rules)))])))]);
            Node::map([
                ("Function", one.get("Function").cloned()),
                ("Queue", one.get("Queue").cloned()),
                ("Topic", one.get("Topic").cloned()),
                ("Event", one.get("Event").cloned()),
                ("Filter", Some(filter)),
            ])
        });
        made = made.with(name, Node::list(entries.collect()));
    }
    made
}

/// What differs in more than names.
fn shaped(kind: &str, props: Node) -> Node {
    match kind {
        "AWS::DynamoDB::Table" => table(props),
        "AWS::S3::Bucket" => lifecycle(props),
        "AWS::CloudWatch::Alarm" => {
            let dimensions = props.get("Dimensions").map(|all| {
                let all = all.entries().iter().map(|(name, value)| {
                    Node::map([("Name", Some(Node::text(name))), ("Value", Some(value.clone()))])
                });
                Node::list(all.collect())
            });
            let props = match dimensions {
                Some(dimensions) => props.with("Dimensions", dimensions),
                None => props,
            };
            without_zero(props, &["DatapointsToAlarm", "Period"])
        }
        "AWS::ApiGatewayV2::Api" => match props.get("CorsConfiguration").cloned() {
            Some(cors) => props.with("CorsConfiguration", without_zero(cors, &["MaxAge"])),
            None => props,
        },
        "AWS::ApiGatewayV2::Stage" => {
            let settings = props.get("DefaultRouteSettings").map(|all| {
                without_zero(all.clone(), &["ThrottlingRateLimit", "ThrottlingBurstLimit"])
            });
            match settings {
                Some(settings) => props.with("DefaultRouteSettings", settings),
                None => props,
            }
        }
        "AWS::Lambda::EventSourceMapping" => without_zero(
            props,
            &[
                "MaximumBatchingWindowInSeconds",
                "ParallelizationFactor",
                "MaximumRecordAgeInSeconds",
                "MaximumRetryAttempts",
            ],
        ),
        "AWS::Kinesis::Stream" => without_zero(props, &["ShardCount"]),
        "AWS::Logs::LogGroup" => without_zero(props, &["RetentionInDays"]),
        "AWS::Lambda::EventInvokeConfig" => without_zero(props, &["MaximumEventAgeInSeconds"]),
        "AWS::IAM::Policy" => match props.get("Roles").cloned() {
            Some(role) if !matches!(role.data, Data::List(_)) => {
                props.with("Roles", Node::list(vec![role]))
            }
            _ => props,
        },
        "AWS::SQS::QueuePolicy" | "AWS::SNS::TopicPolicy" => {
            let name = if kind == "AWS::SQS::QueuePolicy" { "Queues" } else { "Topics" };
            match props.get(name).cloned() {
                Some(one) if !matches!(one.data, Data::List(_)) => {
                    props.with(name, Node::list(vec![one]))
                }
                _ => props,
            }
        }
        _ => props,
    }
}

/// Zero is how a state says that something is not set.
fn without_zero(props: Node, names: &[&str]) -> Node {
    let entries = props
        .entries()
        .iter()
        .filter(|(name, node)| !(names.contains(&name.as_str()) && node.as_int() == Some(0)));
    Node::map(entries.map(|(name, node)| (name.as_str(), Some(node.clone()))))
}

fn schema(node: &Node) -> Node {
    let key = |name: &str, ty: &str| {
        let attribute = node.get(name).filter(|one| !one.is_empty())?;
        Some(Node::map([
            ("AttributeName", Some(attribute.clone())),
            ("KeyType", Some(Node::text(ty))),
        ]))
    };
    Node::list([key("HashKey", "HASH"), key("RangeKey", "RANGE")].into_iter().flatten().collect())
}

fn keyed(node: &Node) -> Node {
    let keys = schema(node);
    let entries = node.entries().iter().filter(|(name, _)| name != "HashKey" && name != "RangeKey");
    Node::map(entries.map(|(name, node)| (name.as_str(), Some(node.clone()))))
        .with("KeySchema", keys)
}

fn table(props: Node) -> Node {
    let mut made = keyed(&props);
    for name in ["GlobalSecondaryIndexes", "LocalSecondaryIndexes"] {
        if let Some(all) = made.get(name).cloned() {
            made = made.with(name, Node::list(all.items().iter().map(keyed).collect()));
        }
    }
    made
}

/// A rule's filter and its expiration stand a level lower in Terraform.
fn lifecycle(props: Node) -> Node {
    let Some(rules) = props.at(&["LifecycleConfiguration", "Rules"]) else { return props };
    let rules = rules.items().iter().map(|rule| {
        let mut made = rule.clone();
        if let Some(prefix) = rule.at(&["Filter", "Prefix"]).cloned() {
            made = made.with("Prefix", prefix);
        }
        if let Some(days) =
            rule.at(&["Expiration", "Days"]).filter(|days| days.as_int() != Some(0)).cloned()
        {
            made = made.with("ExpirationInDays", days);
        }
        made.with("Filter", Node::map([])).with("Expiration", Node::map([]))
    });
    let rules = Node::list(rules.collect());
    props.with("LifecycleConfiguration", Node::map([("Rules", Some(rules))]))
}

/// A role's attributes repeat the policies that are resources of their own.
fn inline(all: &mut [Resource]) {
    let own: Vec<(String, String)> = all
        .iter()
        .filter(|one| one.kind == "AWS::IAM::Policy")
        .flat_map(|one| {
            let name =
                one.props.get("PolicyName").and_then(Node::as_text).unwrap_or_default().to_owned();
            let roles = one.props.get("Roles").map(Node::items).unwrap_or_default();
            roles
                .iter()
                .filter_map(referred)
                .map(move |(role, _)| (role, name.clone()))
                .collect::<Vec<_>>()
        })
        .collect();
    for role in all.iter_mut().filter(|one| one.kind == "AWS::IAM::Role") {
        let Some(policies) = role.props.get("Policies").cloned() else { continue };
        let kept = policies.items().iter().filter(|policy| {
            let name = policy.get("PolicyName").and_then(Node::as_text).unwrap_or_default();
            let empty = policy.get("PolicyDocument").is_none();
            !empty && !own.iter().any(|(of, there)| *of == role.id && there == name)
        });
        role.props = role.props.clone().with("Policies", Node::list(kept.cloned().collect()));
    }
}
