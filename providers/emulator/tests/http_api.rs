//! A live HTTP API: routes, events, responses, permissions and weights.
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

use functions::{FUNCTIONS, create, invoke, ok, publish, rest, server};
use http::Request;
use http_body_util::Full;
use serde_json::{Value, json};
use support::Answer;

const CODE: &str = r#"
import json
def handler(event, context):
    path = event.get("rawPath")
    if path == "/boom":
        raise ValueError("boom")
    if path == "/plain":
        return {"hello": 1}
    return {"statusCode": 201, "headers": {"X-Version": context.function_version}, "cookies": ["a=b"],
            "body": json.dumps(event)}
"#;

async fn api(server: &cutover_emulator::Server, method: &str, path: &str, body: Value) -> Answer {
    rest(server, "apigateway", method, path, &body).await
}

async fn made(server: &cutover_emulator::Server, path: &str, body: Value) -> Value {
    let answer = api(server, "POST", path, body).await;
    assert_eq!(answer.status, 201, "{path}: {}", answer.text);
    answer.json()
}

async fn get(url: &str) -> Answer {
    let request = Request::get(url).header("cookie", "q=1; z=2").header("origin", "http://site");
    support::send(request.body(Full::default()).unwrap()).await.unwrap()
}

#[tokio::test]
async fn objects_are_unique_where_they_must_be_and_refused_where_wrong() {
    let server = server().await;
    let one =
        made(&server, "/v2/apis", json!({"name": "x", "protocolType": "HTTP", "tags": {"k": "v"}}))
            .await;
    let id = one["apiId"].as_str().unwrap();
    assert_eq!(one["apiEndpoint"], format!("{}/_api/{id}", server.url()));
    let base = format!("/v2/apis/{id}");
    let integration = json!({"integrationType": "AWS_PROXY", "integrationUri": "arn:aws:lambda:us-east-1:000000000000:function:f", "payloadFormatVersion": "2.0"});
    let integration = made(&server, &format!("{base}/integrations"), integration).await;
    assert_eq!(integration["timeoutInMillis"], 30_000);
    let target = format!("integrations/{}", integration["integrationId"].as_str().unwrap());
    let routes = format!("{base}/routes");
    made(&server, &routes, json!({"routeKey": "GET /a", "target": target})).await;
    let cases = [
        (routes.clone(), json!({"routeKey": "GET /a"}), 409, "ConflictException"),
        (routes.clone(), json!({"routeKey": "FETCH /a"}), 400, "BadRequestException"),
        (
            routes.clone(),
            json!({"routeKey": "GET /b", "target": "integrations/none"}),
            404,
            "NotFoundException",
        ),
        (
            routes,
            json!({"routeKey": "GET /b", "authorizationType": "JWT"}),
            400,
            "BadRequestException",
        ),
        (format!("{base}/stages"), json!({"stageName": "a b"}), 400, "BadRequestException"),
        (
            "/v2/apis/none/routes".to_owned(),
            json!({"routeKey": "$default"}),
            404,
            "NotFoundException",
        ),
    ];
    for (path, body, status, code) in cases {
        let answer = api(&server, "POST", &path, body).await;
        assert_eq!(
            (answer.status, answer.header("x-amzn-errortype")),
            (status, code),
            "{}",
            answer.text
        );
    }
    let path = format!("{base}/{target}");
    assert_eq!(api(&server, "DELETE", &path, Value::Null).await.status, 409);
    let tags = format!(
        "/v2/tags/{}",
        format!("arn:aws:apigateway:us-east-1::/apis/{id}").replace('/', "%2F")
    );
    assert_eq!(api(&server, "POST", &tags, json!({"tags": {"z": "1"}})).await.status, 201);
    assert_eq!(api(&server, "DELETE", &format!("{tags}?tagKeys=k"), Value::Null).await.status, 204);
    assert_eq!(api(&server, "GET", &tags, Value::Null).await.json(), json!({"tags": {"z": "1"}}));
    made(&server, "/v2/apis", json!({"name": "x", "protocolType": "HTTP"})).await;
    let page = api(&server, "GET", "/v2/apis?maxResults=1", Value::Null).await.json();
    assert_eq!(page["items"].as_array().unwrap().len(), 1);
    assert!(page["nextToken"].is_string());
    assert_eq!(api(&server, "DELETE", &base, Value::Null).await.status, 204);
    assert_eq!(api(&server, "GET", &base, Value::Null).await.status, 404);
}

