//! What exists and nobody would ever take away.
use super::cloud::{Cloud, Thing};
use cutover_schemas::ledger::{Known, Started, View};
use cutover_schemas::value::{Attrs, Value};

/// Everything live that a view neither knows nor suspects.
pub(crate) fn orphans(cloud: &Cloud, view: &View) -> Vec<String> {
    let lost = cloud.things.values().filter(|thing| {
        let known = view.known.values().any(|known| is(thing, known));
        !known && !view.dangling.values().any(|started| may_be(thing, started))
    });
    lost.map(|thing| format!("{:?} {:?}", thing.kind, key(thing, &thing.attrs))).collect()
}

fn key<'a>(thing: &Thing, attrs: &'a Attrs) -> Vec<Option<&'a str>> {
    let names = thing.kind.row().natural_key.iter();
    names.map(|name| attrs.get(*name).and_then(Value::as_text)).collect()
}

fn is(thing: &Thing, known: &Known) -> bool {
    known.kind == thing.kind && key(thing, &known.attrs) == key(thing, &thing.attrs)
}

fn may_be(thing: &Thing, started: &Started) -> bool {
    let same = |name: &&str| match started.key.get(*name).and_then(Value::as_text) {
        Some(text) => text == thing.text(name),
        // An id that the service makes up: its tag tells.
        None => thing.tag("cutover:address") == started.address.to_tag(),
    };
    started.kind == thing.kind && thing.kind.row().natural_key.iter().all(same)
}
