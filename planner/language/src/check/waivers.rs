//! Waivers: for rules that there are, for blocks that there are, and only until their day.
use super::topology::{Finding, RULES};
use crate::words;
use cutover_schemas::address::Address;
use cutover_schemas::date::Date;
use cutover_schemas::diagnostic::{Diagnostic, did_you_mean};
use cutover_schemas::spec::{Spec, Waiver};

/// What is wrong with the waivers themselves.
pub(super) fn check(spec: &Spec, today: Option<Date>, problems: &mut Vec<Diagnostic>) {
    for waiver in &spec.waivers {
        rule(waiver, problems);
        addresses(spec, waiver, problems);
        if waiver.is_over(today) {
            let until = waiver.until.map(|day| day.to_string()).unwrap_or_default();
            problems.push(
                Diagnostic::warning(
                    "spec/expired-waiver",
                    format!("`{}` was waived until {until} only", waiver.rule),
                )
                .at(waiver.place_of("until"))
                .label("over")
                .help("mend what was let pass, or give it another day if the reason still holds"),
            );
        }
    }
}

fn rule(waiver: &Waiver, problems: &mut Vec<Diagnostic>) {
    let names = || RULES.iter().map(|rule| rule.name);
    // Whether the auditor has such a rule is for the auditor to say.
    if waiver.rule.starts_with("audit/") || names().any(|name| name == waiver.rule) {
        return;
    }
    let near = did_you_mean(&waiver.rule, names());
    let help = near.map_or_else(
        || format!("there are {}", words::list(names())),
        |near| format!("did you mean `{near}`?"),
    );
    problems.push(
        Diagnostic::error("spec/unknown-rule", format!("there is no rule `{}`", waiver.rule))
            .at(waiver.place.clone())
            .label("waives nothing")
            .help(help),
    );
}

/// A block may be missing in one stage and there in another, so this is no error.
fn addresses(spec: &Spec, waiver: &Waiver, problems: &mut Vec<Diagnostic>) {
    for address in &waiver.addresses {
        let there = |one: &Address| one == address || one.declaration() == *address;
        if spec.blocks.keys().any(there) {
            continue;
        }
        let near = did_you_mean(address.as_str(), spec.blocks.keys().map(Address::as_str));
        let help = near.map_or_else(
            || "take the waiver out once its block is gone".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        problems.push(
            Diagnostic::warning(
                "spec/idle-waiver",
                format!("there is no `{address}` to waive anything for"),
            )
            .at(waiver.place_of("address"))
            .help(help),
        );
    }
}

/// What is left to tell: an error can't be waived, and a waiver whose day is over waives nothing.
pub(super) fn unwaived(
    spec: &Spec,
    today: Option<Date>,
    findings: Vec<Finding>,
) -> impl Iterator<Item = Diagnostic> {
    let waives = move |finding: &Finding| {
        let lasting = spec.waivers.iter().filter(|waiver| !waiver.is_over(today));
        let covers = |waiver: &Waiver| {
            finding.about.iter().any(|address| waiver.covers(&finding.told.code, address))
        };
        !finding.told.is_error() && lasting.into_iter().any(covers)
    };
    findings.into_iter().filter(move |finding| !waives(finding)).map(|finding| finding.told)
}
