//! Who can listen to a topic, and what its filters may hold.
use super::{of, plain};
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::{Declared, Spec};
use cutover_schemas::value::Value;

/// Keys of a filter, and combinations of its values
/// (<https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html>).
const KEYS: usize = 5;
const COMBINATIONS: usize = 150;

pub(super) fn check(spec: &Spec, problems: &mut Vec<Diagnostic>) {
    let triggers = of(spec, "trigger").filter(|one| one.address.trigger_kind() == Some("topic"));
    for trigger in triggers {
        order(spec, trigger, problems);
        filter(trigger, problems);
    }
}

/// A FIFO topic delivers to queues only, and a FIFO queue listens to FIFO topics only
/// (<https://docs.aws.amazon.com/sns/latest/dg/fifo-topic-message-delivery.html>).
fn order(spec: &Spec, trigger: &Declared, problems: &mut Vec<Diagnostic>) {
    let named = |attr: &str| match trigger.attr(attr) {
        Value::Reference(address) => spec.blocks.get(address),
        _ => None,
    };
    let fifo = |block: &Declared| block.attr("fifo").as_bool();
    let (Some(topic), Some(to)) = (named("topic"), named("to")) else { return };
    let is_function =
        to.word == "function" || to.labels.first().is_some_and(|kind| kind == "function");
    let (message, help) = match (fifo(topic), fifo(to)) {
        (Some(true), _) if is_function => (
            format!("`{}` is FIFO, and calls no function", topic.address),
            "let it feed a queue, and let the queue call the function",
        ),
        (Some(false), Some(true)) => (
            format!("`{}` is FIFO, and `{}` is not", to.address, topic.address),
            "a FIFO queue listens to a FIFO topic: both are, or neither",
        ),
        _ => return,
    };
    problems
        .push(Diagnostic::error("spec/bad-target", message).at(trigger.place_of("to")).help(help));
}

fn filter(trigger: &Declared, problems: &mut Vec<Diagnostic>) {
    let parsed = plain(trigger.attr("filter"))
        .and_then(|text| serde_json::from_str(text).ok())
        .and_then(|json| Value::from_plain_json(&json));
    let Some(entries) = parsed.as_ref().unwrap_or_else(|| trigger.attr("filter")).as_map() else {
        return;
    };
    let message = if entries.len() > KEYS {
        format!("a filter of SNS has {KEYS} keys at most, this one has {}", entries.len())
    } else {
        let combinations = entries.values().map(values).fold(1_usize, usize::saturating_mul);
        if combinations <= COMBINATIONS {
            return;
        }
        format!("this filter has {combinations} combinations of values, SNS takes {COMBINATIONS}")
    };
    problems.push(
        Diagnostic::error("spec/over-limit", message)
            .at(trigger.place_of("filter"))
            .help("filter less here and look at the rest in the function"),
    );
}

/// How many values there are below a key, multiplied where keys nest.
fn values(value: &Value) -> usize {
    match value {
        Value::List(items) => items.len().max(1),
        Value::Map(entries) => entries.values().map(values).fold(1, usize::saturating_mul),
        _ => 1,
    }
}
