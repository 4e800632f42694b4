//! What Lambda refuses between a queue and the function that reads it.
use super::of;
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::{Declared, Spec};
use cutover_schemas::value::Value;

/// The most messages of one call without a window to gather them in, and of a FIFO queue at all.
const UNGATHERED: i64 = 10;

pub(super) fn check(spec: &Spec, problems: &mut Vec<Diagnostic>) {
    for trigger in of(spec, "trigger") {
        if trigger.address.trigger_kind() != Some("queue") {
            continue;
        }
        visibility(spec, trigger, problems);
        batch(spec, trigger, problems);
    }
}

fn block<'s>(
    spec: &'s Spec,
    trigger: &Declared,
    attribute: &str,
    word: &str,
) -> Option<&'s Declared> {
    let Value::Reference(address) = trigger.attr(attribute) else { return None };
    spec.blocks.get(address).filter(|block| block.word == word)
}

/// A message must not come back while its function may still run.
fn visibility(spec: &Spec, trigger: &Declared, problems: &mut Vec<Diagnostic>) {
    let (Some(queue), Some(function)) =
        (block(spec, trigger, "queue", "queue"), block(spec, trigger, "to", "function"))
    else {
        return;
    };
    let hidden = queue.attr("visibility_timeout").as_int();
    let runs = function.attr("timeout").as_int();
    if let (Some(hidden), Some(runs)) = (hidden, runs)
        && hidden < runs
    {
        problems.push(
            Diagnostic::error(
                "spec/visibility-timeout",
                format!(
                    "`{}` may run {runs} s, but messages of `{}` come back after {hidden} s",
                    function.address, queue.address
                ),
            )
            .at(queue.place_of("visibility_timeout"))
            .label("shorter than the function's timeout")
            .related(function.place_of("timeout"), "the function may run so long")
            .help(format!("Lambda refuses this; six times the timeout is usual: `visibility_timeout = \"{}s\"`", runs * 6)),
        );
    }
}

fn batch(spec: &Spec, trigger: &Declared, problems: &mut Vec<Diagnostic>) {
    let size = trigger.attr("batch_size").as_int().unwrap_or(UNGATHERED);
    let window = trigger.attr("batch_window").as_int().unwrap_or(0);
    let fifo = block(spec, trigger, "queue", "queue")
        .is_some_and(|queue| queue.attr("fifo").as_bool() == Some(true));
    let refused = |attribute: &str, message: String, help: &str| {
        Diagnostic::error("spec/batch-size", message).at(trigger.place_of(attribute)).help(help)
    };
    if fifo && window > 0 {
        problems.push(refused(
            "batch_window",
            "a FIFO queue gathers no batches".to_owned(),
            "leave `batch_window` out",
        ));
    } else if size > UNGATHERED && fifo {
        let message = format!("`batch_size` is {size}, a FIFO queue gives at most {UNGATHERED}");
        problems.push(refused("batch_size", message, "choose 1 to 10"));
    } else if size > UNGATHERED && window == 0 {
        let message =
            format!("`batch_size` is {size}, without a `batch_window` it is at most {UNGATHERED}");
        problems.push(refused(
            "batch_size",
            message,
            "add `batch_window = \"1s\"`, or choose 1 to 10",
        ));
    }
}
