//! Every example, deployed by a user who has the policies of `audit deployer` and nothing else; and what they were
//! asked about, beside what is in them: no more, and no less.
mod pairs;

use crate::cutover;
use cutover_emulator::{Auth, Config, Server, Settings, World};
use cutover_tests::cutover::Cutover;
use cutover_tests::need;
use cutover_tests::process::Ended;
use cutover_tests::python::Script;
use cutover_tests::stack::{Stack, examples};
use cutover_tests::venv::{Venv, venv};
use pairs::{Pair, Pairs};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;
use tokio::runtime::Runtime;

/// Lists that tell of many things at once: whoever may not make them has each thing looked at by itself.
const LISTS: &[&str] = &[
    "dynamodb:ListTables",
    "events:ListEventBuses",
    "events:ListRules",
    "iam:GetAccountAuthorizationDetails",
    "kinesis:ListStreams",
    "lambda:ListFunctions",
    "s3:ListAllMyBuckets",
    "scheduler:ListSchedules",
    "sns:ListTopics",
    "sqs:ListQueues",
];

/// Looks for strangers, whose refusal stops nobody.
const STRANGERS: &[&str] = &["apigateway:GET", "iam:ListRoles", "tag:GetResources"];

/// An example, a cloud of its own with signatures and policies enforced, and who deploys it.
struct Case {
    example: String,
    stack: Stack,
    stage: Option<String>,
    server: Server,
    /// The program with the account's own key, and with the deployer's.
    root: Cutover,
    deployer: Option<Cutover>,
    /// The policies that the deployer has.
    policies: Vec<Value>,
    /// Taken away in turn: a reading action and a writing one.
    reading: String,
    writing: String,
    /// A function of the stack, to go back with.
    function: Option<String>,
}

/// The program as somebody with this key runs it.
fn keyed(venv: &Venv, key: &str, secret: &str) -> Cutover {
    let program = cutover().with_python(venv);
    program.env("AWS_ACCESS_KEY_ID", key).env("AWS_SECRET_ACCESS_KEY", secret)
}

impl Case {
    fn of(example: &str, venv: &Venv, runtime: &Runtime) -> Self {
        let stack = Stack::example(example);
        let world = World::new(Settings { auth: Auth::On, ..Settings::default() });
        Self {
            example: example.to_owned(),
            stage: stack.first_stage(),
            stack,
            server: runtime.block_on(Server::start(world, Config::default())).unwrap(),
            root: keyed(venv, "test", "test"),
            deployer: None,
            policies: Vec::new(),
            reading: String::new(),
            writing: String::new(),
            function: None,
        }
    }

    #[track_caller]
    fn run_as(&self, program: &Cutover, words: &[&str]) -> Ended {
        let url = self.server.url();
        let stage: Vec<&str> = self.stage.iter().flat_map(|stage| ["-s", stage]).collect();
        let place = ["--endpoint-url", &url, "--region", "us-east-1"];
        program.run(self.stack.path(), &[words, &stage, &place].concat())
    }

    /// Runs a command as the deployer.
    #[track_caller]
    fn run(&self, words: &[&str]) -> Ended {
        self.run_as(self.deployer.as_ref().unwrap(), words)
    }

    /// What `audit deployer` prints, asked by the account itself.
    #[track_caller]
    fn learn(&mut self, words: &[&str]) {
        let words = [&["--format", "json", "audit", "deployer"], words].concat();
        let printed = self.run_as(&self.root, &words).is(0).json();
        let policies = printed["policies"].as_array().unwrap();
        self.policies = policies.iter().map(|policy| policy["document"].clone()).collect();
    }

    /// The actions that `plan --as` tells of, of the policies without one.
    #[track_caller]
    fn lacking(&self, action: &str) -> BTreeSet<String> {
        let folder = tempfile::tempdir().unwrap();
        for (index, policy) in self.policies.iter().enumerate() {
            let policy = pairs::without(policy, action).to_string();
            std::fs::write(folder.path().join(format!("{index}.json")), policy).unwrap();
        }
        let held = folder.path().to_str().unwrap();
        let plan = self.run(&["--format", "json", "plan", "--as", held]).is(0).json();
        let missing = plan["missing"].as_array().into_iter().flatten();
        missing.map(|one| one["action"].as_str().unwrap().to_owned()).collect()
    }

    /// What the deployer was asked since this was last called.
    fn asked(&self) -> BTreeSet<Pair> {
        let asked = self.server.take_asked().into_iter();
        let by_deployer = asked.filter(|one| one.who.ends_with(":user/deployer"));
        by_deployer.map(|one| Pair { action: one.action, resource: one.resource }).collect()
    }

