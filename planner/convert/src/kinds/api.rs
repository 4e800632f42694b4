//! `AWS::ApiGatewayV2::Api` with its authorizers and stage; SAM's and the Serverless Framework's APIs are made into one.
use crate::draft::Draft;
use crate::hcl::{Block, Expr};
use crate::model::Resource;
use crate::names;
use crate::node::Node;
use crate::props::{By, Props, Row, SECONDS};
use crate::value::referred;

const ROWS: &[Row] = &[
    ("Name", "name", By::Value),
    ("Description", "description", By::Value),
    ("Tags", "tags", By::Tags),
];

const CORS: &[Row] = &[
    ("AllowOrigins", "origins", By::Value),
    ("AllowMethods", "methods", By::Value),
    ("AllowHeaders", "headers", By::Value),
    ("ExposeHeaders", "expose", By::Value),
    ("MaxAge", "max_age", SECONDS),
    ("AllowCredentials", "credentials", By::Value),
];

pub(super) fn write(draft: &mut Draft<'_>, resource: &Resource) {
    let mut props = Props::of(resource);
    if props.take("ProtocolType").and_then(Node::as_text) == Some("WEBSOCKET") {
        draft.left_whole(
            resource,
            "APIs here speak HTTP; WebSockets are not there yet",
            "keep it where it is, and let it call the alias `live` of its functions",
        );
        return;
    }
    let mut block = draft.start(resource);
    draft.rows(&mut block, resource, &mut props, ROWS);
    let cors = props.inner("CorsConfiguration");
    block.set_maybe("cors", draft.object(resource, cors, CORS, "the API"));
    if let Some(name) = props.take("DefaultAuthorizer").and_then(Node::as_text) {
        block.set("authorize", Expr::text(authorizer_name(name)));
    }
    if let (Some(target), true) = (props.take("Target"), props.take("RouteKey").is_none()) {
        // A quickly made API has the one route.
        if let Ok(to) = draft.refer(target, &["function"]) {
            let mut route = Block::new("route", &["$default"]);
            route.set("to", to);
            block.blocks.push(route);
        }
    }
    props.skip(&["ApiKeySelectionExpression", "RouteSelectionExpression", "RouteKey"]);
    let address = block.address();
    props.rest(draft, resource, &format!("`{address}`"));
    draft.push(block, resource);
}

/// A name that `authorize` may have.
pub(super) fn authorizer_name(name: &str) -> String {
    match name {
        "AWS_IAM" | "aws_iam" => "iam".to_owned(),
        "NONE" => "none".to_owned(),
        name => match names::snake(name) {
            word if word == "iam" || word == "none" => format!("{word}_authorizer"),
            word => word,
        },
    }
}

/// The block of the API that a part names.
pub(super) fn of<'d>(draft: &'d mut Draft<'_>, api: Option<&Node>) -> Option<&'d mut Block> {
    let (id, _) = referred(api?)?;
    let address = draft.address_of(&id)?;
    draft.block_mut(&address)
}

