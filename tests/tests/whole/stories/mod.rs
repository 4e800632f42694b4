//! One story a kind or trigger: an example lives on the local cloud, delivers to a real function, changes and goes.
mod alarm;
mod asynchronous;
mod autoscale;
mod bucket;
mod event;
mod image_pipeline;
mod inbox;
mod layer;
mod log;
mod modules;
mod order_system;
mod pause;
mod publish;
mod queue;
mod schedule;
mod stream;
mod table;
mod topic;
mod url;

use crate::cutover;
use cutover_tests::cutover::Cutover;
use cutover_tests::local::LocalCloud;
use cutover_tests::poll;
use cutover_tests::process::Ended;
use cutover_tests::python::Script;
use cutover_tests::stack::Stack;
use cutover_tests::venv::Venv;
use serde_json::{Value, json};
use std::time::Duration;

/// How long an event may take to show in a log: a worker has to start, on a busy machine.
const DELIVERY: Duration = Duration::from_mins(1);

/// An example on a local cloud of its own.
struct Story<'a> {
    cutover: Cutover,
    venv: &'a Venv,
    stack: Stack,
    cloud: LocalCloud,
    /// Everything there was before.
    before: Value,
}

impl<'a> Story<'a> {
    /// Validates, plans and applies the example; then nothing is left to do.
    #[track_caller]
    fn begin(venv: &'a Venv, example: &str) -> Self {
        let cutover = cutover().with_python(venv);
        let stack = Stack::example(example);
        let cloud = LocalCloud::up(&cutover, stack.path());
        let mut story = Self { cutover, venv, stack, cloud, before: Value::Null };
        story.before = story.counts();
        story.cutover.run(story.stack.path(), &["validate"]).is(0);
        story.run(&["plan", "--detailed-exitcode"]).is(2);
        assert_eq!(story.counts(), story.before, "a plan writes nothing");
        story.applied();
        story
    }

    #[track_caller]
    fn run(&self, words: &[&str]) -> Ended {
        let endpoint = self.cloud.endpoint();
        self.cutover.run(self.stack.path(), &[words, &["--endpoint-url", &endpoint]].concat())
    }

    /// How many rows each service has, without what only grows: logs, metrics and messages.
    #[track_caller]
    fn counts(&self) -> Value {
        let words = ["ask", "GET", "/_cutover/status", ""];
        let mut services = self.witness(&words)["services"].take();
        for (service, tables) in services.as_object_mut().unwrap() {
            let tables = tables.as_object_mut().unwrap();
            tables.retain(|table, _| !grows(service, table));
        }
        services
    }

    #[track_caller]
    fn witness(&self, words: &[&str]) -> Value {
        let script = Script::new(self.venv, "stories.py").at(&self.cloud.endpoint());
        words.iter().fold(script, Script::arg).passes().json()
    }

    /// One request to the stack's API: status and body.
    #[track_caller]
    fn ask(&self, method: &str, path: &str, body: &Value) -> (u64, Value) {
        let url = self.run(&["output", "url"]).is(0).stdout.trim().trim_end_matches('/').to_owned();
        let told = self.witness(&["ask", method, &format!("{url}{path}"), &body.to_string()]);
        (told["status"].as_u64().unwrap(), told["body"].clone())
    }

    /// Waits until a function's log holds a text.
    #[track_caller]
    fn logged(&self, function: &str, text: &str) {
        let found = poll::within(DELIVERY, || {
            let ended = self.run(&["logs", function]);
            ended.stdout.contains(text).then_some(())
        });
        assert!(found.is_some(), "`{text}` is not in the log\n{}", self.run(&["logs", function]));
    }

    /// What a plan would change: (action, address), nothing that stays.
    #[track_caller]
    fn changes(&self) -> Vec<(String, String)> {
        let plan = self.run(&["plan", "--format", "json"]).json();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let all = plan["changes"].as_array().unwrap().iter();
        let pairs = all.map(|one| (text(&one["action"]), text(&one["address"])));
        pairs.filter(|(action, _)| action != "none").collect()
    }

    /// Edits a file; then a plan holds exactly these changes, and they are carried out.
    #[track_caller]
    fn edited(&self, file: &str, from: &str, to: &str, wanted: &[(&str, &str)]) {
        self.stack.edit(file, from, to);
        let found = self.changes();
        let found: Vec<(&str, &str)> =
            found.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(found, wanted);
        self.applied();
    }

    #[track_caller]
    fn applied(&self) {
        self.run(&["apply", "--yes"]).is(0);
        self.run(&["plan", "--detailed-exitcode"]).is(0);
        self.run(&["plan", "--full", "--detailed-exitcode"]).is(0);
    }

    /// Destroys everything: the world is as it was before, and every call was as AWS's models want it.
    #[track_caller]
    fn end(self) {
        self.end_with(&[]);
    }

    #[track_caller]
    fn end_with(self, words: &[&str]) {
        self.run(&[&["destroy", "--yes"], words].concat()).is(0);
        assert_eq!(self.counts(), self.before);
        self.cloud.strictly(self.venv);
    }
}

/// Tables that are no resources. A layer without versions is a number that goes on counting.
pub(crate) fn grows(service: &str, table: &str) -> bool {
    let kept = json!({
        "world": ["due", "blobs"],
        "logs": ["streams", "chunks"],
        "cloudwatch": ["metrics", "minutes", "latest", "history"],
        "sqs": ["messages", "duplicates", "deleted"],
        "sns": ["duplicates", "retries"],
        "events": ["retries"],
        "dynamodb": ["items", "entries", "expiries", "streams", "records"],
        "scheduler": ["retries", "tokens"],
        "applicationautoscaling": ["activities"],
        "lambda": ["events", "layers"],
        "kinesis": ["records", "iterators"],
        "sts": ["sessions"],
    });
    kept[service].as_array().is_some_and(|tables| tables.contains(&json!(table)))
}
