//! The resources that an access verb names: the ARN of its target, with what the table puts behind it.
use cutover_schemas::value::{Part, Value};
use cutover_schemas::verbs::Verb;

/// The resources of a target with this ARN.
pub(super) fn resources(verb: &Verb, arn: &Value) -> Vec<Value> {
    verb.suffixes.iter().map(|suffix| behind(arn, suffix)).collect()
}

/// An ARN with text behind it, known or not.
fn behind(arn: &Value, suffix: &str) -> Value {
    match arn {
        _ if suffix.is_empty() => arn.clone(),
        Value::Text(text) => Value::text(format!("{text}{suffix}")),
        Value::Output { address, field } => Value::Template(vec![
            Part::Output { address: address.clone(), field: field.clone() },
            Part::Text(suffix.to_owned()),
        ]),
        Value::Template(parts) => {
            let end = [Part::Text(suffix.to_owned())];
            Value::Template(parts.iter().cloned().chain(end).collect())
        }
        other => other.clone(),
    }
}
