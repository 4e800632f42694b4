use super::*;
use cutover_schemas::graph::Graph;
use cutover_schemas::kinds::KindName;
use cutover_schemas::ledger::{Known, LEDGER_FORMAT, Pause, Run, Started, Timestamp};
use cutover_schemas::operations::Operation;
use cutover_schemas::plan::Mode;
use cutover_schemas::value::{Attrs, Value};

fn records(entries: Vec<Entry>) -> Vec<Record> {
    let record = |(seq, entry)| Record {
        format: LEDGER_FORMAT,
        seq,
        epoch: 1,
        at: Timestamp(0),
        writer: String::new(),
        entry,
        checksum: String::new(),
    };
    (1..).zip(entries).map(record).collect()
}

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

fn attrs(pairs: &[(&str, &str)]) -> Attrs {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), Value::text(*value))).collect()
}

fn known(kind: KindName, parent: Option<&str>, attrs: Attrs) -> Known {
    let depends_on = BTreeSet::new();
    Known { kind, parent: parent.map(address), attrs, depends_on, protect: false }
}

fn entry_of(bucket: &str) -> Attrs {
    attrs(&[("bucket", bucket), ("id", "shop-dev-incoming")])
}

/// The bucket was made anew and its old half is deleted, while an entry of the one of these names is being written.
fn deleted_while_written(bucket: &str) -> View {
    let (texts, incoming) = (address("bucket.texts"), address("trigger.bucket.incoming"));
    let old = address("bucket.texts/old[\"first\"]");
    let entry = known(KindName::Notification, Some("bucket.texts"), entry_of("first"));
    fold(&records(vec![
        Entry::Adopted {
            resources: [
                (texts.clone(), known(KindName::Bucket, None, attrs(&[("name", "first")]))),
                (incoming.clone(), entry),
            ]
            .into(),
        },
        Entry::Adopted {
            resources: [(texts, known(KindName::Bucket, None, attrs(&[("name", "second")])))]
                .into(),
        },
        Entry::Started(Started {
            step: 1,
            attempt: 1,
            operation: Operation::PutBucketNotification,
            address: incoming,
            kind: KindName::Notification,
            key: entry_of(bucket),
        }),
        Entry::Forgot { addresses: vec![old] },
    ]))
}

#[test]
fn what_is_gone_with_its_parent_does_not_take_the_call_that_makes_its_successor() {
    let view = deleted_while_written("second");
    let left: Vec<&str> = view.known.keys().map(Address::as_str).collect();
    assert_eq!(left, ["bucket.texts"]);
    assert!(view.dangling.contains_key(&address("trigger.bucket.incoming")));
}

#[test]
fn a_call_on_what_is_gone_with_its_parent_is_over() {
    assert!(deleted_while_written("first").dangling.is_empty());
}

fn opened(partial: bool) -> Entry {
    Entry::Opened(Box::new(Opened {
        run: Run::default(),
        mode: Mode::Apply,
        owner: "own".into(),
        key: "key".into(),
        protect: false,
        partial,
        graph: Graph::default(),
        steps: Vec::new(),
    }))
}

fn closed() -> Entry {
    let (summary, outputs) = (String::new(), Attrs::new());
    Entry::Closed(Closed { result: RunResult::Complete, revision: None, summary, outputs })
}

/// A queue whose change has no end yet, and the pauses of its trigger and of one that is gone; then a complete run.
fn paused_then(partial: bool) -> View {
    let (jobs, reader) = (address("queue.jobs"), address("trigger.queue.jobs"));
    let pause = Pause {
        reason: "poison".into(),
        by: "ann".into(),
        at: Timestamp(1),
        was: [(reader.clone(), true)].into(),
    };
    let mapping = known(KindName::EventSourceMapping, None, Attrs::new());
    let queue = known(KindName::Queue, None, Attrs::new());
    fold(&records(vec![
        Entry::Adopted { resources: [(jobs.clone(), queue), (reader.clone(), mapping)].into() },
        Entry::Paused { trigger: reader, pause: pause.clone() },
        Entry::Paused { trigger: address("trigger.queue.gone"), pause },
        Entry::Started(Started {
            step: 1,
            attempt: 1,
            operation: Operation::SetQueueAttributes,
            address: jobs,
            kind: KindName::Queue,
            key: Attrs::new(),
        }),
        opened(partial),
        closed(),
    ]))
}

#[test]
fn a_complete_run_settles_what_it_looked_at_and_a_partial_one_nothing() {
    let view = paused_then(false);
    assert!(view.dangling.is_empty());
    let paused: Vec<_> = view.paused.keys().map(Address::as_str).collect();
    assert_eq!(paused, ["trigger.queue.jobs"], "what is gone is not paused any more");
    let view = paused_then(true);
    assert_eq!(view.dangling.len(), 1, "nobody has looked at the queue");
    assert_eq!(view.paused.len(), 2);
}
