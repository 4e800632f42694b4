//! `DescribeAlarms` by prefix, 100 a page: both types, which must be asked for by name.
use super::Alarms;
use crate::clients::Clients;
use crate::errors::Failure;
use aws_sdk_cloudwatch::types::AlarmType;

pub(crate) async fn load(reads: &Clients, prefix: String) -> Result<Alarms, Failure> {
    let list = reads.cloudwatch.describe_alarms().alarm_name_prefix(prefix).max_records(100);
    let list = list.alarm_types(AlarmType::MetricAlarm).alarm_types(AlarmType::CompositeAlarm);
    let mut pages = list.into_paginator().send();
    let mut found = Alarms::default();
    while let Some(page) = pages.next().await {
        let page = page?;
        for alarm in page.metric_alarms.unwrap_or_default() {
            found.metric.insert(alarm.alarm_name().unwrap_or_default().to_owned(), alarm);
        }
        for alarm in page.composite_alarms.unwrap_or_default() {
            found.composite.insert(alarm.alarm_name().unwrap_or_default().to_owned(), alarm);
        }
    }
    Ok(found)
}
