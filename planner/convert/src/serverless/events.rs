//! `events` of functions: each becomes the resource that the framework makes of it.
use super::functions::normal;
use crate::kinds;
use crate::model::{Model, Resource};
use crate::node::{Data, Node};
use crate::sam::{left, route_path};

/// Logical ids of the APIs that the framework makes.
pub(super) const HTTP: &str = "HttpApi";
pub(super) const REST: &str = "ApiGatewayRestApi";

/// What an event belongs to.
struct Owner<'o> {
    id: &'o str,
    name: &'o str,
    source: String,
    at: usize,
    line: u32,
}

impl Owner<'_> {
    fn to(&self) -> Node {
        Node::reference(self.id)
    }

    fn add(&self, kind: &str, props: Node, model: &mut Model) {
        let made = Resource::new(
            &format!("{}Event{}", self.id, self.at),
            &self.source,
            kind,
            props.at_line(self.line),
        );
        model.resources.push(made.called(self.name));
    }
}

/// Adds what an event of a function makes.
pub(super) fn event(id: &str, name: &str, source: &str, at: usize, node: &Node, model: &mut Model) {
    let (kind, value) = match (&node.data, node.entries()) {
        (_, [(kind, value), ..]) => (kind.clone(), value.clone()),
        // `- httpApi` and the like without anything.
        (Data::Text(kind), _) => (kind.clone(), Node::map([])),
        _ => return,
    };
    let owner =
        Owner { id, name, source: format!("{source}.events[{at}].{kind}"), at, line: node.line };
    match kind.as_str() {
        "http" => owner.add("AWS::ApiGatewayV2::Route", route(&owner, &value, REST, model), model),
        "httpApi" => {
            owner.add("AWS::ApiGatewayV2::Route", route(&owner, &value, HTTP, model), model);
        }
        "schedule" => schedule(&owner, &value, model),
        "sqs" => owner.add("AWS::Lambda::EventSourceMapping", queue(&owner, &value), model),
        "stream" => stream(&owner, &value, model),
        "sns" => topic(&owner, &value, model),
        "s3" => bucket(&owner, &value, model),
        "eventBridge" => bus(&owner, &value, model),
        "cloudwatchEvent" => {
            let target = target(&owner, &value);
            let rule = Node::map([
                ("EventPattern", value.get("event").cloned()),
                ("Description", value.get("description").cloned()),
                ("Name", value.get("name").cloned()),
                ("State", state(&value)),
                ("Targets", Some(Node::list(vec![target]))),
            ]);
            owner.add("AWS::Events::Rule", rule, model);
        }
        "cloudwatchLog" => {
            let props = Node::map([
                ("LogGroupName", Some(value.get("logGroup").unwrap_or(&value).clone())),
                ("FilterPattern", value.get("filter").cloned()),
                ("DestinationArn", Some(owner.to())),
            ]);
            owner.add("AWS::Logs::SubscriptionFilter", props, model);
        }
        _ => model.left.push(left(
            &owner.source,
            "",
            node.line,
            format!("the event `{kind}`"),
            "there is no such trigger yet",
            "keep it where it is, on the alias `live` of the function",
        )),
    }
}

fn on(value: &Node) -> Option<Node> {
    value.get("enabled").filter(|on| on.as_bool() == Some(false)).cloned()
}

fn state(value: &Node) -> Option<Node> {
    on(value).map(|_| Node::text("DISABLED"))
}

