//! No phantoms: after an apply there is nothing to plan, whatever a spec sets; and what somebody changes behind the
//! spec's back is seen, alone, and put right.
pub(crate) mod cases;

use crate::cutover;
use cases::{
    ALARMS, BUCKETS, Case, DOORS, EVENTS, FUNCTIONS, Group, INVOCATIONS, MAPPINGS, OUTPUTS,
    SCALING, SETTINGS, STREAMS, TABLES, THINGS, TOPICS,
};
use cutover_language::{Inputs, PathKind, Request, Source};
use cutover_schemas::blocks::{self, Block};
use cutover_schemas::canonical::complete_rows;
use cutover_schemas::table::{Attr, Type};
use cutover_schemas::value::{Attrs, Value};
use cutover_tests::cutover::Cutover;
use cutover_tests::local::LocalCloud;
use cutover_tests::need;
use cutover_tests::process::Ended;
use cutover_tests::python::Script;
use cutover_tests::stack::Stack;
use cutover_tests::venv::{Venv, venv};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

macro_rules! files { ($($name:literal),* $(,)?) => { &[$(($name, include_str!(concat!("stack/", $name)))),*] } }

/// The stack, a file a group.
pub(crate) const STACK: &[(&str, &str)] = files!(
    "main.hcl",
    "alarms.hcl",
    "buckets.hcl",
    "events.hcl",
    "invocations.hcl",
    "mappings.hcl",
    "outputs.hcl",
    "rollouts.hcl",
    "scaling.hcl",
    "settings.hcl",
    "streams.hcl",
    "tables.hcl",
    "topics.hcl",
);
/// The code of its functions.
pub(crate) const CODE: &str = "def handler(event, context):\n    return \"pong\"\n\n\ndef other(event, context):\n    return \"pong\"\n";

/// The stack, applied to a local cloud.
struct Applied<'a> {
    venv: &'a Venv,
    cutover: Cutover,
    stack: Stack,
    cloud: LocalCloud,
}

impl<'a> Applied<'a> {
    #[track_caller]
    fn new(venv: &'a Venv) -> Self {
        let cutover = cutover().with_python(venv);
        let stack = Stack::empty();
        stack.write("src/app.py", CODE);
        for (name, text) in STACK {
            stack.write(name, text);
        }
        let cloud = LocalCloud::up(&cutover, stack.path());
        let applied = Self { venv, cutover, stack, cloud };
        applied.run(&["apply", "--yes"]).is(0);
        applied
    }

    #[track_caller]
    fn run(&self, words: &[&str]) -> Ended {
        let endpoint = self.cloud.endpoint();
        let all = [words, &["-s", "test", "--endpoint-url", &endpoint]].concat();
        self.cutover.run(self.stack.path(), &all)
    }

    /// Insists that nothing is to be done and nothing has drifted.
    #[track_caller]
    fn rests(&self) {
        for words in [&["plan", "--full"][..], &["drift"], &["plan"]] {
            self.run(&[words, &["--detailed-exitcode"]].concat()).is(0);
        }
    }

    /// What a plan didn't look at closely.
    #[track_caller]
    fn not_looked_at(&self, words: &[&str]) -> Vec<String> {
        let plan = self.run(&[words, &["--format", "json"]].concat()).is(0).json();
        let all = plan["not_looked_at"].as_array().unwrap().iter();
        all.map(|address| address.as_str().unwrap().to_owned()).collect()
    }

    /// Changes one thing with boto3, sees it, and puts it back: what went wrong, if anything did.
    fn wrong_with(&self, script: &str, case: &Case) -> Option<String> {
        let script = Script::new(self.venv, script).at(&self.cloud.endpoint());
        let changed = script.arg(case.name).run();
        if changed.code != Some(0) {
            return Some(format!("it can't be done\n{changed}"));
        }
        let wanted = vec![(case.at.to_owned(), "update".to_owned(), fields(case))];
        for words in [&["drift"][..], &["plan", "--full", "--out", "repair.plan"]] {
            let words = [words, &["--detailed-exitcode", "--format", "json"]].concat();
            let found = self.run(&words);
            let told = changes(&found);
            if found.code != Some(2) || told != wanted {
                return Some(format!("wanted {wanted:?}\nfound {told:?}\n{}", found.stderr));
            }
        }
        for (words, after) in [
            (&["apply", "repair.plan", "--yes"][..], "it was not put back"),
            (&["plan", "--full", "--detailed-exitcode"], "it was put back, and then"),
        ] {
            let ended = self.run(words);
            if ended.code != Some(0) {
                return Some(format!("{after}\n{ended}"));
            }
        }
        None
    }
}

