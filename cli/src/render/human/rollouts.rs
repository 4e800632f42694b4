//! The rollouts under way.
use super::events::gauge;
use crate::render::push;
use crate::style::{Style, Tone};
use cutover_schemas::documents::rollout::{
    ArmDocument, EvidenceDocument, RolloutStateDocument, RolloutsDocument,
};
use cutover_schemas::units::print_share;

/// Every rollout with what its judge has seen.
pub fn rollouts(document: &RolloutsDocument, style: &Style) -> String {
    let mut out = String::new();
    if document.rollouts.is_empty() {
        push(&mut out, &["No rollout is under way."]);
    }
    for one in &document.rollouts {
        rollout(&mut out, one, style);
    }
    out
}

fn rollout(out: &mut String, one: &RolloutStateDocument, style: &Style) {
    let version = |number: Option<i64>| number.map_or_else(|| "none".to_owned(), |n| n.to_string());
    let phase = style.paint(Tone::Adopt, &one.phase);
    let verdict = one.verdict.as_ref().map(|one| format!(" ({one})")).unwrap_or_default();
    let group = one.group.as_ref().map(|one| format!(", group {one}")).unwrap_or_default();
    let moves = format!(
        "version {} -> {}, {} of traffic{group}, since {}",
        version(one.stable),
        version(one.candidate),
        print_share(one.share),
        one.since
    );
    push(out, &[&style.paint(Tone::Strong, &one.function), "  ", &phase, &verdict, "  ", &moves]);
    if let Some(why) = &one.why {
        push(out, &["  ", why]);
    }
    if let Some(evidence) = &one.evidence {
        seen(out, evidence);
    }
}

fn seen(out: &mut String, evidence: &EvidenceDocument) {
    let arm = |arm: ArmDocument| format!("{:.0} of {:.0} bad", arm.bad, arm.invocations);
    let gauge = gauge(evidence.e, evidence.threshold);
    push(
        out,
        &[
            "  candidate ",
            &arm(evidence.candidate),
            ", stable ",
            &arm(evidence.stable),
            ", counted until ",
            &evidence.counted_until,
        ],
    );
    let words = format!(
        "  evidence that it is worse {gauge} {:.2}, aborted at {:.0}",
        evidence.e, evidence.threshold
    );
    push(out, &[&words]);
    if let Some(upper) = evidence.upper {
        let words = format!(
            "  at most {:.2}% worse; promoted at the end if that is {:.2}% or less",
            upper.min(1.0) * 100.0,
            evidence.margin * 100.0
        );
        push(out, &[&words]);
    }
}
