//! From one block to its resources: a file a block word.
mod api;
mod function;
mod queue;
mod role;

use super::{Build, arns, existing};
use cutover_schemas::address::Address;
use cutover_schemas::spec::Declared;
use cutover_schemas::value::{Attrs, Value};

/// The alias that everything points at.
pub(super) const ALIAS: &str = "live";

/// Expands one block; words without resources of their own expand to nothing.
pub(super) fn block(build: &mut Build<'_>, block: &Declared) {
    match block.word.as_str() {
        "function" => function::expand(build, block),
        "role" => role::expand(build, block),
        "queue" => queue::expand(build, block),
        "api" => api::expand(build, block),
        _ => {}
    }
}

/// The log group of a function with this physical name.
pub(super) fn log_group_name(function: &str) -> String {
    format!("/aws/lambda/{function}")
}

/// The physical name of a function's derived role.
pub(super) fn derived_role_name(build: &Build<'_>, function: &Address) -> String {
    super::names::physical(
        build.identity,
        function,
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