/// `GET /path`, or method and path.
fn route(owner: &Owner<'_>, value: &Node, api: &str, model: &mut Model) -> Node {
    let (method, path) = match value.as_text() {
        Some("*") => ("*".to_owned(), "*".to_owned()),
        Some(text) => {
            let (method, path) = text.trim().split_once(char::is_whitespace).unwrap_or((text, "*"));
            (method.to_owned(), path.trim().to_owned())
        }
        None => {
            let text =
                |name: &str| value.get(name).and_then(Node::as_text).unwrap_or("*").to_owned();
            (text("method"), text("path"))
        }
    };
    let method = match method.to_uppercase().as_str() {
        "*" | "ANY" => "ANY".to_owned(),
        other => other.to_owned(),
    };
    let key =
        if path == "*" { "$default".to_owned() } else { format!("{method} {}", route_path(&path)) };
    let authorizer = value.get("authorizer").map(|one| super::apis::named(one, api, model));
    let scopes = value.at(&["authorizer", "scopes"]).cloned();
    let mut made = Node::map([
        ("ApiId", Some(Node::reference(api))),
        ("RouteKey", Some(Node::text(key))),
        ("To", Some(owner.to())),
        ("Authorizer", authorizer.flatten()),
        ("AuthorizationScopes", scopes),
        ("ApiKeyRequired", value.get("private").cloned()),
    ]);
    for (name, node) in value.entries() {
        let read = ["method", "path", "authorizer", "cors", "integration", "private"]
            .contains(&name.as_str());
        if !read
            || (name == "integration"
                && !matches!(node.as_text(), Some("lambda-proxy" | "LAMBDA_PROXY" | "AWS_PROXY")))
        {
            made = made.with(name, node.clone());
        }
    }
    made
}

/// What a rule or a schedule calls, and with what.
fn target(owner: &Owner<'_>, value: &Node) -> Node {
    let transformer = value.get("inputTransformer").map(|one| {
        Node::map([
            ("InputPathsMap", one.get("inputPathsMap").cloned()),
            ("InputTemplate", one.get("inputTemplate").cloned()),
        ])
    });
    let retry = value.get("retryPolicy").map(|one| {
        Node::map([
            ("MaximumEventAgeInSeconds", one.get("maximumEventAge").cloned()),
            ("MaximumRetryAttempts", one.get("maximumRetryAttempts").cloned()),
        ])
    });
    let letters =
        value.get("deadLetterQueueArn").map(|arn| Node::map([("Arn", Some(arn.clone()))]));
    Node::map([
        ("Arn", Some(owner.to())),
        ("Input", value.get("input").cloned()),
        ("InputPath", value.get("inputPath").cloned()),
        ("InputTransformer", transformer),
        ("RetryPolicy", retry),
        ("DeadLetterConfig", letters),
    ])
}

fn schedule(owner: &Owner<'_>, value: &Node, model: &mut Model) {
    let rates = value.get("rate").unwrap_or(value);
    for (at, rate) in rates.one_or_more().iter().enumerate() {
        let owner = Owner {
            source: format!(
                "{}{}",
                owner.source,
                if at > 0 { format!("[{at}]") } else { String::new() }
            ),
            at: owner.at * 100 + at,
            ..*owner
        };
        let scheduler = value.get("method").and_then(Node::as_text) == Some("scheduler")
            || value.get("timezone").is_some();
        let common = [
            ("ScheduleExpression", Some(rate.clone())),
            ("Name", value.get("name").cloned()),
            ("Description", value.get("description").cloned()),
            ("State", state(value)),
        ];
        if scheduler {
            let more = [
                ("ScheduleExpressionTimezone", value.get("timezone").cloned()),
                ("Target", Some(target(&owner, value))),
            ];
            owner.add("AWS::Scheduler::Schedule", Node::map(common.into_iter().chain(more)), model);
        } else {
            let more = [("Targets", Some(Node::list(vec![target(&owner, value)])))];
            owner.add("AWS::Events::Rule", Node::map(common.into_iter().chain(more)), model);
        }
    }
}

fn patterns(value: &Node) -> Option<Node> {
    let all = value.get("filterPatterns")?.items().iter();
    let filters = all.map(|one| Node::map([("Pattern", Some(one.clone()))])).collect();
    Some(Node::map([("Filters", Some(Node::list(filters)))]))
}

