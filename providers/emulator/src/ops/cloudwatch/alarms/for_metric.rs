//! `DescribeAlarmsForMetric`: the alarms on one metric with exactly these dimensions.

use serde_json::{Value, json};

use super::{Alarm, Kind, check, describe, metric_input};
use crate::ops::cloudwatch::model::Metric;
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(in super::super) fn run(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let wanted = metric_of(&input.part(&Value::Object(metric_input::named(input)?)))?;
    check::word(input, "Statistic", metric_input::STATISTICS)?;
    check::word(input, "Unit", metric_input::UNITS)?;
    let period = input.integer_within("Period", 1, i64::from(i32::MAX))?;
    let same = |alarm: &Alarm, member: &str| {
        input.text(member).is_none_or(|wanted| alarm.setting(member) == Some(wanted))
    };
    let fits = |alarm: &&Alarm| {
        let own = Input::new(Value::Object(alarm.settings.clone()), input.validation);
        alarm.kind == Kind::Metric
            && metric_of(&own).is_ok_and(|metric| metric == wanted)
            && ["Statistic", "ExtendedStatistic", "Unit"].iter().all(|member| same(alarm, member))
            && period.is_none_or(|period| {
                alarm.settings.get("Period").and_then(Value::as_i64) == Some(period)
            })
    };
    let alarms = world.cloudwatch.alarms.values().filter(fits);
    let alarms: Vec<Value> = alarms.map(|alarm| describe::shown(world, alarm)).collect();
    Ok(json!({ "MetricAlarms": alarms }).into())
}

fn metric_of(input: &Input) -> Result<Metric, Fault> {
    Metric::read(input.need_text("Namespace")?, input)
}
