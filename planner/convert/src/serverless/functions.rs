//! `functions` with the provider's defaults.
use super::events;
use crate::model::{Model, Resource};
use crate::node::{Data, Node};
use crate::sam::left;

/// What the framework takes where nothing is said; Lambda's own defaults are others.
const MEMORY: &str = "1024";
const TIMEOUT: &str = "6";
const RUNTIME: &str = "nodejs22.x";

/// What the provider says of every function.
#[derive(Debug)]
pub(super) struct Defaults {
    provider: Node,
    package: Node,
}

impl Defaults {
    pub(super) fn of(root: &Node) -> Self {
        let get = |name: &str| root.get(name).cloned().unwrap_or(Node::map([]));
        Self { provider: get("provider"), package: get("package") }
    }

    fn get(&self, name: &str) -> Option<Node> {
        self.provider.get(name).cloned()
    }
}

/// A name as the framework writes it into logical ids: `create-order` is `CreateDashorder`.
pub(super) fn normal(name: &str) -> String {
    let name = name.replace('-', "Dash").replace('_', "Underscore");
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Adds a function with everything around it.
pub(super) fn function(name: &str, node: &Node, defaults: &Defaults, model: &mut Model) {
    let id = format!("{}LambdaFunction", normal(name));
    let source = format!("functions.{name}");
    let or = |own: &str| node.get(own).cloned().or_else(|| defaults.get(own));
    let image = node.get("image").cloned();
    let mut props = Node::map([
        ("FunctionName", node.get("name").cloned().or_else(|| physical(name))),
        ("Handler", node.get("handler").cloned()),
        ("Runtime", or("runtime").or_else(|| image.is_none().then(|| Node::text(RUNTIME)))),
        ("MemorySize", or("memorySize").or_else(|| Some(Node::text(MEMORY)))),
        ("Timeout", or("timeout").or_else(|| Some(Node::text(TIMEOUT)))),
        ("Description", node.get("description").cloned()),
        ("Architectures", or("architecture")),
        (
            "KmsKeyArn",
            node.get("kmsKeyArn")
                .or_else(|| node.get("awsKmsKeyArn"))
                .cloned()
                .or_else(|| defaults.get("kmsKeyArn")),
        ),
        ("ReservedConcurrentExecutions", or("reservedConcurrency")),
        ("Layers", or("layers")),
        (
            "EphemeralStorage",
            node.get("ephemeralStorageSize").map(|size| Node::map([("Size", Some(size.clone()))])),
        ),
        ("Code", Some(code(node, defaults, image.as_ref()))),
        (
            "DeadLetterConfig",
            node.get("onError").map(|arn| Node::map([("TargetArn", Some(arn.clone()))])),
        ),
        (
            "ProvisionedConcurrencyConfig",
            or("provisionedConcurrency")
                .map(|count| Node::map([("ProvisionedConcurrentExecutions", Some(count))])),
        ),
    ])
    .at_line(node.line);
    if let Some(image) = image.as_ref().filter(|image| image.is_map()) {
        props = props.with(
            "ImageConfig",
            Node::map([
                ("EntryPoint", image.get("entryPoint").cloned()),
                ("Command", image.get("command").cloned()),
                ("WorkingDirectory", image.get("workingDirectory").cloned()),
            ]),
        );
    }
    if node.get("snapStart").and_then(Node::as_bool) == Some(true) {
        props = props
            .with("SnapStart", Node::map([("ApplyOn", Some(Node::text("PublishedVersions")))]));
    }
    if node.get("runtime").or(defaults.provider.get("runtime")).is_none() && image.is_none() {
        model.left.push(left(
            &source,
            "runtime",
            node.line,
            "its runtime".to_owned(),
            "neither it nor the provider says one",
            &format!("check that `{RUNTIME}` fits"),
        ));
    }
    props = environment(props, node, defaults);
    props = surroundings(props, node, defaults);
    props = rights(props, node, defaults);
    props = rest(props, node);
    model.resources.push(Resource::new(&id, &source, "AWS::Lambda::Function", props).called(name));
    around(&id, name, &source, node, defaults, model);
}

/// `<service>-<stage>-<function>` is also what names are here, unless the label looks otherwise.
fn physical(name: &str) -> Option<Node> {
    let label = crate::names::snake(name);
    if label == name && !label.ends_with("_function") && !label.ends_with("_lambda") {
        return None;
    }
    let parts = vec![
        Node::reference("Cutover::Stack"),
        Node::text("-"),
        Node::reference("Cutover::Stage"),
        Node::text(format!("-{name}")),
    ];
    Some(Node::map([("Fn::Join", Some(Node::list(vec![Node::text(""), Node::list(parts)])))]))
}

/// The service's directory, unless a package was made elsewhere.
fn code(node: &Node, defaults: &Defaults, image: Option<&Node>) -> Node {
    if let Some(image) = image {
        let uri = image.get("uri").unwrap_or(image);
        return Node::map([("ImageUri", Some(uri.clone()))]);
    }
    let artifact = node.at(&["package", "artifact"]).or_else(|| defaults.package.get("artifact"));
    Node::map([("Path", Some(artifact.cloned().unwrap_or_else(|| Node::text("."))))])
}

fn environment(props: Node, node: &Node, defaults: &Defaults) -> Node {
    let all = merge(defaults.get("environment"), node.get("environment"));
    match all {
        Some(all) => props.with("Environment", Node::map([("Variables", Some(all))])),
        None => props,
    }
}

fn merge(under: Option<Node>, over: Option<&Node>) -> Option<Node> {
    match (under, over) {
        (Some(under), Some(over)) => Some(crate::sam::merge(&under, over)),
        (under, over) => under.or_else(|| over.cloned()),
    }
}

fn surroundings(props: Node, node: &Node, defaults: &Defaults) -> Node {
    let vpc = node.get("vpc").cloned().or_else(|| defaults.get("vpc")).filter(Node::is_map);
    let props = match vpc {
        Some(vpc) => props.with(
            "VpcConfig",
            Node::map([
                ("SubnetIds", vpc.get("subnetIds").cloned()),
                ("SecurityGroupIds", vpc.get("securityGroupIds").cloned()),
            ]),
        ),
        None => props,
    };
    let tracing = node.get("tracing").or_else(|| defaults.provider.at(&["tracing", "lambda"]));
    let active = tracing
        .is_some_and(|mode| mode.as_bool() == Some(true) || mode.as_text() == Some("Active"));
    let props = if active {
        props.with("TracingConfig", Node::map([("Mode", Some(Node::text("Active")))]))
    } else {
        props
    };
    match merge(defaults.get("tags"), node.get("tags")) {
        Some(tags) => props.with("Tags", tags),
        None => props,
    }
}

/// A role of one's own, or what a derived one must allow.
fn rights(props: Node, node: &Node, defaults: &Defaults) -> Node {
    let iam = defaults.provider.get("iam");
    let shared = iam.and_then(|iam| iam.get("role"));
    // A text or a reference is a role that there is already.
    let shared_role =
        shared.filter(|role| !role.is_map() || crate::value::call(role).is_some()).cloned();
    let role = node.get("role").cloned().or(shared_role).or_else(|| defaults.get("role"));
    if let Some(role) = role {
        let role = match &role.data {
            Data::Text(text) if !text.starts_with("arn:") => Node::field(text, "Arn"),
            _ => role,
        };
        return props.with("Role", role);
    }
    let lists = [
        shared.and_then(|role| role.get("statements")).cloned(),
        defaults.get("iamRoleStatements"),
        node.get("iamRoleStatements").cloned(),
    ];
    let statements: Vec<Node> =
        lists.iter().flatten().flat_map(|list| list.items().iter().cloned()).collect();
    let managed = shared
        .and_then(|role| role.get("managedPolicies"))
        .or_else(|| defaults.provider.get("iamManagedPolicies"));
    let mut policies: Vec<Node> = managed.map(|list| list.items().to_vec()).unwrap_or_default();
    if !statements.is_empty() {
        policies.push(Node::map([("Statement", Some(Node::list(statements)))]));
    }
    if policies.is_empty() { props } else { props.with("Policies", Node::list(policies)) }
}

/// What has no counterpart stays under its own name, and is reported with the rest.
fn rest(mut props: Node, node: &Node) -> Node {
    const READ: &[&str] = &[
        "name",
        "handler",
        "runtime",
        "memorySize",
        "timeout",
        "description",
        "architecture",
        "kmsKeyArn",
        "awsKmsKeyArn",
        "reservedConcurrency",
        "provisionedConcurrency",
        "layers",
        "ephemeralStorageSize",
        "onError",
        "snapStart",
        "image",
        "environment",
        "vpc",
        "tracing",
        "tags",
        "role",
        "iamRoleStatements",
        "iamRoleStatementsInherit",
        "iamRoleStatementsName",
        "events",
        "url",
        "destinations",
        "maximumEventAge",
        "maximumRetryAttempts",
        "logRetentionInDays",
        "versionFunction",
        "dependsOn",
        "disableLogs",
        "logs",
    ];
    for (name, value) in node.entries() {
        let packed = name == "package"
            && value.entries().iter().all(|(key, _)| key == "artifact" || key == "individually");
        if !READ.contains(&name.as_str()) && !packed {
            props = props.with(name, value.clone());
        }
    }
    props
}

/// Logs, address, destinations, events.
fn around(id: &str, name: &str, source: &str, node: &Node, defaults: &Defaults, model: &mut Model) {
    let reference = || Node::reference(id);
    let mut add = |suffix: &str, part: &str, kind: &str, props: Node| {
        let made = Resource::new(
            &format!("{id}{suffix}"),
            &format!("{source}{part}"),
            kind,
            props.at_line(node.line),
        );
        model.resources.push(made.called(name));
    };
    if let Some(days) =
        node.get("logRetentionInDays").cloned().or_else(|| defaults.get("logRetentionInDays"))
    {
        let group = Node::map([("Fn::Sub", Some(Node::text(format!("/aws/lambda/${{{id}}}"))))]);
        add(
            "LogGroup",
            ".logRetentionInDays",
            "AWS::Logs::LogGroup",
            Node::map([("LogGroupName", Some(group)), ("RetentionInDays", Some(days))]),
        );
    }
    if let Some(url) = node.get("url").filter(|url| url.as_bool() != Some(false)) {
        let iam = url.get("authorizer").and_then(Node::as_text) == Some("aws_iam");
        let props = Node::map([
            ("TargetFunctionArn", Some(reference())),
            ("AuthType", Some(Node::text(if iam { "AWS_IAM" } else { "NONE" }))),
            ("Cors", url.get("cors").and_then(events::cors)),
            ("InvokeMode", url.get("invokeMode").cloned()),
        ]);
        add("Url", ".url", "AWS::Lambda::Url", props);
    }
    let ends = node.get("destinations");
    let end = |name: &str| {
        ends.and_then(|ends| ends.get(name))
            .map(|end| Node::map([("Destination", Some(destination(end)))]))
    };
    let config = Node::map([
        ("MaximumEventAgeInSeconds", node.get("maximumEventAge").cloned()),
        ("MaximumRetryAttempts", node.get("maximumRetryAttempts").cloned()),
        (
            "DestinationConfig",
            ends.map(|_| {
                Node::map([("OnSuccess", end("onSuccess")), ("OnFailure", end("onFailure"))])
            }),
        ),
    ]);
    if !config.is_empty() {
        add(
            "EvConf",
            ".destinations",
            "AWS::Lambda::EventInvokeConfig",
            config.with("FunctionName", reference()),
        );
    }
    for (at, event) in node.get("events").map(Node::items).unwrap_or_default().iter().enumerate() {
        events::event(id, name, source, at, event, model);
    }
}

/// A function of the service by its name, or an ARN.
fn destination(node: &Node) -> Node {
    if let Some(arn) = node.get("arn") {
        return arn.clone();
    }
    match node.as_text() {
        Some(text) if !text.starts_with("arn:") => {
            Node::field(&format!("{}LambdaFunction", normal(text)), "Arn")
        }
        _ => node.clone(),
    }
}
