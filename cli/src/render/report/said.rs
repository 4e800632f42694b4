//! The words of a rollout's report.
use super::story::Story;
use cutover_schemas::documents::time::rfc3339;
use cutover_schemas::evidence::Evidence;
use cutover_schemas::ledger::PersonRecord;
use cutover_schemas::progress::{Ending, Stage};
use cutover_schemas::rollout::{Engine, RolloutPolicy, Strategy};
use cutover_schemas::units::{print_seconds, print_share};

/// What has become of a rollout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum End {
    Promoted,
    Back(&'static str),
    Held(&'static str),
    UnderWay(String),
    Left,
}

impl End {
    pub(super) fn of(story: &Story<'_>) -> Self {
        let Some(progress) = story.progress() else { return Self::Left };
        match &progress.stage {
            Stage::Promoted => Self::Promoted,
            Stage::Over { end: Ending::RolledBack { .. } } => Self::Back("rolled back"),
            Stage::Over { end: Ending::Failed { .. } } => Self::Back("failed"),
            _ if story.left => Self::Left,
            Stage::Held { reason, .. } => Self::Held(reason.word()),
            _ => Self::UnderWay(format!(
                "{}, {} of traffic",
                progress.phase(),
                print_share(progress.share())
            )),
        }
    }

    /// What its look goes by.
    pub(super) fn class(&self) -> &'static str {
        match self {
            Self::Promoted => "promoted",
            Self::Back(_) => "back",
            Self::Held(_) | Self::UnderWay(_) | Self::Left => "open",
        }
    }

    pub(super) fn words(&self) -> String {
        match self {
            Self::Promoted => "promoted".to_owned(),
            Self::Back(word) => (*word).to_owned(),
            Self::Held(reason) => format!("held ({reason})"),
            Self::UnderWay(words) => format!("under way: {words}"),
            Self::Left => "not gone on with".to_owned(),
        }
    }
}

/// Why it has come to that.
pub(super) fn reasons(story: &Story<'_>) -> Vec<String> {
    let told = story.moves.last().and_then(|record| record.why.clone());
    if told.is_some() || End::of(story) != End::Promoted {
        return told.into_iter().collect();
    }
    let asked = story.promoter().map(|person| format!("{} asked for the promotion", person.by));
    let last = story.looks.iter().rev().find(|look| look.evidence.upper.is_some());
    let proven = last.and_then(|look| within_margin(&look.evidence));
    asked.into_iter().chain(proven).collect()
}

fn within_margin(evidence: &Evidence) -> Option<String> {
    let upper = evidence.upper.filter(|upper| *upper <= evidence.margin)?;
    Some(format!(
        "the candidate fails at most {} more often than the stable version; {} was allowed",
        percent(upper.max(0.0)),
        percent(evidence.margin)
    ))
}

/// What it is, and who had a part in it.
pub(super) fn about(story: &Story<'_>) -> Vec<(&'static str, String)> {
    let policy = &story.step.policy;
    let mut lines: Vec<(&'static str, String)> = Vec::new();
    lines.extend(policy.group.clone().map(|group| ("group", group)));
    lines.push(("versions", versions(story)));
    lines.push(("strategy", strategy(policy)));
    lines.push(("began", rfc3339(story.begin())));
    lines.push(("last record", rfc3339(story.end())));
    let reason = story.run.reason.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
    lines.push(("run by", format!("{} ({}){reason}", story.run.caller, story.run.command)));
    lines.extend(story.people.iter().map(|person| ("asked", asked(person))));
    lines
}

fn asked(person: &PersonRecord) -> String {
    let reason = person.reason.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
    format!("{} by {}, {}{reason}", person.request.word(), person.by, rfc3339(person.at))
}

fn versions(story: &Story<'_>) -> String {
    let last = story.moves.last();
    let each = story.step.members.iter().map(|member| {
        let stable = member.stable.as_ref().map(|stable| stable.version);
        let candidate = last.and_then(|record| record.candidate_of(&member.function));
        let version = |number: Option<i64>| number.map_or("none".to_owned(), |n| n.to_string());
        let moves = format!("{} → {}", version(stable), version(candidate));
        if story.step.members.len() > 1 { format!("{} {moves}", member.function) } else { moves }
    });
    each.collect::<Vec<_>>().join(", ")
}

fn strategy(policy: &RolloutPolicy) -> String {
    match &policy.strategy {
        Strategy::AllAtOnce => "all at once".to_owned(),
        Strategy::BlueGreen { bake, .. } => {
            format!("blue green, watched for {}", print_seconds(*bake))
        }
        Strategy::Canary { named, steps, .. } => {
            let steps = steps.iter().map(|step| {
                format!("{} for {}", print_share(step.share), print_seconds(step.bake))
            });
            format!("{named}: {}", steps.collect::<Vec<_>>().join(", "))
        }
    }
}

/// What the chance of a false abort covers, and what it does not.
pub(super) fn guarantee(story: &Story<'_>) -> Vec<String> {
    let policy = &story.step.policy;
    if policy.engine == Engine::Codedeploy {
        return vec!["CodeDeploy shifts the traffic: its alarms decide, and no chance of a false abort is guaranteed.".to_owned()];
    }
    match policy.strategy {
        Strategy::Canary { .. } => of_canary(story),
        Strategy::AllAtOnce | Strategy::BlueGreen { .. } => vec![
            "All traffic moves at once, so there is nothing to compare the new version with: smoke tests, limits and alarms decide, and no chance of a false abort is guaranteed.".to_owned(),
        ],
    }
}

fn of_canary(story: &Story<'_>) -> Vec<String> {
    let alpha = print_share(story.step.policy.judge.alpha);
    let rollouts = match story.step.rollouts {
        1 => "one rollout".to_owned(),
        many => format!("{many} rollouts"),
    };
    let mut lines = vec![
        format!(
            "Where no candidate is worse, the evidence takes any back in at most {alpha} of such applies. That covers the whole apply of {rollouts}, and every look at them."
        ),
        "An abort by a person, an alarm, a limit, a smoke test or a deadline is outside of this guarantee.".to_owned(),
    ];
    let passed = story.looks.iter().any(|look| look.evidence.e >= look.evidence.threshold);
    if matches!(End::of(story), End::Back(_)) && !passed {
        lines.push(
            "This rollout was not taken back by the evidence: its end is outside.".to_owned(),
        );
    }
    lines
}

/// A share of 1 as percent, without zeros at the end.
pub(super) fn percent(share: f64) -> String {
    let digits = format!("{:.2}", share * 100.0);
    format!("{} %", digits.trim_end_matches('0').trim_end_matches('.'))
}

/// A number of any size in few digits.
pub(super) fn number(value: f64) -> String {
    match value {
        0.0 => "0".to_owned(),
        large if large >= 100_000.0 => format!("{large:.0e}"),
        whole if whole >= 100.0 => format!("{whole:.0}"),
        small if small < 0.01 => "under 0.01".to_owned(),
        other => {
            let digits = format!("{other:.2}");
            digits.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
    }
}
