//! The states of alarms of both types.
use crate::clients::Clients;
use crate::errors::Failure;
use aws_sdk_cloudwatch::types::{AlarmType, StateValue};
use cutover_schemas::measure::AlarmState;
use std::collections::BTreeMap;

/// Names that one call takes: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html>.
const AT_ONCE: usize = 100;

/// The state of each name; an alarm that isn't there has nothing to say.
pub(crate) async fn states(
    reads: &Clients,
    names: &[String],
) -> Result<BTreeMap<String, AlarmState>, Failure> {
    let mut states: BTreeMap<String, AlarmState> =
        names.iter().map(|name| (name.clone(), AlarmState::Insufficient)).collect();
    for some in names.chunks(AT_ONCE) {
        let list = reads.cloudwatch.describe_alarms().set_alarm_names(Some(some.to_vec()));
        let list = list.alarm_types(AlarmType::MetricAlarm).alarm_types(AlarmType::CompositeAlarm);
        let mut pages = list.into_paginator().send();
        while let Some(page) = pages.next().await {
            let page = page?;
            let metric =
                page.metric_alarms().iter().map(|one| (one.alarm_name(), one.state_value()));
            let composite =
                page.composite_alarms().iter().map(|one| (one.alarm_name(), one.state_value()));
            let found = metric.chain(composite);
            states.extend(found.filter_map(|(name, value)| Some((name?.to_owned(), state(value)))));
        }
    }
    Ok(states)
}

fn state(value: Option<&StateValue>) -> AlarmState {
    match value {
        Some(StateValue::Ok) => AlarmState::Ok,
        Some(StateValue::Alarm) => AlarmState::Alarm,
        _ => AlarmState::Insufficient,
    }
}