#[tokio::test]
async fn a_live_api_invokes_the_alias_it_is_allowed_to() {
    let server = server().await;
    create(&server, "f", CODE).await;
    for _ in 0..2 {
        publish(&server, "f").await;
    }
    if invoke(&server, "f", json!({})).await.is_none() {
        return;
    }
    let alias = json!({"Name": "live", "FunctionVersion": "1", "RoutingConfig": {"AdditionalVersionWeights": {"2": 0.5}}});
    let alias = ok(&server, "POST", &format!("{FUNCTIONS}/f/aliases"), alias).await;
    let cors = json!({"allowOrigins": ["http://site"], "allowMethods": ["GET"]});
    let one = made(
        &server,
        "/v2/apis",
        json!({"name": "x", "protocolType": "HTTP", "corsConfiguration": cors}),
    )
    .await;
    let (id, url) = (one["apiId"].as_str().unwrap(), one["apiEndpoint"].as_str().unwrap());
    let integration = json!({"integrationType": "AWS_PROXY", "integrationUri": alias["AliasArn"], "payloadFormatVersion": "2.0"});
    let integration = made(&server, &format!("/v2/apis/{id}/integrations"), integration).await;
    let target = format!("integrations/{}", integration["integrationId"].as_str().unwrap());
    for key in ["GET /items/{id}", "GET /plain", "GET /boom"] {
        made(&server, &format!("/v2/apis/{id}/routes"), json!({"routeKey": key, "target": target}))
            .await;
    }
    made(
        &server,
        &format!("/v2/apis/{id}/stages"),
        json!({"stageName": "$default", "autoDeploy": true}),
    )
    .await;

    let refused = get(&format!("{url}/items/7")).await;
    assert_eq!(
        (refused.status, refused.text.as_str()),
        (500, r#"{"message":"Internal Server Error"}"#)
    );
    let permission = json!({
        "StatementId": "api", "Action": "lambda:InvokeFunction", "Principal": "apigateway.amazonaws.com",
        "SourceArn": format!("arn:aws:execute-api:us-east-1:000000000000:{id}/*/*"),
    });
    ok(&server, "POST", &format!("{FUNCTIONS}/f/policy?Qualifier=live"), permission).await;

    let answer = get(&format!("{url}/items/7?a=1&a=2")).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    assert_eq!(answer.header("set-cookie"), "a=b");
    assert_eq!(answer.header("access-control-allow-origin"), "http://site");
    let event = answer.json();
    assert_eq!(event["routeKey"], "GET /items/{id}");
    assert_eq!(event["pathParameters"], json!({"id": "7"}));
    assert_eq!(event["queryStringParameters"], json!({"a": "1,2"}));
    assert_eq!(event["cookies"], json!(["q=1", "z=2"]));
    assert_eq!(event["requestContext"]["http"]["method"], "GET");
    let plain = get(&format!("{url}/plain")).await;
    assert_eq!((plain.status, plain.text.as_str()), (200, r#"{"hello":1}"#));
    assert_eq!(get(&format!("{url}/boom")).await.status, 500);
    let missing = get(&format!("{url}/nothing")).await;
    assert_eq!((missing.status, missing.text.as_str()), (404, r#"{"message":"Not Found"}"#));

    let mut versions = std::collections::BTreeSet::new();
    for _ in 0..40 {
        versions.insert(get(&format!("{url}/items/1")).await.header("x-version").to_owned());
    }
    assert_eq!(versions.into_iter().collect::<Vec<_>>(), ["1", "2"], "the alias's weights hold");
    server.stop().await;
}

#[tokio::test]
async fn a_stage_without_auto_deploy_serves_its_deployment() {
    let server = server().await;
    create(&server, "f", CODE).await;
    if invoke(&server, "f", json!({})).await.is_none() {
        return;
    }
    let one = made(&server, "/v2/apis", json!({"name": "x", "protocolType": "HTTP"})).await;
    let (id, url) = (one["apiId"].as_str().unwrap(), one["apiEndpoint"].as_str().unwrap());
    let permission = json!({"StatementId": "api", "Action": "lambda:InvokeFunction", "Principal": "apigateway.amazonaws.com"});
    ok(&server, "POST", &format!("{FUNCTIONS}/f/policy"), permission).await;
    let uri = "arn:aws:lambda:us-east-1:000000000000:function:f";
    let integration = json!({"integrationType": "AWS_PROXY", "integrationUri": uri, "payloadFormatVersion": "2.0"});
    let integration = made(&server, &format!("/v2/apis/{id}/integrations"), integration).await;
    let target = format!("integrations/{}", integration["integrationId"].as_str().unwrap());
    made(&server, &format!("/v2/apis/{id}/stages"), json!({"stageName": "dev"})).await;
    made(
        &server,
        &format!("/v2/apis/{id}/routes"),
        json!({"routeKey": "$default", "target": target}),
    )
    .await;
    assert_eq!(get(&format!("{url}/dev/a")).await.status, 404, "nothing is deployed");
    made(&server, &format!("/v2/apis/{id}/deployments"), json!({"stageName": "dev"})).await;
    let answer = get(&format!("{url}/dev/a")).await;
    assert_eq!((answer.status, &answer.json()["rawPath"]), (201, &json!("/dev/a")));
    server.stop().await;
}
