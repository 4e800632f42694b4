//! `Events` of a function: each becomes the resource that SAM makes of it.
use super::left;
use crate::kinds;
use crate::model::{Model, Resource};
use crate::node::Node;

/// The APIs that SAM makes when an event names none.
pub(super) const IMPLICIT_HTTP: &str = "ServerlessHttpApi";
pub(super) const IMPLICIT_REST: &str = "ServerlessRestApi";

/// Adds what an event of a function makes.
pub(super) fn events(function: &str, source: &str, name: &str, event: &Node, model: &mut Model) {
    let ty = event.get("Type").and_then(Node::as_text).unwrap_or_default();
    let props = event.get("Properties").cloned().unwrap_or(Node::map([])).at_line(event.line);
    let source = format!("{source}.Events.{name}");
    let to = Node::reference(function);
    let (kind, props) = match ty {
        "Api" => ("AWS::ApiGatewayV2::Route", route(&props, to, "RestApiId", IMPLICIT_REST)),
        "HttpApi" => ("AWS::ApiGatewayV2::Route", route(&props, to, "ApiId", IMPLICIT_HTTP)),
        "Schedule" | "EventBridgeRule" | "CloudWatchEvent" => {
            ("AWS::Events::Rule", rule(&props, to))
        }
        "ScheduleV2" => ("AWS::Scheduler::Schedule", schedule(&props, to)),
        "SQS" => ("AWS::Lambda::EventSourceMapping", source_of(&props, to, "Queue")),
        "DynamoDB" | "Kinesis" => {
            ("AWS::Lambda::EventSourceMapping", source_of(&props, to, "Stream"))
        }
        "SNS" => ("AWS::SNS::Subscription", subscription(&props, to)),
        "S3" => (kinds::BUCKET_TRIGGER, props.with("To", to)),
        "CloudWatchLogs" => ("AWS::Logs::SubscriptionFilter", props.with("DestinationArn", to)),
        other => {
            model.left.push(left(
                &source,
                "",
                event.line,
                format!("the event `{other}`"),
                "there is no such trigger yet",
                "keep it where it is, on the alias `live` of the function",
            ));
            return;
        }
    };
    let made =
        Resource::new(&format!("{function}{name}"), &source, kind, props.at_line(event.line));
    model.resources.push(made.called(name));
}

fn moved(props: &Node, from: &str, to: &str) -> Node {
    match props.get(from).cloned() {
        Some(node) => without(props, from).with(to, node),
        None => props.clone(),
    }
}

fn without(props: &Node, name: &str) -> Node {
    let entries = props.entries().iter().filter(|(there, _)| there != name);
    Node::map(entries.map(|(name, node)| (name.as_str(), Some(node.clone())))).at_line(props.line)
}

/// A method and a path of an API.
fn route(props: &Node, to: Node, api: &str, implicit: &str) -> Node {
    let text = |name: &str| props.get(name).and_then(Node::as_text);
    let method = text("Method").unwrap_or("ANY").to_uppercase();
    let method = if matches!(method.as_str(), "X-AMAZON-APIGATEWAY-ANY-METHOD" | "*") {
        "ANY".to_owned()
    } else {
        method
    };
    let key = match text("Path") {
        Some("$default") | None => "$default".to_owned(),
        Some(path) => format!("{method} {}", route_path(path)),
    };
    let auth = props.get("Auth");
    let authorizer = auth.and_then(|auth| auth.get("Authorizer")).cloned();
    let mut made = Node::map([
        ("ApiId", Some(props.get(api).cloned().unwrap_or_else(|| Node::reference(implicit)))),
        ("RouteKey", Some(Node::text(key))),
        ("To", Some(to)),
        ("Authorizer", authorizer),
        ("AuthorizationScopes", auth.and_then(|auth| auth.get("AuthorizationScopes")).cloned()),
        ("Settings", props.get("RouteSettings").cloned()),
    ]);
    let taken = [
        "Path",
        "Method",
        "RestApiId",
        "ApiId",
        "Auth",
        "RouteSettings",
        "PayloadFormatVersion",
        "TimeoutInMillis",
    ];
    for (name, node) in props.entries().iter().filter(|(name, _)| !taken.contains(&name.as_str())) {
        made = made.with(name, node.clone());
    }
    for (name, node) in auth.map(Node::entries).unwrap_or_default() {
        match name.as_str() {
            "Authorizer" | "AuthorizationScopes" | "OverrideApiAuth" => {}
            "ApiKeyRequired" => made = made.with(name, node.clone()),
            name => made = made.with(&format!("Auth.{name}"), node.clone()),
        }
    }
    made
}

/// A path as HTTP APIs take it: no slash at its end.
pub(crate) fn route_path(path: &str) -> String {
    let path = path.trim();
    let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
    match path.strip_suffix('/') {
        Some(short) if !short.is_empty() => short.to_owned(),
        _ => path,
    }
}

/// A rule with the function as its only target.
fn rule(props: &Node, to: Node) -> Node {
    const OF_TARGET: &[&str] =
        &["Input", "InputPath", "InputTransformer", "RetryPolicy", "DeadLetterConfig"];
    let mut target = Node::map([("Arn", Some(to))]);
    let mut made = Node::map([]).at_line(props.line);
    for (name, node) in props.entries() {
        match name.as_str() {
            name if OF_TARGET.contains(&name) => target = target.with(name, node.clone()),
            "Schedule" => made = made.with("ScheduleExpression", node.clone()),
            "Pattern" => made = made.with("EventPattern", node.clone()),
            "RuleName" => made = made.with("Name", node.clone()),
            "Enabled" => {
                if node.as_bool() == Some(false) {
                    made = made.with("State", Node::text("DISABLED"));
                }
            }
            "Target" => {}
            name => made = made.with(name, node.clone()),
        }
    }
    made.with("Targets", Node::list(vec![target]))
}

fn schedule(props: &Node, to: Node) -> Node {
    const OF_TARGET: &[&str] = &["Input", "RetryPolicy", "DeadLetterConfig", "RoleArn"];
    let mut target = Node::map([("Arn", Some(to))]);
    let mut made = Node::map([]).at_line(props.line);
    for (name, node) in props.entries() {
        if OF_TARGET.contains(&name.as_str()) {
            target = target.with(name, node.clone());
        } else if !matches!(name.as_str(), "OmitName" | "PermissionsBoundary") {
            made = made.with(name, node.clone());
        }
    }
    made.with("Target", target)
}

fn source_of(props: &Node, to: Node, name: &str) -> Node {
    moved(props, name, "EventSourceArn").with("FunctionName", to)
}

fn subscription(props: &Node, to: Node) -> Node {
    moved(props, "Topic", "TopicArn").with("Protocol", Node::text("lambda")).with("Endpoint", to)
}
