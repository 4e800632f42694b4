//! Code that is too large to be sent along with a call goes through the stage's bucket.
use crate::cutover;
use cutover_tests::cutover::Cutover;
use cutover_tests::local::LocalCloud;
use cutover_tests::need;
use cutover_tests::process::Ended;
use cutover_tests::stack::Stack;
use cutover_tests::venv::{Venv, venv};
use serde_json::Value;
use std::process::Command;

const STACK: &str = r#"
stack "shop" {}

stage "dev" {
  ARTIFACTS
}

function "big" {
  code    = "big.zip"
  runtime = "python3.12"
  handler = "app.handler"
}

layer "big" {
  code = "layer.zip"
}
"#;

const BUCKET: &str = "stack \"store\" {}\n\nbucket \"code\" { name = \"acme-artifacts\" }\n";

/// Writes a zip of more than 50 MB whose one module answers with a word.
const ZIP: &str = "import sys, zipfile\n\
    with zipfile.ZipFile(sys.argv[1], 'w') as zip:\n\
    \x20   zip.writestr('app.py', f'def handler(event, context):\\n    return {sys.argv[2]!r}\\n')\n\
    \x20   zip.writestr('model.bin', bytes(50 * 1024 * 1024))\n";

/// The answer to each first upload is lost, though the object is there.
const LOST: &str = r#"{"seed": 1, "rules": [
    {"service": "s3", "operation": "PutObject", "trigger": {"first": 2}, "injury": "reset-after"}
]}"#;

struct Shop<'a> {
    cutover: Cutover,
    venv: &'a Venv,
    stack: Stack,
    cloud: LocalCloud,
}

impl<'a> Shop<'a> {
    fn open(venv: &'a Venv) -> Self {
        Self::open_with(venv, &[])
    }

    fn open_with(venv: &'a Venv, words: &[&str]) -> Self {
        let (cutover, stack) = (cutover().with_python(venv), Stack::empty());
        let place = "artifacts = \"s3://acme-artifacts/packed\"";
        stack.write("stack.hcl", &STACK.replace("ARTIFACTS", place));
        stack.write("lost.json", LOST);
        let cloud = LocalCloud::up_with(&cutover, stack.path(), words);
        let shop = Self { cutover, venv, stack, cloud };
        shop.zip("big.zip", "one");
        shop.zip("layer.zip", "layer");
        shop
    }

    fn zip(&self, name: &str, word: &str) {
        let path = self.stack.path().join(name);
        let mut command = Command::new(self.venv.python());
        assert!(command.args(["-c", ZIP]).arg(path).arg(word).status().unwrap().success());
    }

    #[track_caller]
    fn run(&self, words: &[&str]) -> Ended {
        let endpoint = self.cloud.endpoint();
        let more = ["--endpoint-url", &endpoint, "--region", "us-east-1", "-s", "dev"];
        self.cutover.run(self.stack.path(), &[words, &more].concat())
    }

    /// The operations on an address, in their order.
    fn operations(&self, address: &str) -> Vec<String> {
        let plan = self.run(&["plan", "--format", "json"]).json();
        let steps = plan["steps"].as_array().unwrap().iter();
        let own = steps.filter(|step| step["address"] == address);
        own.filter_map(|step| step["operation"].as_str().map(str::to_owned)).collect()
    }

    fn answers(&self) -> Value {
        self.run(&["invoke", "big", "--format", "json"]).is(0).json()["payload"].take()
    }
}

#[test]
fn large_code_goes_through_the_bucket_of_artifacts() {
    let shop = Shop::open(need!(venv()));
    let store = Stack::empty();
    store.write("stack.hcl", BUCKET);
    let wanted = ["PutObject", "CreateFunction"];
    assert_eq!(&shop.operations("function.big")[..2], wanted);
    assert_eq!(shop.operations("layer.big"), ["PutObject", "PublishLayerVersion"]);
    // Without the bucket the upload is refused, and nothing is made that would need it.
    let refused = shop.run(&["apply", "--yes"]).is(3);
    assert!(refused.stderr.contains("NoSuchBucket"), "{refused}");
    let endpoint = shop.cloud.endpoint();
    let words = ["apply", "--yes", "--endpoint-url", &endpoint, "--region", "us-east-1"];
    shop.cutover.run(store.path(), &words).is(0);
    shop.run(&["apply", "--yes"]).is(0);
    assert_eq!(shop.answers(), "one");
    shop.run(&["plan", "--full", "--detailed-exitcode"]).is(0);

    shop.zip("big.zip", "two");
    assert_eq!(&shop.operations("function.big")[..2], ["PutObject", "UpdateFunctionCode"]);
    shop.run(&["apply", "--yes"]).is(0);
    assert_eq!(shop.answers(), "two");
    shop.run(&["plan", "--full", "--detailed-exitcode"]).is(0);
    // Another place for code that is there already changes nothing.
    shop.stack.edit("stack.hcl", "acme-artifacts/packed", "acme-artifacts/elsewhere");
    shop.run(&["plan", "--full", "--detailed-exitcode"]).is(0);
    shop.run(&["destroy", "--yes"]).is(0);
    shop.cloud.strictly(shop.venv);
}

#[test]
fn an_upload_whose_answer_is_lost_is_made_once_more() {
    let shop = Shop::open_with(need!(venv()), &["--faults", "lost.json"]);
    shop.stack.write("store/stack.hcl", BUCKET);
    let endpoint = shop.cloud.endpoint();
    let words = ["apply", "--yes", "--endpoint-url", &endpoint, "--region", "us-east-1"];
    shop.cutover.run(&shop.stack.path().join("store"), &words).is(0);
    shop.run(&["apply", "--yes"]).is(0);
    assert_eq!(shop.answers(), "one");
    shop.run(&["plan", "--full", "--detailed-exitcode"]).is(0);
}

#[test]
fn large_code_without_a_bucket_is_refused_by_the_plan() {
    let shop = Shop::open(need!(venv()));
    shop.stack.edit("stack.hcl", "artifacts = \"s3://acme-artifacts/packed\"", "");
    for words in [["plan"], ["validate"]] {
        let refused = shop.run(&words).is(1);
        assert!(refused.stderr.contains("spec/code-too-large"), "{refused}");
        assert!(refused.stderr.contains("largest: `model.bin` (50.0 MB)"), "{refused}");
        assert!(refused.stderr.contains("artifacts = \"BUCKET\""), "{refused}");
    }
}
