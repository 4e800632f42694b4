//! References that a state has lost: a value that is another resource's ARN, id, name or address becomes a reference to it again.
use super::read::{Found, Instance};
use crate::node::{Data, Node};
use std::collections::BTreeMap;

/// Types by the attributes that others refer to, and what those are called in CloudFormation; `Ref` is the empty one.
const FIELDS: &[(&str, &[(&str, &str)])] = &[
    (
        "aws_lambda_function",
        &[
            ("arn", "Arn"),
            ("invoke_arn", "InvokeArn"),
            ("qualified_arn", "Arn"),
            ("function_name", ""),
        ],
    ),
    ("aws_lambda_alias", &[("arn", "Arn"), ("invoke_arn", "InvokeArn")]),
    ("aws_lambda_layer_version", &[("arn", "Arn")]),
    ("aws_iam_role", &[("arn", "Arn"), ("name", "")]),
    ("aws_iam_policy", &[("arn", "Arn")]),
    ("aws_sqs_queue", &[("arn", "Arn"), ("url", ""), ("id", ""), ("name", "QueueName")]),
    ("aws_sns_topic", &[("arn", "Arn"), ("name", "TopicName")]),
    ("aws_dynamodb_table", &[("arn", "Arn"), ("stream_arn", "StreamArn"), ("name", "")]),
    (
        "aws_s3_bucket",
        &[
            ("arn", "Arn"),
            ("bucket", ""),
            ("bucket_domain_name", "DomainName"),
            ("bucket_regional_domain_name", "RegionalDomainName"),
        ],
    ),
    ("aws_kinesis_stream", &[("arn", "Arn"), ("name", "")]),
    ("aws_cloudwatch_event_bus", &[("arn", "Arn"), ("name", "")]),
    ("aws_cloudwatch_event_rule", &[("arn", "Arn"), ("name", "")]),
    ("aws_cloudwatch_metric_alarm", &[("arn", "Arn")]),
    ("aws_apigatewayv2_api", &[("id", ""), ("api_endpoint", "ApiEndpoint")]),
    ("aws_apigatewayv2_integration", &[("id", "")]),
    ("aws_apigatewayv2_authorizer", &[("id", "")]),
    ("aws_cloudwatch_log_group", &[("name", "")]),
];

/// What each known value is a reference to. Names alone are ambiguous, and are used only where a name is meant.
#[derive(Debug, Default)]
pub(super) struct References {
    /// Whole values: ARNs, addresses, ids.
    certain: BTreeMap<String, (String, String)>,
    /// Names by type.
    names: BTreeMap<(String, String), String>,
    /// Names that are long and unlike words, wherever they stand.
    telling: BTreeMap<String, (String, String)>,
}

impl References {
    pub(super) fn of(found: &Found) -> Self {
        let mut all = Self::default();
        for instance in &found.managed {
            all.add(instance);
        }
        all
    }

    fn add(&mut self, instance: &Instance) {
        let fields =
            FIELDS.iter().find(|(ty, _)| *ty == instance.ty).map_or(&[][..], |(_, fields)| fields);
        for (attribute, field) in fields {
            let Some(value) = instance
                .values
                .get(attribute)
                .and_then(Node::as_text)
                .filter(|value| !value.is_empty())
            else {
                continue;
            };
            let target = (instance.address.clone(), (*field).to_owned());
            let certain = value.starts_with("arn:")
                || value.starts_with("https://")
                || *attribute == "id"
                || value.contains(".amazonaws.com");
            if certain {
                self.certain.entry(value.to_owned()).or_insert(target);
            } else {
                let ty = instance.ty.clone();
                self.names
                    .entry((ty, value.to_owned()))
                    .or_insert_with(|| instance.address.clone());
                // A name is telling when it could hardly be an ordinary word.
                if value.len() >= 8 && value.contains(['-', '_', '.']) {
                    self.telling.entry(value.to_owned()).or_insert(target);
                }
            }
        }
    }

    /// The references of one resource: what it says of itself stays as it is.
    pub(super) fn of_others<'r>(&'r self, own: &'r str) -> View<'r> {
        View { all: self, own }
    }
}

/// References as one resource has them.
#[derive(Clone, Copy, Debug)]
pub(super) struct View<'r> {
    all: &'r References,
    own: &'r str,
}

impl View<'_> {
    /// The resource of this type with this name.
    pub(super) fn named(&self, ty: &str, name: &str) -> Option<&String> {
        self.all.names.get(&(ty.to_owned(), name.to_owned())).filter(|id| *id != self.own)
    }

    /// The address behind a whole value.
    pub(super) fn whole(&self, value: &str) -> Option<Node> {
        self.all
            .certain
            .get(value)
            .filter(|(id, _)| id != self.own)
            .map(|(id, field)| node(id, field))
    }

    /// A value with everything in it that is a reference as one.
    pub(super) fn put(&self, value: &Node) -> Node {
        value.each_text(&mut |text, _| self.text(text))
    }

    fn text(&self, text: &str) -> Node {
        let telling = || {
            self.all
                .telling
                .get(text)
                .filter(|(id, _)| id != self.own)
                .map(|(id, field)| node(id, field))
        };
        if let Some(found) = self.whole(text).or_else(telling) {
            return found;
        }
        // What is behind a route.
        if let Some(found) = text.strip_prefix("integrations/").and_then(|id| self.whole(id)) {
            return found;
        }
        // An ARN inside of a longer one: objects of a bucket, indexes of a table, the versions of a function.
        let inside = self.all.certain.iter().filter(|(value, (id, _))| {
            id != self.own && value.len() > 12 && value.starts_with("arn:")
        });
        let best =
            inside.filter(|(value, _)| bounded(text, value)).max_by_key(|(value, _)| value.len());
        let Some((value, (id, field))) = best else { return Node::text(text) };
        let (before, after) = text.split_once(value.as_str()).unwrap_or((text, ""));
        // A function's versions are its own: the alias is what has an address here.
        if after.starts_with(':') && before.is_empty() && field == "Arn" && !after.contains('*') {
            return node(id, field);
        }
        let parts = vec![Node::text(before), node(id, field), Node::text(after)];
        let parts = parts
            .into_iter()
            .filter(|part| !matches!(&part.data, Data::Text(text) if text.is_empty()));
        Node::map([(
            "Fn::Join",
            Some(Node::list(vec![Node::text(""), Node::list(parts.collect())])),
        )])
    }
}

/// Whether an ARN stands in a text as a whole: what follows begins something else.
fn bounded(text: &str, value: &str) -> bool {
    let Some(at) = text.find(value) else { return false };
    let after = text.get(at + value.len()..).unwrap_or_default();
    after.is_empty() || after.starts_with(['/', ':', '*', '"', '\'', ' ', ','])
}

fn node(id: &str, field: &str) -> Node {
    match field {
        "" => Node::reference(id),
        "InvokeArn" => Node::field(id, "Arn"),
        field => Node::field(id, field),
    }
}
