//! Functions for tests: REST calls, roles, zips, and functions that are active.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cutover_emulator::{Config, Server, World};
use http::Request;
use http_body_util::Full;
use serde_json::{Value, json};

use crate::support::{Answer, TRUST, iam, send, virtual_settings};

pub(crate) const ROLE: &str = "arn:aws:iam::000000000000:role/runner";
pub(crate) const FUNCTIONS: &str = "/2015-03-31/functions";

/// A Python handler that answers its version, and fails or sleeps when told.
pub(crate) const CODE: &str = r#"
import time
def handler(event, context):
    print("event", event.get("n"))
    if event.get("fail"):
        raise ValueError("boom")
    time.sleep(event.get("sleep", 0))
    return {"version": context.function_version, "n": event.get("n")}
"#;

/// A server on a clock that stands still, with a role that Lambda may assume.
pub(crate) async fn server() -> Server {
    server_with(World::new(virtual_settings())).await
}

pub(crate) async fn server_with(world: World) -> Server {
    let server = Server::start(world, Config::default()).await.unwrap();
    let answer =
        iam(&server, "CreateRole", &[("RoleName", "runner"), ("AssumeRolePolicyDocument", TRUST)])
            .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    server
}

/// Lets the world's clock run on.
pub(crate) fn pass(server: &Server, ms: u64) {
    server.with_world(|world| world.advance_to(world.now_ms() + ms));
}

/// A zip of one file, in base64.
pub(crate) fn zipped(name: &str, text: &str) -> String {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
    writer.write_all(text.as_bytes()).unwrap();
    STANDARD.encode(writer.finish().unwrap().into_inner())
}

/// A call of a REST-JSON service.
pub(crate) async fn rest(
    server: &Server,
    service: &str,
    method: &str,
    path: &str,
    body: &Value,
) -> Answer {
    let scope = format!(
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=0"
    );
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let request = Request::builder()
        .method(method)
        .uri(format!("{}{path}", server.url()))
        .header("authorization", scope)
        .header("content-type", "application/json")
        .body(Full::from(body))
        .unwrap();
    send(request).await.unwrap()
}

/// A call of Lambda.
pub(crate) async fn lambda(server: &Server, method: &str, path: &str, body: Value) -> Answer {
    rest(server, "lambda", method, path, &body).await
}

/// A call of Lambda that succeeds.
pub(crate) async fn ok(server: &Server, method: &str, path: &str, body: Value) -> Value {
    let answer = lambda(server, method, path, body).await;
    assert!(answer.status < 300, "{method} {path}: {} {}", answer.status, answer.text);
    if answer.text.is_empty() { Value::Null } else { answer.json() }
}

/// A call of Lambda that is refused: status, code and message.
pub(crate) async fn refusal(
    server: &Server,
    method: &str,
    path: &str,
    body: Value,
) -> (u16, String, String) {
    let answer = lambda(server, method, path, body).await;
    assert!(answer.status >= 300, "{method} {path}: {}", answer.text);
    let json = answer.json();
    let message = json.get("message").or_else(|| json.get("Message")).and_then(Value::as_str);
    (answer.status, answer.header("x-amzn-errortype").to_owned(), message.unwrap().to_owned())
}

/// The members of a CreateFunction call.
pub(crate) fn members(name: &str, code: &str) -> Value {
    json!({
        "FunctionName": name, "Runtime": "python3.12", "Role": ROLE, "Handler": "app.handler", "Timeout": 20,
        "Code": { "ZipFile": zipped("app.py", code) },
    })
}

/// Makes a function and waits until it is active.
pub(crate) async fn create(server: &Server, name: &str, code: &str) {
    ok(server, "POST", FUNCTIONS, members(name, code)).await;
    pass(server, 1_000);
}

/// Publishes a version of what `$LATEST` is after a touch.
pub(crate) async fn publish(server: &Server, name: &str) -> String {
    let path = format!("{FUNCTIONS}/{name}/configuration");
    ok(server, "PUT", &path, json!({ "Description": "next" })).await;
    pass(server, 1_000);
    let version = ok(server, "POST", &format!("{FUNCTIONS}/{name}/versions"), json!({})).await;
    version["Version"].as_str().unwrap().to_owned()
}

/// Invokes a function: the answer, unless the interpreter is missing, which is printed.
pub(crate) async fn invoke(server: &Server, name: &str, event: Value) -> Option<Answer> {
    let path = format!("{FUNCTIONS}/{name}/invocations");
    let answer = lambda(server, "POST", &path, event).await;
    if answer.text.contains("was found on PATH") {
        eprintln!("skipped: {}", answer.text);
        return None;
    }
    Some(answer)
}