    /// Changes all the code that there is.
    fn change_code(&self) {
        for file in self.stack.files("") {
            let comment = match file.extension().and_then(|end| end.to_str()) {
                Some("py") => "\n# changed\n",
                Some("js" | "mjs" | "ts") => "\n// changed\n",
                _ => continue,
            };
            let text = std::fs::read_to_string(&file).unwrap();
            std::fs::write(file, text + comment).unwrap();
        }
    }
}

/// Gives every deployer its policies, but for the action that this finds.
#[track_caller]
fn give(venv: &Venv, verb: &str, cases: &[Case], but: impl Fn(&Case) -> String) -> Value {
    let wanted: BTreeMap<String, Vec<Value>> = cases
        .iter()
        .map(|case| {
            let taken = but(case);
            let without = case.policies.iter().map(|policy| pairs::without(policy, &taken));
            (case.server.url(), without.collect())
        })
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("wanted.json");
    std::fs::write(&file, json!(wanted).to_string()).unwrap();
    Script::new(venv, "deployers.py").arg(verb).arg(file.to_str().unwrap()).passes().json()
}

/// Gives every deployer the policies that these words print.
#[track_caller]
fn give_all(venv: &Venv, cases: &mut [Case], words: &[&str]) {
    for case in cases.iter_mut() {
        case.learn(words);
    }
    give(venv, "give", cases, |_| String::new());
}

/// Everything that was found wrong, told at once.
#[derive(Default)]
struct Wrong(Vec<String>);

impl Wrong {
    /// Holds what was asked against what the policies have, and gives it back.
    fn hold(&mut self, case: &Case, phase: &str) -> BTreeSet<Pair> {
        let (asked, has) = (case.asked(), Pairs::of(&case.policies));
        let told = has.differ(&case.example, &asked);
        println!("{} {phase}: {} asked, {} in the policy", case.example, asked.len(), has.len());
        self.0.extend(told.into_iter().map(|line| format!("{} {phase}: {line}", case.example)));
        asked
    }

    /// What is applied is planned without an action that reads it: the plan has something blocked, by that action's
    /// name.
    fn unreadable_without(&mut self, case: &Case) {
        let action = &case.reading;
        let plans =
            [&["plan", "--detailed-exitcode"][..], &["plan", "--full", "--detailed-exitcode"]]
                .map(|words| case.run(words));
        println!("{} without {action}: {:?}", case.example, plans.each_ref().map(|plan| plan.code));
        let told = format!("the caller may not `{action}`");
        let names = |plan: &Ended| plan.code == Some(2) && plan.stdout.contains(&told);
        let is_right = if LISTS.contains(&action.as_str()) {
            plans.iter().all(|plan| plan.code == Some(0))
        } else {
            plans.iter().any(names)
        };
        if !is_right {
            self.0.push(format!("{} without {action}\n{}\n{}", case.example, plans[0], plans[1]));
        }
    }

    /// It is applied without an action that writes: that fails on the cloud's side, and tells what was refused on what.
    /// `plan --as` told it before.
    fn fails_without(&mut self, case: &Case) {
        let told = case.lacking(&case.writing);
        if told != BTreeSet::from([case.writing.clone()]) {
            self.0.push(format!("{}: plan --as: {told:?}, not {}", case.example, case.writing));
        }
        let ended = case.run(&["apply", "--yes"]);
        println!("{} without {}: {:?}", case.example, case.writing, ended.code);
        let told = format!("is not authorized to perform: {} on resource: ", case.writing);
        let failed = ended.stderr.lines().any(|line| line.trim_start().starts_with("FAILED "));
        if ended.code != Some(3) || !failed || !ended.stderr.contains(&told) {
            self.0.push(format!("{} without {}\n{ended}", case.example, case.writing));
        }
    }

    /// Plans what is applied, in bulk and closely: there is nothing to do.
    fn looks(&mut self, case: &Case) {
        self.must(case, &["plan", "--detailed-exitcode"]);
        self.must(case, &["plan", "--full", "--detailed-exitcode"]);
    }

    /// Runs a command that the deployer's policies must suffice for.
    fn must(&mut self, case: &Case, words: &[&str]) {
        let ended = case.run(words);
        if ended.code != Some(0) {
            self.0.push(format!("{}: {words:?}\n{ended}", case.example));
        }
    }

    #[track_caller]
    fn none(self) {
        assert!(self.0.is_empty(), "{}", self.0.join("\n"));
    }
}

/// An action that this example needs, if possible one that none before it was tried without.
fn pick(from: &BTreeSet<String>, tried: &mut BTreeSet<String>, never: &[&str]) -> String {
    let mut all = from.iter().filter(|action| !never.contains(&action.as_str()));
    let first = all.clone().next().unwrap().clone();
    let new = all.find(|action| !tried.contains(*action)).cloned().unwrap_or(first);
    tried.insert(new.clone());
    new
}

