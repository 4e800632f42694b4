//! FIFO queues and topics and the ending of their names belong together.
use super::{of, plain};
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::Spec;

pub(super) fn check(spec: &Spec, problems: &mut Vec<Diagnostic>) {
    for queue in of(spec, "queue").chain(of(spec, "topic")) {
        let word = queue.word.as_str();
        let Some(fifo) = queue.attr("fifo").as_bool() else {
            continue;
        };
        if let Some(name) = plain(queue.attr("name")) {
            let message = match (fifo, name.strip_suffix(".fifo").is_some()) {
                (true, false) => Some(format!(
                    "`{name}` is the name of a FIFO {word}, but doesn't end in `.fifo`"
                )),
                (false, true) => {
                    Some(format!("`{name}` ends in `.fifo`, but the {word} isn't FIFO"))
                }
                _ => None,
            };
            if let Some(message) = message {
                problems.push(
                    Diagnostic::error("spec/bad-fifo", message)
                        .at(queue.place_of("name"))
                        .help("`fifo = true` and the ending `.fifo` go together"),
                );
            }
        }
        if !fifo && queue.attr("content_deduplication").as_bool() == Some(true) {
            problems.push(
                Diagnostic::error("spec/bad-fifo", format!("only a FIFO {word} deduplicates"))
                    .at(queue.place_of("content_deduplication"))
                    .help("add `fifo = true`, or remove `content_deduplication`"),
            );
        }
    }
}
