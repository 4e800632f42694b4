//! What the words of `strategy` mean in shares of the traffic: for the checks of a spec, and for the plan.
use crate::rollout::{ShareStep, WHOLE};
use crate::spec::Declared;
use crate::value::{Attrs, Value};

/// How a strategy treats traffic, whatever its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Flips.
    AllAtOnce,
    /// Flips and watches.
    BlueGreen,
    /// Shares that are written one by one.
    Canary,
    /// Shares that grow evenly.
    Linear,
    /// One of CodeDeploy's predefined configurations, which brings its shares.
    Predefined,
}

impl Family {
    /// Whether the old and the new version share the traffic for a while.
    pub fn shares(self) -> bool {
        match self {
            Self::AllAtOnce | Self::BlueGreen => false,
            Self::Canary | Self::Linear | Self::Predefined => true,
        }
    }
}

/// What CodeDeploy's names begin with; SAM leaves it out.
const PREFIX: &str = "CodeDeployDefault.Lambda";
/// Share by which every predefined configuration begins and grows: 10 %.
const TENTH: i64 = WHOLE / 10;

/// The strategy's word.
pub fn word(rollout: &Declared) -> &str {
    rollout.attr("strategy").as_text().unwrap_or("all_at_once")
}

/// What its word says.
pub fn family(rollout: &Declared) -> Family {
    match short(word(rollout)) {
        "blue_green" => Family::BlueGreen,
        "canary" => Family::Canary,
        "linear" => Family::Linear,
        name if predefined(name).is_some() => Family::Predefined,
        _ => Family::AllAtOnce,
    }
}

/// The shares of the new version, in order; none where it gets all of the traffic at once.
pub fn steps(rollout: &Declared) -> Vec<ShareStep> {
    match family(rollout) {
        Family::AllAtOnce | Family::BlueGreen => Vec::new(),
        Family::Canary => {
            rollout.attr("steps").as_list().unwrap_or_default().iter().filter_map(step).collect()
        }
        Family::Linear => rollout.attr("linear").as_map().map(linear).unwrap_or_default(),
        Family::Predefined => predefined(short(word(rollout))).unwrap_or_default(),
    }
}

fn short(word: &str) -> &str {
    word.strip_prefix(PREFIX).unwrap_or(word)
}

fn step(written: &Value) -> Option<ShareStep> {
    let written = written.as_map()?;
    Some(ShareStep { share: int(written, "weight")?, bake: int(written, "bake")? })
}

fn int(written: &Attrs, name: &str) -> Option<i64> {
    written.get(name).and_then(Value::as_int)
}

/// From the first share up to the last; what is not below the whole is the promotion itself.
fn linear(written: &Attrs) -> Vec<ShareStep> {
    let (Some(by), Some(bake)) = (int(written, "by"), int(written, "every")) else {
        return Vec::new();
    };
    let from = int(written, "from").unwrap_or(by);
    even(from, by, int(written, "to").unwrap_or(WHOLE), bake)
}

fn even(from: i64, by: i64, to: i64, bake: i64) -> Vec<ShareStep> {
    if from < 1 || by < 1 {
        return Vec::new();
    }
    let grown = std::iter::successors(Some(from), |share| share.checked_add(by));
    let below = grown.take_while(|share| *share < to);
    let last = Some(to).filter(|to| *to < WHOLE && *to >= from);
    below.chain(last).map(|share| ShareStep { share, bake }).collect()
}

/// `Canary10Percent5Minutes` is one share for so long, `Linear10PercentEvery1Minute` grows by it until everything is reached
/// (<https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html>).
fn predefined(name: &str) -> Option<Vec<ShareStep>> {
    let canary = name.strip_prefix("Canary10Percent");
    let linear = name.strip_prefix("Linear10PercentEvery");
    let span = canary.or(linear)?;
    let minutes: i64 = span.trim_end_matches("Minutes").trim_end_matches("Minute").parse().ok()?;
    let bake = minutes * 60;
    Some(match canary {
        Some(_) => vec![ShareStep { share: TENTH, bake }],
        None => even(TENTH, TENTH, WHOLE, bake),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(steps: &[ShareStep]) -> Vec<(i64, i64)> {
        steps.iter().map(|step| (step.share, step.bake)).collect()
    }

    #[test]
    fn shares_grow_evenly_and_stop_before_the_whole() {
        assert_eq!(pairs(&even(1_000, 3_000, WHOLE, 60)), [(1_000, 60), (4_000, 60), (7_000, 60)]);
        assert_eq!(pairs(&even(1_000, 2_000, 4_000, 0)), [(1_000, 0), (3_000, 0), (4_000, 0)]);
        assert_eq!(pairs(&even(5_000, 1_000, 4_000, 0)), []);
        assert_eq!(pairs(&even(9_999, i64::MAX, WHOLE, 0)), [(9_999, 0)]);
    }

    #[test]
    fn the_names_of_codedeploy_mean_what_they_say() {
        assert_eq!(pairs(&predefined("Canary10Percent5Minutes").unwrap()), [(1_000, 300)]);
        let linear = predefined("Linear10PercentEvery1Minute").unwrap();
        assert_eq!((linear.len(), pairs(&linear)[8]), (9, (9_000, 60)));
        assert!(predefined("canary").is_none());
        assert_eq!(short("CodeDeployDefault.LambdaAllAtOnce"), "AllAtOnce");
    }
}
