//! How attributes of Terraform become properties of CloudFormation: a table a type, read by one function.
use super::references::View;
use crate::node::Node;

/// What an attribute's value looks like.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shape {
    /// As it is.
    Value,
    /// The name of a resource of this type.
    Name(&'static str),
    /// A block that is there once: Terraform keeps a list of one.
    First(&'static [Row]),
    /// A block that is there any number of times.
    Each(&'static [Row]),
    /// A JSON document as text.
    Document,
}

/// An attribute, the property that it becomes, its shape.
pub(super) type Row = (&'static str, &'static str, Shape);

/// One type.
#[derive(Debug)]
pub(super) struct Type {
    /// `aws_sqs_queue`.
    pub(super) name: &'static str,
    /// `AWS::SQS::Queue`.
    pub(super) kind: &'static str,
    pub(super) rows: &'static [Row],
    /// Attributes that say nothing about how it should be.
    pub(super) computed: &'static [&'static str],
}

/// Attributes that every type has, or that are Terraform's own.
const COMPUTED: &[&str] = &[
    "arn",
    "id",
    "tags_all",
    "timeouts",
    "region",
    "unique_id",
    "create_date",
    "last_modified",
    "name_prefix",
    "force_destroy",
    "skip_destroy",
    "owner_id",
    "owner",
    "hosted_zone_id",
    "created_date",
    "creation_date",
    "last_updated_date",
    "account_id",
    "depends_on",
];

/// Properties that are a thing's own name: the same text may be the name of something else, too.
const OWN: &[&str] = &[
    "FunctionName",
    "LayerName",
    "RoleName",
    "PolicyName",
    "QueueName",
    "TopicName",
    "TableName",
    "BucketName",
    "AlarmName",
    "Name",
    "StageName",
    "LogGroupName",
    "Description",
    "AlarmDescription",
    "RouteKey",
    "IndexName",
    "AttributeName",
];

/// The properties that the rows say; attributes that nobody knows keep their name, so that they are reported.
pub(super) fn props(values: &Node, ty: &Type, references: View<'_>) -> Node {
    let mut made = renamed(values, ty.rows, references);
    for (name, node) in values.entries() {
        let known = ty.rows.iter().any(|(from, ..)| from == name)
            || ty.computed.contains(&name.as_str())
            || COMPUTED.contains(&name.as_str());
        if !known && !is_nothing(node) {
            made = made.with(name, node.clone());
        }
    }
    made
}

/// Zero, `false` and emptiness are how a state says "not set".
pub(super) fn is_nothing(node: &Node) -> bool {
    let inner = node.items().iter().all(is_nothing)
        && node.entries().iter().all(|(_, node)| is_nothing(node));
    let holds = node.is_map() || matches!(node.data, crate::node::Data::List(_));
    node.is_empty() || node.as_int() == Some(0) || node.as_bool() == Some(false) || (holds && inner)
}

fn renamed(values: &Node, rows: &[Row], references: View<'_>) -> Node {
    let mut made = Node::map([]);
    for (from, to, shape) in rows {
        let Some(node) = values.get(from).filter(|node| !node.is_empty()) else { continue };
        let value = match shape {
            Shape::Value if OWN.contains(to) => node.clone(),
            Shape::Value => references.put(node),
            Shape::Document => references.put(&node.document()),
            Shape::Name(ty) => named(node, ty, references),
            Shape::First(inner) => match node.one_or_more().first() {
                Some(first) if !first.is_empty() => renamed(first, inner, references),
                _ => continue,
            },
            Shape::Each(inner) => Node::list(
                node.items().iter().map(|item| renamed(item, inner, references)).collect(),
            ),
        };
        made = put(made, to, value);
    }
    made
}

/// `A.B` is a property below another.
fn put(made: Node, path: &str, value: Node) -> Node {
    match path.split_once('.') {
        None => made.with(path, value),
        Some((first, rest)) => {
            let inner = made.get(first).cloned().unwrap_or(Node::map([]));
            made.with(first, put(inner, rest, value))
        }
    }
}

/// A resource by its name, its ARN, or its name with a version behind it.
pub(super) fn named(node: &Node, ty: &str, references: View<'_>) -> Node {
    let Some(text) = node.as_text() else { return node.clone() };
    if let Some(found) = references.whole(text) {
        return found;
    }
    let name = text.split(':').next().unwrap_or(text);
    match references.named(ty, name) {
        Some(address) => Node::reference(address),
        None => references.put(node),
    }
}