fn queue(owner: &Owner<'_>, value: &Node) -> Node {
    Node::map([
        ("EventSourceArn", Some(arn(value))),
        ("FunctionName", Some(owner.to())),
        ("BatchSize", value.get("batchSize").cloned()),
        ("MaximumBatchingWindowInSeconds", value.get("maximumBatchingWindow").cloned()),
        ("FunctionResponseTypes", value.get("functionResponseType").cloned()),
        ("FilterCriteria", patterns(value)),
        (
            "ScalingConfig",
            value
                .get("maximumConcurrency")
                .map(|most| Node::map([("MaximumConcurrency", Some(most.clone()))])),
        ),
        ("Enabled", on(value)),
    ])
}

/// `arn`, or the value itself.
fn arn(value: &Node) -> Node {
    value.get("arn").unwrap_or(value).clone()
}

fn stream(owner: &Owner<'_>, value: &Node, model: &mut Model) {
    let end = value
        .at(&["destinations", "onFailure"])
        .map(|end| Node::map([("OnFailure", Some(Node::map([("Destination", Some(arn(end)))])))]));
    let props = Node::map([
        ("EventSourceArn", Some(arn(value))),
        ("FunctionName", Some(owner.to())),
        ("BatchSize", value.get("batchSize").cloned()),
        ("MaximumBatchingWindowInSeconds", value.get("batchWindow").cloned()),
        ("StartingPosition", value.get("startingPosition").cloned()),
        ("ParallelizationFactor", value.get("parallelizationFactor").cloned()),
        ("MaximumRetryAttempts", value.get("maximumRetryAttempts").cloned()),
        ("MaximumRecordAgeInSeconds", value.get("maximumRecordAgeInSeconds").cloned()),
        ("BisectBatchOnFunctionError", value.get("bisectBatchOnFunctionError").cloned()),
        ("FunctionResponseTypes", value.get("functionResponseType").cloned()),
        ("TumblingWindowInSeconds", value.get("tumblingWindowInSeconds").cloned()),
        ("consumer", value.get("consumer").cloned()),
        ("DestinationConfig", end),
        ("FilterCriteria", patterns(value)),
        ("Enabled", on(value)),
    ]);
    owner.add("AWS::Lambda::EventSourceMapping", props, model);
}

/// A topic by name is made by the framework; one by ARN is there.
fn topic(owner: &Owner<'_>, value: &Node, model: &mut Model) {
    let name = value
        .get("topicName")
        .unwrap_or(value)
        .as_text()
        .filter(|name| !name.starts_with("arn:") && value.get("arn").is_none());
    let topic = match name {
        Some(name) => {
            let id = format!("SNSTopic{}", normal(name));
            if !model.resources.iter().any(|one| one.id == id) {
                let props = Node::map([
                    ("TopicName", Some(Node::text(name))),
                    ("DisplayName", value.get("displayName").cloned()),
                ]);
                model.resources.push(
                    Resource::new(&id, &owner.source, "AWS::SNS::Topic", props.at_line(owner.line))
                        .called(name),
                );
            }
            Node::reference(&id)
        }
        None => arn(value),
    };
    let props = Node::map([
        ("TopicArn", Some(topic)),
        ("Protocol", Some(Node::text("lambda"))),
        ("Endpoint", Some(owner.to())),
        ("FilterPolicy", value.get("filterPolicy").cloned()),
        ("FilterPolicyScope", value.get("filterPolicyScope").cloned()),
        ("RedrivePolicy", value.get("redrivePolicy").cloned()),
    ]);
    owner.add("AWS::SNS::Subscription", props, model);
}

