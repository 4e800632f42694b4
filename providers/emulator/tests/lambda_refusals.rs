//! What Lambda refuses of permissions, tags, URLs and runtime settings.
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

use functions::{FUNCTIONS, create, ok, refusal, server};
use serde_json::{Value, json};

#[tokio::test]
async fn a_permission_is_given_to_a_principal_that_exists() {
    let server = server().await;
    create(&server, "f", "").await;
    let policy = format!("{FUNCTIONS}/f/policy");
    let statement = |id: &str, principal: &str| json!({"StatementId": id, "Action": "lambda:InvokeFunction", "Principal": principal});
    for nobody in ["arn:aws:iam::000000000000:role/none", "arn:aws:iam::000000000000:user/none"] {
        let (status, code, text) =
            refusal(&server, "POST", &policy, statement("none", nobody)).await;
        assert_eq!((status, code.as_str()), (400, "InvalidParameterValueException"));
        assert!(text.contains("The provided principal was invalid"), "{text}");
    }
    // Whether somebody of another account exists cannot be known here.
    for (id, principal) in [
        ("role", functions::ROLE),
        ("other", "arn:aws:iam::111122223333:role/any"),
        ("root", "arn:aws:iam::000000000000:root"),
    ] {
        ok(&server, "POST", &policy, statement(id, principal)).await;
    }
    server.stop().await;
}

#[tokio::test]
async fn what_is_no_arn_of_lambda_has_no_tags() {
    let server = server().await;
    for (method, path, body) in [
        ("GET", "/2017-03-31/tags/junk", Value::Null),
        ("POST", "/2017-03-31/tags/junk", json!({"Tags": {"a": "b"}})),
        ("DELETE", "/2017-03-31/tags/arn%3Aaws%3Asqs%3Aus-east-1%3A0%3Aq?tagKeys=a", Value::Null),
    ] {
        let (status, code, text) = refusal(&server, method, path, body).await;
        assert_eq!((status, code.as_str()), (400, "ValidationException"), "{method}");
        assert!(text.contains("at 'resource'"), "{text}");
    }
    server.stop().await;
}

#[tokio::test]
async fn lists_have_pages_of_the_sizes_of_the_model() {
    let server = server().await;
    create(&server, "f", "").await;
    for path in [
        "/2018-10-31/layers?",
        "/2018-10-31/layers/l/versions?",
        "/2021-10-31/functions/f/urls?",
        "/2019-09-25/functions/f/event-invoke-config/list?",
        "/2019-09-30/functions/f/provisioned-concurrency?List=ALL&",
    ] {
        let ask = |items: u64| format!("{path}MaxItems={items}");
        ok(&server, "GET", &ask(50), Value::Null).await;
        let (_, code, text) = refusal(&server, "GET", &ask(51), Value::Null).await;
        assert_eq!(code, "ValidationException", "{path}");
        assert!(text.contains("at 'maxItems'"), "{text}");
    }
    ok(&server, "GET", &format!("{FUNCTIONS}?MaxItems=10000"), Value::Null).await;
    server.stop().await;
}

#[tokio::test]
async fn settings_out_of_their_range_are_refused() {
    let server = server().await;
    create(&server, "f", "").await;
    let url = "/2021-10-31/functions/f/url";
    let age = |seconds: i64| json!({"AuthType": "NONE", "Cors": {"MaxAge": seconds}});
    for seconds in [-1, 86_401] {
        let (_, code, text) = refusal(&server, "POST", url, age(seconds)).await;
        assert_eq!(code, "ValidationException", "{seconds}");
        assert!(text.contains("at 'cors.maxAge'"), "{text}");
    }
    ok(&server, "POST", url, age(86_400)).await;
    let runtime = "/2021-07-20/functions/f/runtime-management-config";
    let manual = json!({"UpdateRuntimeOn": "Manual"});
    let (_, code, _) = refusal(&server, "PUT", runtime, manual).await;
    assert_eq!(code, "InvalidParameterValueException");
    let arn = "arn:aws:lambda:us-east-1::runtime:abc";
    let named = json!({"UpdateRuntimeOn": "Manual", "RuntimeVersionArn": arn});
    assert_eq!(ok(&server, "PUT", runtime, named).await["RuntimeVersionArn"], arn);
    server.stop().await;
}
