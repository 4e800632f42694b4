//! Real processes: skipped, with the reason printed, only where the interpreter is missing.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::{Call, LogFormat, Outcome, Spec, Workers, WorkersConfig};
use crate::ops::sts::worker::Keys;

fn archive(files: &[(&str, &str)]) -> Arc<Vec<u8>> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in files {
        let options = zip::write::SimpleFileOptions::default().unix_permissions(0o755);
        writer.start_file(*name, options).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    Arc::new(writer.finish().unwrap().into_inner())
}

fn spec(runtime: &str, handler: &str, files: &[(&str, &str)]) -> Spec {
    use sha2::Digest;
    let code = archive(files);
    Spec {
        key: "f:$LATEST".to_owned(),
        generation: "1".to_owned(),
        function: "f".to_owned(),
        version: "$LATEST".to_owned(),
        region: "eu-west-1".to_owned(),
        account: "000000000000".to_owned(),
        runtime: runtime.to_owned(),
        handler: handler.to_owned(),
        memory_mb: 128,
        timeout_ms: 20_000,
        environment: BTreeMap::from([("COLOUR".to_owned(), "blue".to_owned())]),
        log_group: "/aws/lambda/f".to_owned(),
        log_format: LogFormat::Text,
        log_level: None,
        code_hash: hex::encode(sha2::Sha256::digest(code.as_slice())),
        code,
        keys: Keys {
            access_key: "ASIAWORKER".to_owned(),
            secret: "secret".to_owned(),
            token: "token".to_owned(),
        },
        layers: Vec::new(),
    }
}

fn call(number: u32, payload: &str) -> Call {
    Call {
        request_id: format!("00000000-0000-4000-8000-{number:012}"),
        payload: Bytes::from(payload.to_owned()),
        arn: "arn:aws:lambda:eu-west-1:000000000000:function:f".to_owned(),
        client_context: None,
        stream: format!("2026/01/02/[$LATEST]{number:032x}"),
    }
}

fn runtime() -> Workers {
    Workers::start(WorkersConfig::new("http://127.0.0.1:1".to_owned())).unwrap()
}

fn skipped(outcome: &Outcome) -> bool {
    let body = String::from_utf8_lossy(&outcome.payload);
    let missing = body.contains("Runtime.InvalidEntrypoint") && body.contains("was found on PATH");
    if missing {
        tell_skipped(&body);
    }
    missing
}

/// Where every test must run, as in CI, a test that can't is a failure.
fn tell_skipped(why: &str) {
    let required = std::env::var_os("CUTOVER_TESTS_REQUIRE_ALL").is_some_and(|set| set == "1");
    assert!(!required, "CUTOVER_TESTS_REQUIRE_ALL=1, but: {why}");
    eprintln!("SKIPPED {}: {why}", std::thread::current().name().unwrap_or_default());
}

fn body(outcome: &Outcome) -> serde_json::Value {
    serde_json::from_slice(&outcome.payload).unwrap()
}

fn texts(outcome: &Outcome) -> Vec<&str> {
    outcome.lines.iter().map(|line| line.text.as_str()).collect()
}

const PYTHON: &str = r#"
import os, time
count = 0
def handler(event, context):
    global count
    count += 1
    print("hello", event.get("name"))
    if event.get("fail"):
        raise ValueError("boom")
    if event.get("exit"):
        os._exit(3)
    time.sleep(event.get("sleep", 0))
    return {"count": count, "colour": os.environ["COLOUR"], "home": os.environ.get("HOME"),
            "endpoint": os.environ["AWS_ENDPOINT_URL"], "arn": context.invoked_function_arn,
            "left": context.get_remaining_time_in_millis() > 1000}
"#;

