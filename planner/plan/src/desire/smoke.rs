//! The event of a smoke call: as written, or the one that a route would send.
use super::Build;
use cutover_schemas::address::Address;
use cutover_schemas::rollout::Smoke;
use cutover_schemas::spec::Declared;
use cutover_schemas::value::{Attrs, Value};
use serde_json::{Value as Json, json};

/// What `smoke = { ... }` of a rollout means for one function; `None` when it has no such route.
pub(super) fn of(build: &Build<'_>, rollout: &Declared, function: &Address) -> Option<Smoke> {
    let smoke = rollout.attr("smoke").as_map()?;
    let event = match smoke.get("http").and_then(Value::as_text) {
        Some(request) => http_event(&route_for(build, function, request)?, request)?,
        None => smoke.get("event")?.to_plain_json()?,
    };
    let expect = smoke.get("expect").and_then(Value::as_map);
    let wanted = |name: &str| expect.and_then(|expect: &Attrs| expect.get(name));
    Some(Smoke {
        event,
        status: wanted("status").and_then(Value::as_int),
        contains: wanted("contains").and_then(Value::as_text).map(str::to_owned),
    })
}

/// The key of the route by which this request reaches this function.
fn route_for(build: &Build<'_>, function: &Address, request: &str) -> Option<String> {
    let routes = build
        .spec
        .blocks
        .values()
        .filter(|block| block.word == "api")
        .flat_map(|api| api.nested("route"));
    let ours = routes.filter(|route| route.attr("to") == &Value::Reference(function.clone()));
    let keys: Vec<&str> =
        ours.filter_map(|route| route.labels.first()).map(String::as_str).collect();
    keys.iter()
        .find(|key| **key == request)
        .or_else(|| keys.iter().find(|key| matches(key, request)))
        .map(|key| (*key).to_owned())
}

fn matches(key: &str, request: &str) -> bool {
    let (Some((method, pattern)), Some((wanted, path))) =
        (key.split_once(' '), request.split_once(' '))
    else {
        return key == "$default";
    };
    if method != "ANY" && method != wanted {
        return false;
    }
    let path = path.split('?').next().unwrap_or_default();
    let (mut pattern, mut path) = (pattern.split('/'), path.split('/'));
    loop {
        match (pattern.next(), path.next()) {
            (None, None) => return true,
            (Some(part), Some(_)) if part.starts_with('{') && part.ends_with("+}") => return true,
            (Some(part), Some(given))
                if part == given || (part.starts_with('{') && !given.is_empty()) => {}
            _ => return false,
        }
    }
}

/// The event of payload format 2.0 that API Gateway would send
/// (<https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>).
fn http_event(route: &str, request: &str) -> Option<Json> {
    let (method, target) = request.split_once(' ')?;
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    Some(json!({
        "version": "2.0",
        "routeKey": route,
        "rawPath": path,
        "rawQueryString": query,
        "headers": { "user-agent": "cutover-smoke" },
        "requestContext": {
            "http": { "method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "cutover-smoke" },
            "routeKey": route,
            "stage": "$default",
        },
        "isBase64Encoded": false,
    }))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_request_finds_its_route() {
        let check = |key, request, expect| {
            assert_eq!(super::matches(key, request), expect, "{key} {request}");
        };
        check("GET /orders", "GET /orders", true);
        check("GET /orders/{id}", "GET /orders/7?x=1", true);
        check("ANY /{proxy+}", "GET /a/b", true);
        check("POST /orders", "GET /orders", false);
        check("GET /orders/{id}", "GET /orders", false);
        check("$default", "GET /x", true);
    }
}
