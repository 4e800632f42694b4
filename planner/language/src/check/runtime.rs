//! Runtimes that Lambda has stopped taking or never knew: warnings, because the list grows without us.
use super::{of, plain};
use crate::words;
use cutover_schemas::blocks::RUNTIMES;
use cutover_schemas::diagnostic::{Diagnostic, did_you_mean};
use cutover_schemas::spec::Spec;

/// Runtimes that new functions can't use any more
/// (<https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html>).
const GONE: &[&str] = &[
    "nodejs",
    "nodejs4.3",
    "nodejs6.10",
    "nodejs8.10",
    "nodejs10.x",
    "nodejs12.x",
    "nodejs14.x",
    "nodejs16.x",
    "nodejs18.x",
    "python2.7",
    "python3.6",
    "python3.7",
    "python3.8",
    "python3.9",
    "java8",
    "dotnetcore1.0",
    "dotnetcore2.0",
    "dotnetcore2.1",
    "dotnetcore3.1",
    "dotnet5.0",
    "dotnet6",
    "dotnet7",
    "ruby2.5",
    "ruby2.7",
    "go1.x",
    "provided",
];

pub(super) fn check(spec: &Spec, problems: &mut Vec<Diagnostic>) {
    for function in of(spec, "function") {
        let Some(runtime) = plain(function.attr("runtime")).filter(|word| !RUNTIMES.contains(word))
        else {
            continue;
        };
        let family: String = runtime.chars().take_while(char::is_ascii_alphabetic).collect();
        let current = RUNTIMES
            .iter()
            .rev()
            .copied()
            .find(|known| known.starts_with(&family) && !family.is_empty());
        let told = if GONE.contains(&runtime) {
            let help = current.map_or_else(
                || format!("there are {}", words::list(RUNTIMES.iter().copied())),
                |current| format!("move to `{current}`"),
            );
            Diagnostic::warning(
                "spec/old-runtime",
                format!("Lambda no longer takes new functions with `{runtime}`"),
            )
            .help(help)
        } else {
            let help = match did_you_mean(runtime, RUNTIMES.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known are {}", words::list(RUNTIMES.iter().copied())),
            };
            Diagnostic::warning(
                "spec/unknown-runtime",
                format!("`{runtime}` is no runtime that this version knows"),
            )
            .help(help)
        };
        problems.push(told.at(function.place_of("runtime")));
    }
}
