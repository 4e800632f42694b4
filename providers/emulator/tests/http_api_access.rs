//! Who gets into a live HTTP API, how often, and what its stage tells of it.
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

use base64::Engine as _;
use cutover_emulator::Server;
use functions::{FUNCTIONS, create, invoke, ok, pass, rest, server};
use http::Request;
use http_body_util::Full;
use serde_json::{Value, json};
use support::{Answer, START_MS};

const ACCOUNT: &str = "000000000000";

/// Answers what it was told; as an authorizer, decides by the caller's word and counts its runs.
const CODE: &str = r#"
import json
runs = 0
def handler(event, context):
    global runs
    if event.get("type") != "REQUEST":
        return {"statusCode": 200, "body": json.dumps(event)}
    runs += 1
    word = event["headers"].get("authorization") or event["headers"].get("word")
    if word == "raise":
        raise Exception("broken")
    if word == "unauthorized":
        raise Exception("Unauthorized")
    if word == "odd":
        return {"allowed": True}
    if event["version"] == "2.0":
        return {"isAuthorized": word == "open", "context": {"runs": runs, "source": event["identitySource"], "arn": event["routeArn"]}}
    effect = "Allow" if word == "open" else "Deny"
    return {"principalId": "me", "context": {"runs": runs}, "policyDocument": {"Version": "2012-10-17",
            "Statement": [{"Action": "execute-api:Invoke", "Effect": effect, "Resource": event["methodArn"]}]}}
"#;

async fn api(server: &Server, method: &str, path: &str, body: Value) -> Answer {
    rest(server, "apigateway", method, path, &body).await
}

async fn made(server: &Server, path: &str, body: Value) -> Value {
    let answer = api(server, "POST", path, body).await;
    assert_eq!(answer.status, 201, "{path}: {}", answer.text);
    answer.json()
}

