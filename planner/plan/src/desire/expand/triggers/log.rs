//! `trigger "log"`: a subscription filter of a log group, and the right to call.
use super::super::permission::{self, Caller};
use super::super::{Build, log_group_name};
use super::target;
use crate::desire::{arns, edge_to, existing};
use cutover_schemas::address::Address;
use cutover_schemas::kinds::KindName;
use cutover_schemas::spec::Declared;
use cutover_schemas::value::{Attrs, Value};
use std::collections::BTreeSet;

const SERVICE: &str = "logs.amazonaws.com";

pub(super) fn expand(build: &mut Build<'_>, block: &Declared) {
    // A filter is there or it isn't: it can't rest.
    if block.attr("enabled").as_bool() != Some(true) {
        return;
    }
    let (Some(target), Some((group, own))) = (target(build, block), group(build, block)) else {
        return;
    };
    let source = format!("{}:*", arns::log_group(build.identity, &group));
    let account = Value::text(build.identity.account.clone());
    let caller = Caller {
        principal: SERVICE,
        source_arn: Value::text(source),
        source_account: Some(account),
        key: "",
    };
    // The service tries to call when the filter is written, so the permission comes first.
    let mut after: BTreeSet<Address> =
        permission::invoke(build, block, &target.address, caller).into_iter().collect();
    after.extend(edge_to(&target.address));
    let attrs = Attrs::from([
        ("log_group".into(), Value::text(group)),
        ("name".into(), Value::text(build.name_of(&block.address))),
        ("pattern".into(), block.attr("pattern").clone()),
        ("destination".into(), target.arn),
    ]);
    build.add(block.address.clone(), KindName::SubscriptionFilter, block, attrs, own, after);
}

/// The log group's name, and its address where it is made here.
fn group(build: &Build<'_>, block: &Declared) -> Option<(String, Option<Address>)> {
    let function = match block.attr("log") {
        Value::Reference(function) => function,
        named => return Some((named.as_text()?.to_owned(), None)),
    };
    let declared = build.spec.blocks.get(function)?;
    if declared.word == "existing" {
        let name = existing::field(build, declared, "name")?;
        return Some((log_group_name(name.as_text()?), None));
    }
    Some((log_group_name(&build.name_of(function)), Some(function.with_part("logs"))))
}
