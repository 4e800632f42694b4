//! Places that take a fixed number of triggers, and functions that would call themselves for ever.
use super::of;
use cutover_schemas::diagnostic::{Diagnostic, Place};
use cutover_schemas::spec::{Declared, Spec};
use cutover_schemas::value::Value;
use std::collections::BTreeMap;

/// Most subscription filters of a log group (CloudWatch Logs' quotas).
const FILTERS: usize = 2;

pub(super) fn check(spec: &Spec, problems: &mut Vec<Diagnostic>) {
    let mut places: BTreeMap<(String, usize), Vec<&Declared>> = BTreeMap::new();
    for trigger in of(spec, "trigger").filter(|one| one.attr("enabled").as_bool() == Some(true)) {
        if let Some(place) = place(trigger) {
            places.entry(place).or_default().push(trigger);
        }
        endless(trigger, problems);
    }
    for ((place, most), triggers) in places {
        let said = attribute(spec, &triggers);
        let over = triggers.get(most - usize::from(said.is_some())..).unwrap_or_default();
        for trigger in over {
            let first = said.clone().or_else(|| triggers.first().map(|one| one.place.clone()));
            let mut problem = Diagnostic::error("spec/no-room", format!("{place} is taken"))
                .at(trigger.place.clone())
                .label(format!("there is room for {most}"))
                .help("leave one of them out, or let one function, topic or bus pass on what several want");
            if let Some(first) = first {
                problem = problem.related(first, "taken here");
            }
            problems.push(problem);
        }
    }
}

/// The place that a trigger takes, in words, and how many there is room for.
fn place(trigger: &Declared) -> Option<(String, usize)> {
    let name = |attr: &str| match trigger.attr(attr) {
        Value::Reference(address) => Some(address.to_string()),
        written => written.as_text().map(str::to_owned),
    };
    match trigger.address.trigger_kind()? {
        "url" => Some((format!("the URL of `{}`", name("to")?), 1)),
        "log" => Some((format!("the log of `{}`", name("log")?), FILTERS)),
        "function" => {
            let end = trigger.attr("on").as_text()?;
            Some((format!("`on_{end}` of `{}`", name("function")?), 1))
        }
        _ => None,
    }
}

/// Where the function itself already says who is told.
fn attribute(spec: &Spec, triggers: &[&Declared]) -> Option<Place> {
    let trigger = triggers.first()?;
    let Value::Reference(function) = trigger.attr("function") else { return None };
    let attr = format!("on_{}", trigger.attr("on").as_text()?);
    let function = spec.blocks.get(function)?;
    (!function.attr(&attr).is_null()).then(|| function.place_of(&attr))
}

/// What a function writes to its log must not call it: it would write again.
fn endless(trigger: &Declared, problems: &mut Vec<Diagnostic>) {
    let (from, end) = match trigger.address.trigger_kind() {
        Some("log") => ("log", "its log calls it, and each call writes to its log"),
        Some("function") => ("function", "each end of a call calls it again"),
        _ => return,
    };
    if !matches!(trigger.attr(from), Value::Reference(_))
        || trigger.attr(from) != trigger.attr("to")
    {
        return;
    }
    let message = format!("`{}` never ends", trigger.address);
    problems.push(
        Diagnostic::error("spec/endless-loop", message)
            .at(trigger.place_of("to"))
            .label(end)
            .help("let another function take them"),
    );
}
