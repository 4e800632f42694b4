//! Environment variables: names that Lambda takes, and at most 4 KB in all
//! (<https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html>), which Lambda measures on their JSON text.
use super::of;
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::{Declared, Spec};
use cutover_schemas::value::{Part, Value};

const MAX_BYTES: usize = 4_096;

/// Names that Lambda sets itself and refuses from others.
const RESERVED: &[&str] = &[
    "_HANDLER",
    "_X_AMZN_TRACE_ID",
    "AWS_DEFAULT_REGION",
    "AWS_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "TZ",
];

pub(super) fn check(spec: &Spec, problems: &mut Vec<Diagnostic>) {
    for function in of(spec, "function") {
        let Some(entries) = function.attr("environment").as_map() else {
            continue;
        };
        // Brackets, and for each entry two pairs of quotes, a colon and a comma.
        let mut bytes = 1;
        for (name, value) in entries {
            names(function, name, problems);
            bytes += name.len() + known_bytes(value) + 6;
        }
        if bytes > MAX_BYTES {
            problems.push(
                Diagnostic::error(
                    "spec/environment-too-large",
                    format!(
                        "the environment of `{}` has {bytes} bytes as JSON, Lambda takes {MAX_BYTES}",
                        function.address
                    ),
                )
                .at(function.place_of("environment"))
                .help("put large values into a file beside the code, a parameter or a table"),
            );
        }
    }
}

fn names(function: &Declared, name: &str, problems: &mut Vec<Diagnostic>) {
    let place = || {
        let path = format!("environment.{name}");
        function.places.get(&path).cloned().unwrap_or_else(|| function.place_of("environment"))
    };
    let first = name.starts_with(|c: char| c.is_ascii_alphabetic());
    let rest = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if RESERVED.contains(&name) || name.starts_with("AWS_LAMBDA_") || name.starts_with("LAMBDA_") {
        problems.push(
            Diagnostic::error(
                "spec/reserved-environment",
                format!("Lambda keeps the name `{name}` for itself"),
            )
            .at(place())
            .label("reserved")
            .help("choose another name"),
        );
    } else if !(first && rest && name.len() >= 2) {
        problems.push(
            Diagnostic::error(
                "spec/bad-environment",
                format!("`{name}` is no name of an environment variable"),
            )
            .at(place())
            .help("a name has at least two characters: letters, digits and `_`, a letter first"),
        );
    }
}

/// The bytes that are known; what creation adds comes on top.
fn known_bytes(value: &Value) -> usize {
    let json = |text: &str| Value::text(text).to_json().to_string().len() - 2;
    match value {
        Value::Text(text) => json(text),
        Value::Secret(inner) => known_bytes(inner),
        Value::Template(parts) => parts
            .iter()
            .map(|part| match part {
                Part::Text(text) => json(text),
                Part::Output { .. } => 0,
            })
            .sum(),
        _ => 0,
    }
}
