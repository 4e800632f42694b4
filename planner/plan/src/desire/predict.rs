//! What `block.name.field` in a spec stands for: a value where it is predictable, else the
//! resource's own field, known after apply.
use super::{Build, arns, existing, expand};
use cutover_schemas::address::Address;
use cutover_schemas::value::Value;

/// The value of a field; `None` when it stays as it is, unknown.
pub(super) fn field(build: &Build<'_>, address: &Address, field: &str) -> Option<Value> {
    if address.is_part() {
        return None;
    }
    let block = build.spec.blocks.get(address)?;
    let name = build.name_of(address);
    let text = |text: String| Some(Value::text(text));
    match (block.word.as_str(), field) {
        ("existing", _) => existing::field(build, block, field),
        (_, "name") => text(name),
        ("function", "arn") => {
            text(format!("{}:{}", arns::function(build.identity, &name), expand::ALIAS))
        }
        ("function", "unqualified_arn") => text(arns::function(build.identity, &name)),
        ("function", "role_arn") => Some(expand::role_arn(build, block)),
        ("function", "log_group") => text(expand::log_group_name(&name)),
        ("function", "version") => Some(Value::output(address.with_part("alias"), "version")),
        ("role", "arn") => text(arns::role(build.identity, &build.identity.role_path(), &name)),
        ("queue", "arn") => text(arns::queue(build.identity, &name)),
        ("topic", "arn") => text(arns::topic(build.identity, &name)),
        ("bucket", "arn") => text(arns::bucket(build.identity, &name)),
        ("table", "arn") => text(arns::table(build.identity, &name)),
        ("stream", "arn") => text(arns::stream(build.identity, &name)),
        ("alarm", "arn") => text(arns::alarm(build.identity, &name)),
        ("bus", "arn") => text(arns::bus(build.identity, &name)),
        ("trigger", "arn") => expand::trigger_arn(build, block),
        ("api", "url") => Some(Value::output(address.clone(), "endpoint")),
        _ => None,
    }
}
