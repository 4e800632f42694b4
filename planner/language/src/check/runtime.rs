//! Runtimes that Lambda has stopped taking or never knew: warnings, because the list grows without us.
use super::{of, plain};
use crate::words;
use cutover_schemas::blocks::RUNTIMES;
use cutover_schemas::date::Date;
use cutover_schemas::diagnostic::{Diagnostic, did_you_mean};
use cutover_schemas::spec::Spec;

/// Runtimes that new functions can't use any more, and the day on which AWS gave them up
/// (<https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html>).
const GONE: &[(&str, Date)] = &[
    ("nodejs", Date::of(2016, 10, 31)),
    ("nodejs4.3", Date::of(2020, 3, 5)),
    ("nodejs4.3-edge", Date::of(2020, 3, 5)),
    ("nodejs6.10", Date::of(2019, 8, 12)),
    ("nodejs8.10", Date::of(2020, 3, 6)),
    ("nodejs10.x", Date::of(2021, 7, 30)),
    ("nodejs12.x", Date::of(2023, 3, 31)),
    ("nodejs14.x", Date::of(2023, 12, 4)),
    ("nodejs16.x", Date::of(2024, 6, 12)),
    ("nodejs18.x", Date::of(2025, 9, 1)),
    ("python2.7", Date::of(2021, 7, 15)),
    ("python3.6", Date::of(2022, 7, 18)),
    ("python3.7", Date::of(2023, 12, 4)),
    ("python3.8", Date::of(2024, 10, 14)),
    ("python3.9", Date::of(2025, 12, 15)),
    ("java8", Date::of(2024, 1, 8)),
    ("dotnetcore1.0", Date::of(2019, 6, 27)),
    ("dotnetcore2.0", Date::of(2019, 5, 30)),
    ("dotnetcore2.1", Date::of(2022, 1, 5)),
    ("dotnetcore3.1", Date::of(2023, 4, 3)),
    ("dotnet5.0", Date::of(2022, 5, 10)),
    ("dotnet6", Date::of(2024, 11, 12)),
    ("dotnet7", Date::of(2024, 5, 14)),
    ("ruby2.5", Date::of(2021, 7, 30)),
    ("ruby2.7", Date::of(2023, 11, 27)),
    ("go1.x", Date::of(2024, 1, 8)),
    ("provided", Date::of(2024, 1, 8)),
];

/// The day after which AWS mends a runtime no more, as the same page announces it. Those of Amazon Linux 2 besides are
/// left out: AWS has put their day off before.
const ENDING: &[(&str, Date)] = &[
    ("nodejs20.x", Date::of(2026, 4, 30)),
    ("nodejs22.x", Date::of(2027, 4, 30)),
    ("nodejs24.x", Date::of(2028, 4, 30)),
    ("python3.12", Date::of(2028, 10, 31)),
    ("python3.13", Date::of(2029, 6, 30)),
    ("python3.14", Date::of(2029, 6, 30)),
    ("java21", Date::of(2029, 6, 30)),
    ("java25", Date::of(2029, 6, 30)),
    ("dotnet8", Date::of(2026, 11, 10)),
    ("dotnet10", Date::of(2028, 11, 14)),
    ("ruby3.2", Date::of(2026, 3, 31)),
    ("ruby3.3", Date::of(2027, 3, 31)),
    ("ruby3.4", Date::of(2028, 3, 31)),
    ("provided.al2023", Date::of(2029, 6, 30)),
];

fn day(of: &[(&str, Date)], runtime: &str) -> Option<Date> {
    of.iter().find(|(word, _)| *word == runtime).map(|(_, day)| *day)
}

pub(super) fn check(spec: &Spec, today: Option<Date>, problems: &mut Vec<Diagnostic>) {
    for function in of(spec, "function") {
        let Some(runtime) = plain(function.attr("runtime")) else { continue };
        let told = if RUNTIMES.contains(&runtime) {
            ended(runtime, today)
        } else {
            Some(unlisted(runtime))
        };
        problems.extend(told.map(|told| told.at(function.place_of("runtime"))));
    }
}

/// A runtime that Lambda still takes, and mends no more.
fn ended(runtime: &str, today: Option<Date>) -> Option<Diagnostic> {
    let end = day(ENDING, runtime).filter(|end| today.is_some_and(|today| *end < today))?;
    let message = format!("AWS has mended `{runtime}` until {end} only, and will refuse it");
    let told = Diagnostic::warning("spec/old-runtime", message);
    Some(match newest(runtime) {
        Some(newest) => told.help(format!("move to `{newest}`")),
        None => told,
    })
}

/// The newest runtime of the same language.
fn newest(runtime: &str) -> Option<&'static str> {
    let family: String = runtime.chars().take_while(char::is_ascii_alphabetic).collect();
    let same = |known: &&str| known.starts_with(&family) && !family.is_empty() && *known != runtime;
    RUNTIMES.iter().rev().copied().find(same)
}

/// A runtime that new functions can't have, or that nobody knows here.
fn unlisted(runtime: &str) -> Diagnostic {
    if let Some(end) = day(GONE, runtime) {
        let help = newest(runtime).map_or_else(
            || format!("there are {}", words::list(RUNTIMES.iter().copied())),
            |newest| format!("move to `{newest}`"),
        );
        let message = format!(
            "Lambda no longer takes new functions with `{runtime}`: AWS gave it up on {end}"
        );
        return Diagnostic::warning("spec/old-runtime", message).help(help);
    }
    let help = match did_you_mean(runtime, RUNTIMES.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known are {}", words::list(RUNTIMES.iter().copied())),
    };
    Diagnostic::warning(
        "spec/unknown-runtime",
        format!("`{runtime}` is no runtime that this version knows"),
    )
    .help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_runtime_ends_after_its_day_and_for_nobody_who_knows_no_day() {
        let end = day(ENDING, "nodejs20.x");
        assert!(ended("nodejs20.x", end).is_none());
        assert!(ended("nodejs20.x", None).is_none());
        let told = ended("nodejs20.x", Date::parse("2026-05-01")).unwrap();
        assert!(told.message.contains("2026-04-30"), "{}", told.message);
        assert_eq!(told.help.as_deref(), Some("move to `nodejs24.x`"));
    }

    #[test]
    fn every_day_is_one_of_a_known_runtime() {
        assert!(ENDING.iter().all(|(word, _)| RUNTIMES.contains(word)));
        assert!(GONE.iter().all(|(word, _)| !RUNTIMES.contains(word)));
        for (word, day) in ENDING.iter().chain(GONE) {
            assert_eq!(Date::parse(&day.to_string()), Some(*day), "{word}");
        }
    }
}
