//! What a judge counts: signals that are whole, and that leave something to errors and latency.
use super::judge;
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::rollout::WHOLE;
use cutover_schemas::spec::{Declared, Nested};
use cutover_schemas::units::print_share;

/// What each source needs, and what it has besides.
const SOURCES: &[(&str, &[&str], &[&str])] = &[
    ("logs", &["pattern"], &[]),
    ("metric", &["namespace", "bad", "version_dimension"], &["total"]),
];

pub(super) fn check(rollout: &Declared, problems: &mut Vec<Diagnostic>) {
    let Some(judge) = judge(rollout) else { return };
    for signal in &judge.blocks {
        source(signal, problems);
    }
    weights(judge, problems);
}

fn name(signal: &Nested) -> &str {
    signal.labels.first().map_or("", String::as_str)
}

fn source(signal: &Nested, problems: &mut Vec<Diagnostic>) {
    let Some(word) = signal.attr("source").as_text() else { return };
    for (source, needed, optional) in SOURCES {
        let own = word == *source;
        for attr in *needed {
            if own && signal.attr(attr).is_null() {
                let message = format!("the signal `{}` lacks `{attr}`", name(signal));
                problems.push(
                    Diagnostic::error("spec/bad-signal", message)
                        .at(signal.place.clone())
                        .help(format!("`source = \"{source}\"` counts by {}", together(needed))),
                );
            }
        }
        for attr in needed.iter().chain(*optional).filter(|_| !own) {
            if !signal.attr(attr).is_null() {
                let message = format!("`{attr}` is for `source = \"{source}\"`");
                problems.push(
                    Diagnostic::error("spec/bad-signal", message)
                        .at(signal.place_of(attr))
                        .related(signal.place_of("source"), format!("counts in `{word}`"))
                        .help("leave it out, or change the source"),
                );
            }
        }
    }
}

fn together(attrs: &[&str]) -> String {
    crate::words::list(attrs.iter().copied())
}

/// Errors and latency get what the signals leave: that must be something, or a thrown error counted for nothing.
fn weights(judge: &Nested, problems: &mut Vec<Diagnostic>) {
    let sum: i64 = judge.blocks.iter().filter_map(|one| one.attr("weight").as_int()).sum();
    let Some(last) = judge.blocks.last().filter(|_| sum >= WHOLE) else { return };
    let message = format!(
        "the signals weigh {} together, and leave nothing to errors and latency",
        print_share(sum)
    );
    problems.push(
        Diagnostic::error("spec/bad-signal", message)
            .at(last.place_of("weight"))
            .help("lower their `weight` to less than 100% in all; without one a signal has 40%"),
    );
}
