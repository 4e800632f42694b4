//! Something that exists is found by what its kind goes by: a name, an ARN, an id, or tags.
use super::{is_set, of};
use cutover_schemas::blocks::found_by;
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::{Declared, Spec};
use cutover_schemas::value::Attrs;

/// Everything that could say which thing is meant.
const WAYS: &[&str] = &["name", "arn", "id", "ids", "tags"];

/// Tags that the tagging API looks for at once.
const MOST_TAGS: usize = 50;

pub(super) fn check(spec: &Spec, problems: &mut Vec<Diagnostic>) {
    for existing in of(spec, "existing") {
        let kind = existing.labels.first().map(String::as_str).unwrap_or_default();
        let ways = found_by(kind);
        let told: Vec<&str> = ways.iter().copied().filter(|way| says(existing, way)).collect();
        let words: Vec<String> = ways.iter().map(|way| format!("`{way}`")).collect();
        if told.is_empty() {
            let message =
                format!("`existing {}` is not told how to be found", existing.labels.join("."));
            let none = if words.len() > 1 { "neither " } else { "no " };
            problems.push(
                Diagnostic::error("spec/missing-attribute", message)
                    .at(existing.place.clone())
                    .label(format!("{none}{}", words.join(" nor ")))
                    .help(format!("give its {}", words.join(", or its "))),
            );
        }
        for way in WAYS.iter().filter(|way| !ways.contains(way) && says(existing, way)) {
            problems.push(
                Diagnostic::error(
                    "spec/unknown-attribute",
                    format!("`existing` things of kind `{kind}` are not found by `{way}`"),
                )
                .at(existing.place_of(way))
                .help(format!("give its {}", words.join(", or its "))),
            );
        }
        problems.extend(tags(existing, &told));
        problems.extend(layer(existing, kind));
    }
}

/// Whether an attribute says which thing is meant.
fn says(existing: &Declared, way: &str) -> bool {
    match existing.attr(way).as_map() {
        Some(entries) => !entries.is_empty(),
        None => is_set(existing, way),
    }
}

/// Tags say it alone, and not with more of them than can be looked for.
fn tags(existing: &Declared, told: &[&str]) -> Option<Diagnostic> {
    let bad = |message: String, help: &str| {
        Diagnostic::error("spec/bad-existing", message).at(existing.place_of("tags")).help(help)
    };
    let number = existing.attr("tags").as_map().map_or(0, Attrs::len);
    if number > MOST_TAGS {
        return Some(bad(format!("{number} tags are too many"), "50 at most are looked for"));
    }
    let other = told.iter().find(|way| **way != "tags").filter(|_| number > 0)?;
    let message = format!("`{}` is told in two ways which thing it is", existing.address);
    Some(bad(message, &format!("leave out `tags`, or `{other}`")))
}

/// A layer is used in one of its versions.
fn layer(existing: &Declared, kind: &str) -> Option<Diagnostic> {
    let arn = existing.attr("arn").as_text().filter(|_| kind == "layer")?;
    let parts: Vec<&str> = arn.split(':').collect();
    let exact = matches!(parts.as_slice(), [_, _, "lambda", _, _, "layer", _, number]
        if number.parse::<u64>().is_ok());
    (!exact).then(|| {
        let message = format!("`{arn}` is no version of a layer");
        Diagnostic::error("spec/bad-existing", message).at(existing.place_of("arn")).help(
            "its ARN ends in the layer's name and the version's number, as in `...:layer:tools:3`",
        )
    })
}