#[tokio::test]
async fn a_python_handler_starts_cold_and_is_reused_warm() {
    let runtime = runtime();
    let spec = Arc::new(spec("python3.12", "app.handler", &[("app.py", PYTHON)]));
    let cold = runtime.invoke(Arc::clone(&spec), call(1, r#"{"name":"a"}"#)).await;
    if skipped(&cold) {
        return;
    }
    assert!(!cold.failed, "{cold:?}");
    let answer = body(&cold);
    assert_eq!(answer["count"], 1);
    assert_eq!(answer["colour"], "blue");
    assert_eq!(answer["home"], serde_json::Value::Null);
    assert_eq!(answer["left"], true);
    let lines = texts(&cold);
    assert!(lines[0].starts_with("INIT_START Runtime Version: python3.12 (Python 3"), "{lines:?}");
    assert_eq!(lines[1], "START RequestId: 00000000-0000-4000-8000-000000000001 Version: $LATEST");
    assert_eq!(lines[2], "hello a");
    assert!(
        lines[4].contains("Memory Size: 128 MB") && lines[4].contains("Init Duration"),
        "{lines:?}"
    );
    let warm = runtime.invoke(spec, call(2, r#"{"name":"b"}"#)).await;
    assert_eq!(body(&warm)["count"], 2);
    assert!(!texts(&warm).concat().contains("Init Duration"));
    assert_eq!(warm.stream, cold.stream);
    runtime.stop().await;
}

#[tokio::test]
async fn failures_have_the_bodies_of_lambda() {
    let runtime = runtime();
    let mut changed = spec("python3.12", "app.handler", &[("app.py", PYTHON)]);
    changed.timeout_ms = 3_000;
    let spec = Arc::new(changed);
    let failed = runtime.invoke(Arc::clone(&spec), call(1, r#"{"fail":true}"#)).await;
    if skipped(&failed) {
        return;
    }
    let error = body(&failed);
    assert!(failed.failed);
    assert_eq!(error["errorType"], "ValueError");
    assert_eq!(error["errorMessage"], "boom");
    assert_eq!(error["requestId"], "00000000-0000-4000-8000-000000000001");
    assert!(error["stackTrace"][0].as_str().unwrap().contains("in handler"), "{error}");
    let exited = runtime.invoke(Arc::clone(&spec), call(2, r#"{"exit":true}"#)).await;
    assert_eq!(body(&exited)["errorType"], "Runtime.ExitError");
    let message = "RequestId: 00000000-0000-4000-8000-000000000002 Error: Runtime exited with error: exit status 3";
    assert_eq!(body(&exited)["errorMessage"], message);
    let late = runtime.invoke(Arc::clone(&spec), call(3, r#"{"sleep":60}"#)).await;
    assert_eq!(body(&late)["errorType"], "Sandbox.Timedout");
    let message =
        "RequestId: 00000000-0000-4000-8000-000000000003 Error: Task timed out after 3.00 seconds";
    assert_eq!(body(&late)["errorMessage"], message);
    let again = runtime.invoke(spec, call(4, "{}")).await;
    assert_eq!(body(&again)["count"], 1, "a killed worker is replaced");
}

#[tokio::test]
async fn code_that_does_not_load_is_an_init_error() {
    let runtime = runtime();
    let cases = [
        (
            "app.handler",
            "import nothing_of_that_name",
            "Runtime.ImportModuleError",
            "Unable to import module 'app'",
        ),
        ("app.other", "", "Runtime.HandlerNotFound", "Handler 'other' missing on module 'app'"),
        ("app", "", "Runtime.MalformedHandlerName", "Bad handler 'app'"),
        ("app.handler", "def (", "Runtime.UserCodeSyntaxError", "Syntax error in module 'app'"),
        ("app.handler", "1/0", "ZeroDivisionError", "division by zero"),
    ];
    for (number, (handler, code, kind, message)) in (1..).zip(cases) {
        let mut spec = spec("python3.12", handler, &[("app.py", code)]);
        spec.generation = number.to_string();
        let outcome = runtime.invoke(Arc::new(spec), call(number, "{}")).await;
        if skipped(&outcome) {
            return;
        }
        let error = body(&outcome);
        assert_eq!(error["errorType"], kind, "{error}");
        assert!(error["errorMessage"].as_str().unwrap().starts_with(message), "{error}");
        assert!(error["requestId"].is_string());
    }
}

const COMMON: &str = "exports.handler = (event, context, callback) => { console.log('hi\\nthere'); \
                      callback(null, { got: event.n, v: context.functionVersion }); };";
const ESM: &str = "export const handler = async (event) => { if (event.fail) throw new TypeError('no'); \
                   return { got: event.n }; };";

#[tokio::test]
async fn node_handlers_run_as_common_js_and_as_modules() {
    let runtime = runtime();
    let common = spec("nodejs22.x", "index.handler", &[("index.js", COMMON)]);
    let first = runtime.invoke(Arc::new(common), call(1, r#"{"n":7}"#)).await;
    if skipped(&first) {
        return;
    }
    assert_eq!(body(&first), serde_json::json!({"got": 7, "v": "$LATEST"}));
    assert!(texts(&first).iter().any(|line| line.ends_with("INFO\thi\nthere")), "{first:?}");
    let mut module = spec("nodejs22.x", "src/index.handler", &[("src/index.mjs", ESM)]);
    module.generation = "2".to_owned();
    let module = Arc::new(module);
    let second = runtime.invoke(Arc::clone(&module), call(2, r#"{"n":8}"#)).await;
    assert_eq!(body(&second), serde_json::json!({"got": 8}));
    let failed = runtime.invoke(module, call(3, r#"{"fail":1}"#)).await;
    assert!(failed.failed);
    assert_eq!(body(&failed)["errorType"], "TypeError");
    assert_eq!(body(&failed)["errorMessage"], "no");
    let mut missing = spec("nodejs22.x", "index.nothing", &[("index.js", COMMON)]);
    missing.generation = "3".to_owned();
    let outcome = runtime.invoke(Arc::new(missing), call(4, "{}")).await;
    assert_eq!(body(&outcome)["errorType"], "Runtime.HandlerNotFound");
}

const SHELL: &str = "#!/bin/sh\nwhile true; do\n\
    headers=$(mktemp); body=$(curl -sS -D \"$headers\" \"http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/next\") || exit 1\n\
    id=$(grep -i 'lambda-runtime-aws-request-id' \"$headers\" | tr -d '\\r' | cut -d' ' -f2); rm -f \"$headers\"\n\
    curl -sS -X POST \"http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/$id/response\" -d \"{\\\"echo\\\":$body}\" >/dev/null\n\
    done\n";

#[tokio::test]
async fn a_provided_bootstrap_runs_and_a_missing_one_is_told() {
    let runtime = runtime();
    let empty = spec("provided.al2023", "bootstrap", &[("readme", "")]);
    let outcome = runtime.invoke(Arc::new(empty), call(1, "{}")).await;
    assert_eq!(body(&outcome)["errorType"], "Runtime.InvalidEntrypoint");
    let java = spec("java21", "A::b", &[("readme", "")]);
    let outcome = runtime.invoke(Arc::new(java), call(2, "{}")).await;
    assert!(body(&outcome)["errorMessage"].as_str().unwrap().contains("build for provided.al2023"));
    if std::process::Command::new("curl").arg("--version").output().is_err() {
        tell_skipped("no curl for a bootstrap in shell");
        return;
    }
    let mut shell = spec("provided.al2023", "bootstrap", &[("bootstrap", SHELL)]);
    shell.generation = "2".to_owned();
    let outcome = runtime.invoke(Arc::new(shell), call(3, r#"{"a":1}"#)).await;
    assert_eq!(body(&outcome), serde_json::json!({"echo": {"a": 1}}), "{outcome:?}");
}

#[tokio::test]
async fn calls_at_once_get_a_worker_each_and_provisioned_ones_start_ahead() {
    let runtime = Arc::new(runtime());
    let spec = Arc::new(spec("python3.12", "app.handler", &[("app.py", PYTHON)]));
    let provisioned =
        runtime.provision(Arc::clone(&spec), vec!["2026/01/02/[$LATEST]p".to_owned()]).await;
    let first = runtime.invoke(Arc::clone(&spec), call(1, "{}")).await;
    if skipped(&first) {
        return;
    }
    assert_eq!(provisioned, Ok(()));
    assert!(first.provisioned);
    let calls = (2..5).map(|number| {
        let (runtime, spec) = (Arc::clone(&runtime), Arc::clone(&spec));
        tokio::spawn(async move { runtime.invoke(spec, call(number, r#"{"sleep":0.5}"#)).await })
    });
    let mut streams = std::collections::BTreeSet::new();
    for task in calls.collect::<Vec<_>>() {
        let outcome = tokio::time::timeout(Duration::from_secs(30), task).await.unwrap().unwrap();
        assert!(!outcome.failed, "{outcome:?}");
        streams.insert(outcome.stream);
    }
    assert!(streams.len() > 1, "{streams:?}");
    runtime.stop().await;
    let stopped = runtime.invoke(spec, call(9, "{}")).await;
    assert!(stopped.failed);
}
