//! Patterns of events and filters of messages: objects whose ends are lists of what is possible.
use super::of;
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::{Declared, Spec};
use cutover_schemas::value::Value;

pub(super) fn check(spec: &Spec, problems: &mut Vec<Diagnostic>) {
    // What CloudWatch Logs calls a pattern is another language.
    for trigger in of(spec, "trigger").filter(|one| one.address.trigger_kind() != Some("log")) {
        for name in ["pattern", "filter"] {
            // Some triggers take several, one of which must match.
            let written = trigger.attr(name);
            let all = match written {
                Value::List(all) if name == "filter" => all.as_slice(),
                one => std::slice::from_ref(one),
            };
            let result = all.iter().try_for_each(one);
            if let Err(problem) = result {
                problems.push(told(trigger, name, problem));
            }
        }
    }
}

/// A text is JSON that somebody made elsewhere; what isn't known yet can't be looked at.
fn one(written: &Value) -> Result<(), String> {
    match written {
        Value::Text(text) => pattern(&parsed(text)?),
        Value::Map(_) | Value::List(_) | Value::Bool(_) | Value::Int(_) => pattern(written),
        _ => Ok(()),
    }
}

fn parsed(text: &str) -> Result<Value, String> {
    let tree = serde_json::from_str(text).ok().as_ref().and_then(Value::from_plain_json);
    tree.ok_or_else(|| "the text is no JSON".to_owned())
}

/// What is wrong with a pattern, if anything is.
fn pattern(tree: &Value) -> Result<(), String> {
    match tree {
        Value::Map(entries) if entries.is_empty() => {
            Err("an object of it is empty, and would match nothing in particular".to_owned())
        }
        Value::Map(entries) => entries.iter().try_for_each(|(name, value)| field(name, value)),
        _ => Err("it is no object".to_owned()),
    }
}

fn field(name: &str, value: &Value) -> Result<(), String> {
    match value {
        Value::List(values) if values.is_empty() => {
            Err(format!("the list of `{name}` is empty, and would never match"))
        }
        Value::List(choices) if name == "$or" => choices.iter().try_for_each(pattern),
        Value::Map(_) => pattern(value),
        Value::Text(_) | Value::Int(_) | Value::Float(_) | Value::Bool(_) | Value::Null => {
            Err(format!("`{name}` is one value, but must be a list of those that match"))
        }
        // Lists hold values and match expressions; the service knows those best.
        _ => Ok(()),
    }
}

fn told(trigger: &Declared, name: &str, problem: String) -> Diagnostic {
    Diagnostic::error("spec/bad-pattern", format!("`{name}` can't be matched: {problem}"))
        .at(trigger.place_of(name))
        .help("for example `{ source = [\"shop\"], detail = { state = [\"paid\", \"open\"] } }`")
}
