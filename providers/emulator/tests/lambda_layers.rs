//! Layers: versions, permissions, and functions that find what their layers hold.
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
use functions::{FUNCTIONS, create, invoke, lambda, members, ok, pass, refusal, server, zipped};
use serde_json::{Value, json};

const LAYERS: &str = "/2018-10-31/layers";
const PREFIX: &str = "arn:aws:lambda:us-east-1:000000000000:layer";

/// A handler that answers what its layer says.
const CODE: &str = r#"
import os, words
def handler(event, context):
    with open(os.path.join(os.environ["LAMBDA_LAYERS_ROOT"], "data.txt")) as file:
        return {"word": words.WORD, "data": file.read()}
"#;

/// Publishes a version of a layer of these files: its ARN.
async fn publish(server: &Server, name: &str, file: &str, text: &str, more: Value) -> String {
    let mut body = json!({"Content": {"ZipFile": zipped(file, text)}});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let made = ok(server, "POST", &format!("{LAYERS}/{name}/versions"), body).await;
    made["LayerVersionArn"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn versions_are_numbered_listed_and_never_used_again() {
    let server = server().await;
    let python = json!({"CompatibleRuntimes": ["python3.12"], "Description": "words"});
    assert_eq!(publish(&server, "words", "a", "1", python).await, format!("{PREFIX}:words:1"));
    let node = json!({"CompatibleRuntimes": ["nodejs22.x"], "CompatibleArchitectures": ["arm64"]});
    assert_eq!(publish(&server, "words", "a", "1", node).await, format!("{PREFIX}:words:2"));
    publish(&server, "other", "b", "2", json!({})).await;
    let one = ok(&server, "GET", &format!("{LAYERS}/words/versions/1"), Value::Null).await;
    assert_eq!((&one["Version"], &one["Description"]), (&json!(1), &json!("words")));
    assert_eq!(one["LayerArn"], format!("{PREFIX}:words"));
    let by_arn = format!("{LAYERS}?find=LayerVersion&Arn={PREFIX}:words:1");
    assert_eq!(ok(&server, "GET", &by_arn, Value::Null).await, one);
    let list = ok(&server, "GET", LAYERS, Value::Null).await;
    let shown: Vec<(&Value, &Value)> = list["Layers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|layer| (&layer["LayerName"], &layer["LatestMatchingVersion"]["Version"]))
        .collect();
    assert_eq!(shown, [(&json!("other"), &json!(1)), (&json!("words"), &json!(2))]);
    let python = format!("{LAYERS}?CompatibleRuntime=python3.12");
    let list = ok(&server, "GET", &python, Value::Null).await;
    assert_eq!(list["Layers"][0]["LatestMatchingVersion"]["Version"], 1);
    let versions = ok(&server, "GET", &format!("{LAYERS}/words/versions"), Value::Null).await;
    let numbers: Vec<&Value> =
        versions["LayerVersions"].as_array().unwrap().iter().map(|one| &one["Version"]).collect();
    assert_eq!(numbers, [&json!(2), &json!(1)]);
    for number in [2, 2, 1] {
        let path = format!("{LAYERS}/words/versions/{number}");
        assert_eq!(lambda(&server, "DELETE", &path, Value::Null).await.status, 204);
    }
    assert_eq!(publish(&server, "words", "a", "1", json!({})).await, format!("{PREFIX}:words:3"));
    server.stop().await;
}

#[tokio::test]
async fn a_function_finds_its_layers_even_after_they_were_deleted() {
    let server = server().await;
    let words = publish(&server, "words", "python/words.py", "WORD = 'old'", json!({})).await;
    let newer = publish(&server, "newer", "python/words.py", "WORD = 'new'", json!({})).await;
    let data = publish(&server, "data", "data.txt", "kept", json!({})).await;
    create(&server, "f", CODE).await;
    let configuration = format!("{FUNCTIONS}/f/configuration");
    let layers = json!({"Layers": [words, newer, data]});
    let told = ok(&server, "PUT", &configuration, layers).await;
    assert_eq!(told["Layers"][0]["Arn"], words);
    assert!(told["Layers"][0]["CodeSize"].as_u64().unwrap() > 0);
    pass(&server, 1_000);
    for name in ["words", "newer", "data"] {
        let path = format!("{LAYERS}/{name}/versions/1");
        ok(&server, "DELETE", &path, Value::Null).await;
    }
    let Some(answer) = invoke(&server, "f", json!({})).await else { return };
    // What comes later lies on top.
    assert_eq!(answer.json(), json!({"word": "new", "data": "kept"}));
    // What the function uses already may be named again; others may not use it any more.
    ok(&server, "PUT", &configuration, json!({"Layers": [data]})).await;
    pass(&server, 1_000);
    let (_, _, text) = refusal(&server, "PUT", &configuration, json!({"Layers": [words]})).await;
    assert_eq!(text, format!("Layer version {words} does not exist."));
    let listed = ok(&server, "GET", FUNCTIONS, Value::Null).await;
    assert_eq!(listed["Functions"][0]["Layers"].as_array().unwrap().len(), 1);
    ok(&server, "PUT", &configuration, json!({"Layers": []})).await;
    let blobs = server.with_world(|world| world.status()["services"]["world"]["blobs"].clone());
    assert_eq!(blobs, 1, "what nothing names is dropped");
    server.stop().await;
}

#[tokio::test]
async fn a_node_function_finds_modules_in_its_layers() {
    let server = server().await;
    let module = "exports.word = 'node'";
    let arn = publish(&server, "m", "nodejs/node_modules/words/index.js", module, json!({})).await;
    let mut body = members("n", "");
    body["Runtime"] = json!("nodejs22.x");
    body["Layers"] = json!([arn]);
    body["Code"] = json!({"ZipFile": zipped(
        "app.js",
        "exports.handler = async () => require('words').word",
    )});
    ok(&server, "POST", FUNCTIONS, body).await;
    pass(&server, 1_000);
    let Some(answer) = invoke(&server, "n", json!({})).await else { return };
    assert_eq!(answer.json(), json!("node"));
    server.stop().await;
}

#[tokio::test]
async fn what_aws_refuses_of_layers_is_refused() {
    let server = server().await;
    let mut arns = Vec::new();
    for number in 0..6 {
        arns.push(publish(&server, &format!("l{number}"), "a", "1", json!({})).await);
    }
    let second = publish(&server, "l0", "a", "1", json!({})).await;
    let cases = [
        (json!(arns), "Cannot reference more than 5 layers."),
        (json!([arns[0], second]), "Two different versions of the same layer"),
        (json!([format!("{PREFIX}:none:1")]), "does not exist."),
        (json!([arns[0].replace("us-east-1", "us-east-2")]), "expected to be in region us-east-1"),
        (json!(["words"]), "Invalid Layer name"),
    ];
    for (layers, words) in cases {
        let mut body = members("f", "");
        body["Layers"] = layers;
        let (status, code, text) = refusal(&server, "POST", FUNCTIONS, body).await;
        assert_eq!((status, code.as_str()), (400, "InvalidParameterValueException"), "{text}");
        assert!(text.contains(words), "{text}");
    }
    let bad = json!({"Content": {"ZipFile": "AAAA"}});
    let (_, _, text) = refusal(&server, "POST", &format!("{LAYERS}/x/versions"), bad).await;
    assert!(text.contains("Could not unzip"), "{text}");
    let runtime = json!({"Content": {"ZipFile": zipped("a", "b")}, "CompatibleRuntimes": ["x"]});
    let (status, code, _) =
        refusal(&server, "POST", &format!("{LAYERS}/x/versions"), runtime).await;
    assert_eq!((status, code.as_str()), (400, "ValidationException"));
    assert_eq!(
        refusal(&server, "GET", &format!("{LAYERS}/l0/versions/9"), Value::Null).await.0,
        404
    );
    server.stop().await;
}

#[tokio::test]
async fn others_may_be_let_in() {
    let server = server().await;
    publish(&server, "l", "a", "1", json!({})).await;
    let policy = format!("{LAYERS}/l/versions/1/policy");
    assert_eq!(refusal(&server, "GET", &policy, Value::Null).await.0, 404);
    let statement = json!({
        "StatementId": "all", "Action": "lambda:GetLayerVersion", "Principal": "*", "OrganizationId": "o-0123456789",
    });
    let made = ok(&server, "POST", &policy, statement.clone()).await;
    assert_eq!(refusal(&server, "POST", &policy, statement).await.0, 409);
    let told = ok(&server, "GET", &policy, Value::Null).await;
    assert_eq!(told["RevisionId"], made["RevisionId"]);
    let document: Value = serde_json::from_str(told["Policy"].as_str().unwrap()).unwrap();
    assert_eq!(document["Statement"][0]["Resource"], format!("{PREFIX}:l:1"));
    let stale = format!("{policy}/all?RevisionId=x");
    assert_eq!(refusal(&server, "DELETE", &stale, Value::Null).await.0, 412);
    ok(&server, "DELETE", &format!("{policy}/all"), Value::Null).await;
    assert_eq!(refusal(&server, "GET", &policy, Value::Null).await.0, 404);
    server.stop().await;
}