/// A bucket is made by the framework unless it is said to exist.
fn bucket(owner: &Owner<'_>, value: &Node, model: &mut Model) {
    let name = value.get("bucket").unwrap_or(value).clone();
    let exists = value.get("existing").and_then(Node::as_bool) == Some(true);
    let bucket = if exists || crate::value::call(&name).is_some_and(|(call, _)| call == "Ref") {
        name
    } else {
        let text = name.as_text().unwrap_or(owner.name);
        let id = format!("S3Bucket{}", normal(&text.replace('.', "")));
        if !model.resources.iter().any(|one| one.id == id) {
            let label = text.to_owned();
            let props = Node::map([("BucketName", Some(name.clone()))]);
            model.resources.push(
                Resource::new(&id, &owner.source, "AWS::S3::Bucket", props.at_line(owner.line))
                    .called(&label),
            );
        }
        Node::reference(&id)
    };
    let rules = value.get("rules").map(Node::items).unwrap_or_default().iter().flat_map(|rule| {
        rule.entries()
            .iter()
            .map(|(name, value)| {
                Node::map([("Name", Some(Node::text(name))), ("Value", Some(value.clone()))])
            })
            .collect::<Vec<_>>()
    });
    let rules: Vec<Node> = rules.collect();
    let filter = (!rules.is_empty())
        .then(|| Node::map([("S3Key", Some(Node::map([("Rules", Some(Node::list(rules)))])))]));
    let props = Node::map([
        ("Bucket", Some(bucket)),
        ("To", Some(owner.to())),
        (
            "Events",
            Some(value.get("event").cloned().unwrap_or_else(|| Node::text("s3:ObjectCreated:*"))),
        ),
        ("Filter", filter),
    ]);
    owner.add(kinds::BUCKET_TRIGGER, props, model);
}

/// A bus by name is made by the framework where it begins with no `arn:`.
fn bus(owner: &Owner<'_>, value: &Node, model: &mut Model) {
    let named = value.get("eventBus").cloned();
    let bus = named.map(|bus| match bus.as_text() {
        Some(name) if !name.starts_with("arn:") && name != "default" => {
            let id = format!("EventBus{}", normal(name));
            if !model.resources.iter().any(|one| one.id == id) {
                let props = Node::map([("Name", Some(Node::text(name)))]);
                model.resources.push(
                    Resource::new(
                        &id,
                        &owner.source,
                        "AWS::Events::EventBus",
                        props.at_line(owner.line),
                    )
                    .called(name),
                );
            }
            Node::reference(&id)
        }
        _ => bus,
    });
    let rule = Node::map([
        ("EventPattern", value.get("pattern").cloned()),
        ("ScheduleExpression", value.get("schedule").cloned()),
        ("EventBusName", bus),
        ("Name", value.get("name").cloned()),
        ("Description", value.get("description").cloned()),
        ("State", state(value)),
        ("Targets", Some(Node::list(vec![target(owner, value)]))),
    ]);
    owner.add("AWS::Events::Rule", rule, model);
}

/// `cors: true`, or a map in the framework's words.
pub(super) fn cors(node: &Node) -> Option<Node> {
    let any = || Some(Node::list(vec![Node::text("*")]));
    if node.as_bool() == Some(true) {
        return Some(Node::map([
            ("AllowOrigins", any()),
            ("AllowMethods", any()),
            ("AllowHeaders", any()),
        ]));
    }
    let get = |names: &[&str]| {
        names.iter().find_map(|name| node.get(name)).map(|found| match found.as_text() {
            Some(text) => Node::list(text.split(',').map(|one| Node::text(one.trim())).collect()),
            None => found.clone(),
        })
    };
    node.is_map().then(|| {
        Node::map([
            ("AllowOrigins", get(&["allowedOrigins", "origins", "origin"]).or_else(any)),
            ("AllowMethods", get(&["allowedMethods", "methods"]).or_else(any)),
            ("AllowHeaders", get(&["allowedHeaders", "headers"]).or_else(any)),
            ("ExposeHeaders", get(&["exposedResponseHeaders"])),
            ("MaxAge", node.get("maxAge").cloned()),
            ("AllowCredentials", node.get("allowCredentials").cloned()),
        ])
    })
}
