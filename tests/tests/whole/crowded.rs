//! Many callers at once.
use crate::cutover;
use cutover_tests::http::Connection;
use cutover_tests::local::LocalCloud;
use cutover_tests::need;
use cutover_tests::stack::Stack;
use cutover_tests::venv::venv;
use serde_json::{Value, json};
use std::time::Instant;

const INVOCATIONS: usize = 10_000;
const CALLERS: usize = 32;
const STACK: &str = r#"
stack "crowded" {}

function "echo" {
  name    = "echo"
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
}
"#;
const CODE: &str = "def handler(event, context):\n    return {\"number\": event[\"number\"], \"version\": context.function_version}\n";

/// Calls the function with these numbers, one after the other: whatever is not answered as it should be.
fn wrong(host: &str, numbers: impl Iterator<Item = usize>) -> Vec<String> {
    let mut connection = Connection::open(host).unwrap();
    let mut ask = |number| {
        let body = json!({ "number": number }).to_string();
        connection.ask("POST", "/2015-03-31/functions/echo:live/invocations", body.as_bytes())
    };
    let told = numbers.map(|number| (number, ask(number)));
    told.filter_map(|(number, answer)| {
        let Ok(answer) = &answer else { return Some(format!("{number}: {answer:?}")) };
        let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let right = answer.status == 200
            && answer.header("x-amz-function-error").is_none()
            && answer.header("x-amz-executed-version") == Some("1")
            && body == json!({"number": number, "version": "1"});
        (!right).then(|| format!("{number}: {answer:?} {body}"))
    })
    .collect()
}

#[test]
fn ten_thousand_invocations_by_32_callers_are_all_answered_right() {
    let stack = Stack::empty();
    stack.write("stack.hcl", STACK).write("src/app.py", CODE);
    let cutover = cutover().with_python(need!(venv()));
    let cloud = LocalCloud::up(&cutover, stack.path());
    cutover.run(stack.path(), &["apply", "--yes", "--local"]).is(0);
    let began = Instant::now();
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let callers = (0..CALLERS).map(|caller| {
            let numbers = (caller..INVOCATIONS).step_by(CALLERS);
            scope.spawn(|| wrong(cloud.host(), numbers))
        });
        let callers: Vec<_> = callers.collect();
        callers.into_iter().flat_map(|caller| caller.join().unwrap()).collect()
    });
    println!("{INVOCATIONS} invocations by {CALLERS} callers: {:.1?}", began.elapsed());
    assert!(
        wrong.is_empty(),
        "{} of {INVOCATIONS}: {:#?}",
        wrong.len(),
        &wrong[..3.min(wrong.len())]
    );
}
