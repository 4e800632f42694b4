//! The examples from nothing to nothing: validate, plan, apply, change, drift, two stages, destroy; boto3 is the witness.
use crate::cutover;
use cutover_tests::cutover::Cutover;
use cutover_tests::local::LocalCloud;
use cutover_tests::need;
use cutover_tests::peers::{Kind, Peer};
use cutover_tests::process::Ended;
use cutover_tests::python::Script;
use cutover_tests::stack::Stack;
use cutover_tests::venv::{Venv, venv};
use serde_json::{Value, json};

/// A stack, the cloud it goes to, and the witness.
struct Journey<'a> {
    cutover: Cutover,
    venv: &'a Venv,
    stack: Stack,
    /// The words that name the cloud: `--local`, or an endpoint.
    cloud: Vec<String>,
    endpoint: String,
    region: &'a str,
}

impl Journey<'_> {
    #[track_caller]
    fn run(&self, words: &[&str]) -> Ended {
        let all: Vec<&str> =
            words.iter().copied().chain(self.cloud.iter().map(String::as_str)).collect();
        self.cutover.run(self.stack.path(), &all)
    }

    #[track_caller]
    fn witness(&self, words: &[&str]) -> Value {
        let script = Script::new(self.venv, "examples.py").at(&self.endpoint).region(self.region);
        words.iter().fold(script, Script::arg).passes().json()
    }

    #[track_caller]
    fn ask(&self, method: &str, url: &str, body: &str) -> (u64, Value) {
        let told = self.witness(&["ask", method, url, body]);
        let text = told["body"].as_str().unwrap();
        let body = serde_json::from_str(text).unwrap_or_else(|_| json!(text));
        (told["status"].as_u64().unwrap(), body)
    }

    /// The address of the stack's API.
    #[track_caller]
    fn url(&self, stage: &[&str]) -> String {
        let words = [&["output", "url"], stage].concat();
        self.run(&words).is(0).stdout.trim().trim_end_matches('/').to_owned()
    }

    /// The changes of a plan: (action, address), nothing that stays.
    #[track_caller]
    fn changes(&self, words: &[&str]) -> Vec<(String, String)> {
        let words = [words, &["--format", "json"]].concat();
        changes(&self.run(&words).json())
    }
}

fn changes(plan: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let all = plan["changes"].as_array().unwrap().iter();
    let pairs = all.map(|one| (text(&one["action"]), text(&one["address"])));
    pairs.filter(|(action, _)| action != "none" && action != "unchanged").collect()
}

fn pair(action: &str, address: &str) -> (String, String) {
    (action.to_owned(), address.to_owned())
}

/// Everything that hello promises, on one cloud.
fn hello(journey: &Journey<'_>) {
    let foreign = journey.witness(&["foreign"]);
    journey.cutover.run(journey.stack.path(), &["validate"]).is(0);
    journey.run(&["plan", "--detailed-exitcode"]).is(2);
    assert_eq!(journey.witness(&["inventory"]), foreign, "a plan writes nothing");
    journey.run(&["apply", "--yes"]).is(0);
    journey.run(&["plan", "--detailed-exitcode"]).is(0);
    journey.run(&["plan", "--full", "--detailed-exitcode"]).is(0);
    journey.run(&["drift", "--detailed-exitcode"]).is(0);
    let url = journey.url(&[]);
    assert_eq!(
        journey.ask("GET", &format!("{url}/ann"), ""),
        (200, json!({"message": "Hello, ann!"}))
    );

    let before = journey.witness(&["inventory"]);
    let (name, _) = only_function(&before);
    journey.stack.edit("src/hello/app.py", "{name}!", "{name}?");
    let wanted = [pair("update", "function.hello"), pair("update", "function.hello/alias")];
    assert_eq!(journey.changes(&["plan"]), wanted);
    journey.run(&["apply", "--yes"]).is(0);
    assert_eq!(
        journey.ask("GET", &format!("{url}/ann"), ""),
        (200, json!({"message": "Hello, ann?"}))
    );
    let after = journey.witness(&["inventory"]);
    let mut wanted = before.clone();
    wanted["functions"][&name]["versions"].as_array_mut().unwrap().push(json!("2"));
    wanted["functions"][&name]["aliases"]["live"] = json!("2");
    assert_eq!(after, wanted);
    journey.run(&["plan", "--detailed-exitcode"]).is(0);

    drifts(journey, &name);
    journey.run(&["destroy", "--yes"]).is(0);
    assert_eq!(journey.witness(&["inventory"]), foreign);
    journey.run(&["plan", "--detailed-exitcode"]).is(2);
}

