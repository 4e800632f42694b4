//! How many filters a trigger takes, and how long they and the patterns of events may be.
use super::of;
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::{Declared, Spec};
use cutover_schemas::value::Value;

/// Filters of a queue or stream: as AWS gives them, and as it raises them
/// (<https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html>).
const FILTERS: (usize, usize) = (5, 10);
/// Characters of one of them (<https://docs.aws.amazon.com/lambda/latest/api/API_Filter.html>).
const FILTER: usize = 4_096;
/// Characters of an event pattern: as AWS gives them, and as it raises them
/// (<https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html>).
const PATTERN: (usize, usize) = (2_048, 4_096);

pub(super) fn check(spec: &Spec, problems: &mut Vec<Diagnostic>) {
    for trigger in of(spec, "trigger") {
        match trigger.address.trigger_kind() {
            Some("queue" | "table" | "stream") => filters(trigger, problems),
            Some("event") => pattern(trigger, problems),
            _ => {}
        }
    }
}

fn filters(trigger: &Declared, problems: &mut Vec<Diagnostic>) {
    let all = trigger.attr("filter").as_list().unwrap_or_default();
    let what = format!("{} filters", all.len());
    problems.extend(over(trigger, "filter", &what, all.len(), FILTERS));
    for length in all.iter().filter_map(length) {
        let what = format!("a filter of {length} characters");
        problems.extend(over(trigger, "filter", &what, length, (FILTER, FILTER)));
    }
}

fn pattern(trigger: &Declared, problems: &mut Vec<Diagnostic>) {
    if let Some(length) = length(trigger.attr("pattern")) {
        let what = format!("a pattern of {length} characters");
        problems.extend(over(trigger, "pattern", &what, length, PATTERN));
    }
}

/// Characters of a document, where all of it is known.
fn length(value: &Value) -> Option<usize> {
    match value {
        Value::Text(text) => Some(text.chars().count()),
        other => other.to_plain_json().map(|json| json.to_string().chars().count()),
    }
}

fn over(
    trigger: &Declared,
    attr: &str,
    what: &str,
    count: usize,
    (given, most): (usize, usize),
) -> Option<Diagnostic> {
    let told = if count > most {
        let message = format!("`{}` has {what}, AWS takes {most}", trigger.address);
        Diagnostic::error("spec/over-limit", message)
            .help("say less here, and look at the rest in the function")
    } else if count > given {
        let message = format!("`{}` has {what}, AWS gives {given} unless asked", trigger.address);
        Diagnostic::warning("spec/over-quota", message)
            .help("make sure that the account's quota has been raised, or say less here")
    } else {
        return None;
    };
    Some(told.at(trigger.place_of(attr)))
}