fn fields(case: &Case) -> Vec<String> {
    case.fields.iter().map(|field| (*field).to_owned()).collect()
}

/// Address, action and fields of everything that doesn't stay as it is.
fn changes(ended: &Ended) -> Vec<(String, String, Vec<String>)> {
    let plan: Json = serde_json::from_str(&ended.stdout).unwrap_or_default();
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    let all = plan["changes"].as_array().into_iter().flatten();
    all.filter(|one| one["action"] != "none")
        .map(|one| {
            let fields = one["fields"].as_array().into_iter().flatten();
            let paths = fields.map(|field| text(&field["path"])).collect();
            (text(&one["address"]), text(&one["action"]), paths)
        })
        .collect()
}

/// Runs every case, one after the other in one world, and tells all that went wrong.
#[track_caller]
fn seen_alone_and_put_back(venv: &Venv, group: &Group) {
    let applied = Applied::new(venv);
    applied.rests();
    let mut wrong = Vec::new();
    for case in group.cases {
        if let Some(what) = applied.wrong_with(group.script, case) {
            wrong.push(format!("{}: {what}", case.name));
            // The others want a world at rest.
            applied.run(&["plan", "--full", "--out", "rest.plan"]);
            applied.run(&["apply", "rest.plan", "--yes"]);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    applied.rests();
    applied.cloud.strictly(venv);
}

#[test]
fn changes_of_functions_are_seen_alone_and_put_back() {
    seen_alone_and_put_back(need!(venv()), &FUNCTIONS);
}

#[test]
fn changes_of_scaling_are_seen_alone_and_put_back() {
    seen_alone_and_put_back(need!(venv()), &SCALING);
}

#[test]
fn changes_of_invocations_are_seen_alone_and_put_back() {
    seen_alone_and_put_back(need!(venv()), &INVOCATIONS);
}

#[test]
fn changes_of_settings_are_seen_alone_and_put_back() {
    seen_alone_and_put_back(need!(venv()), &SETTINGS);
}

#[test]
fn changes_of_alarms_are_seen_alone_and_put_back() {
    seen_alone_and_put_back(need!(venv()), &ALARMS);
}

#[test]
fn changes_of_streams_are_seen_alone_and_put_back() {
    seen_alone_and_put_back(need!(venv()), &STREAMS);
}

#[test]
fn changes_of_published_outputs_are_seen_alone_and_put_back() {
    seen_alone_and_put_back(need!(venv()), &OUTPUTS);
}

#[test]
fn changes_of_other_things_are_seen_alone_and_put_back() {
    seen_alone_and_put_back(need!(venv()), &THINGS);
}

#[test]
fn changes_of_event_source_mappings_are_seen_alone_and_put_back() {
    seen_alone_and_put_back(need!(venv()), &MAPPINGS);
}

#[test]
fn changes_of_the_doors_of_an_api_are_seen_alone_and_put_back() {
    seen_alone_and_put_back(need!(venv()), &DOORS);
}

#[test]
fn changes_of_topics_are_seen_alone_and_put_back() {
    seen_alone_and_put_back(need!(venv()), &TOPICS);
}

#[test]
fn changes_of_buckets_are_seen_alone_and_put_back() {
    seen_alone_and_put_back(need!(venv()), &BUCKETS);
}

#[test]
fn changes_of_events_and_schedules_are_seen_alone_and_put_back() {
    seen_alone_and_put_back(need!(venv()), &EVENTS);
}

#[test]
fn changes_of_tables_and_who_follows_them_are_seen_alone_and_put_back() {
    seen_alone_and_put_back(need!(venv()), &TABLES);
}

#[test]
fn a_plan_with_nothing_to_do_asks_only_in_bulk() {
    let applied = Applied::new(need!(venv()));
    let left_out = applied.not_looked_at(&["plan"]);
    // Not the roles: where there are this many, one list tells everything about all of them.
    let others = ["function.main", "function.main/alias", "queue.jobs", "bus.orders"];
    let triggers = ["trigger.event.all", "trigger.event.all/target", "trigger.schedule.all"];
    for address in others.into_iter().chain(triggers) {
        assert!(left_out.iter().any(|one| one == address), "{address} was looked at: {left_out:?}");
    }
    assert_eq!(applied.not_looked_at(&["plan", "--full"]), [""; 0]);
}

/// The stack reads no file and no variable.
struct Nothing;

impl Inputs for Nothing {
    fn file(&self, path: &str) -> Result<Vec<u8>, String> {
        Err(format!("{path}: nothing is read"))
    }
    fn exists(&self, path: &str) -> PathKind {
        if path.ends_with("src") { PathKind::Dir } else { PathKind::File }
    }
    fn env(&self, _name: &str) -> Option<String> {
        None
    }
}

/// Attributes that the stack leaves alone, and why.
const LEFT_ALONE: &[(&str, &str)] = &[
    ("existing.tags", "nothing carries any in a world that is empty"),
    ("rollout.smoke.http", "the event is written out instead"),
    ("rollout.smoke.expect.status", "only answers to HTTP have one"),
    ("rollout.rollback_window", "it is to come, and refused"),
    ("rollout.keep_versions", "it is to come, and refused"),
    ("rollout.engine", "another one is to come, and refused"),
];

/// Notes the attributes whose value isn't what silence means.
fn note(path: &str, rows: &'static [Attr], given: &Attrs, set: &mut BTreeMap<String, bool>) {
    let silent = complete_rows(rows, &Attrs::new());
    for row in rows {
        let name = format!("{path}.{}", row.name);
        let value = given.get(row.name).unwrap_or(&Value::Null);
        if let Type::Object(inner) = row.ty {
            note(&name, inner, value.as_map().unwrap_or(&Attrs::new()), set);
        }
        *set.entry(name).or_default() |= silent.get(row.name) != Some(value);
    }
}

#[test]
fn the_stack_sets_everything_that_a_spec_can_set() {
    let sources: Vec<Source> = STACK
        .iter()
        .map(|(name, text)| Source { name: (*name).into(), text: (*text).into() })
        .collect();
    let request = Request {
        sources: &sources,
        stage: Some("test"),
        variables: &[],
        var_files: &[],
        local: true,
        account: None,
        region: None,
        found: None,
    };
    let decoded = cutover_language::decode(&request, &Nothing);
    let spec = decoded.spec.unwrap_or_else(|| panic!("{:?}", decoded.diagnostics));
    let mut set = BTreeMap::new();
    for declared in spec.blocks.values().chain(spec.rollouts.values()) {
        let label = declared.labels.first().map_or("", String::as_str);
        let row: &Block = blocks::row(&declared.word, label).unwrap();
        note(row.word, row.attrs, &declared.attrs, &mut set);
        for inner in row.blocks {
            for nested in declared.nested(inner.word) {
                note(&format!("{}.{}", row.word, inner.word), inner.attrs, &nested.attrs, &mut set);
            }
        }
    }
    let silent = set.iter().filter(|(_, set)| !**set).map(|(name, _)| name.as_str());
    let excepted: BTreeSet<&str> = LEFT_ALONE.iter().map(|(name, _)| *name).collect();
    assert_eq!(silent.collect::<BTreeSet<_>>(), excepted);
    let words: BTreeSet<&str> = set.keys().filter_map(|name| name.split('.').next()).collect();
    let resources = cutover_schemas::blocks::BLOCKS.iter().filter(|block| block.resource);
    assert!(resources.map(|block| block.word).all(|word| words.contains(word)), "{words:?}");
}
