//! The plan that a reviewer reads from top to bottom.
mod changes;
mod steps;

use super::{heading, tone};
use crate::render::{push, reading, words};
use crate::style::{Style, Tone};
use cutover_schemas::plan::{Mode, Plan};

pub(super) use changes::field_lines;

/// How much of a plan is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// What changes, and what it takes.
    Changes,
    /// Every step as well.
    Steps,
}

/// A plan as text.
pub fn plan(plan: &Plan, detail: Detail, style: &Style) -> String {
    let mut out = header(plan, style);
    warnings(&mut out, plan, style);
    changes::changes(&mut out, plan, style);
    outputs(&mut out, plan, style);
    access(&mut out, plan, style);
    steps::rollouts(&mut out, plan, style);
    if detail == Detail::Steps {
        steps::steps(&mut out, plan, style);
    }
    unseen(&mut out, plan, style);
    footer(&mut out, plan, style);
    out
}

/// Line one: who, where.
pub(super) fn header(plan: &Plan, style: &Style) -> String {
    let identity = &plan.identity;
    let deployment = format!("{}/{}", identity.stack, identity.stage);
    let mut out = String::new();
    push(
        &mut out,
        &[
            &style.paint(Tone::Strong, &deployment),
            "  account ",
            &identity.account,
            "  region ",
            &identity.region,
            "  as ",
            &identity.caller,
        ],
    );
    out
}

pub(super) fn warnings(out: &mut String, plan: &Plan, style: &Style) {
    let mut said = reading::warnings(plan);
    if plan.mode == Mode::Destroy && !plan.is_empty() {
        let words = "this takes the whole deployment down".to_owned();
        said.insert(0, (cutover_schemas::plan::Action::Delete, words));
    }
    if !said.is_empty() {
        out.push('\n');
    }
    for (action, words) in said {
        push(out, &[&style.paint(tone(action), &format!("! {words}"))]);
    }
}

fn outputs(out: &mut String, plan: &Plan, style: &Style) {
    if plan.outputs.is_empty() {
        return;
    }
    heading(out, "Outputs", style);
    let fields: Vec<_> = plan.outputs.iter().map(reading::output).collect();
    field_lines(out, &fields, "  ", style);
}

/// Who can do what that they could not before.
fn access(out: &mut String, plan: &Plan, style: &Style) {
    let lines = reading::access(plan);
    if lines.is_empty() {
        return;
    }
    heading(out, "New access", style);
    for line in lines {
        push(out, &["  ", &line]);
    }
    if let Some(example) = reading::example(plan) {
        push(out, &["  ", &style.paint(Tone::Faint, &example)]);
    }
}

fn unseen(out: &mut String, plan: &Plan, style: &Style) {
    let texts = |items: &[cutover_schemas::address::Address]| -> Vec<String> {
        items.iter().map(ToString::to_string).collect()
    };
    let mut lines = Vec::new();
    if !plan.unreadable.is_empty() {
        let each = plan.unreadable.iter();
        let each: Vec<String> =
            each.map(|(address, action)| format!("{address} ({action})")).collect();
        lines.push((Tone::Update, format!("Could not be read: {}", each.join(", "))));
    }
    if !plan.not_looked_at.is_empty() {
        let number = words::count(plan.not_looked_at.len(), "resource", "resources");
        let some = words::some_of(&texts(&plan.not_looked_at), 8);
        lines.push((
            Tone::Faint,
            format!("Compared with the ledger only (--full looks closer): {number}: {some}"),
        ));
    }
    if !plan.stubs.is_empty() {
        let some = words::some_of(&texts(&plan.stubs), 8);
        lines.push((Tone::Faint, format!("Only pretended to by the local cloud: {some}")));
    }
    if !lines.is_empty() {
        out.push('\n');
    }
    for (tone, line) in lines {
        push(out, &[&style.paint(tone, &line)]);
    }
}

fn footer(out: &mut String, plan: &Plan, style: &Style) {
    out.push('\n');
    push(out, &[&style.paint(Tone::Strong, &words::summary(plan))]);
    if !plan.steps.is_empty() {
        push(out, &[&words::cost(plan.steps.len(), &plan.budget)]);
    }
    if !plan.is_empty() {
        push(out, &[&style.paint(Tone::Faint, &format!("Digest {}", plan.digest))]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::fixture;
    use cutover_schemas::plan::{Action, Summary};

    #[test]
    fn a_plan_is_read_top_down() {
        insta::assert_snapshot!(plan(&fixture::plan(), Detail::Steps, &Style::PLAIN));
    }

    #[test]
    fn colour_adds_nothing_but_colour() {
        let colored = Style { color: true, ..Style::PLAIN };
        let text = plan(&fixture::plan(), Detail::Steps, &colored);
        assert!(text.contains("\u{1b}["));
        let plain = plan(&fixture::plan(), Detail::Steps, &Style::PLAIN);
        assert_eq!(anstream::adapter::strip_str(&text).to_string(), plain);
    }

    #[test]
    fn an_empty_plan_says_that_there_is_nothing_to_do() {
        let mut empty = fixture::plan();
        empty.changes.retain(|change| change.action == Action::None);
        empty.steps.clear();
        empty.rollouts.clear();
        empty.outputs.clear();
        empty.summary = Summary::of(&empty.changes);
        let text = plan(&empty, Detail::Changes, &Style::PLAIN);
        assert!(text.contains("\nNothing to do: 1 resource is as the spec says.\n"), "{text}");
        assert!(!text.contains("Digest"), "{text}");
    }

    #[test]
    fn no_secret_is_ever_written() {
        assert!(!plan(&fixture::plan(), Detail::Steps, &Style::PLAIN).contains(fixture::SECRET));
    }
}
