//! `PutMetricAlarm`.

use super::{Kind, check, metric_input, put};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// What other kinds of alarms are told.
const OTHER_KINDS: &[&str] = &[
    "ThresholdMetricId",
    "EvaluationCriteria",
    "EvaluationInterval",
    "EvaluationWindow",
    "WarmUpConfiguration",
];

pub(in super::super) fn run(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = check::name(input)?;
    check::absent(input, OTHER_KINDS)?;
    let mut settings = check::shared(world, input, Kind::Metric)?;
    settings.extend(metric_input::read(world, input)?);
    put::keep(world, input, (name, Kind::Metric), settings)?;
    Ok(Reply::empty())
}
