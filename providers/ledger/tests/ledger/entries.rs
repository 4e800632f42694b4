//! Entries to write.
use cutover_schemas::address::Address;
use cutover_schemas::graph::{Graph, OutputValue, Resource};
use cutover_schemas::kinds::KindName;
use cutover_schemas::ledger::{Closed, Ended, Entry, Opened, Outcome, Run, RunResult, Started};
use cutover_schemas::operations::Operation;
use cutover_schemas::plan::{Guard, Mode, Phase, Step, StepAction};
use cutover_schemas::value::{Attrs, Float, Part, Value};
use std::collections::{BTreeMap, BTreeSet};

pub(crate) fn jobs() -> Address {
    Address::parse("queue.jobs").unwrap()
}

/// A run by `caller`, with one step and every form of value in its graph.
pub(crate) fn opened(caller: &str) -> Entry {
    let attrs = Attrs::from([
        ("name".to_owned(), Value::text("shop-prod-jobs \u{1f4e6}\n\"quoted\"")),
        ("delay".to_owned(), Value::Int(-3)),
        ("ratio".to_owned(), Value::Float(Float::new(0.1).unwrap())),
        ("fifo".to_owned(), Value::Bool(false)),
        ("none".to_owned(), Value::Null),
        ("kept".to_owned(), Value::Redacted(Some("5f0e".to_owned()))),
        ("to".to_owned(), Value::Reference(Address::parse("function.orders").unwrap())),
        (
            "url".to_owned(),
            Value::Template(vec![
                Part::Text("https://".to_owned()),
                Part::Output { address: jobs(), field: "host".to_owned() },
            ]),
        ),
        (
            "tags".to_owned(),
            Value::Map(Attrs::from([("$x".to_owned(), Value::List(vec![Value::Int(1)]))])),
        ),
    ]);
    opened_with(caller, attrs, Value::output(jobs(), "url"))
}

/// A run whose graph has one queue with these attributes, and one output.
pub(crate) fn opened_with(caller: &str, attrs: Attrs, output: Value) -> Entry {
    let queue = Resource {
        address: jobs(),
        kind: KindName::Queue,
        attrs: attrs.clone(),
        parent: None,
        after: BTreeSet::new(),
        place: None,
    };
    let step = Step {
        id: 1,
        address: jobs(),
        kind: KindName::Queue,
        action: StepAction::Call {
            operation: Operation::CreateQueue,
            paths: vec![],
            guard: Guard::Absent,
            with: Some(attrs),
        },
        after: vec![],
        phase: Phase::BeforeShift,
    };
    let output = OutputValue { value: output, description: "where to send".to_owned() };
    Entry::Opened(Box::new(Opened {
        run: Run {
            caller: caller.to_owned(),
            account: "123456789012".to_owned(),
            region: "eu-west-1".to_owned(),
            commit: Some("0badc0de".to_owned()),
            ci_run: None,
            reason: Some("first".to_owned()),
            command: "apply".to_owned(),
            plan_digest: "d1".to_owned(),
        },
        mode: Mode::Apply,
        owner: "own-1".to_owned(),
        key: "00ff".to_owned(),
        graph: Graph {
            resources: BTreeMap::from([(jobs(), queue)]),
            rollouts: BTreeMap::new(),
            outputs: BTreeMap::from([("url".to_owned(), output)]),
            moved: Vec::new(),
            uploads: BTreeMap::new(),
        },
        steps: vec![step],
        protect: true,
        partial: false,
    }))
}

pub(crate) fn started(attempt: u32) -> Entry {
    Entry::Started(Started {
        step: 1,
        attempt,
        operation: Operation::CreateQueue,
        address: jobs(),
        kind: KindName::Queue,
        key: Attrs::from([("name".to_owned(), Value::text("jobs"))]),
    })
}

pub(crate) fn ended(attempt: u32, outcome: Outcome) -> Entry {
    Entry::Ended(Ended {
        step: 1,
        attempt,
        operation: Operation::CreateQueue,
        address: jobs(),
        outcome,
    })
}

pub(crate) fn closed() -> Entry {
    Entry::Closed(Closed {
        result: RunResult::Complete,
        revision: Some(1),
        summary: "1 created".to_owned(),
        outputs: Attrs::from([("url".to_owned(), Value::text("https://q"))]),
    })
}

/// A whole run, short enough that every byte of it can be damaged.
pub(crate) fn short_run() -> Vec<Entry> {
    vec![
        opened_with("alice", Attrs::new(), Value::Null),
        started(1),
        ended(1, Outcome::FoundUndone),
        started(2),
        closed(),
    ]
}