/// A change behind the spec's back is seen, alone, and can be put right.
fn drifts(journey: &Journey<'_>, name: &str) {
    assert_eq!(journey.witness(&["memory", name, "256"]), json!(256));
    for words in [&["plan", "--full"][..], &["drift"]] {
        let words = [words, &["--detailed-exitcode", "--format", "json"]].concat();
        let found = journey.run(&words).is(2).json();
        assert_eq!(changes(&found), [pair("update", "function.hello")], "{found:#}");
        let fields: Vec<&Value> = found["changes"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|one| one["address"] == "function.hello")
            .flat_map(|one| one["fields"].as_array().unwrap())
            .map(|field| &field["path"])
            .collect();
        assert_eq!(fields, ["memory"], "{found:#}");
    }
    journey.run(&["plan", "--full", "--out", "repair.plan"]).is(0);
    journey.run(&["apply", "repair.plan", "--yes"]).is(0);
    assert_eq!(journey.witness(&["inventory"])["functions"][name]["memory"], 128);
    journey.run(&["plan", "--full", "--detailed-exitcode"]).is(0);
}

/// The function that is not foreign.
fn only_function(inventory: &Value) -> (String, Value) {
    let all = inventory["functions"].as_object().unwrap();
    let ours: Vec<_> = all.iter().filter(|(name, _)| *name != "foreign").collect();
    assert_eq!(ours.len(), 1, "{inventory:#}");
    (ours[0].0.clone(), ours[0].1.clone())
}

