//! Canaries with real traffic on real functions: what is aborted, promoted, held; who may die and who may ask.
mod example;
mod group;
mod kills;
mod people;
mod verdicts;
mod warmth;

use crate::cutover;
use cutover_tests::cutover::Cutover;
use cutover_tests::load::Load;
use cutover_tests::local::LocalCloud;
use cutover_tests::poll;
use cutover_tests::process::{Ended, Running};
use cutover_tests::python::Script;
use cutover_tests::stack::Stack;
use cutover_tests::venv::Venv;
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;

/// Two shares, held for seconds: a local cloud counts by the second.
const STACK: &str = r#"
stack "shop" {}

rollout "careful" {
  strategy = "canary"
  steps    = [{ weight = "20%", bake = "3s" }, { weight = "50%", bake = "5s" }]
  quiet    = "canary"
  hold     = { timeout = "1h", then = "abort" }
  judge {
    margin          = "5%"
    min_invocations = 40
    patience        = "2s"
    limits          = { error_rate = "20%" }
    signal "http_5xx" {
      source  = "logs"
      pattern = "{ $.status >= 500 }"
    }
  }
}

function "web" {
  code        = "src"
  runtime     = "python3.12"
  handler     = "app.handler"
  timeout     = "1s"
  environment = { OUTAGE = "OUTAGE_FILE" }
  rollout     = rollout.careful
}

api "web" {
  route "GET /" { to = function.web }
}

output "url" { value = api.web.url }
"#;

/// The physical name of `function.web`.
const NAME: &str = "shop-default-web";
/// Requests a second.
const RATE: u32 = 40;

/// A deployed stack on a cloud of its own, with its first version serving.
struct Shop<'a> {
    cutover: Cutover,
    venv: &'a Venv,
    stack: Stack,
    cloud: LocalCloud,
}

impl<'a> Shop<'a> {
    fn open(venv: &'a Venv) -> Self {
        Self::of(venv, STACK)
    }

    fn of(venv: &'a Venv, text: &str) -> Self {
        Self::of_group(venv, text, |shop| shop.code("one", ""))
    }

    /// A stack whose code somebody else writes.
    fn of_group(venv: &'a Venv, text: &str, code: impl Fn(&Self)) -> Self {
        let (cutover, stack) = (cutover().with_python(venv), Stack::empty());
        let outage = stack.path().join("outage");
        stack.write("stack.hcl", &text.replace("OUTAGE_FILE", outage.to_str().unwrap()));
        let cloud = LocalCloud::up(&cutover, stack.path());
        let shop = Self { cutover, venv, stack, cloud };
        code(&shop);
        shop.apply().is(0);
        shop
    }

    /// A version that answers with its name, after `fault`.
    fn code(&self, name: &str, fault: &str) {
        self.stack.write("src/app.py", &code(name, fault));
    }

    fn apply(&self) -> Ended {
        self.cutover.run(self.stack.path(), &["apply", "--yes", "--local"])
    }

    fn start(&self) -> Running {
        self.cutover.start(self.stack.path(), &["apply", "--yes", "--local"])
    }

    fn run(&self, words: &[&str]) -> Ended {
        self.cutover.run(self.stack.path(), &[words, &["--local"]].concat())
    }

    fn load(&self) -> Load {
        let url = self.run(&["output", "url"]).is(0).stdout;
        let path = url.trim().split_once(self.cloud.host()).unwrap().1.to_owned();
        Load::on(self.cloud.host(), &format!("{path}/"), RATE)
    }

    /// What boto3 sees.
    fn witness(&self, words: &[&str]) -> Value {
        let script = Script::new(self.venv, "rollouts.py").at(&self.cloud.endpoint());
        words.iter().fold(script, Script::arg).passes().json()
    }

    fn serving(&self) -> Value {
        self.witness(&["serving", NAME])
    }

    /// The same deployment for somebody who has nothing but the address of its ledger.
    fn elsewhere(&self, folder: &Path, words: &[&str]) -> Ended {
        let ledger = format!("file:{}", self.stack.path().join(".cutover/local/ledger").display());
        let endpoint = self.cloud.endpoint();
        let where_ = ["--stack", "shop", "--ledger", &ledger, "--endpoint-url", &endpoint];
        self.cutover.run(folder, &[words, &where_].concat())
    }
}

fn code(name: &str, fault: &str) -> String {
    format!(
        r#"
import itertools, json, os, time
count = itertools.count()

def handler(event, context):
    number = next(count)
    if os.path.exists(os.environ["OUTAGE"]):
        raise RuntimeError("nothing works")
    status = 200
    {fault}
    print(json.dumps({{"status": status}}))
    return {{"statusCode": status, "body": "{name}"}}
"#
    )
}

/// A second version that is no worse, at its first share under a load.
fn rolling(venv: &Venv) -> (Shop<'_>, Load, Running) {
    let shop = Shop::open(venv);
    let load = shop.load();
    warmed(&load, RATE);
    shop.code("two", "pass");
    let mut apply = shop.start();
    says(&mut apply, "baking");
    (shop, load, apply)
}

/// Only this version, without weights.
fn alone(version: &str) -> Value {
    json!({"version": version, "weights": {}, "warm": {}})
}

/// Waits until a command has said this.
#[track_caller]
fn says(running: &mut Running, words: &str) {
    let said = poll::within(Duration::from_mins(1), || {
        let ended = running.look();
        (ended.stderr.contains(words) || !running.alive()).then_some(ended)
    });
    let said = said.unwrap_or_else(|| running.look());
    assert!(said.stderr.contains(words), "never said `{words}`\n{said}");
}

/// Waits until a load has had so many answers.
fn warmed(load: &Load, answers: u32) {
    let enough = || (load.so_far().values().sum::<u32>() >= answers).then_some(());
    assert!(poll::within(Duration::from_mins(1), enough).is_some(), "no answers");
}
