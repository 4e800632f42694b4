//! The event of a request to a function URL: payload format 2.0.

use bytes::Bytes;
use http::Request;
use serde_json::{Value, json};

use super::Door;
use crate::http_api::event::told::{body, headers, joined, put, queries, time};
use crate::wire::header;
use crate::world::World;

/// Builds the event; `who` is the caller who signed, where the URL asks for that.
pub(super) fn build(
    world: &World,
    request: &Request<Bytes>,
    door: &Door,
    id: &str,
    who: Option<&Value>,
) -> Value {
    let mut all = headers(request);
    let cookies = all.remove("cookie");
    let queries = queries(request);
    let mut event = json!({
        "version": "2.0", "routeKey": "$default", "rawPath": door.path,
        "rawQueryString": request.uri().query().unwrap_or_default(),
        "headers": joined(&all),
        "requestContext": circumstances(world, request, door, id, who),
    });
    if let Some(cookies) = cookies {
        let each: Vec<String> =
            cookies.iter().flat_map(|line| line.split("; ")).map(str::to_owned).collect();
        put(&mut event, "cookies", json!(each));
    }
    if !queries.is_empty() {
        put(&mut event, "queryStringParameters", Value::Object(joined(&queries)));
    }
    let (body, encoded) = body(request);
    if let Some(body) = body {
        put(&mut event, "body", body.into());
    }
    put(&mut event, "isBase64Encoded", encoded.into());
    event
}

fn circumstances(
    world: &World,
    request: &Request<Bytes>,
    door: &Door,
    id: &str,
    who: Option<&Value>,
) -> Value {
    let region = &world.settings().region;
    let account = if who.is_some() { world.settings().account.as_str() } else { "anonymous" };
    let mut context = json!({
        "accountId": account, "apiId": door.id, "domainPrefix": door.id,
        "domainName": format!("{}.lambda-url.{region}.on.aws", door.id),
        "requestId": id, "routeKey": "$default", "stage": "$default",
        "time": time(world.now_ms()), "timeEpoch": world.now_ms(),
        "http": {
            "method": request.method().as_str(), "path": door.path, "protocol": "HTTP/1.1",
            "sourceIp": "127.0.0.1",
            "userAgent": header(request.headers(), "user-agent").unwrap_or_default(),
        },
    });
    if let Some(who) = who {
        put(&mut context, "authorizer", json!({ "iam": who }));
    }
    context
}
