//! Drift: what was changed behind the spec's back, in the shape of a plan.
use super::plan::{Detail, header, plan};
use crate::render::push;
use crate::style::{Style, Tone};
use cutover_schemas::plan::Plan;

/// The drift as text.
pub fn drift(found: &Plan, style: &Style) -> String {
    if found.summary.unchanged == found.changes.len() {
        let mut out = header(found, style);
        let words = match found.changes.len() {
            0 => "\nNo drift: nothing of this deployment is known.".to_owned(),
            number => format!("\nNo drift: {number} looked at, all as they were left."),
        };
        push(&mut out, &[&style.paint(Tone::Strong, &words)]);
        super::plan::warnings(&mut out, found, style);
        return out;
    }
    let mut out = plan(found, Detail::Changes, style);
    push(&mut out, &["`cutover apply` would put this back."]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::fixture;

    #[test]
    fn drift_says_what_apply_would_do_and_its_absence_is_said() {
        let found = fixture::plan();
        assert!(drift(&found, &Style::PLAIN).ends_with("`cutover apply` would put this back.\n"));
        let mut none = fixture::plan();
        none.changes.clear();
        none.summary = cutover_schemas::plan::Summary::default();
        assert!(drift(&none, &Style::PLAIN).contains("No drift"));
    }
}
