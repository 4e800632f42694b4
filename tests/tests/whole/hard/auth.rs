//! Every example, applied by a user who may do what the tables of operations and reads say and nothing else; and by
//! one from whom a single action is taken away.
use crate::cutover;
use cutover_emulator::{Auth, Config, Server, Settings, World};
use cutover_schemas::kinds::KindName;
use cutover_schemas::operations::Operation;
use cutover_schemas::reads::{self, Asked, READS};
use cutover_tests::cutover::Cutover;
use cutover_tests::need;
use cutover_tests::process::Ended;
use cutover_tests::python::Script;
use cutover_tests::stack::{Stack, examples};
use cutover_tests::venv::{Venv, venv};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;
use tokio::runtime::Runtime;

type Actions = BTreeSet<&'static str>;

/// Actions that AWS asks for and the local cloud doesn't: log deliveries and keys are no part of it.
const NOT_ASKED: &[&str] = &[
    "kms:DescribeKey",
    "logs:CreateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:DescribeResourcePolicies",
    "logs:GetLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:UpdateLogDelivery",
];

/// Lists that tell of many things at once: whoever may not make them has each thing looked at by itself, and needs
/// more calls, but no more than that.
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

/// An example, a cloud of its own with signatures and policies enforced, and who deploys it.
struct Case {
    example: String,
    stack: Stack,
    stage: Option<String>,
    server: Server,
    /// The program with the account's own key, and with the deployer's.
    root: Cutover,
    deployer: Option<Cutover>,
    /// The actions of the plan's calls, and the kinds that it looks at.
    writes: Actions,
    kinds: BTreeSet<KindName>,
    /// All that the deployer may do.
    may: Actions,
    /// Taken away in turn: a reading action and a writing one.
    reading: &'static str,
    writing: &'static str,
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
            writes: Actions::new(),
            kinds: BTreeSet::new(),
            may: Actions::new(),
            reading: "",
            writing: "",
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

    /// Adds what a command would do to what the deployer may do: asked without `--yes`, it says so and does nothing.
    #[track_caller]
    fn learn(&mut self, words: &[&str]) {
        let file = self.stack.path().join("learnt.json");
        let words = [words, &["--json-into", file.to_str().unwrap()]].concat();
        self.run_as(self.deployer.as_ref().unwrap_or(&self.root), &words).is(1);
        let plan = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
        let (writes, kinds) = needed(&plan);
        self.writes.extend(writes);
        self.kinds.extend(kinds);
        self.may = reads::actions(self.kinds.clone());
        self.may.extend(&self.writes);
    }

    /// The actions of the reads of the example's own kinds since the journal was emptied. Those that are always made
    /// look for strangers, and their refusal stops nobody.
    fn read(&self) -> Actions {
        let made: BTreeSet<(&str, String)> = self
            .server
            .journal()
            .into_iter()
            .map(|call| (service(call.service), call.operation))
            .collect();
        let is_made = |row: &&reads::ReadRow| {
            matches!(row.asked, Asked::For(_))
                && made.contains(&(row.service, row.operation.to_owned()))
        };
        READS.iter().filter(is_made).flat_map(|row| row.actions).copied().collect()
    }

    /// Plans what is applied, in bulk and closely; what the caller may not read is told in one of them at least.
    #[track_caller]
    fn plans(&self) -> [Ended; 2] {
        [&["plan", "--detailed-exitcode"][..], &["plan", "--full", "--detailed-exitcode"]]
            .map(|words| self.run(words))
    }
}

/// The local cloud's name of a service as IAM actions have it.
fn service(name: &'static str) -> &'static str {
    match name {
        "apigatewayv2" => "apigateway",
        "tagging" => "tag",
        other => other,
    }
}

/// Gives every deployer what it may do, but for the action that this finds.
#[track_caller]
fn give(venv: &Venv, verb: &str, cases: &[Case], but: impl Fn(&Case) -> &'static str) -> Value {
    let wanted: BTreeMap<String, Vec<&str>> = cases
        .iter()
        .map(|case| {
            let taken = but(case);
            let may = case.may.iter().copied().filter(|action| *action != taken).collect();
            (case.server.url(), may)
        })
        .collect();
    Script::new(venv, "deployers.py").arg(verb).arg(json!(wanted).to_string()).passes().json()
}

/// What a plan asks of who carries it out: the actions of every call it may make, and the kinds it looks at.
fn needed(plan: &Value) -> (Actions, BTreeSet<KindName>) {
    let steps = plan["steps"].as_array().unwrap().iter();
    let calls = steps.flat_map(|step| {
        let may = step["may"].as_array().unwrap().iter().map(|call| &call["operation"]);
        may.chain([&step["operation"]]).filter_map(Value::as_str)
    });
    let operation = |name: &str| {
        let known = Operation::ALL.iter().find(|operation| operation.name() == name);
        known.unwrap_or_else(|| panic!("no row of {name}"))
    };
    let writes = calls.flat_map(|name| operation(name).row().actions).copied().collect();
    let changes = plan["changes"].as_array().unwrap().iter();
    let kinds =
        changes.map(|change| KindName::from_word(change["kind"].as_str().unwrap()).unwrap());
    (writes, kinds.collect())
}

/// An action that this example needs, if possible one that none before it was tried without.
fn pick(from: &Actions, tried: &mut Actions, never: &[&str]) -> &'static str {
    let mut all = from.iter().copied().filter(|action| !never.contains(action));
    let first = all.clone().next().unwrap();
    let new = all.find(|action| !tried.contains(action)).unwrap_or(first);
    tried.insert(new);
    new
}

