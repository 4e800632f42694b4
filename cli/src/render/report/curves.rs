//! Which curves a rollout has.
use super::chart::{Chart, Means, Rule, Scale, Shape};
use super::said::{number, percent};
use super::story::Story;
use cutover_schemas::evidence::Evidence;
use cutover_schemas::ledger::Timestamp;
use cutover_schemas::units::fraction_of_share;
use std::time::Duration;

/// What is less than this proves nothing, and is drawn at the lower edge.
const LEAST: f64 = 0.01;
/// Bounds above so many margins are drawn at the upper edge: the margin would be hard to see.
const MARGINS: f64 = 5.0;

/// The candidate's share over time.
pub(super) fn shares(story: &Story<'_>) -> Chart {
    let shares = story.shares();
    let points = shares.iter().map(|(at, share)| (after(story, *at), fraction_of_share(*share)));
    Chart {
        label: "the candidate's share of the traffic over time".to_owned(),
        scale: Scale::Linear(0.0, 1.0),
        shape: Shape::Steps,
        ticks: [0.0, 0.25, 0.5, 0.75, 1.0].map(|share| (share, percent(share))).to_vec(),
        rule: None,
        points: points.collect(),
        span: span(story),
    }
}

/// The evidence over time, by powers of ten, against what aborts.
pub(super) fn evidence(story: &Story<'_>, last: &Evidence) -> Chart {
    let points: Vec<(f64, f64)> =
        story.looks.iter().map(|look| (after(story, look.at), look.evidence.e)).collect();
    let most = points.iter().map(|(_, e)| *e).fold(last.threshold, f64::max);
    let (low, high) = (LEAST.log10(), most.log10().ceil().max(2.0));
    let each = ((high - low) / 6.0).ceil().max(1.0);
    let powers = std::iter::successors(Some(low), |power| Some(power + each));
    let ticks = powers.take_while(|power| *power <= high).map(|power| 10_f64.powf(power));
    Chart {
        label: format!(
            "evidence over time, {} at the last look; at {} the rollout is aborted",
            number(last.e),
            number(last.threshold)
        ),
        scale: Scale::Log(low, high),
        shape: Shape::Line,
        ticks: ticks.map(|value| (value, number(value))).collect(),
        rule: Some(Rule {
            value: last.threshold,
            words: format!("aborted at {}", number(last.threshold)),
            means: Means::Abort,
        }),
        points,
        span: span(story),
    }
}

/// The upper bound over time against the margin; nothing where there was nothing to compare with.
pub(super) fn upper(story: &Story<'_>, last: &Evidence) -> Option<Chart> {
    let bounds = story.looks.iter().filter_map(|look| Some((look.at, look.evidence.upper?)));
    let points: Vec<(f64, f64)> =
        bounds.map(|(at, upper)| (after(story, at), upper.min(1.0))).collect();
    let (_, now) = points.last()?;
    let most = (last.margin * MARGINS).clamp(f64::EPSILON, 1.0);
    let ticks = [0.0, 0.25, 0.5, 0.75, 1.0].map(|part| part * most);
    Some(Chart {
        label: format!(
            "upper bound over time, {} at the last look; promoted at {} or less",
            percent(*now),
            percent(last.margin)
        ),
        scale: Scale::Linear(0.0, most),
        shape: Shape::Line,
        ticks: ticks.map(|value| (value, percent(value))).to_vec(),
        rule: Some(Rule {
            value: last.margin,
            words: format!("promoted at {} or less", percent(last.margin)),
            means: Means::Promote,
        }),
        points,
        span: span(story),
    })
}

fn span(story: &Story<'_>) -> f64 {
    after(story, story.end()).max(1.0)
}

/// Seconds after the rollout's beginning.
fn after(story: &Story<'_>, at: Timestamp) -> f64 {
    let millis = at.0.saturating_sub(story.begin().0);
    Duration::from_millis(u64::try_from(millis).unwrap_or_default()).as_secs_f64()
}
