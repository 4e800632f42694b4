//! Statements that let a principal in whoever is behind it.
use super::{Found, Subject};
use crate::contain::{Ask, Options, Verdict, reach};
use crate::policy::{Effect, Policy, PrincipalKind};
use crate::request::{Layers, Request};

/// The principals of a kind that some statement lets make a request as it is asked for, each told in these words.
pub(super) fn open(
    subject: &Subject<'_>,
    kind: PrincipalKind,
    ask: fn(&str) -> Ask,
    told: fn(&str) -> String,
) -> Vec<Found> {
    let mut all = Vec::new();
    for (at, one) in subject.policy.statements.iter().enumerate() {
        let named = one.principals.iter().filter(|names| !names.negated);
        for who in named.flat_map(|names| &names.who).filter(|who| who.kind == kind) {
            let name = who.name.value.as_str();
            if let Some(request) = allowed(subject, at, &ask(name)) {
                let found = Found::at(&who.name.span, told(name)).of(one.index);
                all.push(Found { evidence: vec![request], ..found });
            }
        }
    }
    all
}

/// A request as it is asked for that this statement allows, with all that the policy denies. Resources are taken as they
/// come: a policy of a resource is about that one.
pub(super) fn allowed(subject: &Subject<'_>, at: usize, ask: &Ask) -> Option<Request> {
    let statements = &subject.policy.statements;
    statements.get(at).filter(|one| one.effect == Effect::Allow)?;
    let kept = statements.iter().enumerate();
    let kept = kept.filter(|(other, one)| *other == at || one.effect == Effect::Deny);
    let alone = Policy {
        version: subject.policy.version,
        statements: kept.map(|(_, one)| one.clone()).collect(),
    };
    let options = Options { link: false, ..Options::default() };
    match reach(&Layers::resource(&alone), ask, subject.table, &options) {
        Verdict::Witness(request) => Some(*request),
        Verdict::None | Verdict::Undecided(_) => None,
    }
}
