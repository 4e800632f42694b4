//! SAM's APIs: `AWS::Serverless::HttpApi`, and `AWS::Serverless::Api`, a REST API that becomes an HTTP API.
use super::events::{IMPLICIT_HTTP, IMPLICIT_REST};
use super::left;
use crate::model::{Model, Resource};
use crate::node::{Data, Node};
use crate::value::{mentioned, referred};

/// What changes with a REST API, said once for each.
pub(crate) const REST: &str = "it is an HTTP API now: functions get events of payload version 2.0 (`rawPath`, `requestContext.http`), there is no stage in the path, and no API keys, usage plans, models or caching";

/// Adds an API with its authorizers and stage.
pub(super) fn api(made: &Resource, model: &mut Model) {
    let props = &made.props;
    let rest = made.kind == "AWS::Serverless::Api";
    if rest {
        model.left.push(left(&made.source, "", made.line, "the REST API as such".to_owned(), REST, "let the code read the newer events, and callers the new address"));
    }
    let auth = props.get("Auth");
    let mut api = Node::map([
        ("Name", props.get("Name").cloned()),
        ("Description", props.get("Description").cloned()),
        ("Tags", props.get("Tags").cloned()),
        ("CorsConfiguration", props.get("CorsConfiguration").or_else(|| props.get("Cors")).and_then(cors)),
        ("DefaultAuthorizer", auth.and_then(|auth| auth.get("DefaultAuthorizer")).cloned()),
    ])
    .at_line(made.line);
    let taken = [
        "Name", "Description", "Tags", "CorsConfiguration", "Cors", "Auth", "StageName", "DefaultRouteSettings", "AccessLogSettings", "AccessLogSetting",
        "TracingEnabled", "OpenApiVersion", "EndpointConfiguration", "PropagateTags", "FailOnWarnings", "AlwaysDeploy",
    ];
    for (name, node) in props.entries().iter().filter(|(name, _)| !taken.contains(&name.as_str())) {
        api = api.with(name, node.clone());
    }
    let mut resource = Resource::new(&made.id, &made.source, "AWS::ApiGatewayV2::Api", api);
    resource.condition.clone_from(&made.condition);
    model.resources.push(resource);
    for (name, node) in auth.and_then(|auth| auth.get("Authorizers")).map(Node::entries).unwrap_or_default() {
        authorizer(made, name, node, rest, model);
    }
    let name = props.get("StageName").filter(|_| !rest).cloned();
    let stage = Node::map([
        ("ApiId", Some(Node::reference(&made.id))),
        ("StageName", name),
        ("DefaultRouteSettings", props.get("DefaultRouteSettings").cloned()),
        ("AccessLogSettings", props.get("AccessLogSettings").or_else(|| props.get("AccessLogSetting")).cloned()),
    ]);
    model.resources.push(Resource::new(&format!("{}Stage", made.id), &made.source, "AWS::ApiGatewayV2::Stage", stage.at_line(made.line)));
}