async fn ask(url: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::get(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    support::send(request.body(Full::default()).unwrap()).await.unwrap()
}

/// An API with one function behind it, which may also be its authorizer.
struct Lab {
    server: Server,
    id: String,
    url: String,
    target: String,
}

impl Lab {
    /// `None` where there is no interpreter.
    async fn open(stage: Value) -> Option<Lab> {
        let server = server().await;
        create(&server, "f", CODE).await;
        invoke(&server, "f", json!({})).await?;
        let one = made(&server, "/v2/apis", json!({"name": "x", "protocolType": "HTTP"})).await;
        let id = one["apiId"].as_str().unwrap().to_owned();
        let permission = json!({"StatementId": "api", "Action": "lambda:InvokeFunction", "Principal": "apigateway.amazonaws.com",
            "SourceArn": format!("arn:aws:execute-api:us-east-1:{ACCOUNT}:{id}/*/*/*")});
        ok(&server, "POST", &format!("{FUNCTIONS}/f/policy"), permission).await;
        let integration = json!({"integrationType": "AWS_PROXY", "integrationUri": arn("f"), "payloadFormatVersion": "2.0"});
        let integration = made(&server, &format!("/v2/apis/{id}/integrations"), integration).await;
        let target = format!("integrations/{}", integration["integrationId"].as_str().unwrap());
        let url = one["apiEndpoint"].as_str().unwrap().to_owned();
        let lab = Lab { server, id, url, target };
        let mut settings = json!({"stageName": "$default", "autoDeploy": true});
        settings.as_object_mut().unwrap().extend(stage.as_object().cloned().unwrap());
        made(&lab.server, &lab.path("stages"), settings).await;
        Some(lab)
    }

    fn path(&self, below: &str) -> String {
        format!("/v2/apis/{}/{below}", self.id)
    }

    async fn authorizer(&self, settings: Value) -> String {
        let one = made(&self.server, &self.path("authorizers"), settings).await;
        one["authorizerId"].as_str().unwrap().to_owned()
    }

    async fn route(&self, key: &str, more: Value) {
        let mut route = json!({"routeKey": key, "target": self.target});
        route.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
        made(&self.server, &self.path("routes"), route).await;
    }
}

fn arn(function: &str) -> String {
    format!("arn:aws:lambda:us-east-1:{ACCOUNT}:function:{function}")
}

fn lambda_authorizer(name: &str, version: &str, ttl: u32) -> Value {
    json!({
        "name": name, "authorizerType": "REQUEST", "authorizerPayloadFormatVersion": version,
        "enableSimpleResponses": version == "2.0", "authorizerResultTtlInSeconds": ttl,
        "identitySource": ["$request.header.Authorization"],
        "authorizerUri": format!("arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{}/invocations", arn("f")),
    })
}

#[tokio::test]
async fn a_function_lets_in_whom_it_knows_and_its_word_is_kept() {
    let Some(lab) = Lab::open(json!({})).await else { return };
    let simple = lab.authorizer(lambda_authorizer("simple", "2.0", 60)).await;
    lab.route("GET /simple", json!({"authorizationType": "CUSTOM", "authorizerId": simple})).await;
    let url = format!("{}/simple", lab.url);
    // The function's policy names the API's routes; an authorizer is another source.
    assert_eq!(ask(&url, &[("authorization", "open")]).await.status, 500);
    let permission = json!({"StatementId": "authorizer", "Action": "lambda:InvokeFunction", "Principal": "apigateway.amazonaws.com",
        "SourceArn": format!("arn:aws:execute-api:us-east-1:{ACCOUNT}:{}/authorizers/{simple}", lab.id)});
    ok(&lab.server, "POST", &format!("{FUNCTIONS}/f/policy"), permission).await;
    let missing = ask(&url, &[]).await;
    assert_eq!((missing.status, missing.text.as_str()), (401, r#"{"message":"Unauthorized"}"#));
    let closed = ask(&url, &[("authorization", "closed")]).await;
    assert_eq!((closed.status, closed.text.as_str()), (403, r#"{"message":"Forbidden"}"#));
    let first = ask(&url, &[("authorization", "open")]).await.json();
    let told = &first["requestContext"]["authorizer"]["lambda"];
    assert_eq!(told["source"], json!(["open"]));
    let route = format!("arn:aws:execute-api:us-east-1:{ACCOUNT}:{}/$default/GET/simple", lab.id);
    assert_eq!(told["arn"], json!(route));
    let runs = told["runs"].as_u64().unwrap();
    let again = async || {
        let answer = ask(&url, &[("authorization", "open")]).await.json();
        answer["requestContext"]["authorizer"]["lambda"]["runs"].as_u64().unwrap()
    };
    assert_eq!(again().await, runs, "the answer is kept");
    let reset = lab.path("stages/$default/cache/authorizers");
    assert_eq!(api(&lab.server, "DELETE", &reset, Value::Null).await.status, 204);
    assert_eq!(again().await, runs + 1, "a reset forgets it");
    pass(&lab.server, 61_000);
    assert_eq!(again().await, runs + 2, "it holds as long as its TTL");
    assert_eq!(ask(&url, &[("authorization", "raise")]).await.status, 500);
    assert_eq!(ask(&url, &[("authorization", "odd")]).await.status, 500);
    assert_eq!(ask(&url, &[("authorization", "unauthorized")]).await.status, 401);
    lab.server.stop().await;
}

#[tokio::test]
async fn a_kept_policy_is_asked_anew_for_each_route() {
    let Some(lab) = Lab::open(json!({})).await else { return };
    let policy = lab.authorizer(lambda_authorizer("policy", "1.0", 60)).await;
    let permission = json!({"StatementId": "authorizer", "Action": "lambda:InvokeFunction", "Principal": "apigateway.amazonaws.com"});
    ok(&lab.server, "POST", &format!("{FUNCTIONS}/f/policy"), permission).await;
    for key in ["GET /a", "GET /b"] {
        lab.route(key, json!({"authorizationType": "CUSTOM", "authorizerId": policy})).await;
    }
    let open = [("authorization", "open")];
    let one = ask(&format!("{}/a", lab.url), &open).await;
    assert_eq!(one.status, 200, "{}", one.text);
    assert_eq!(one.json()["requestContext"]["authorizer"]["lambda"]["runs"], 1);
    let other = ask(&format!("{}/b", lab.url), &open).await;
    assert_eq!(other.status, 403, "the kept policy names the first route only");
    lab.server.stop().await;
}

fn token(claims: &Value) -> String {
    let part =
        |value: &Value| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.c2ln", part(&json!({"alg": "RS256", "kid": "k"})), part(claims))
}

#[tokio::test]
async fn a_token_opens_the_routes_of_its_scopes() {
    let Some(lab) = Lab::open(json!({})).await else { return };
    let settings = json!({"name": "users", "authorizerType": "JWT", "identitySource": ["$request.header.Authorization"],
        "jwtConfiguration": {"issuer": "https://i.example", "audience": ["shop"]}});
    let users = lab.authorizer(settings).await;
    let guarded = json!({"authorizationType": "JWT", "authorizerId": users});
    lab.route("GET /mine", guarded.clone()).await;
    let mut scoped = guarded;
    scoped["authorizationScopes"] = json!(["admin", "owner"]);
    lab.route("GET /all", scoped).await;
    lab.route("GET /signed", json!({"authorizationType": "AWS_IAM"})).await;
    let end = START_MS / 1000 + 3_600;
    let bearer = |claims: Value| format!("Bearer {}", token(&claims));
    let good =
        bearer(json!({"iss": "https://i.example", "aud": "shop", "exp": end, "scope": "user"}));
    let mine = ask(&format!("{}/mine", lab.url), &[("authorization", &good)]).await;
    assert_eq!(mine.status, 200, "{}", mine.text);
    let told = &mine.json()["requestContext"]["authorizer"]["jwt"];
    assert_eq!(told["claims"]["exp"], json!(end.to_string()), "claims are texts");
    assert_eq!(told["scopes"], Value::Null);
    let all = ask(&format!("{}/all", lab.url), &[("authorization", &good)]).await;
    assert_eq!(all.status, 403);
    assert!(all.header("www-authenticate").contains("insufficient_scope"));
    let admin =
        bearer(json!({"iss": "https://i.example", "aud": "shop", "exp": end, "scp": ["owner"]}));
    assert_eq!(ask(&format!("{}/all", lab.url), &[("authorization", &admin)]).await.status, 200);
    let old = bearer(json!({"iss": "https://i.example", "aud": "shop", "exp": 5}));
    let refused = ask(&format!("{}/mine", lab.url), &[("authorization", &old)]).await;
    assert_eq!(refused.status, 401);
    assert!(refused.header("www-authenticate").contains("the token has expired"));
    assert_eq!(ask(&format!("{}/mine", lab.url), &[]).await.header("www-authenticate"), "Bearer");
    let signed = format!("{}/signed", lab.url);
    assert_eq!(ask(&signed, &[]).await.status, 403);
    let scope = "AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/execute-api/aws4_request, SignedHeaders=host, Signature=0";
    let by_root = ask(&signed, &[("authorization", scope)]).await.json();
    let who = &by_root["requestContext"]["authorizer"]["iam"];
    assert_eq!(who["userArn"], json!(format!("arn:aws:iam::{ACCOUNT}:root")));
    lab.server.stop().await;
}

#[tokio::test]
async fn a_stage_throttles_its_routes_and_logs_what_it_answered() {
    let format = r#"{"id":"$context.requestId","key":"$context.routeKey","status":$context.status,"why":"$context.error.responseType","none":"$context.authorizer.principalId"}"#;
    let log = json!({"destinationArn": format!("arn:aws:logs:us-east-1:{ACCOUNT}:log-group:/api"), "format": format});
    let stage = json!({"accessLogSettings": log, "defaultRouteSettings": {"throttlingBurstLimit": 2, "throttlingRateLimit": 1.0}});
    let Some(lab) = Lab::open(stage).await else { return };
    let group = json!({"logGroupName": "/api"});
    let created = support::json(&lab.server, "Logs_20140328.CreateLogGroup", group.clone()).await;
    assert_eq!(created.status, 200, "{}", created.text);
    lab.route("GET /a", json!({})).await;
    lab.route("GET /b", json!({})).await;
    let own = json!({"routeSettings": {"GET /b": {"throttlingBurstLimit": 5, "throttlingRateLimit": 5.0, "detailedMetricsEnabled": true}}});
    assert_eq!(api(&lab.server, "PATCH", &lab.path("stages/$default"), own).await.status, 200);
    let count = async |path: &str| {
        let mut statuses = Vec::new();
        for _ in 0..4 {
            statuses.push(ask(&format!("{}{path}", lab.url), &[]).await.status);
        }
        statuses
    };
    assert_eq!(count("/a").await, [200, 200, 429, 429]);
    assert_eq!(count("/b").await, [200; 4], "a route's own settings come first");
    pass(&lab.server, 1_000);
    assert_eq!(count("/a").await, [200, 429, 429, 429], "the bucket refills at its rate");
    let told = support::json(&lab.server, "Logs_20140328.FilterLogEvents", group).await.json();
    let lines: Vec<Value> = told["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| serde_json::from_str(event["message"].as_str().unwrap()).unwrap())
        .collect();
    assert_eq!(lines.len(), 12);
    let throttled: Vec<&Value> = lines.iter().filter(|line| line["status"] == 429).collect();
    assert_eq!((throttled.len(), &throttled[0]["why"]), (5, &json!("THROTTLED")));
    assert_eq!((&lines[0]["key"], &lines[0]["none"]), (&json!("GET /a"), &json!("-")));
    let unknown = json!({"routeSettings": {"GET /none": {"throttlingBurstLimit": 5}}});
    let refused = api(&lab.server, "PATCH", &lab.path("stages/$default"), unknown).await;
    assert_eq!((refused.status, refused.header("x-amzn-errortype")), (404, "NotFoundException"));
    lab.server.stop().await;
}

#[tokio::test]
async fn other_servers_and_services_stand_behind_routes_and_domains_before_them() {
    let Some(lab) = Lab::open(json!({})).await else { return };
    lab.route("ANY /echo/{rest+}", json!({})).await;
    let proxy = json!({"integrationType": "HTTP_PROXY", "integrationMethod": "ANY", "integrationUri": format!("{}/echo/{{proxy}}", lab.url),
        "requestParameters": {"append:header.x-more": "$context.routeKey", "overwrite:querystring.q": "${request.path.proxy}!"},
        "responseParameters": {"200": {"overwrite:statuscode": "202", "append:header.x-stage": "$context.stage"}}});
    let proxy = made(&lab.server, &lab.path("integrations"), proxy).await;
    let target = format!("integrations/{}", proxy["integrationId"].as_str().unwrap());
    let route = json!({"routeKey": "GET /far/{proxy+}", "target": target});
    made(&lab.server, &lab.path("routes"), route).await;
    let answer = ask(&format!("{}/far/a?q=1", lab.url), &[]).await;
    assert_eq!((answer.status, answer.header("x-stage")), (202, "$default"), "{}", answer.text);
    let event = answer.json();
    assert_eq!(event["rawPath"], "/echo/a");
    assert_eq!(event["headers"]["x-more"], "GET /far/{proxy+}");
    assert_eq!(event["queryStringParameters"], json!({"q": "a!"}));

    let queue = support::sqs(&lab.server, "CreateQueue", json!({"QueueName": "jobs"})).await;
    let queue = queue["QueueUrl"].as_str().unwrap();
    let send = json!({"integrationType": "AWS_PROXY", "integrationSubtype": "SQS-SendMessage", "payloadFormatVersion": "1.0",
        "credentialsArn": functions::ROLE, "requestParameters": {"QueueUrl": queue, "MessageBody": "$request.body.job"}});
    let send = made(&lab.server, &lab.path("integrations"), send).await;
    let target = format!("integrations/{}", send["integrationId"].as_str().unwrap());
    made(&lab.server, &lab.path("routes"), json!({"routeKey": "POST /jobs", "target": target}))
        .await;
    let request =
        Request::post(format!("{}/jobs", lab.url)).body(Full::from(r#"{"job":"resize"}"#));
    let sent = support::send(request.unwrap()).await.unwrap();
    assert_eq!(sent.status, 200, "{}", sent.text);
    assert_eq!(sent.element("MessageId").len(), 36);
    let got = support::sqs(&lab.server, "ReceiveMessage", json!({"QueueUrl": queue})).await;
    assert_eq!(got["Messages"][0]["Body"], "resize");

    let domain = json!({"domainName": "api.shop.example", "domainNameConfigurations": [{"certificateArn": format!("arn:aws:acm:us-east-1:{ACCOUNT}:certificate/1")}]});
    made(&lab.server, "/v2/domainnames", domain).await;
    let mapping = json!({"apiId": lab.id, "stage": "$default", "apiMappingKey": "v1"});
    made(&lab.server, "/v2/domainnames/api.shop.example/apimappings", mapping).await;
    let host = [("host", "api.shop.example")];
    let answer = ask(&format!("{}/v1/echo/b", lab.server.url()), &host).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(ask(&format!("{}/v2/echo/b", lab.server.url()), &host).await.status, 403);
    let gone = api(&lab.server, "DELETE", &format!("/v2/apis/{}", lab.id), Value::Null).await;
    assert_eq!(gone.status, 409, "the mapping holds the API");
    lab.server.stop().await;
}

#[tokio::test]
async fn an_api_is_a_document_and_a_document_an_api() {
    let server = server().await;
    let document = json!({
        "openapi": "3.0.1", "info": {"title": "shop", "version": "3"},
        "x-amazon-apigateway-cors": {"allowOrigins": ["https://shop.example"]},
        "components": {"securitySchemes": {"users": {"type": "oauth2", "x-amazon-apigateway-authorizer": {
            "type": "jwt", "identitySource": "$request.header.Authorization",
            "jwtConfiguration": {"issuer": "https://i.example", "audience": ["shop"]}}}}},
        "paths": {"/orders": {"get": {"security": [{"users": ["read"]}], "x-amazon-apigateway-integration": {
            "type": "aws_proxy", "httpMethod": "POST", "payloadFormatVersion": "2.0", "uri": arn("f")}}}},
    });
    let body = json!({"body": document.to_string()});
    let imported = api(&server, "PUT", "/v2/apis", body.clone()).await;
    assert_eq!(imported.status, 201, "{}", imported.text);
    let id = imported.json()["apiId"].as_str().unwrap().to_owned();
    let routes = api(&server, "GET", &format!("/v2/apis/{id}/routes"), Value::Null).await.json();
    let route = &routes["items"][0];
    assert_eq!(
        (&route["routeKey"], &route["authorizationType"]),
        (&json!("GET /orders"), &json!("JWT"))
    );
    assert_eq!(route["authorizationScopes"], json!(["read"]));
    let export = format!("/v2/apis/{id}/exports/OAS30?outputType=JSON");
    let exported = api(&server, "GET", &export, Value::Null).await.json();
    let operation = &exported["paths"]["/orders"]["get"];
    assert_eq!(operation["security"], json!([{"users": ["read"]}]));
    assert_eq!(operation["x-amazon-apigateway-integration"]["uri"], json!(arn("f")));
    let again = api(&server, "PUT", &format!("/v2/apis/{id}"), body).await;
    assert_eq!(again.status, 201, "{}", again.text);
    let broken = document.to_string().replace("users\":[", "others\":[");
    let broken = api(&server, "PUT", &format!("/v2/apis/{id}"), json!({"body": broken})).await;
    assert_eq!(broken.status, 400);
    let kept = api(&server, "GET", &export, Value::Null).await.json();
    assert_eq!(kept["paths"], exported["paths"], "a refused import changes nothing");
    let quick =
        json!({"name": "q", "protocolType": "HTTP", "target": arn("f"), "routeKey": "GET /q"});
    let quick = made(&server, "/v2/apis", quick).await;
    let path = format!("/v2/apis/{}/stages/$default", quick["apiId"].as_str().unwrap());
    let stage = api(&server, "GET", &path, Value::Null).await.json();
    assert_eq!((&stage["apiGatewayManaged"], &stage["autoDeploy"]), (&json!(true), &json!(true)));
    server.stop().await;
}
