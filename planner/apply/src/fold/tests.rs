use super::*;
use cutover_schemas::kinds::KindName;
use cutover_schemas::ledger::{Known, LEDGER_FORMAT, Started, Timestamp};
use cutover_schemas::operations::Operation;
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
