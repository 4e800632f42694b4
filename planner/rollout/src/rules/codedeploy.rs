//! CodeDeploy with the two alarms of SAM's page on safe deployments.
//!
//! `Errors > 0`, sum of a minute, two minutes in a row: once for the whole alias, once for the new version. An alarm in
//! alarm state flips the alias back at once. The alarm on the alias counts the old version's errors too.
//! <https://github.com/aws/serverless-application-model/blob/master/docs/safe_lambda_deployments.rst>, alarms as in
//! <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/automating-updates-to-serverless-apps.html>
use super::{Check, Seen, sum};
use crate::simulate::PERIOD;
use cutover_schemas::measure::{Arm, Point};

/// Minutes in a row.
const EVALUATION_PERIODS: usize = 2;
/// Minutes that are looked at for them: a minute without data is left out for an older one.
const EVALUATION_RANGE: i64 = 5;

pub(super) fn check(seen: &Seen<'_>) -> Check {
    let since = seen.newest().plus_millis(-PERIOD * EVALUATION_RANGE);
    let red = seen.functions.iter().any(|points| {
        let recent = points.iter().rev().take_while(|point| point.at > since);
        let version = recent.clone().filter_map(|point| point.candidate);
        let alias = recent.filter_map(both);
        in_a_row(version) || in_a_row(alias)
    });
    if red { Check::Abort } else { Check::Pass }
}

/// Both versions together; nothing of a minute without data.
fn both(point: &Point) -> Option<Arm> {
    let arms: Vec<Arm> = point.candidate.into_iter().chain(point.stable).collect();
    (!arms.is_empty()).then(|| sum(&arms))
}

/// Whether the newest minutes with data are all bad.
fn in_a_row(minutes: impl Iterator<Item = Arm>) -> bool {
    let newest: Vec<Arm> = minutes.take(EVALUATION_PERIODS).collect();
    newest.len() == EVALUATION_PERIODS && newest.into_iter().all(|minute| minute.bad > 0.0)
}
