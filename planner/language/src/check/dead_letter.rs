//! Dead letter queues: of the same sort as the queue, and not the queue itself.
use super::of;
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::Spec;
use cutover_schemas::value::Value;

pub(super) fn check(spec: &Spec, problems: &mut Vec<Diagnostic>) {
    for queue in of(spec, "queue") {
        let target = queue.attr("dead_letter").as_map().and_then(|entries| entries.get("queue"));
        let Some(Value::Reference(address)) = target else {
            continue;
        };
        let place = queue
            .places
            .get("dead_letter.queue")
            .cloned()
            .unwrap_or_else(|| queue.place_of("dead_letter"));
        if *address == queue.address {
            problems.push(
                Diagnostic::error(
                    "spec/bad-dead-letter",
                    format!("`{address}` is its own dead letter queue"),
                )
                .at(place)
                .help("messages that failed too often need another queue"),
            );
            continue;
        }
        let Some(other) = spec.blocks.get(address).filter(|other| other.word == "queue") else {
            continue;
        };
        let (Some(one), Some(two)) = (queue.attr("fifo").as_bool(), other.attr("fifo").as_bool())
        else {
            continue;
        };
        if one != two {
            let sort = |fifo: bool| if fifo { "FIFO" } else { "not FIFO" };
            problems.push(
                Diagnostic::error(
                    "spec/bad-dead-letter",
                    format!(
                        "`{}` is {}, its dead letter queue `{address}` is {}",
                        queue.address,
                        sort(one),
                        sort(two)
                    ),
                )
                .at(place)
                .related(other.place.clone(), "the dead letter queue")
                .help("both must be FIFO, or neither"),
            );
        }
    }
}
