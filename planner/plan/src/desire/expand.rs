//! From one block to its resources: a file a block word.
mod alarm;
mod api;
mod asynchronous;
mod bucket;
mod bus;
mod function;
mod layer;
pub(super) mod permission;
mod queue;
mod role;
mod service_role;
mod stream;
mod table;
mod topic;
mod triggers;

pub(super) use triggers::arn as trigger_arn;

use super::{Build, arns, existing};
use cutover_schemas::address::Address;
use cutover_schemas::kinds::KindName;
use cutover_schemas::spec::Declared;
use cutover_schemas::value::{Attrs, Value};
use std::collections::BTreeSet;

/// Seconds.
const DAY: i64 = 86_400;

/// The alias that everything points at.
pub(super) const ALIAS: &str = "live";

/// Expands one block; words without resources of their own expand to nothing.
pub(super) fn block(build: &mut Build<'_>, block: &Declared) {
    match block.word.as_str() {
        "function" => function::expand(build, block),
        "role" => role::expand(build, block),
        "queue" => queue::expand(build, block),
        "topic" => topic::expand(build, block),
        "bucket" => bucket::expand(build, block),
        "table" => table::expand(build, block),
        "stream" => stream::expand(build, block),
        "layer" => layer::expand(build, block),
        "alarm" => alarm::expand(build, block),
        "bus" => bus::expand(build, block),
        "api" => api::expand(build, block),
        "trigger" => triggers::expand(build, block),
        _ => {}
    }
}

/// The log group of a function with this physical name.
pub(super) fn log_group_name(function: &str) -> String {
    format!("/aws/lambda/{function}")
}

/// Adds the log group of a block, and answers its address.
fn log_group(
    build: &mut Build<'_>,
    block: &Declared,
    name: &str,
    retention: Option<&Value>,
) -> Address {
    let address = block.address.with_part("logs");
    let days = retention.and_then(Value::as_int).map(|seconds| Value::Int(seconds / DAY));
    let attrs = Attrs::from([
        ("arn".into(), Value::text(arns::log_group(build.identity, name))),
        ("name".into(), Value::text(name)),
        ("retention_days".into(), days.unwrap_or(Value::Null)),
        ("tags".into(), build.tags(&address, block)),
    ]);
    build.add(address.clone(), KindName::LogGroup, block, attrs, None, BTreeSet::new());
    address
}

/// The physical name of a function's derived role.
pub(super) fn derived_role_name(build: &Build<'_>, function: &Address) -> String {
    super::names::physical(
        build.identity,
        &build.first(function),
        &format!("-exec-{}", build.identity.region),
        super::names::ROLE,
    )
}

/// The ARN of the role that a function runs as.
pub(super) fn role_arn(build: &Build<'_>, function: &Declared) -> Value {
    match function.attr("role") {
        Value::Reference(role) => arn_of(build, role),
        Value::Null => {
            let name = derived_role_name(build, &function.address);
            Value::text(arns::role(build.identity, &build.identity.role_path(), &name))
        }
        written => written.clone(),
    }
}

/// What a target is, managed here or not: `function`, `queue` and the like.
pub(super) fn kind_of<'b>(build: &'b Build<'_>, target: &Address) -> Option<&'b str> {
    let block = build.spec.blocks.get(target)?;
    match block.word.as_str() {
        "existing" => block.labels.first().map(String::as_str),
        word => Some(word),
    }
}

/// The ARN by which others use a block: of a function that is its alias.
pub(super) fn arn_of(build: &Build<'_>, target: &Address) -> Value {
    match build.spec.blocks.get(target) {
        Some(block) if block.word == "existing" => Value::text(existing::arn(build, block)),
        _ => super::predict::field(build, target, "arn").unwrap_or(Value::Null),
    }
}

/// Copies attributes whose name and meaning are the same in the block and in the kind.
fn copied(block: &Declared, names: &[&str]) -> Attrs {
    names.iter().map(|name| ((*name).to_owned(), block.attr(name).clone())).collect()
}
