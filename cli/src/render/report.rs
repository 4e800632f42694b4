//! Rollouts as one page, with their shares and evidence over time: no scripts, no other files, light and dark.
mod chart;
mod curves;
mod said;
mod story;

#[cfg(test)]
mod tests;

use cutover_schemas::documents::rollout::signal_words;
use cutover_schemas::documents::time::rfc3339;
use cutover_schemas::evidence::Evidence;
use cutover_schemas::ledger::Record;
use cutover_schemas::measure::Arm;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use said::{End, number, percent};
use story::Story;

const LOOK: &str = include_str!("html.css");
const OWN_LOOK: &str = include_str!("report/report.css");

/// The rollouts under way and the last ones that are over, as a whole HTML document.
pub fn page(stack: &str, stage: &str, records: &[Record]) -> String {
    let title = format!("{stack}/{stage}");
    let stories = story::told(records);
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "cutover rollouts: " (title) }
                style { (PreEscaped(LOOK)) (PreEscaped(OWN_LOOK)) }
            }
            body {
                header {
                    h1 { "Rollouts of " (title) }
                    p { "Those under way, and of each function the last one that is over." }
                }
                main {
                    @if stories.is_empty() { p { "There was no rollout yet." } }
                    @for story in &stories { (section(story)) }
                }
            }
        }
    }
    .into_string()
}

fn section(story: &Story<'_>) -> Markup {
    let end = End::of(story);
    html! {
        section {
            h2 {
                @for (number, member) in story.step.members.iter().enumerate() {
                    @if number > 0 { ", " }
                    code { (member.function) }
                }
            }
            p class={ "verdict " (end.class()) } { (end.words()) }
            @for line in said::reasons(story) { p { (line) } }
            (about(story))
            h3 { "Share of the traffic" }
            (curves::shares(story).draw())
            (evidence(story))
            h3 { "What is guaranteed" }
            @for line in said::guarantee(story) { p.note { (line) } }
        }
    }
}

fn about(story: &Story<'_>) -> Markup {
    html! {
        table.about {
            @for (name, words) in said::about(story) {
                tr { th scope="row" { (name) } td { (words) } }
            }
        }
    }
}

fn evidence(story: &Story<'_>) -> Markup {
    let Some(last) = story.looks.last() else {
        return html! { p.note { "Nothing was counted: there is no evidence to show." } };
    };
    html! {
        h3 { "Evidence that the candidate is worse" }
        (curves::evidence(story, &last.evidence).draw())
        @if let Some(upper) = curves::upper(story, &last.evidence) {
            h3 { "How much worse it can be, at most" }
            (upper.draw())
        }
        h3 { "Counts at the last look" }
        p.note { "Counted until " (rfc3339(last.evidence.counted_until)) "." }
        (counts(story, &last.evidence))
    }
}

fn counts(story: &Story<'_>, evidence: &Evidence) -> Markup {
    html! {
        table.counts {
            tr {
                th scope="col" { "function" } th scope="col" { "signal" } th scope="col" { "weight" }
                th scope="col" { "candidate" } th scope="col" { "stable" } th scope="col" { "evidence" }
            }
            @for (member, function) in story.step.members.iter().zip(&evidence.functions) {
                @for signal in &function.signals {
                    tr {
                        td { code { (member.function) } }
                        td { (signal_words(&signal.count)) }
                        td { (percent(signal.weight)) }
                        td { (arm(signal.candidate)) }
                        td { (arm(signal.stable)) }
                        td { (number(signal.e)) }
                    }
                }
            }
            tr {
                td { "all" } td { "failures" } td {}
                td { (arm(evidence.candidate)) } td { (arm(evidence.stable)) } td { (number(evidence.e)) }
            }
        }
    }
}

fn arm(arm: Arm) -> String {
    format!("{:.0} of {:.0} bad", arm.bad, arm.total)
}