/// Everything that http-api promises: two stages side by side in one account.
fn http_api(journey: &Journey<'_>) {
    let foreign = journey.witness(&["foreign"]);
    journey.cutover.run(journey.stack.path(), &["validate", "-s", "dev"]).is(0);
    for stage in ["dev", "pr-1"] {
        journey.run(&["plan", "--detailed-exitcode", "-s", stage]).is(2);
        journey.run(&["apply", "--yes", "-s", stage]).is(0);
        journey.run(&["plan", "--detailed-exitcode", "-s", stage]).is(0);
        journey.run(&["plan", "--full", "--detailed-exitcode", "-s", stage]).is(0);
    }
    let both = journey.witness(&["inventory"]);
    assert_eq!(both["functions"].as_object().unwrap().len(), 1 + 2 * 4, "{both:#}");
    assert_eq!(both["apis"].as_array().unwrap().len(), 2, "{both:#}");
    assert_eq!(both["queues"].as_array().unwrap().len(), 1 + 2 * 2, "{both:#}");

    for stage in ["dev", "pr-1"] {
        let url = journey.url(&["-s", stage]);
        let (status, products) = journey.ask("GET", &format!("{url}/products"), "");
        assert_eq!(status, 200, "{products}");
        assert_eq!(journey.ask("GET", &format!("{url}/health"), "").0, 200);
        let (status, order) =
            journey.ask("POST", &format!("{url}/orders"), r#"{"product": "tea", "count": 2}"#);
        assert!((200..300).contains(&status), "{status} {order}");
        let queue = journey.run(&["output", "jobs", "-s", stage]).is(0).stdout;
        let queue = queue.trim().rsplit('/').next().unwrap().to_owned();
        assert!(journey.witness(&["receive", &queue]).as_str().unwrap().contains("tea"));
    }

    journey.stack.edit("src/create_order/create_order.py", "1 <= count <= 100", "1 <= count <= 99");
    let wanted =
        [pair("update", "function.create_order"), pair("update", "function.create_order/alias")];
    assert_eq!(journey.changes(&["plan", "-s", "dev"]), wanted);
    journey.run(&["apply", "--yes", "-s", "dev"]).is(0);
    let versions =
        |name: &str| journey.witness(&["inventory"])["functions"][name]["versions"].clone();
    assert_eq!(versions("shop-dev-create_order"), json!(["1", "2"]));
    assert_eq!(versions("shop-dev-read-health"), json!(["1"]));

    journey.stack.edit(
        "functions.hcl",
        "handler     = \"create_order.handler\"",
        "handler     = \"create_order.handler\"\n  memory      = 512",
    );
    let wanted =
        [pair("update", "function.create_order"), pair("update", "function.create_order/alias")];
    assert_eq!(journey.changes(&["plan", "-s", "dev"]), wanted);
    journey.run(&["apply", "--yes", "-s", "dev"]).is(0);
    journey.run(&["plan", "--detailed-exitcode", "-s", "dev"]).is(0);

    journey.run(&["destroy", "--yes", "-s", "dev"]).is(0);
    journey.run(&["plan", "-s", "pr-1"]).is(0);
    let url = journey.url(&["-s", "pr-1"]);
    assert_eq!(journey.ask("GET", &format!("{url}/health"), "").0, 200, "the other stage stays");
    journey.run(&["destroy", "--yes", "-s", "pr-1"]).is(0);
    assert_eq!(journey.witness(&["inventory"]), foreign);
}

/// Runs a journey on the local cloud and holds all calls against AWS's models.
#[track_caller]
fn locally(example: &str, region: &str, travel: fn(&Journey<'_>)) {
    let venv = need!(venv());
    let cutover = cutover().with_python(venv);
    let stack = Stack::example(example);
    let cloud = LocalCloud::up(&cutover, stack.path());
    let endpoint = cloud.endpoint();
    let words = vec![
        "--endpoint-url".to_owned(),
        endpoint.clone(),
        "--region".to_owned(),
        region.to_owned(),
    ];
    travel(&Journey { cutover, venv, stack, cloud: words, endpoint, region });
    assert!(cloud.strictly(venv).ours > 100);
}

/// Runs a journey as the examples' readmes do: `--local` beside a running `local up`.
#[track_caller]
fn by_flag(example: &str, region: &str, travel: fn(&Journey<'_>)) {
    let venv = need!(venv());
    let cutover = cutover().with_python(venv);
    let stack = Stack::example(example);
    let cloud = LocalCloud::up(&cutover, stack.path());
    let (words, endpoint) = (vec!["--local".to_owned()], cloud.endpoint());
    travel(&Journey { cutover, venv, stack, cloud: words, endpoint, region });
    cloud.strictly(venv);
}

/// Runs a journey on ministack, which runs functions and answers for APIs.
#[track_caller]
fn on_ministack(example: &str, region: &str, travel: fn(&Journey<'_>)) {
    let venv = need!(venv());
    let peer = need!(Peer::start(Kind::Ministack));
    let endpoint = peer.endpoint().to_owned();
    let cloud = vec![
        "--endpoint-url".to_owned(),
        endpoint.clone(),
        "--region".to_owned(),
        region.to_owned(),
    ];
    let cutover = cutover().with_python(venv);
    travel(&Journey { cutover, venv, stack: Stack::example(example), cloud, endpoint, region });
}

#[test]
fn hello_lives_and_goes_on_the_local_cloud() {
    locally("hello", "us-east-1", hello);
}

#[test]
fn http_api_lives_twice_and_goes_on_the_local_cloud() {
    locally("http-api", "us-east-1", http_api);
}

#[test]
fn hello_lives_and_goes_by_the_local_flag() {
    by_flag("hello", "us-east-1", hello);
}

#[test]
fn http_api_lives_twice_and_goes_by_the_local_flag() {
    by_flag("http-api", "eu-west-1", http_api);
}

#[test]
fn hello_lives_and_goes_on_ministack() {
    on_ministack("hello", "us-east-1", hello);
}

#[test]
fn http_api_lives_twice_and_goes_on_ministack() {
    on_ministack("http-api", "us-east-1", http_api);
}

#[test]
fn the_local_flag_needs_no_server() {
    let venv = need!(venv());
    let (cutover, stack) = (cutover().with_python(venv), Stack::example("hello"));
    let run = |words: &[&str]| cutover.run(stack.path(), &[words, &["--local"]].concat());
    run(&["plan", "--detailed-exitcode"]).is(2);
    run(&["apply", "--yes"]).is(0);
    run(&["plan", "--detailed-exitcode"]).is(0);
    let told =
        run(&["invoke", "hello", r#"{"pathParameters": {"name": "ann"}}"#, "--format", "json"])
            .is(0)
            .json();
    assert!(told["payload"]["body"].as_str().unwrap().contains("Hello, ann!"), "{told}");
    run(&["destroy", "--yes"]).is(0);
    run(&["plan", "--detailed-exitcode"]).is(2);
}
