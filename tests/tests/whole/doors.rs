//! The example api-auth from nothing to nothing: who is let in where, how often, and what the access log tells of it.
use crate::cutover;
use cutover_tests::cutover::Cutover;
use cutover_tests::local::LocalCloud;
use cutover_tests::need;
use cutover_tests::process::Ended;
use cutover_tests::python::Script;
use cutover_tests::stack::Stack;
use cutover_tests::venv::{Venv, venv};
use serde_json::{Value, json};

struct Doors<'a> {
    cutover: Cutover,
    venv: &'a Venv,
    stack: Stack,
    cloud: LocalCloud,
}

impl Doors<'_> {
    #[track_caller]
    fn run(&self, words: &[&str]) -> Ended {
        let endpoint = self.cloud.endpoint();
        let all = [words, &["--endpoint-url", &endpoint, "--region", "us-east-1"]].concat();
        self.cutover.run(self.stack.path(), &all)
    }

    #[track_caller]
    fn witness(&self, script: &str, words: &[&str]) -> Value {
        let script = Script::new(self.venv, script).at(&self.cloud.endpoint());
        words.iter().fold(script, Script::arg).passes().json()
    }

    /// The changes of a plan by address: their actions, nothing that stays.
    #[track_caller]
    fn changes(&self) -> Vec<(String, String)> {
        let plan = self.run(&["plan", "--format", "json"]).json();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let all = plan["changes"].as_array().unwrap().iter();
        let pairs = all.map(|one| (text(&one["address"]), text(&one["action"])));
        pairs.filter(|(_, action)| action != "none").collect()
    }

    /// Carries a change out and insists that nothing is left to do.
    #[track_caller]
    fn applied(&self) {
        self.run(&["apply", "--yes"]).is(0);
        self.run(&["plan", "--detailed-exitcode"]).is(0);
        self.run(&["plan", "--full", "--detailed-exitcode"]).is(0);
    }
}

fn pairs(wanted: &[(&str, &str)]) -> Vec<(String, String)> {
    wanted.iter().map(|(address, action)| ((*address).to_owned(), (*action).to_owned())).collect()
}

#[test]
fn api_auth_lets_in_whom_it_should_and_goes() {
    let venv = need!(venv());
    let cutover = cutover().with_python(venv);
    let stack = Stack::example("api-auth");
    let cloud = LocalCloud::up(&cutover, stack.path());
    let doors = Doors { cutover, venv, stack, cloud };
    let foreign = doors.witness("examples.py", &["foreign"]);
    doors.run(&["validate"]);
    doors.applied();
    let url = doors.run(&["output", "url"]).is(0).stdout;
    let url = url.trim().trim_end_matches('/');
    assert_eq!(doors.witness("api_auth.py", &["doors", url]), "open and shut");
    let told =
        doors.witness("api_auth.py", &["log", "/aws/vendedlogs/apigateway/notes-default-notes"]);
    assert_eq!(told["GET /notes"], json!({"200": 1, "401": 3}));
    assert_eq!(told["GET /partners/notes"], json!({"200": 1, "401": 1, "403": 1}));
    let through = doors.witness("api_auth.py", &["limits", url]);
    assert!(through["429"].as_u64().unwrap() >= 1, "{through}");

    // In place: what is kept, what is logged, how often; nothing else moves.
    doors.stack.edit("stack.hcl", "ttl = \"5m\"", "ttl = \"1m\"");
    doors.stack.edit("stack.hcl", "rate = 5, burst = 10", "rate = 6, burst = 12");
    doors.stack.edit(
        "stack.hcl",
        "retention = \"30d\" }",
        "format = \"$context.requestId $context.status\" }",
    );
    let wanted = pairs(&[
        ("api.notes/authorizer[\"partners\"]", "update"),
        ("api.notes/logs", "update"),
        ("api.notes/route[\"POST /notes\"]/throttle", "update"),
        ("api.notes/stage", "update"),
    ]);
    assert_eq!(doors.changes(), wanted);
    doors.applied();

    // Another kind of authorizer is another thing: made first, then the old one goes.
    let lambda = "lambda = { function = function.keys, identity = [\"$request.header.x-key\"], ttl = \"1m\" }";
    doors.stack.edit(
        "stack.hcl",
        lambda,
        "jwt = { issuer = var.issuer, audience = [\"partners\"] }",
    );
    doors.stack.edit(
        "stack.hcl",
        "  access_logs = { format = \"$context.requestId $context.status\" }\n",
        "",
    );
    doors.stack.edit("stack.hcl", "    throttle = { rate = 6, burst = 12 }\n", "");
    let wanted = pairs(&[
        ("api.notes/authorizer[\"partners\"]", "replace"),
        ("api.notes/logs", "delete"),
        ("api.notes/route[\"GET /partners/notes\"]", "update"),
        ("api.notes/route[\"POST /notes\"]/throttle", "delete"),
        ("api.notes/stage", "update"),
        ("function.keys/permission[\"api.notes authorizer partners\"]", "delete"),
    ]);
    assert_eq!(doors.changes(), wanted);
    doors.applied();

    doors.run(&["destroy", "--yes"]).is(0);
    assert_eq!(doors.witness("examples.py", &["inventory"]), foreign);
    assert!(doors.cloud.strictly(venv).ours > 100);
}
