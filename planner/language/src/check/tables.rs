//! Keys and indexes of tables, as DynamoDB takes them.
use super::of;
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::{Declared, Nested, Spec};
use cutover_schemas::value::{Attrs, Value};
use std::collections::BTreeMap;

/// Indexes of a table with its own partition key; those with others are counted with the quotas.
const MOST: usize = 5;

pub(super) fn check(spec: &Spec, problems: &mut Vec<Diagnostic>) {
    for table in of(spec, "table") {
        keys(table, problems);
        indexes(table, problems);
        units(table, problems);
    }
}

fn entries(value: &Value) -> usize {
    value.as_map().map_or(0, Attrs::len)
}

/// One attribute a key, and of one type wherever it is a key.
fn keys(table: &Declared, problems: &mut Vec<Diagnostic>) {
    let own = |name: &'static str| (table.attr(name), table.place_of(name), name);
    let of_index = |index: &'_ Nested, name: &'static str| {
        (index.attr(name).clone(), index.place_of(name), name)
    };
    let mut all: Vec<_> = [own("key"), own("sort")]
        .into_iter()
        .map(|(value, place, name)| (value.clone(), place, name, true))
        .collect();
    for index in table.nested("index") {
        for name in ["key", "sort"] {
            let (value, place, name) = of_index(index, name);
            all.push((value, place, name, false));
        }
    }
    let mut types: BTreeMap<String, Value> = BTreeMap::new();
    for (value, place, name, of_table) in all {
        // A table without any `key` is told already.
        let least = usize::from(of_table && name == "key" && !value.is_null());
        let wrong = |message: String, help: &str| {
            Diagnostic::error("spec/bad-key", message).at(place.clone()).help(help)
        };
        if entries(&value) > 1 || entries(&value) < least {
            let message = format!("`{name}` names {} attributes", entries(&value));
            problems.push(wrong(
                message,
                "name one, with its type: `{ id = \"S\" }`; a second key goes into `sort`",
            ));
        }
        for (attribute, kind) in value.as_map().into_iter().flatten() {
            let first = types.entry(attribute.clone()).or_insert_with(|| kind.clone());
            if first != kind {
                let message = format!("`{attribute}` has two types");
                problems.push(wrong(message, "an attribute has one type in all keys of a table"));
            }
        }
    }
}

fn indexes(table: &Declared, problems: &mut Vec<Diagnostic>) {
    let is_local = |index: &&Nested| entries(index.attr("key")) == 0;
    let local: Vec<&Nested> = table.nested("index").filter(is_local).collect();
    for index in &local {
        let name = index.labels.first().map(String::as_str).unwrap_or_default();
        let wrong = |message: String, help: &str| {
            Diagnostic::error("spec/bad-key", message).at(index.place.clone()).help(help)
        };
        if entries(index.attr("sort")) == 0 {
            let message = format!("index `{name}` has no key");
            problems
                .push(wrong(message, "give it a `key`, or a `sort` beside the table's own key"));
        } else if entries(table.attr("sort")) == 0 {
            let message = format!("index `{name}` has the key of a table that has no `sort`");
            problems.push(wrong(
                message,
                "give it a `key` of its own: only tables with a sort key have local indexes",
            ));
        }
    }
    if let Some(one) = local.get(MOST) {
        let message = format!("a table has at most {MOST} indexes with its own key");
        problems.push(
            Diagnostic::error("spec/bad-key", message)
                .at(one.place.clone())
                .help("leave one out, or give it a `key`"),
        );
    }
}

/// Units of indexes mean something only where the table has some.
fn units(table: &Declared, problems: &mut Vec<Diagnostic>) {
    for index in table.nested("index") {
        let local = entries(index.attr("key")) == 0;
        if index.attr("capacity").is_null() || (!local && !table.attr("capacity").is_null()) {
            continue;
        }
        let why = if local { "a local index uses the table's" } else { "the table is on demand" };
        problems.push(
            Diagnostic::error("spec/bad-key", format!("an index with units of its own, but {why}"))
                .at(index.place_of("capacity"))
                .help("leave the index's `capacity` out, or give the table one"),
        );
    }
}
