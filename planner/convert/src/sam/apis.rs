//! SAM's APIs: `AWS::Serverless::HttpApi`, and `AWS::Serverless::Api`, a REST API that becomes an HTTP API.
use super::events::{IMPLICIT_HTTP, IMPLICIT_REST};
use super::left;
use crate::model::{Model, Parameter, Resource, Ty};
use crate::node::{Data, Node};
use crate::value::{mentioned, referred};

/// What changes with a REST API, said once for each.
pub(crate) const REST: &str = "it is an HTTP API now: functions get events of payload version 2.0 (`rawPath`, `requestContext.http`), there is no stage in the path, and no API keys, usage plans, models or caching";

/// Adds an API with its authorizers and stage.
pub(super) fn api(made: &Resource, model: &mut Model) {
    let props = &made.props;
    let rest = made.kind == "AWS::Serverless::Api";
    if rest {
        model.left.push(left(
            &made.source,
            "",
            made.line,
            "the REST API as such".to_owned(),
            REST,
            "let the code read the newer events, and callers the new address",
        ));
    }
    let auth = props.get("Auth");
    let closed = auth.is_some_and(|auth| {
        auth.get("ApiKeyRequired").and_then(Node::as_bool) == Some(true)
            || auth.get("ResourcePolicy").is_some()
    });
    for (name, node) in auth.map(Node::entries).unwrap_or_default() {
        if !matches!(
            name.as_str(),
            "DefaultAuthorizer"
                | "Authorizers"
                | "AddDefaultAuthorizerToCorsPreflight"
                | "EnableIamAuthorizer"
                | "AddApiKeyRequiredToCorsPreflight"
        ) {
            let why = "HTTP APIs have nothing like it, and what it closed must not stand open: without an authorizer only callers who sign get in";
            model.left.push(left(
                &made.source,
                &format!("Auth.{name}"),
                node.line,
                format!("`{name}`"),
                why,
                "choose an `authorizer`",
            ));
        }
    }
    let default = auth
        .and_then(|auth| auth.get("DefaultAuthorizer"))
        .cloned()
        .or_else(|| closed.then(|| Node::text("AWS_IAM")));
    let mut api = Node::map([
        ("Name", props.get("Name").cloned()),
        ("Description", props.get("Description").cloned()),
        ("Tags", props.get("Tags").cloned()),
        (
            "CorsConfiguration",
            props.get("CorsConfiguration").or_else(|| props.get("Cors")).and_then(cors),
        ),
        ("DefaultAuthorizer", default),
    ])
    .at_line(made.line);
    let taken = [
        "Name",
        "Description",
        "Tags",
        "CorsConfiguration",
        "Cors",
        "Auth",
        "StageName",
        "DefaultRouteSettings",
        "AccessLogSettings",
        "AccessLogSetting",
        "TracingEnabled",
        "DefinitionBody",
        "DefinitionUri",
        "OpenApiVersion",
        "EndpointConfiguration",
        "PropagateTags",
        "FailOnWarnings",
        "AlwaysDeploy",
    ];
    for (name, node) in props.entries().iter().filter(|(name, _)| !taken.contains(&name.as_str())) {
        api = api.with(name, node.clone());
    }
    for name in ["DefinitionBody", "DefinitionUri"] {
        if let Some(node) = props.get(name) {
            model.left.push(left(
                &made.source,
                name,
                node.line,
                "its OpenAPI description".to_owned(),
                "routes are not read from it, only from events of functions",
                "write a `route` for each method and path that it has",
            ));
        }
    }
    let mut resource = Resource::new(&made.id, &made.source, "AWS::ApiGatewayV2::Api", api);
    resource.condition.clone_from(&made.condition);
    model.resources.push(resource);
    for (name, node) in
        auth.and_then(|auth| auth.get("Authorizers")).map(Node::entries).unwrap_or_default()
    {
        authorizer(made, name, node, rest, model);
    }
    let name = props.get("StageName").filter(|_| !rest).cloned();
    let stage = Node::map([
        ("ApiId", Some(Node::reference(&made.id))),
        ("StageName", name),
        ("DefaultRouteSettings", props.get("DefaultRouteSettings").cloned()),
        (
            "AccessLogSettings",
            props.get("AccessLogSettings").or_else(|| props.get("AccessLogSetting")).cloned(),
        ),
    ]);
    model.resources.push(Resource::new(
        &format!("{}Stage", made.id),
        &made.source,
        "AWS::ApiGatewayV2::Stage",
        stage.at_line(made.line),
    ));
}

/// `true`, one origin in quotes within quotes, or a map with the names of either kind of API.
fn cors(node: &Node) -> Option<Node> {
    let any = || Some(Node::list(vec![Node::text("*")]));
    match &node.data {
        Data::Bool(true) => Some(Node::map([
            ("AllowOrigins", any()),
            ("AllowMethods", any()),
            ("AllowHeaders", any()),
        ])),
        Data::Text(text) => Some(Node::map([(
            "AllowOrigins",
            Some(Node::list(vec![Node::text(text.trim_matches('\''))])),
        )])),
        Data::Map(_) if crate::value::call(node).is_none() => {
            let listed = |name: &str| {
                node.get(name).map(|node| match node.as_text() {
                    Some(text) => Node::list(
                        text.trim_matches('\'')
                            .split(',')
                            .map(|one| Node::text(one.trim()))
                            .collect(),
                    ),
                    None => node.clone(),
                })
            };
            let age = node
                .get("MaxAge")
                .and_then(Node::as_text)
                .map(|age| Node::text(age.trim_matches('\'')));
            Some(Node::map([
                ("AllowOrigins", listed("AllowOrigins").or_else(|| listed("AllowOrigin"))),
                ("AllowMethods", listed("AllowMethods")),
                ("AllowHeaders", listed("AllowHeaders")),
                ("ExposeHeaders", listed("ExposeHeaders")),
                ("MaxAge", age),
                ("AllowCredentials", node.get("AllowCredentials").cloned()),
            ]))
        }
        _ => None,
    }
}