pub(super) fn authorizer(draft: &mut Draft<'_>, resource: &Resource) {
    let mut props = Props::of(resource);
    let api = props.take("ApiId");
    let name = props.take("Name").and_then(Node::as_text).unwrap_or(&resource.label);
    let mut block = Block::new("authorizer", &[&authorizer_name(name)]);
    let identity =
        props.take("IdentitySource").map(|node| node.one_or_more().to_vec()).unwrap_or_default();
    let identity: Vec<Expr> = identity.iter().filter_map(|one| draft.value(one).ok()).collect();
    if let Some(jwt) = props.inner("JwtConfiguration") {
        let made = draft.object(
            resource,
            Some(jwt),
            &[("Issuer", "issuer", By::Value), ("Audience", "audience", By::Value)],
            "the authorizer",
        );
        block.set_maybe("jwt", made);
        if let Some(first) =
            identity.first().filter(|one| **one != Expr::text("$request.header.Authorization"))
        {
            block.entry("jwt", "identity", first.clone());
        }
    } else {
        let mut made = Block::new("", &[]);
        let rows: &[Row] = &[
            ("AuthorizerUri", "function", By::Refer(&["function", "existing.function"])),
            ("AuthorizerResultTtlInSeconds", "ttl", SECONDS),
            (
                "AuthorizerPayloadFormatVersion",
                "payload",
                By::Word(&[("1.0", "1.0"), ("2.0", "2.0")]),
            ),
        ];
        draft.rows(&mut made, resource, &mut props, rows);
        if !identity.is_empty() {
            made.set("identity", Expr::List(identity));
        }
        if props.take("EnableSimpleResponses").and_then(Node::as_bool) != Some(true) {
            made.set("answer", Expr::text("policy"));
        }
        if made.get("function").is_some() {
            block.set("lambda", Expr::Object(made.attrs));
        }
    }
    props.skip(&["AuthorizerType", "AuthorizerCredentialsArn", "EnableSimpleResponses"]);
    props.rest(draft, resource, "the authorizer");
    if block.attrs.is_empty() {
        draft.left_whole(
            resource,
            "it is neither tokens of an issuer nor a function of this stack",
            "write the `authorizer` by hand, and name it in `authorize`",
        );
        return;
    }
    match of(draft, api) {
        Some(api) => {
            let address = api.address();
            api.blocks.push(block);
            draft.carried(resource, &address);
        }
        None => draft.left_whole(resource, "its API is not here", "write the `authorizer` by hand"),
    }
}

pub(super) fn stage(draft: &mut Draft<'_>, resource: &Resource) {
    let mut props = Props::of(resource);
    let api = props.take("ApiId");
    let mut made = Block::new("api", &[]);
    let name = props.take("StageName").and_then(Node::as_text).unwrap_or("$default").to_owned();
    if let Some(mut settings) = props.inner("DefaultRouteSettings") {
        throttle(draft, resource, &mut made, &mut settings);
        if settings.take("DetailedMetricsEnabled").and_then(Node::as_bool) == Some(true) {
            made.set("detailed_metrics", Expr::Bool(true));
        }
        settings.rest(draft, resource, "the API");
    }
    if let Some(mut logs) = props.inner("AccessLogSettings") {
        let format = logs.take("Format").map(|format| draft.value(format));
        made.set("access_logs", Expr::Object(vec![]));
        if let Some(Ok(Expr::Text(format))) = format {
            made.entry("access_logs", "format", Expr::text(format.trim()));
        }
        if logs.take("DestinationArn").is_some() {
            draft.left(
                resource,
                "AccessLogSettings.DestinationArn",
                0,
                "the log group of its access log",
                "an API here has a log group of its own",
                "look for its lines there",
            );
        }
    }
    props.skip(&["AutoDeploy", "Description", "Tags", "DeploymentId"]);
    props.rest(draft, resource, "the API");
    let Some(block) = of(draft, api) else {
        draft.left_whole(resource, "its API is not here", "");
        return;
    };
    for (name, value) in made.attrs {
        block.set(&name, value);
    }
    let address = block.address();
    draft.carried(resource, &address);
    if name != "$default" {
        draft.left(
            resource,
            "StageName",
            0,
            format!("the stage `{name}` of the API"),
            "an API here is served without a stage in its path: stages are whole deployments",
            format!("let callers leave `/{name}` out"),
        );
    }
}

/// `throttle`, where both numbers are known.
pub(super) fn throttle(
    draft: &mut Draft<'_>,
    resource: &Resource,
    block: &mut Block,
    settings: &mut Props<'_>,
) {
    let mut limits = Block::new("", &[]);
    draft.rows(
        &mut limits,
        resource,
        settings,
        &[("ThrottlingRateLimit", "rate", By::Value), ("ThrottlingBurstLimit", "burst", By::Value)],
    );
    for (_, value) in &mut limits.attrs {
        // Rates are whole here.
        if let Expr::Number(text) = value
            && let Some((whole, _)) = text.split_once('.')
        {
            *text = whole.to_owned();
        }
    }
    if limits.attrs.len() == 2 {
        block.set("throttle", Expr::Object(limits.attrs));
    } else if !limits.attrs.is_empty() {
        draft.left(
            resource,
            "DefaultRouteSettings",
            0,
            "half a limit on requests",
            "`throttle` has a `rate` and a `burst`",
            "set both",
        );
    }
}