/// What is applied is planned without an action that reads it: the plan has something blocked, by that action's name.
#[track_caller]
fn is_unreadable_without(cases: &[Case]) {
    let mut wrong = Vec::new();
    for case in cases {
        let (action, plans) = (case.reading, case.plans());
        println!("{} without {action}: {:?}", case.example, plans.each_ref().map(|plan| plan.code));
        let told = format!("the caller may not `{action}`");
        let names = |plan: &Ended| plan.code == Some(2) && plan.stdout.contains(&told);
        let is_right = if LISTS.contains(&action) {
            plans.iter().all(|plan| plan.code == Some(0))
        } else {
            plans.iter().any(names)
        };
        if !is_right {
            wrong.push(format!("{} without {action}\n{}\n{}", case.example, plans[0], plans[1]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// Each is applied without an action that writes: that fails on the cloud's side, and tells what was refused on what.
#[track_caller]
fn fails_without(cases: &[Case]) {
    let mut wrong = Vec::new();
    for case in cases {
        let ended = case.run(&["apply", "--yes"]);
        println!("{} without {}: {:?}", case.example, case.writing, ended.code);
        let told = format!("is not authorized to perform: {} on resource: ", case.writing);
        let failed = ended.stderr.lines().any(|line| line.trim_start().starts_with("FAILED "));
        if ended.code != Some(3) || !failed || !ended.stderr.contains(&told) {
            wrong.push(format!("{} without {}\n{ended}", case.example, case.writing));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn a_deployer_needs_what_the_tables_say_and_no_less() {
    let venv = need!(venv());
    let began = Instant::now();
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.unwrap();
    let all = examples();
    let mut cases: Vec<Case> = all.iter().map(|name| Case::of(name, venv, &runtime)).collect();
    for case in &mut cases {
        case.learn(&["apply"]);
    }
    let keys = give(venv, "make", &cases, |_| "");
    let (mut reading, mut writing) = (Actions::new(), Actions::new());
    for case in &mut cases {
        let key = &keys[case.server.url()];
        case.deployer = Some(keyed(venv, key[0].as_str().unwrap(), key[1].as_str().unwrap()));
        case.run(&["apply", "--yes"]).is(0);
        let writes: Actions =
            case.writes.difference(&reads::actions(case.kinds.clone())).copied().collect();
        case.writing = pick(&writes, &mut writing, NOT_ASKED);
        case.server.clear_journal();
        let _ = case.plans().map(|plan| plan.is(0));
        case.reading = pick(&case.read(), &mut reading, &[]);
        case.learn(&["destroy", "--delete-data"]);
    }
    println!("applied by their deployers after {:?}", began.elapsed());
    give(venv, "allow", &cases, |case| case.reading);
    is_unreadable_without(&cases);
    give(venv, "allow", &cases, |_| "");
    for case in &cases {
        case.run(&["destroy", "--yes", "--delete-data"]).is(0);
    }
    give(venv, "allow", &cases, |case| case.writing);
    fails_without(&cases);
    give(venv, "allow", &cases, |_| "");
    for case in cases {
        case.run(&["apply", "--yes"]).is(0);
        case.run(&["plan", "--full", "--detailed-exitcode"]).is(0);
        case.run(&["destroy", "--yes", "--delete-data"]).is(0);
        runtime.block_on(case.server.stop());
    }
    let (reads, writes) = (reading.len(), writing.len());
    println!(
        "{} examples, {reads} reading and {writes} writing actions taken away, in {:?}",
        all.len(),
        began.elapsed()
    );
}