fn authorizer(made: &Resource, name: &str, node: &Node, rest: bool, model: &mut Model) {
    let source = format!("{}.Auth.Authorizers.{name}", made.source);
    let header = node
        .at(&["Identity", "Header"])
        .and_then(Node::as_text)
        .map(|header| vec![header.to_owned()]);
    let headers = node.at(&["Identity", "Headers"]).map(|headers| {
        headers.items().iter().filter_map(Node::as_text).map(str::to_owned).collect()
    });
    let identity = header.or(headers).map(|all: Vec<String>| {
        Node::list(all.iter().map(|one| Node::text(format!("$request.header.{one}"))).collect())
    });
    let jwt = node.get("JwtConfiguration").map(|jwt| {
        let get = |one: &str, two: &str| jwt.get(one).or_else(|| jwt.get(two)).cloned();
        Node::map([("Issuer", get("issuer", "Issuer")), ("Audience", get("audience", "Audience"))])
    });
    let jwt = jwt.or_else(|| {
        let pool = node.get("UserPoolArn")?.clone();
        Some(self::pool(name, &pool, &source, node.line, model))
    });
    let simple = node.get("EnableSimpleResponses").cloned();
    let payload = node
        .get("AuthorizerPayloadFormatVersion")
        .cloned()
        .or_else(|| rest.then(|| Node::text("1.0")));
    let props = Node::map([
        ("ApiId", Some(Node::reference(&made.id))),
        ("Name", Some(Node::text(name))),
        ("JwtConfiguration", jwt),
        ("AuthorizerUri", node.get("FunctionArn").cloned()),
        ("IdentitySource", identity.or_else(|| node.get("IdentitySource").cloned())),
        ("AuthorizerResultTtlInSeconds", node.at(&["Identity", "ReauthorizeEvery"]).cloned()),
        ("AuthorizerPayloadFormatVersion", payload),
        ("EnableSimpleResponses", simple),
    ]);
    model.resources.push(Resource::new(
        &format!("{}{name}", made.id),
        &source,
        "AWS::ApiGatewayV2::Authorizer",
        props.at_line(node.line),
    ));
}

/// A user pool as an issuer of tokens: what its ARN does not say becomes variables.
pub(crate) fn pool(name: &str, pool: &Node, source: &str, line: u32, model: &mut Model) -> Node {
    let why = "an HTTP API checks the tokens of a user pool as those of any issuer, and must be told for which clients they are meant";
    model.left.push(left(
        source,
        "UserPoolArn",
        line,
        "the clients of its user pool".to_owned(),
        why,
        "give the id of the app client to the variable that stands for it",
    ));
    let word = crate::names::snake(name);
    let issuer = pool.as_text().and_then(issuer).map_or_else(
        || {
            let variable = format!("{word}_issuer");
            let of = referred(pool).map_or_else(|| "the user pool".to_owned(), |(id, _)| id);
            parameter(
                model,
                &variable,
                format!("the issuer of `{of}`: https://cognito-idp.REGION.amazonaws.com/POOL_ID"),
            );
            Node::reference(&variable)
        },
        Node::text,
    );
    let audience = format!("{word}_audience");
    parameter(
        model,
        &audience,
        format!("the app client's id that the tokens of `{name}` are meant for"),
    );
    Node::map([
        ("Issuer", Some(issuer)),
        ("Audience", Some(Node::list(vec![Node::reference(&audience)]))),
    ])
}

/// `arn:aws:cognito-idp:REGION:ACCOUNT:userpool/ID`.
fn issuer(arn: &str) -> Option<String> {
    let parts: Vec<&str> = arn.split(':').collect();
    let (region, id) = (parts.get(3)?, parts.get(5)?.strip_prefix("userpool/")?);
    Some(format!("https://cognito-idp.{region}.amazonaws.com/{id}"))
}

/// A parameter that the source does not have.
fn parameter(model: &mut Model, name: &str, why: String) {
    if model.parameters.iter().any(|one| one.name == name) {
        return;
    }
    model.parameters.push(Parameter {
        name: name.to_owned(),
        ty: Ty::Text,
        default: None,
        description: why.clone(),
        sensitive: false,
        allowed: Vec::new(),
        why,
    });
}

/// The APIs that events use without one being declared.
pub(super) fn implicit(model: &mut Model) {
    for (id, kind, label) in [
        (IMPLICIT_HTTP, "AWS::Serverless::HttpApi", "http"),
        (IMPLICIT_REST, "AWS::Serverless::Api", "rest"),
    ] {
        let uses = |resource: &Resource| {
            let api =
                resource.props.get("ApiId").filter(|_| resource.kind == "AWS::ApiGatewayV2::Route");
            api.is_some_and(|api| mentioned(api).iter().any(|(there, _)| there == id))
        };
        if model.resources.iter().any(uses) && !model.resources.iter().any(|one| one.id == id) {
            let made = Resource::new(
                id,
                "the API that SAM makes of the functions' events",
                kind,
                Node::map([]),
            );
            api(&made.called(label), model);
            if let Some(api) = model.resources.iter_mut().find(|one| one.id == id) {
                label.clone_into(&mut api.label);
            }
        }
    }
}
