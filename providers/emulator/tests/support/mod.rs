//! A plain HTTP client that speaks three of AWS's protocols, for the tests of this crate.
#![allow(dead_code, reason = "each test file uses a part of it")]

use bytes::Bytes;
use cutover_emulator::{Clock, Config, Server, Settings, World};
use http::{HeaderMap, Request};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

/// When virtual worlds begin: 2026-01-01.
pub const START_MS: u64 = 1_767_225_600_000;

/// An answer, whole.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {}", self.text))
    }

    /// The text of the first XML element of a name.
    pub fn element(&self, name: &str) -> &str {
        let (_, rest) = self
            .text
            .split_once(&format!("<{name}>"))
            .unwrap_or_else(|| panic!("no {name}: {}", self.text));
        rest.split_once(&format!("</{name}>")).unwrap().0
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// Settings on a clock that stands still.
pub fn virtual_settings() -> Settings {
    Settings { seed: 7, clock: Clock::Virtual { start_ms: START_MS }, ..Settings::default() }
}

/// A server in memory on a clock that stands still.
pub async fn virtual_server() -> Server {
    Server::start(World::new(virtual_settings()), Config::default()).await.unwrap()
}

/// Sends a request; the error when the connection closed without an answer.
pub async fn send(request: Request<Full<Bytes>>) -> Result<Answer, String> {
    let client = Client::builder(TokioExecutor::new()).build_http();
    let response = client.request(request).await.map_err(|error| error.to_string())?;
    let (head, body) = response.into_parts();
    let body = body.collect().await.map_err(|error| error.to_string())?.to_bytes();
    let text = String::from_utf8_lossy(&body).into_owned();
    Ok(Answer { status: head.status.as_u16(), headers: head.headers, text })
}

fn signed(service: &str) -> String {
    format!(
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=0"
    )
}

/// A call of AWS JSON; `target` is `Prefix.Operation`.
pub async fn try_json(server: &Server, target: &str, body: Value) -> Result<Answer, String> {
    let request = Request::post(server.url())
        .header("content-type", "application/x-amz-json-1.0")
        .header("x-amz-target", target)
        .header("x-amzn-query-mode", "true")
        .body(Full::from(body.to_string()))
        .unwrap();
    send(request).await
}

pub async fn json(server: &Server, target: &str, body: Value) -> Answer {
    try_json(server, target, body).await.unwrap()
}

/// A call of SQS that succeeds.
pub async fn sqs(server: &Server, operation: &str, body: Value) -> Value {
    let answer = json(server, &format!("AmazonSQS.{operation}"), body).await;
    assert_eq!(answer.status, 200, "{operation}: {}", answer.text);
    answer.json()
}

/// A call of SQS that is refused: the Query code.
pub async fn sqs_refusal(server: &Server, operation: &str, body: Value) -> String {
    let answer = json(server, &format!("AmazonSQS.{operation}"), body).await;
    assert_ne!(answer.status, 200, "{operation}: {}", answer.text);
    answer.header("x-amzn-query-error").split(';').next().unwrap().to_owned()
}

/// A call of the Query protocol.
pub async fn try_query(
    server: &Server,
    service: &str,
    action: &str,
    parameters: &[(&str, &str)],
) -> Result<Answer, String> {
    let encode = |text: &str| {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    let mut body = format!("Action={action}");
    for (name, value) in parameters {
        body.extend(["&", *name, "=", &encode(value)]);
    }
    let request = Request::post(server.url())
        .header("content-type", "application/x-www-form-urlencoded; charset=utf-8")
        .header("authorization", signed(service))
        .body(Full::from(body))
        .unwrap();
    send(request).await
}

/// A call of IAM.
pub async fn iam(server: &Server, action: &str, parameters: &[(&str, &str)]) -> Answer {
    try_query(server, "iam", action, parameters).await.unwrap()
}

/// A call of IAM that is refused: the code.
pub async fn iam_refusal(server: &Server, action: &str, parameters: &[(&str, &str)]) -> String {
    let answer = iam(server, action, parameters).await;
    assert_ne!(answer.status, 200, "{action}: {}", answer.text);
    answer.element("Code").to_owned()
}

/// A trust policy of Lambda's.
pub const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;

/// A policy that allows one thing.
pub const POLICY: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}"#;

/// A call of DynamoDB that succeeds.
pub async fn dynamodb(server: &Server, operation: &str, body: Value) -> Value {
    let answer = json(server, &format!("DynamoDB_20120810.{operation}"), body).await;
    assert_eq!(answer.status, 200, "{operation}: {}", answer.text);
    answer.json()
}

/// A call of DynamoDB that is refused: the code and the message.
pub async fn dynamodb_refusal(server: &Server, operation: &str, body: Value) -> (String, String) {
    refusal(server, &format!("DynamoDB_20120810.{operation}"), body).await
}

/// A call of DynamoDB Streams that succeeds.
pub async fn streams(server: &Server, operation: &str, body: Value) -> Value {
    let answer = json(server, &format!("DynamoDBStreams_20120810.{operation}"), body).await;
    assert_eq!(answer.status, 200, "{operation}: {}", answer.text);
    answer.json()
}

/// A call of AWS JSON that is refused: the code and the message.
pub async fn refusal(server: &Server, target: &str, body: Value) -> (String, String) {
    let answer = json(server, target, body).await;
    assert_ne!(answer.status, 200, "{target}: {}", answer.text);
    let told = answer.json();
    let code = told["__type"].as_str().unwrap().rsplit('#').next().unwrap().to_owned();
    let message = told["message"].as_str().or(told["Message"].as_str()).unwrap_or_default();
    (code, message.to_owned())
}

/// Moves a virtual clock to a time.
pub fn at(server: &Server, ms: u64) {
    server.with_world(|world| world.advance_to(ms));
}

/// Lets some time pass on a virtual clock.
pub fn later(server: &Server, ms: u64) {
    server.with_world(|world| world.advance_to(world.now_ms() + ms));
}

/// A call of Kinesis that succeeds. Operations without an answer give an empty one.
pub async fn kinesis(server: &Server, operation: &str, body: Value) -> Value {
    let answer = json(server, &format!("Kinesis_20131202.{operation}"), body).await;
    assert_eq!(answer.status, 200, "{operation}: {}", answer.text);
    answer.json()
}

/// A call of Kinesis that is refused: the code and the message.
pub async fn kinesis_refusal(server: &Server, operation: &str, body: Value) -> (String, String) {
    refusal(server, &format!("Kinesis_20131202.{operation}"), body).await
}
