//! Rollouts as their users see them: smoke, warmth, bake, the way back; boto3 is the witness.
use crate::cutover;
use cutover_tests::cutover::Cutover;
use cutover_tests::local::LocalCloud;
use cutover_tests::need;
use cutover_tests::poll;
use cutover_tests::process::Ended;
use cutover_tests::python::Script;
use cutover_tests::stack::Stack;
use cutover_tests::venv::{Venv, venv};
use serde_json::{Value, json};
use std::time::Duration;

const STACK: &str = r#"
stack "shop" {}

rollout "careful" {
  strategy       = "blue_green"
  bake           = "BAKE"
  max_error_rate = "20%"
  smoke          = { http = "GET /", expect = { status = 200 } }
}

function "web" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  rollout = rollout.careful
  concurrency { provisioned = 2 }
}

api "web" {
  route "GET /" { to = function.web }
}
"#;

const NAME: &str = "shop-default-web";

struct Shop<'a> {
    cutover: Cutover,
    venv: &'a Venv,
    stack: Stack,
    cloud: LocalCloud,
}

impl<'a> Shop<'a> {
    fn open(venv: &'a Venv, bake: &str) -> Self {
        let (cutover, stack) = (cutover().with_python(venv), Stack::empty());
        stack.write("stack.hcl", &STACK.replace("BAKE", bake));
        let cloud = LocalCloud::up(&cutover, stack.path());
        let shop = Self { cutover, venv, stack, cloud };
        shop.code("return {'statusCode': 200, 'body': 'one'}");
        shop.apply().is(0);
        assert_eq!(
            shop.serving(),
            json!({"version": "1", "weights": {}, "warm": {"1": [2, "READY"]}})
        );
        shop
    }

    /// The handler's body.
    fn code(&self, body: &str) {
        self.stack.write("src/app.py", &format!("def handler(event, context):\n    {body}\n"));
    }

    #[track_caller]
    fn apply(&self) -> Ended {
        self.cutover.run(self.stack.path(), &["apply", "--yes", "--local"])
    }

    #[track_caller]
    fn serving(&self) -> Value {
        Script::new(self.venv, "rollouts.py")
            .at(&self.cloud.endpoint())
            .arg("serving")
            .arg(NAME)
            .passes()
            .json()
    }
}

#[test]
fn a_good_version_is_warmed_takes_over_and_the_old_warmth_goes() {
    let venv = need!(venv());
    let shop = Shop::open(venv, "0s");
    shop.code("return {'statusCode': 200, 'body': 'two'}");
    let ended = shop.apply().is(0);
    for word in ["warming", "smoking", "flipping", "promoted"] {
        assert!(ended.stderr.contains(word), "no word of `{word}`\n{}", ended.stderr);
    }
    assert_eq!(shop.serving(), json!({"version": "2", "weights": {}, "warm": {"2": [2, "READY"]}}));
    shop.cutover
        .run(shop.stack.path(), &["plan", "--local", "--full", "--detailed-exitcode"])
        .is(0);
}

#[test]
fn a_failed_smoke_ends_with_5_and_leaves_the_alias_alone() {
    let venv = need!(venv());
    let shop = Shop::open(venv, "0s");
    let before = shop.serving();
    shop.code("return {'statusCode': 500, 'body': 'broken'}");
    let ended = shop.apply().is(5);
    assert!(ended.stderr.contains("expected status 200, got status 500"), "{}", ended.stderr);
    assert_eq!(shop.serving(), before, "traffic and warmth are as they were");
    shop.code("raise RuntimeError('worse')");
    shop.apply().is(5);
    assert_eq!(shop.serving(), before);
    shop.code("return {'statusCode': 200, 'body': 'mended'}");
    shop.apply().is(0);
    assert_eq!(shop.serving()["version"], "4");
}

#[test]
fn a_bad_bake_flips_back_and_ends_with_5() {
    let venv = need!(venv());
    let shop = Shop::open(venv, "30s");
    let before = shop.serving();
    // The smoke's own event passes; everything else fails.
    shop.code("return {'statusCode': 200} if 'requestContext' in event else 1 / 0");
    let mut apply = shop.cutover.start(shop.stack.path(), &["apply", "--yes", "--local"]);
    let flipped =
        poll::within(Duration::from_mins(1), || (shop.serving()["version"] == "2").then_some(()));
    assert!(flipped.is_some(), "the new version never served\n{}", apply.look());
    let failed = Script::new(venv, "rollouts.py")
        .at(&shop.cloud.endpoint())
        .arg("call")
        .arg(NAME)
        .arg("10")
        .passes()
        .json();
    assert_eq!(failed, 10);
    let ended = apply.wait().is(5);
    assert!(ended.stderr.contains("failed during its bake"), "{}", ended.stderr);
    assert_eq!(
        shop.serving(),
        before,
        "the old version serves again, the failed one is not kept warm"
    );
}

#[test]
fn a_first_version_that_fails_its_smoke_is_never_reachable() {
    let venv = need!(venv());
    let (cutover, stack) = (cutover().with_python(venv), Stack::empty());
    stack.write("stack.hcl", &STACK.replace("BAKE", "0s"));
    stack.write("src/app.py", "def handler(event, context):\n    return {'statusCode': 503}\n");
    let ended = cutover.run(stack.path(), &["apply", "--yes", "--local", "--format", "json"]).is(5);
    let events: Vec<Value> =
        ended.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let last = events.last().unwrap();
    assert_eq!(
        (&last["event"], &last["result"]),
        (&json!("finished"), &json!("aborted")),
        "{last}"
    );
    let skipped = events.iter().filter(|event| event["event"] == "skipped");
    let skipped: Vec<&str> = skipped.map(|event| event["address"].as_str().unwrap()).collect();
    assert!(skipped.contains(&"api.web/route[\"GET /\"]"), "{skipped:?}");
}

#[test]
fn a_run_killed_during_its_bake_is_taken_up_where_it_was() {
    let venv = need!(venv());
    let shop = Shop::open(venv, "6s");
    shop.code("return {'statusCode': 200, 'body': 'two'}");
    let apply = shop.cutover.start(shop.stack.path(), &["apply", "--yes", "--local"]);
    let flipped =
        poll::within(Duration::from_mins(1), || (shop.serving()["version"] == "2").then_some(()));
    assert!(flipped.is_some());
    apply.kill();
    let planned = shop.cutover.run(shop.stack.path(), &["plan", "--local"]).is(0);
    assert!(planned.stdout.contains("the bake of version 2 goes on"), "{}", planned.stdout);
    shop.apply().is(0);
    assert_eq!(shop.serving(), json!({"version": "2", "weights": {}, "warm": {"2": [2, "READY"]}}));
    shop.cutover
        .run(shop.stack.path(), &["plan", "--local", "--full", "--detailed-exitcode"])
        .is(0);
}
