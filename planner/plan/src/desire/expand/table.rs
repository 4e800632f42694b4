//! `table`: one DynamoDB table with its indexes.
use super::{Build, copied};
use crate::desire::arns;
use cutover_schemas::kinds::KindName;
use cutover_schemas::spec::{Declared, Nested};
use cutover_schemas::value::{Attrs, Value};
use std::collections::BTreeSet;

pub(super) fn expand(build: &mut Build<'_>, block: &Declared) {
    let name = build.name_of(&block.address);
    let names = [
        "key",
        "sort",
        "capacity",
        "stream",
        "ttl",
        "point_in_time_recovery",
        "deletion_protection",
        "class",
    ];
    let mut attrs = copied(block, &names);
    let (mut local, mut global) = (Attrs::new(), Attrs::new());
    for index in block.nested("index") {
        let of = if is_local(index) { &mut local } else { &mut global };
        of.insert(index.labels.first().cloned().unwrap_or_default(), one(block, index));
    }
    attrs.insert("local_indexes".into(), Value::Map(local));
    attrs.insert("indexes".into(), Value::Map(global));
    let encryption = block.attr("encryption").as_map();
    let key = encryption.and_then(|encryption| encryption.get("key")).cloned();
    attrs.insert("encryption_key".into(), key.unwrap_or(Value::Null));
    attrs.insert("arn".into(), Value::text(arns::table(build.identity, &name)));
    attrs.insert("name".into(), Value::text(name));
    attrs.insert("tags".into(), build.tags(&block.address, block));
    build.add(block.address.clone(), KindName::Table, block, attrs, None, BTreeSet::new());
}

/// An index without a partition key of its own has the table's.
fn is_local(index: &Nested) -> bool {
    index.attr("key").as_map().is_none_or(Attrs::is_empty)
}

fn one(table: &Declared, index: &Nested) -> Value {
    let same = ["sort", "projection", "attributes"];
    let mut attrs: Attrs =
        same.into_iter().map(|name| (name.to_owned(), index.attr(name).clone())).collect();
    let local = is_local(index);
    let key = if local { table.attr("key") } else { index.attr("key") };
    attrs.insert("key".into(), key.clone());
    if index.attr("attributes").as_list().is_some_and(|some| !some.is_empty()) {
        attrs.insert("projection".into(), Value::text("include"));
    }
    let own = Some(index.attr("capacity")).filter(|own| !own.is_null());
    let units = own.unwrap_or_else(|| table.attr("capacity"));
    attrs.insert("capacity".into(), if local { Value::Null } else { units.clone() });
    Value::Map(attrs)
}
