//! The rest of functions' control plane: code signing, SnapStart, images.
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

use functions::{FUNCTIONS, create, lambda, members, ok, pass, refusal, server};
use serde_json::{Value, json};

const CONFIGS: &str = "/2020-04-22/code-signing-configs";

#[tokio::test]
async fn functions_are_bound_to_code_signing_configurations() {
    let server = server().await;
    let profile = "arn:aws:signer:us-east-1:000000000000:/signing-profiles/p/v1";
    let body = json!({"AllowedPublishers": {"SigningProfileVersionArns": [profile]}});
    let made = ok(&server, "POST", CONFIGS, body).await["CodeSigningConfig"].clone();
    assert_eq!(made["CodeSigningPolicies"]["UntrustedArtifactOnDeployment"], "Warn");
    let arn = made["CodeSigningConfigArn"].as_str().unwrap().to_owned();
    let config = format!("{CONFIGS}/{}", arn.replace(':', "%3A"));
    create(&server, "f", "").await;
    let bound = "/2020-06-30/functions/f/code-signing-config";
    assert_eq!(ok(&server, "GET", bound, Value::Null).await, json!({"FunctionName": "f"}));
    ok(&server, "PUT", bound, json!({"CodeSigningConfigArn": arn})).await;
    assert_eq!(ok(&server, "GET", bound, Value::Null).await["CodeSigningConfigArn"], arn);
    let users = ok(&server, "GET", &format!("{config}/functions"), Value::Null).await;
    assert_eq!(users["FunctionArns"].as_array().unwrap().len(), 1);
    assert_eq!(refusal(&server, "DELETE", &config, Value::Null).await.0, 409);
    let enforce = json!({"CodeSigningPolicies": {"UntrustedArtifactOnDeployment": "Enforce"}});
    ok(&server, "PUT", &config, enforce).await;
    let code = json!({"ZipFile": functions::zipped("app.py", "")});
    let (_, code, _) = refusal(&server, "PUT", &format!("{FUNCTIONS}/f/code"), code).await;
    assert_eq!(code, "CodeVerificationFailedException");
    ok(&server, "DELETE", bound, Value::Null).await;
    ok(&server, "DELETE", &config, Value::Null).await;
    let (status, code, _) = refusal(&server, "GET", &config, Value::Null).await;
    assert_eq!((status, code.as_str()), (404, "ResourceNotFoundException"));
    let (status, code, _) =
        refusal(&server, "PUT", bound, json!({"CodeSigningConfigArn": arn})).await;
    assert_eq!((status, code.as_str()), (404, "CodeSigningConfigNotFoundException"));
    server.stop().await;
}

#[tokio::test]
async fn a_version_with_a_snapshot_is_pending_while_it_is_taken() {
    let server = server().await;
    server.with_world(|world| world.settings_mut().delays.snapshot_ms = 60_000);
    let mut body = members("f", "def handler(event, context):\n    return 1\n");
    body["SnapStart"] = json!({"ApplyOn": "PublishedVersions"});
    let made = ok(&server, "POST", FUNCTIONS, body.clone()).await;
    assert_eq!(made["SnapStart"]["OptimizationStatus"], "Off");
    pass(&server, 1_000);
    let version = ok(&server, "POST", &format!("{FUNCTIONS}/f/versions"), json!({})).await;
    assert_eq!((&version["State"], &version["Version"]), (&json!("Pending"), &json!("1")));
    let path = format!("{FUNCTIONS}/f/invocations?Qualifier=1");
    let (status, code, _) = refusal(&server, "POST", &path, json!({})).await;
    assert_eq!((status, code.as_str()), (409, "SnapStartNotReadyException"));
    pass(&server, 60_000);
    let told = ok(&server, "GET", &format!("{FUNCTIONS}/f?Qualifier=1"), Value::Null).await;
    assert_eq!(told["Configuration"]["State"], "Active");
    assert_eq!(told["Configuration"]["SnapStart"]["OptimizationStatus"], "On");
    for (member, value) in [
        ("Runtime", json!("nodejs22.x")),
        ("Runtime", json!("python3.11")),
        ("EphemeralStorage", json!({"Size": 1024})),
    ] {
        let mut body = body.clone();
        body["FunctionName"] = json!("g");
        body[member] = value;
        let (_, code, text) = refusal(&server, "POST", FUNCTIONS, body).await;
        assert_eq!(code, "InvalidParameterValueException", "{member}");
        assert!(text.contains("SnapStart"), "{text}");
    }
    server.stop().await;
}

#[tokio::test]
async fn an_image_is_accepted_and_says_that_it_does_not_run_here() {
    let server = server().await;
    let body = json!({
        "FunctionName": "i", "Role": functions::ROLE, "PackageType": "Image",
        "Code": {"ImageUri": "000000000000.dkr.ecr.us-east-1.amazonaws.com/app:1"},
    });
    ok(&server, "POST", FUNCTIONS, body).await;
    pass(&server, 1_000);
    let answer = lambda(&server, "POST", &format!("{FUNCTIONS}/i/invocations"), json!({})).await;
    assert_eq!(answer.status, 502);
    assert!(answer.text.contains("container images"), "{}", answer.text);
    server.stop().await;
}
