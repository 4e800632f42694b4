//! Physical names that are written: the characters that each service takes, from the patterns of the services' own API
//! references. Lengths are in the block table.
use super::plain;
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::Spec;

/// Per word: further characters besides letters and digits, for people and for the check.
const ALLOWED: &[(&str, &str)] = &[
    ("function", "-_"),
    ("role", "+=,.@-_"),
    ("queue", "-_"),
    ("topic", "-_"),
    ("table", "_.-"),
    ("stream", "_.-"),
    ("bus", "._-"),
    ("layer", "-_"),
    // Of triggers, rules of EventBridge and schedules have a name.
    ("trigger", ".-_"),
];
/// The bus that every account has already.
const TAKEN: &str = "default";

pub(super) fn check(spec: &Spec, problems: &mut Vec<Diagnostic>) {
    for block in spec.blocks.values() {
        let Some((_, allowed)) = ALLOWED.iter().find(|(word, _)| *word == block.word) else {
            continue;
        };
        let Some(name) = plain(block.attr("name")) else {
            continue;
        };
        // The ending of what is FIFO is checked with it.
        let fifo = matches!(block.word.as_str(), "queue" | "topic");
        let body = if fifo { name.strip_suffix(".fifo").unwrap_or(name) } else { name };
        let bad = body.chars().find(|c| !c.is_ascii_alphanumeric() && !allowed.contains(*c));
        if block.word == "bus" && name == TAKEN {
            problems.push(
                Diagnostic::error(
                    "spec/bad-name",
                    "every account has a bus named `default` already",
                )
                .at(block.place_of("name"))
                .help("choose another name; a trigger without `bus` listens to that one"),
            );
        }
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
