//! Physical names that are written: the characters that each service takes. Lengths are in the
//! block table.
use super::plain;
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::Spec;

/// Per word: further characters besides letters and digits, for people and for the check.
const ALLOWED: &[(&str, &str)] = &[("function", "-_"), ("role", "+=,.@-_"), ("queue", "-_")];

pub(super) fn check(spec: &Spec, problems: &mut Vec<Diagnostic>) {
    for block in spec.blocks.values() {
        let Some((_, allowed)) = ALLOWED.iter().find(|(word, _)| *word == block.word) else {
            continue;
        };
        let Some(name) = plain(block.attr("name")) else {
            continue;
        };
        // The ending of FIFO queues is checked with the queue.
        let body =
            if block.word == "queue" { name.strip_suffix(".fifo").unwrap_or(name) } else { name };
        let bad = body.chars().find(|c| !c.is_ascii_alphanumeric() && !allowed.contains(*c));
        if let Some(bad) = bad {
            problems.push(
                Diagnostic::error(
                    "spec/bad-name",
                    format!("`{bad}` can't be in the name of a {}", block.word),
                )
                .at(block.place_of("name"))
                .help(format!("use letters, digits and `{allowed}`, or leave `name` out")),
            );
        }
    }
}
