//! Findings that the spec lets pass, for a reason and perhaps for a while.
use cutover_schemas::address::Address;
use cutover_schemas::date::Date;
use cutover_schemas::diagnostic::did_you_mean;
use cutover_schemas::finding::{Finding, Level};
use cutover_schemas::spec::{Spec, Waiver};

/// What is left of findings, with what is wrong with the waivers themselves: one whose day is over lets nothing pass and
/// is an error, so that it is looked at again; so is one for a rule that is not among `rules`.
pub fn waive(
    findings: Vec<Finding>,
    spec: &Spec,
    rules: &[&str],
    today: Option<Date>,
) -> Vec<Finding> {
    let ours = || spec.waivers.iter().filter(|waiver| waiver.rule.starts_with("audit/"));
    let unknown = ours().filter(|waiver| !rules.contains(&waiver.rule.as_str()));
    let unknown = unknown.map(|waiver| no_rule(waiver, rules));
    let over = ours().filter(|waiver| waiver.is_over(today)).map(expired);
    let passes = |finding: &Finding| {
        let about = finding.address.as_deref().and_then(|address| Address::parse(address).ok());
        about.is_some_and(|about| {
            ours()
                .filter(|waiver| !waiver.is_over(today))
                .any(|waiver| waiver.covers(&finding.rule, &about.block()))
        })
    };
    findings.into_iter().filter(|finding| !passes(finding)).chain(over).chain(unknown).collect()
}

fn no_rule(waiver: &Waiver, rules: &[&str]) -> Finding {
    let near = did_you_mean(&waiver.rule, rules.iter().copied());
    Finding {
        rule: "audit/unknown-waiver".to_owned(),
        message: format!("there is no rule `{}` to waive", waiver.rule),
        help: near.map(|near| format!("did you mean `{near}`?")),
        place: Some(waiver.place.clone()),
        ..expired(waiver)
    }
}

fn expired(waiver: &Waiver) -> Finding {
    let until = waiver.until.map(|day| day.to_string()).unwrap_or_default();
    Finding {
        rule: "audit/expired-waiver".to_owned(),
        level: Level::Error,
        message: format!("`{}` was waived until {until} only", waiver.rule),
        help: Some(
            "mend what was let pass, or give it another day if the reason still holds".to_owned(),
        ),
        place: Some(waiver.place_of("until")),
        address: None,
        statement: None,
        access_analyzer: None,
        evidence: Vec::new(),
        related: Vec::new(),
    }
}