/// The first function that a plan changes.
fn function(plan: &Value) -> Option<String> {
    let changes = plan["changes"].as_array().unwrap();
    let found = changes.iter().find(|change| change["kind"] == "function");
    found.map(|change| change["address"].as_str().unwrap().to_owned())
}

const DESTROY: &[&str] = &["destroy", "--yes", "--delete-data"];
const CHANGE: &[&str] = &["apply", "--yes", "--strategy", "all_at_once", "--reason", "proof"];

#[test]
fn a_deployer_needs_what_its_policy_says_and_no_less() {
    let venv = need!(venv());
    let began = Instant::now();
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.unwrap();
    let all = examples();
    let mut cases: Vec<Case> = all.iter().map(|name| Case::of(name, venv, &runtime)).collect();
    let mut wrong = Wrong::default();
    let (mut reading, mut writing) = (BTreeSet::new(), BTreeSet::new());

    for case in &mut cases {
        case.learn(&[]);
    }
    let keys = give(venv, "make", &cases, |_| String::new());
    for case in &mut cases {
        let key = &keys[case.server.url()];
        case.deployer = Some(keyed(venv, key[0].as_str().unwrap(), key[1].as_str().unwrap()));
        let plan = case.run(&["--format", "json", "plan"]).is(0).json();
        case.function = function(&plan);
        wrong.must(case, &["apply", "--yes"]);
        wrong.looks(case);
        let asked = wrong.hold(case, "created");
        let reads = Pairs::actions(&case.policies, "Read", &asked);
        let writes = &Pairs::actions(&case.policies, "Change", &asked) - &reads;
        case.writing = pick(&writes, &mut writing, &[]);
    }
    println!("made by their deployers after {:?}", began.elapsed());

    cases.iter().for_each(Case::change_code);
    give_all(venv, &mut cases, &[]);
    for case in &cases {
        wrong.must(case, CHANGE);
        wrong.looks(case);
        wrong.hold(case, "changed");
    }
    println!("changed by their deployers after {:?}", began.elapsed());

    give_all(venv, &mut cases, &["--read-only"]);
    for case in &mut cases {
        wrong.looks(case);
        wrong.must(case, &["drift"]);
        wrong.must(case, &["status"]);
        let asked = wrong.hold(case, "read");
        let reads = Pairs::actions(&case.policies, "Read", &asked);
        case.reading = pick(&reads, &mut reading, STRANGERS);
    }
    give(venv, "give", &cases, |case| case.reading.clone());
    for case in &cases {
        wrong.unreadable_without(case);
        case.asked();
    }

    // A saved plan that takes everything down; data that it would lose blocks it, which the envelope is for.
    let mut whole = BTreeSet::new();
    for case in &mut cases {
        let file = case.stack.path().join("destroy.plan");
        let file = file.to_str().unwrap();
        let words = ["--format", "json", "plan", "--destroy", "--out", file];
        let plan = case.run_as(&case.root, &words).is(0).json();
        case.learn(&[file]);
        if plan["summary"]["blocked"] == 0 {
            whole.insert(case.example.clone());
        }
    }
    assert!(whole.len() > 10, "{whole:?}");
    give(venv, "give", &cases, |_| String::new());
    for case in cases.iter().filter(|case| whole.contains(&case.example)) {
        wrong.must(case, &["destroy", "--yes"]);
        wrong.hold(case, "destroyed");
    }

    give_all(venv, &mut cases, &["--envelope"]);
    for case in &cases {
        if !whole.contains(&case.example) {
            wrong.must(case, DESTROY);
        }
    }
    give(venv, "give", &cases, |case| case.writing.clone());
    for case in &cases {
        wrong.fails_without(case);
    }
    give(venv, "give", &cases, |_| String::new());
    for case in cases {
        wrong.must(&case, &["apply", "--yes"]);
        case.change_code();
        wrong.must(&case, CHANGE);
        if let Some(function) = &case.function {
            wrong.must(&case, &["rollback", function, "--yes", "--reason", "proof"]);
        }
        wrong.must(&case, DESTROY);
        let beyond = Pairs::of(&case.policies).beyond(&case.asked());
        wrong.0.extend(beyond.into_iter().map(|line| format!("{} any: {line}", case.example)));
        runtime.block_on(case.server.stop());
    }
    wrong.none();
    let (reads, writes) = (reading.len(), writing.len());
    println!(
        "{} examples, {reads} reading and {writes} writing actions taken away, in {:?}",
        all.len(),
        began.elapsed()
    );
}
