//! Things that are not managed here: named by ARN or by name.
use super::{Build, arns};
use cutover_schemas::spec::Declared;
use cutover_schemas::value::Value;

/// A field of an `existing` block.
pub(super) fn field(build: &Build<'_>, block: &Declared, field: &str) -> Option<Value> {
    let kind = block.labels.first().map(String::as_str)?;
    let arn = arn(build, block);
    let name = arn.rsplit([':', '/']).next().unwrap_or_default().to_owned();
    match (kind, field) {
        (_, "arn") => Some(Value::text(arn)),
        ("function", "name") => Some(Value::text(arn.split(':').nth(6).unwrap_or_default())),
        (_, "name") => Some(Value::text(name)),
        ("queue", "url") => {
            let parts: Vec<&str> = arn.split(':').collect();
            let (region, account) = (parts.get(3)?, parts.get(4)?);
            Some(Value::text(format!("https://sqs.{region}.amazonaws.com/{account}/{name}")))
        }
        _ => None,
    }
}

/// The ARN as written, or the one that the name has in this account and region.
pub(super) fn arn(build: &Build<'_>, block: &Declared) -> String {
    if let Some(arn) = block.attr("arn").as_text() {
        return arn.to_owned();
    }
    let name = block.attr("name").as_text().unwrap_or_default();
    match block.labels.first().map(String::as_str) {
        Some("function") => arns::function(build.identity, name),
        Some("role") => arns::role(build.identity, "/", name),
        _ => arns::queue(build.identity, name),
    }
}
