//! What a function may do to other blocks, as far as something follows from it: from `access`, and from the statements of
//! its role.
use crate::decode::stage::glob;
use cutover_schemas::address::Address;
use cutover_schemas::diagnostic::Place;
use cutover_schemas::spec::{Declared, Spec};
use cutover_schemas::value::{Attrs, Value};

/// What is done to a block so that something follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verb {
    /// Messages into a queue.
    Send,
    /// Messages to a topic.
    Publish,
    /// Events on a bus, records into a stream.
    Put,
    /// Items of a table, objects of a bucket.
    Write,
    /// Objects of a bucket that go.
    Delete,
    /// A call of a function, waited for or not.
    Invoke,
}

/// One thing that a function may do.
#[derive(Clone, Debug)]
pub(super) struct Right {
    pub(super) verb: Verb,
    pub(super) target: Address,
    /// Where it is written.
    pub(super) place: Place,
}

/// The attributes of `access`.
const WORDS: &[(&str, Verb)] = &[
    ("send", Verb::Send),
    ("publish", Verb::Publish),
    ("put", Verb::Put),
    ("write", Verb::Write),
    ("delete", Verb::Delete),
    ("invoke", Verb::Invoke),
];

/// What stands for them in a statement of one's own
/// (<https://docs.aws.amazon.com/service-authorization/latest/reference/>).
const ACTIONS: &[(&str, Verb)] = &[
    ("sqs:sendmessage", Verb::Send),
    ("sns:publish", Verb::Publish),
    ("events:putevents", Verb::Put),
    ("kinesis:putrecord", Verb::Put),
    ("kinesis:putrecords", Verb::Put),
    ("dynamodb:putitem", Verb::Write),
    ("dynamodb:updateitem", Verb::Write),
    ("dynamodb:deleteitem", Verb::Write),
    ("dynamodb:batchwriteitem", Verb::Write),
    ("s3:putobject", Verb::Write),
    ("s3:deleteobject", Verb::Delete),
    ("lambda:invokefunction", Verb::Invoke),
];

/// Everything that a function may do to blocks that are named; what it may do to `*` says nothing.
pub(super) fn of(spec: &Spec, function: &Declared) -> Vec<Right> {
    let mut rights = Vec::new();
    for access in function.nested("access") {
        for (word, verb) in WORDS {
            for target in access.attr(word).as_list().unwrap_or_default() {
                if let Value::Reference(target) = target {
                    let place = access.place_of(word);
                    rights.push(Right { verb: *verb, target: target.clone(), place });
                }
            }
        }
        for allow in access.attr("allow").as_list().unwrap_or_default() {
            let place = access.place_of("allow");
            rights.extend(allow.as_map().into_iter().flat_map(|allow| allowed(allow, &place)));
        }
    }
    if let Some(role) =
        super::wiring::target(function.attr("role")).and_then(|role| spec.blocks.get(role))
    {
        rights.extend(role.nested("allow").flat_map(|allow| allowed(&allow.attrs, &allow.place)));
    }
    rights
}

/// What a statement allows.
fn allowed(allow: &Attrs, place: &Place) -> Vec<Right> {
    let items = |name: &str| allow.get(name).and_then(Value::as_list).unwrap_or_default();
    let may = |action: &str| {
        let patterns = items("actions").iter().filter_map(Value::as_text);
        patterns.into_iter().any(|pattern| glob(&pattern.to_ascii_lowercase(), action))
    };
    let verbs = ACTIONS.iter().filter(|(action, _)| may(action)).map(|(_, verb)| *verb);
    let mut verbs: Vec<Verb> = verbs.collect();
    verbs.sort();
    verbs.dedup();
    let targets = items("resources").iter().flat_map(Value::references);
    let each = targets.flat_map(|target| verbs.iter().map(move |verb| (*verb, target.clone())));
    let fits = |verb: Verb, target: &Address| match verb {
        Verb::Send => target.kind() == "queue",
        Verb::Publish => target.kind() == "topic",
        Verb::Put => matches!(target.kind(), "bus" | "stream"),
        Verb::Write => matches!(target.kind(), "table" | "bucket"),
        Verb::Delete => target.kind() == "bucket",
        Verb::Invoke => target.kind() == "function",
    };
    each.filter(|(verb, target)| fits(*verb, target))
        .map(|(verb, target)| Right { verb, target, place: place.clone() })
        .collect()
}