/// `true`, one origin in quotes within quotes, or a map with the names of either kind of API.
fn cors(node: &Node) -> Option<Node> {
    let any = || Some(Node::list(vec![Node::text("*")]));
    match &node.data {
        Data::Bool(true) => Some(Node::map([("AllowOrigins", any()), ("AllowMethods", any()), ("AllowHeaders", any())])),
        Data::Text(text) => Some(Node::map([("AllowOrigins", Some(Node::list(vec![Node::text(text.trim_matches('\''))])))])),
        Data::Map(_) if crate::value::call(node).is_none() => {
            let listed = |name: &str| node.get(name).map(|node| match node.as_text() {
                Some(text) => Node::list(text.trim_matches('\'').split(',').map(|one| Node::text(one.trim())).collect()),
                None => node.clone(),
            });
            let age = node.get("MaxAge").and_then(Node::as_text).map(|age| Node::text(age.trim_matches('\'')));
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
    let header = node.at(&["Identity", "Header"]).and_then(Node::as_text).map(|header| vec![header.to_owned()]);
    let headers = node.at(&["Identity", "Headers"]).map(|headers| headers.items().iter().filter_map(Node::as_text).map(str::to_owned).collect());
    let identity = header.or(headers).map(|all: Vec<String>| Node::list(all.iter().map(|one| Node::text(format!("$request.header.{one}"))).collect()));
    let jwt = node.get("JwtConfiguration").map(|jwt| {
        let get = |one: &str, two: &str| jwt.get(one).or_else(|| jwt.get(two)).cloned();
        Node::map([("Issuer", get("issuer", "Issuer")), ("Audience", get("audience", "Audience"))])
    });
    let jwt = jwt.or_else(|| {
        let pool = node.get("UserPoolArn")?.clone();
        Some(self::pool(name, &pool, &source, node.line, model))
    });
    let simple = node.get("EnableSimpleResponses").cloned();
    let payload = node.get("AuthorizerPayloadFormatVersion").cloned().or_else(|| rest.then(|| Node::text("1.0")));
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
    model.resources.push(Resource::new(&format!("{}{name}", made.id), &source, "AWS::ApiGatewayV2::Authorizer", props.at_line(node.line)));
}

/// A user pool as an issuer of tokens: what its ARN does not say becomes variables.
pub(crate) fn pool(name: &str, pool: &Node, source: &str, line: u32, model: &mut Model) -> Node {
    let why = "an HTTP API checks the tokens of a user pool as those of any issuer, and must be told for which clients they are meant";
    model.left.push(left(source, "UserPoolArn", line, "the issuer and the clients of its user pool".to_owned(), why, "give the issuer's address and the id of the app client to the variables that stand for them"));
    let (issuer, audience) = pool_names(name);
    for (variable, why) in [
        (&issuer, format!("the issuer of `{}`: https://cognito-idp.REGION.amazonaws.com/POOL_ID", pool_text(pool))),
        (&audience, format!("the app client's id that the tokens of `{name}` are meant for")),
    ] {
        parameter(model, variable, why);
    }
    Node::map([("Issuer", Some(Node::reference(&issuer))), ("Audience", Some(Node::list(vec![Node::reference(&audience)])))])
}

fn pool_names(name: &str) -> (String, String) {
    let name = crate::names::snake(name);
    (format!("{name}_issuer"), format!("{name}_audience"))
}

fn pool_text(pool: &Node) -> String {
    referred(pool).map_or_else(|| pool.as_text().unwrap_or("the user pool").to_owned(), |(id, _)| id)
}

/// A parameter that the source does not have.
pub(crate) fn parameter(model: &mut Model, name: &str, why: String) {
    use crate::model::{Parameter, Ty};
    if model.parameters.iter().any(|one| one.name == name) {
        return;
    }
    let default = name.ends_with("_issuer").then(|| Node::text("https://issuer.invalid/change-me"));
    model.parameters.push(Parameter {
        name: name.to_owned(),
        ty: Ty::Text,
        default,
        description: why.clone(),
        sensitive: false,
        allowed: Vec::new(),
        why,
    });
}

/// The APIs that events use without one being declared.
pub(super) fn implicit(model: &mut Model) {
    for (id, kind, label) in [(IMPLICIT_HTTP, "AWS::Serverless::HttpApi", "http"), (IMPLICIT_REST, "AWS::Serverless::Api", "rest")] {
        let uses = |resource: &Resource| {
            let api = resource.props.get("ApiId").filter(|_| resource.kind == "AWS::ApiGatewayV2::Route");
            api.is_some_and(|api| mentioned(api).iter().any(|(there, _)| there == id))
        };
        if model.resources.iter().any(uses) && !model.resources.iter().any(|one| one.id == id) {
            let made = Resource::new(id, "the API that SAM makes of the functions' events", kind, Node::map([]));
            api(&made.called(label), model);
            if let Some(api) = model.resources.iter_mut().find(|one| one.id == id) {
                label.clone_into(&mut api.label);
            }
        }
    }
}
