//! Function URLs that answer: events, answers, who is let in, cross-origin settings.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    unreachable_pub,
    reason = "a test stops at what it did not expect, and its modules are shared by path"
)]

mod functions;
mod support;

use cutover_emulator::Server;
use functions::{FUNCTIONS, create, invoke, ok, publish, server};
use http::Request;
use http_body_util::Full;
use serde_json::{Value, json};
use support::{Answer, send};

/// A handler that answers what it was asked.
const CODE: &str = r#"
import json
def handler(event, context):
    path = event.get("rawPath")
    if path == "/fail":
        raise ValueError("boom")
    if path == "/made":
        return {"statusCode": 201, "headers": {"x-made": "yes"}, "cookies": ["a=1"], "body": "done"}
    return event
"#;

/// A server with a function, its alias and a URL of the alias; `None` without an interpreter.
async fn prepared(url: Value) -> Option<(Server, String)> {
    let server = server().await;
    create(&server, "f", CODE).await;
    invoke(&server, "f", json!({})).await?;
    publish(&server, "f").await;
    let alias = json!({"Name": "live", "FunctionVersion": "1"});
    ok(&server, "POST", &format!("{FUNCTIONS}/f/aliases"), alias).await;
    let made = ok(&server, "POST", "/2021-10-31/functions/f/url?Qualifier=live", url).await;
    let url = made["FunctionUrl"].as_str().unwrap().to_owned();
    assert!(url.starts_with(&format!("{}/_url/", server.url())), "{url}");
    Some((server, url))
}

async fn permit(server: &Server, statement: Value) {
    ok(server, "POST", &format!("{FUNCTIONS}/f/policy?Qualifier=live"), statement).await;
}

/// Lets everybody in, as AWS asks since October 2025: with two statements.
async fn open(server: &Server) {
    permit(
        server,
        json!({
            "StatementId": "url", "Action": "lambda:InvokeFunctionUrl", "Principal": "*", "FunctionUrlAuthType": "NONE",
        }),
    )
    .await;
    permit(
        server,
        json!({
            "StatementId": "invoke", "Action": "lambda:InvokeFunction", "Principal": "*", "InvokedViaFunctionUrl": true,
        }),
    )
    .await;
}

async fn get(url: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::get(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    send(request.body(Full::default()).unwrap()).await.unwrap()
}

#[tokio::test]
async fn an_open_url_hands_the_request_to_the_alias() {
    let Some((server, url)) = prepared(json!({"AuthType": "NONE"})).await else { return };
    let refused = get(&url, &[]).await;
    assert_eq!(refused.status, 403);
    assert!(refused.json()["Message"].as_str().unwrap().starts_with("Forbidden."));
    open(&server).await;
    let answer = get(&format!("{url}a/b?x=1&x=2&y=3"), &[("cookie", "one=1; two=2")]).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let event = answer.json();
    assert_eq!((&event["version"], &event["routeKey"]), (&json!("2.0"), &json!("$default")));
    assert_eq!(event["rawPath"], "/a/b");
    assert_eq!(event["rawQueryString"], "x=1&x=2&y=3");
    assert_eq!(event["queryStringParameters"], json!({"x": "1,2", "y": "3"}));
    assert_eq!(event["cookies"], json!(["one=1", "two=2"]));
    assert_eq!(event["requestContext"]["http"]["method"], "GET");
    assert_eq!(event["requestContext"]["accountId"], "anonymous");
    assert_eq!(event["isBase64Encoded"], false);
    let made = get(&format!("{url}made"), &[]).await;
    assert_eq!((made.status, made.text.as_str(), made.header("x-made")), (201, "done", "yes"));
    assert_eq!(made.header("set-cookie"), "a=1");
    let failed = get(&format!("{url}fail"), &[]).await;
    assert_eq!((failed.status, failed.text.as_str()), (502, "Internal Server Error"));
    let id = url.trim_end_matches('/').rsplit('/').next().unwrap();
    let host = format!("{id}.lambda-url.us-east-1.on.aws");
    let by_host = get(&format!("{}/named", server.url()), &[("host", &host)]).await;
    assert_eq!(by_host.json()["rawPath"], "/named");
    assert_eq!(get(&format!("{}/_url/unknown/", server.url()), &[]).await.status, 403);
    server.stop().await;
}

/// One statement is not enough.
#[tokio::test]
async fn both_permissions_are_needed() {
    let Some((server, url)) = prepared(json!({"AuthType": "NONE"})).await else { return };
    permit(
        &server,
        json!({
            "StatementId": "url", "Action": "lambda:InvokeFunctionUrl", "Principal": "*", "FunctionUrlAuthType": "NONE",
        }),
    )
    .await;
    assert_eq!(get(&url, &[]).await.status, 403);
    server.stop().await;
}

#[tokio::test]
async fn a_url_of_iam_wants_a_signature() {
    let Some((server, url)) = prepared(json!({"AuthType": "AWS_IAM"})).await else { return };
    open(&server).await;
    assert_eq!(get(&url, &[]).await.status, 403);
    let signed = |service: &str| {
        format!(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=0"
        )
    };
    assert_eq!(get(&url, &[("authorization", &signed("execute-api"))]).await.status, 403);
    let answer = get(&url, &[("authorization", &signed("lambda"))]).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let who = &answer.json()["requestContext"]["authorizer"]["iam"];
    assert_eq!(who["userArn"], "arn:aws:iam::000000000000:root");
    server.stop().await;
}

#[tokio::test]
async fn cross_origin_requests_follow_the_settings() {
    let cors =
        json!({"AllowOrigins": ["https://a.example"], "AllowMethods": ["GET"], "MaxAge": 60});
    let url = json!({"AuthType": "NONE", "Cors": cors});
    let Some((server, url)) = prepared(url).await else { return };
    open(&server).await;
    let preflight = Request::options(&url)
        .header("origin", "https://a.example")
        .header("access-control-request-method", "GET")
        .body(Full::default())
        .unwrap();
    let answer = send(preflight).await.unwrap();
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("access-control-allow-origin"), "https://a.example");
    assert_eq!(answer.header("access-control-max-age"), "60");
    let answer = get(&url, &[("origin", "https://a.example")]).await;
    assert_eq!(answer.header("access-control-allow-origin"), "https://a.example");
    let answer = get(&url, &[("origin", "https://b.example")]).await;
    assert_eq!(answer.header("access-control-allow-origin"), "");
    server.stop().await;
}
