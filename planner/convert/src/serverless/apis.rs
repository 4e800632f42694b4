//! The APIs that the framework makes of `http` and `httpApi` events, and who may use them.
use super::events::{HTTP, REST, cors};
use super::functions::normal;
use crate::model::{Model, Resource};
use crate::node::Node;
use crate::sam::{self, left};
use crate::value::mentioned;

/// The name that a route's authorizer goes by; a function that decides becomes an authorizer of the API.
pub(super) fn named(node: &Node, api: &str, model: &mut Model) -> Option<Node> {
    let text = node.as_text();
    let kind = node.get("type").and_then(Node::as_text).or(text);
    if kind.is_some_and(|kind| kind.eq_ignore_ascii_case("aws_iam")) {
        return Some(Node::text("iam"));
    }
    if api == HTTP {
        return node.get("name").cloned().or_else(|| text.map(Node::text));
    }
    let arn = node
        .get("arn")
        .cloned()
        .or_else(|| text.filter(|text| text.starts_with("arn:")).map(Node::text));
    let name = node
        .get("name")
        .and_then(Node::as_text)
        .or(text.filter(|text| !text.starts_with("arn:")))
        .unwrap_or("authorizer")
        .to_owned();
    let pool = kind.is_some_and(|kind| kind.eq_ignore_ascii_case("COGNITO_USER_POOLS"))
        || arn.as_ref().and_then(Node::as_text).is_some_and(|arn| arn.contains(":cognito-idp:"));
    let id = format!("{api}{name}");
    if !model.resources.iter().any(|one| one.id == id) {
        let source = format!("authorizer {name}");
        let identity = node.get("identitySource").and_then(Node::as_text).map(|source| {
            Node::list(
                source
                    .split(',')
                    .map(|one| Node::text(one.trim().replace("method.request.", "$request.")))
                    .collect(),
            )
        });
        let mut props = Node::map([
            ("ApiId", Some(Node::reference(api))),
            ("Name", Some(Node::text(&name))),
            ("IdentitySource", identity),
        ]);
        props = if pool {
            props.with(
                "JwtConfiguration",
                sam::pool(
                    &name,
                    &arn.unwrap_or_else(|| Node::text("the user pool")),
                    &source,
                    node.line,
                    model,
                ),
            )
        } else {
            let function = arn
                .unwrap_or_else(|| Node::field(&format!("{}LambdaFunction", normal(&name)), "Arn"));
            props
                .with("AuthorizerUri", function)
                .with("AuthorizerPayloadFormatVersion", Node::text("1.0"))
                .with(
                    "AuthorizerResultTtlInSeconds",
                    node.get("resultTtlInSeconds").cloned().unwrap_or_else(|| Node::text("300")),
                )
        };
        model.resources.push(Resource::new(
            &id,
            &source,
            "AWS::ApiGatewayV2::Authorizer",
            props.at_line(node.line),
        ));
    }
    Some(Node::text(name))
}

/// Adds the APIs that routes use.
pub(super) fn apis(root: &Node, model: &mut Model) {
    let used = |model: &Model, id: &str| {
        model.resources.iter().any(|one| {
            one.kind == "AWS::ApiGatewayV2::Route"
                && one
                    .props
                    .get("ApiId")
                    .is_some_and(|api| mentioned(api).iter().any(|(there, _)| there == id))
        })
    };
    let provider = root.get("provider");
    if used(model, HTTP) {
        http(provider.and_then(|one| one.get("httpApi")), model);
    }
    if used(model, REST) {
        let open = events_with_cors(root);
        let props = Node::map([(
            "CorsConfiguration",
            if open { cors(&Node::new(crate::node::Data::Bool(true), 0)) } else { None },
        )]);
        model.resources.push(
            Resource::new(REST, "the REST API of the service", "AWS::ApiGatewayV2::Api", props)
                .called("rest"),
        );
        model.left.push(left(
            "the REST API of the service",
            "",
            0,
            "the REST API as such".to_owned(),
            sam::REST,
            "let the code read the newer events, and callers the new address",
        ));
    }
}

/// Whether an `http` event asks for cross-origin calls: an HTTP API has one answer for all its routes.
fn events_with_cors(root: &Node) -> bool {
    let functions = super::merged(root.get("functions"));
    functions.iter().any(|(_, function)| {
        let events = function.get("events").map(Node::items).unwrap_or_default();
        events.iter().any(|event| {
            event.at(&["http", "cors"]).is_some_and(|cors| cors.as_bool() != Some(false))
        })
    })
}

fn http(settings: Option<&Node>, model: &mut Model) {
    let get = |name: &str| settings.and_then(|one| one.get(name));
    let props = Node::map([
        ("Name", get("name").cloned()),
        ("CorsConfiguration", get("cors").and_then(cors)),
    ]);
    model.resources.push(
        Resource::new(HTTP, "provider.httpApi", "AWS::ApiGatewayV2::Api", props).called("http"),
    );
    for (name, node) in get("authorizers").map(Node::entries).unwrap_or_default() {
        let jwt = (node.get("issuerUrl").is_some()).then(|| {
            let audience = node.get("audience").map(|one| Node::list(one.one_or_more().to_vec()));
            Node::map([("Issuer", node.get("issuerUrl").cloned()), ("Audience", audience)])
        });
        let function = node.get("functionArn").cloned().or_else(|| {
            node.get("functionName")
                .and_then(Node::as_text)
                .map(|name| Node::field(&format!("{}LambdaFunction", normal(name)), "Arn"))
        });
        let props = Node::map([
            ("ApiId", Some(Node::reference(HTTP))),
            ("Name", Some(Node::text(name))),
            ("JwtConfiguration", jwt),
            ("AuthorizerUri", function),
            ("IdentitySource", node.get("identitySource").cloned()),
            ("AuthorizerResultTtlInSeconds", node.get("resultTtlInSeconds").cloned()),
            ("AuthorizerPayloadFormatVersion", node.get("payloadVersion").cloned()),
            ("EnableSimpleResponses", node.get("enableSimpleResponses").cloned()),
        ]);
        let source = format!("provider.httpApi.authorizers.{name}");
        model.resources.push(Resource::new(
            &format!("{HTTP}{name}"),
            &source,
            "AWS::ApiGatewayV2::Authorizer",
            props.at_line(node.line),
        ));
    }
    for name in ["id", "timeout", "metrics", "disableDefaultEndpoint", "useProviderTags", "payload"]
    {
        if let Some(node) = get(name).filter(|node| !node.is_empty()) {
            model.left.push(left(
                "provider.httpApi",
                name,
                node.line,
                format!("`{name}`"),
                "there is no attribute for it",
                "check whether the API works without it",
            ));
        }
    }
}
