//! Tags: how many, how long, and which names are taken
//! (<https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html>).
use cutover_schemas::diagnostic::{Diagnostic, Place};
use cutover_schemas::spec::Spec;
use cutover_schemas::value::Attrs;
use std::collections::BTreeSet;

/// Most tags of one resource.
const MOST: usize = 50;
/// Tags that tell whose a resource is; they come on top of those that are written.
const OURS: usize = 4;
/// Characters of a name and of a value.
const LENGTHS: (usize, usize) = (128, 256);
/// Beginnings of names that others keep for themselves, and who.
const KEPT: &[(&str, &str)] = &[("aws:", "AWS"), ("cutover:", "cutover")];

pub(super) fn check(spec: &Spec, problems: &mut Vec<Diagnostic>) {
    for (name, value) in &spec.tags {
        one(name, value, || spec.place.clone(), problems);
    }
    // Those of existing things are what they are found by.
    for block in spec.blocks.values().filter(|block| block.word != "existing") {
        let Some(tags) = block.attr("tags").as_map() else { continue };
        for (name, value) in tags {
            let value = value.as_text().unwrap_or_default();
            one(name, value, || Some(block.place_of(&format!("tags.{name}"))), problems);
        }
        let count = all(spec, tags);
        if count > MOST - OURS {
            let message =
                format!("`{}` has {count} tags, there is room for {}", block.address, MOST - OURS);
            problems.push(
                Diagnostic::error("spec/over-limit", message)
                    .at(block.place_of("tags"))
                    .help(format!("AWS takes {MOST}, of which cutover needs {OURS}; those of the stack count as well")),
            );
        }
    }
}

fn all(spec: &Spec, tags: &Attrs) -> usize {
    let names: BTreeSet<&String> = spec.tags.keys().chain(tags.keys()).collect();
    names.len()
}

fn one(name: &str, value: &str, place: impl Fn() -> Option<Place>, problems: &mut Vec<Diagnostic>) {
    let mut bad = |message: String, help: &str| {
        problems.push(Diagnostic::error("spec/bad-tag", message).at_maybe(place()).help(help));
    };
    let lower = name.to_lowercase();
    if let Some((start, who)) = KEPT.iter().find(|(start, _)| lower.starts_with(start)) {
        bad(
            format!("`{name}` is no name for a tag: {who} keeps `{start}` for itself"),
            "choose another beginning",
        );
    }
    if name.is_empty() || name.chars().count() > LENGTHS.0 {
        bad("the name of a tag has 1 to 128 characters".to_owned(), "shorten it");
    }
    if value.chars().count() > LENGTHS.1 {
        bad(format!("the value of the tag `{name}` has more than 256 characters"), "shorten it");
    }
    // A value may be secret: only the name is quoted.
    let odd = |text: &str| text.chars().any(|c| !(c.is_alphanumeric() || " _.:/=+-@".contains(c)));
    if odd(name) || odd(value) {
        let message = format!("the tag `{name}` has a character that not every service takes");
        bad(message, "letters, digits, spaces and `_.:/=+-@` are taken everywhere");
    }
}
