//! What a trigger's target gets is said in one way only, and a message group only to a FIFO queue.
use super::of;
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::{Declared, Spec};
use cutover_schemas::value::Value;

const FORMS: &[&str] = &["input", "input_path", "transform"];

pub(super) fn check(spec: &Spec, problems: &mut Vec<Diagnostic>) {
    for trigger in of(spec, "trigger") {
        let written: Vec<&str> =
            FORMS.iter().copied().filter(|name| !trigger.attr(name).is_null()).collect();
        if let [first, second, ..] = written.as_slice() {
            let message = format!("`{first}` and `{second}` both say what the target gets");
            problems.push(
                Diagnostic::error("spec/two-inputs", message)
                    .at(trigger.place_of(second))
                    .related(trigger.place_of(first), "said here already")
                    .help("keep one of them"),
            );
        }
        if trigger.attrs.contains_key("group") {
            groups(spec, trigger, problems);
        }
    }
}

/// FIFO queues need a group, and nothing else takes one. Queues that are not managed here are not known well enough.
fn groups(spec: &Spec, trigger: &Declared, problems: &mut Vec<Diagnostic>) {
    let Value::Reference(to) = trigger.attr("to") else { return };
    let Some(target) = spec.blocks.get(to) else { return };
    let is_fifo = match target.word.as_str() {
        "queue" => target.attr("fifo").as_bool() == Some(true),
        "existing" if target.labels.first().is_some_and(|kind| kind == "queue") => return,
        _ => false,
    };
    let message = match (is_fifo, trigger.attr("group").is_null()) {
        (true, true) => format!("`{to}` is a FIFO queue, and its messages need a `group`"),
        (false, false) => format!("`{to}` is no FIFO queue, so its messages have no `group`"),
        _ => return,
    };
    problems.push(
        Diagnostic::error("spec/bad-group", message)
            .at(trigger.place_of("group"))
            .help("`group = \"orders\"` keeps messages of one group in order"),
    );
}
