//! What the policies of `plan --as` don't allow.
use crate::style::{Style, Tone};
use cutover_plan::deployer::{Missing, Purpose};
use cutover_schemas::documents::deployer::{MissingDocument, MissingFor};
use std::fmt::Write as _;

/// The section behind a plan: by purpose, an action a line with its resource.
pub fn section(missing: &[Missing], style: &Style) -> String {
    if missing.is_empty() {
        let all = "The policies allow all that this plan needs.";
        return format!("\n{}\n", style.paint(Tone::Create, all));
    }
    let mut out = format!("\n{}\n", style.paint(Tone::Strong, "Not allowed by the policies"));
    for one in missing {
        let Missing { action, resource, .. } = one;
        let _ = writeln!(out, "  {} on {resource}", style.paint(Tone::Delete, action));
        let why = one.undecided.as_ref().map(|why| format!("nobody can tell: {why}"));
        let what = why.unwrap_or_else(|| format!("needed {}", words(one.purpose)));
        let _ = writeln!(out, "    {}", style.paint(Tone::Faint, &what));
    }
    out
}

const fn words(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Read => "to look",
        Purpose::Change => "by a step of the plan",
        Purpose::Rollout => "while a rollout goes on",
        Purpose::Rollback => "if a rollout goes back",
    }
}

/// The same as a document.
pub fn document(missing: &Missing) -> MissingDocument {
    MissingDocument {
        action: missing.action.to_owned(),
        resource: missing.resource.clone(),
        purpose: match missing.purpose {
            Purpose::Read => MissingFor::Read,
            Purpose::Change => MissingFor::Change,
            Purpose::Rollout => MissingFor::Rollout,
            Purpose::Rollback => MissingFor::Rollback,
        },
        undecided: missing.undecided.clone(),
    }
}
