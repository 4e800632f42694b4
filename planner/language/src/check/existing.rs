//! Something that exists is found by what its kind goes by: a name, an ARN, an id.
use super::{is_set, of};
use cutover_schemas::blocks::found_by;
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::Spec;

/// Everything that could say which thing is meant.
const WAYS: &[&str] = &["name", "arn", "id", "ids"];

pub(super) fn check(spec: &Spec, problems: &mut Vec<Diagnostic>) {
    for existing in of(spec, "existing") {
        let kind = existing.labels.first().map(String::as_str).unwrap_or_default();
        let ways = found_by(kind);
        let told = ways.iter().any(|way| is_set(existing, way));
        let words: Vec<String> = ways.iter().map(|way| format!("`{way}`")).collect();
        if !told {
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
        for way in WAYS.iter().filter(|way| !ways.contains(way) && is_set(existing, way)) {
            problems.push(
                Diagnostic::error(
                    "spec/unknown-attribute",
                    format!("`existing` things of kind `{kind}` are not found by `{way}`"),
                )
                .at(existing.place_of(way))
                .help(format!("give its {}", words.join(", or its "))),
            );
        }
    }
}
