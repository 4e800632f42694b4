//! The message of a change, as topics get it.

use serde_json::{Map, Value, json};

use super::super::{Alarm, Kind, arn, time};
use super::Change;
use crate::world::World;

/// What AWS calls its regions, in messages for people.
/// <https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html>
const REGIONS: &[(&str, &str)] = &[
    ("af-south-1", "Africa (Cape Town)"),
    ("ap-east-1", "Asia Pacific (Hong Kong)"),
    ("ap-northeast-1", "Asia Pacific (Tokyo)"),
    ("ap-northeast-2", "Asia Pacific (Seoul)"),
    ("ap-northeast-3", "Asia Pacific (Osaka)"),
    ("ap-south-1", "Asia Pacific (Mumbai)"),
    ("ap-southeast-1", "Asia Pacific (Singapore)"),
    ("ap-southeast-2", "Asia Pacific (Sydney)"),
    ("ca-central-1", "Canada (Central)"),
    ("eu-central-1", "EU (Frankfurt)"),
    ("eu-north-1", "EU (Stockholm)"),
    ("eu-south-1", "EU (Milan)"),
    ("eu-west-1", "EU (Ireland)"),
    ("eu-west-2", "EU (London)"),
    ("eu-west-3", "EU (Paris)"),
    ("me-south-1", "Middle East (Bahrain)"),
    ("sa-east-1", "South America (Sao Paulo)"),
    ("us-east-1", "US East (N. Virginia)"),
    ("us-east-2", "US East (Ohio)"),
    ("us-west-1", "US West (N. California)"),
    ("us-west-2", "US West (Oregon)"),
];

/// The longest subject of a message, in characters.
const LONGEST: usize = 100;

/// `ALARM: "name" in US East (N. Virginia)`.
pub(super) fn subject(world: &World, alarm: &Alarm) -> String {
    let word = alarm.state.value.word();
    let text = format!("{word}: \"{}\" in {}", alarm.name, region(world));
    text.chars().take(LONGEST).collect()
}

fn region(world: &World) -> &str {
    let code = world.settings().region.as_str();
    REGIONS.iter().find(|(known, _)| *known == code).map_or(code, |(_, name)| name)
}

/// The message.
pub(super) fn body(world: &World, change: Change<'_>) -> Value {
    let alarm = change.alarm;
    let of = |member: &str| alarm.settings.get(member).cloned().unwrap_or_default();
    let mut body = json!({
        "AlarmName": alarm.name,
        "AlarmDescription": of("AlarmDescription"),
        "AWSAccountId": world.settings().account,
        "AlarmConfigurationUpdatedTimestamp": time::of_ms(alarm.configured_ms),
        "NewStateValue": alarm.state.value.word(),
        "NewStateReason": alarm.state.reason,
        "StateChangeTime": time::of_ms(alarm.state.changed_ms),
        "Region": region(world),
        "AlarmArn": arn(world, &alarm.name),
        "OldStateValue": change.before.value.word(),
        "OKActions": of("OKActions"),
        "AlarmActions": of("AlarmActions"),
        "InsufficientDataActions": of("InsufficientDataActions"),
    });
    let Value::Object(members) = &mut body else { return body };
    match alarm.kind {
        Kind::Metric => {
            members.insert("Trigger".to_owned(), trigger(alarm));
        }
        Kind::Composite => {
            members.insert("AlarmRule".to_owned(), of("AlarmRule"));
            members.insert("TriggeringChildren".to_owned(), triggering(alarm));
        }
    }
    body
}

/// The alarms that a composite alarm's state comes from, as its reason names them.
fn triggering(alarm: &Alarm) -> Value {
    let data = alarm.state.data.as_ref().and_then(|data| serde_json::from_str::<Value>(data).ok());
    let alarms = data.as_ref().and_then(|data| data.get("triggeringAlarms"));
    let alarms = alarms.and_then(Value::as_array).into_iter().flatten();
    let alarms = alarms.map(|child| {
        let state = child.get("state");
        let of = |member: &str| state.and_then(|state| state.get(member));
        json!({
            "Arn": child.get("arn"),
            "State": { "Value": of("value"), "Timestamp": of("timestamp") },
        })
    });
    alarms.collect()
}

/// What a metric alarm watches.
fn trigger(alarm: &Alarm) -> Value {
    let of = |member: &str| alarm.settings.get(member).cloned().unwrap_or_default();
    let mut trigger = Map::new();
    if let Some(metrics) = alarm.settings.get("Metrics") {
        trigger.insert("Metrics".to_owned(), lowered(metrics));
    } else {
        trigger.insert("MetricName".to_owned(), of("MetricName"));
        trigger.insert("Namespace".to_owned(), of("Namespace"));
        trigger.insert("Dimensions".to_owned(), lowered(&of("Dimensions")));
        trigger.insert("Unit".to_owned(), of("Unit"));
        trigger.insert("Period".to_owned(), of("Period"));
        if let Some(word) = alarm.setting("Statistic") {
            let word =
                if word == "SampleCount" { "SAMPLE_COUNT".into() } else { word.to_uppercase() };
            trigger.insert("StatisticType".to_owned(), "Statistic".into());
            trigger.insert("Statistic".to_owned(), word.into());
        } else {
            trigger.insert("StatisticType".to_owned(), "ExtendedStatistic".into());
            trigger.insert("ExtendedStatistic".to_owned(), of("ExtendedStatistic"));
        }
    }
    for member in ["EvaluationPeriods", "DatapointsToAlarm", "ComparisonOperator", "Threshold"] {
        trigger.extend(alarm.settings.get(member).map(|value| (member.to_owned(), value.clone())));
    }
    let treatment = alarm.setting("TreatMissingData").unwrap_or("missing");
    trigger.insert("TreatMissingData".to_owned(), treatment.into());
    let percentile = alarm.setting("EvaluateLowSampleCountPercentile").unwrap_or_default();
    trigger.insert("EvaluateLowSampleCountPercentile".to_owned(), percentile.into());
    Value::Object(trigger)
}

/// The same with the names of dimensions' members in lower case, as messages have them.
fn lowered(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(lowered).collect(),
        Value::Object(members) => {
            let is_dimension =
                members.len() == 2 && members.contains_key("Name") && members.contains_key("Value");
            let name =
                |name: &String| if is_dimension { name.to_lowercase() } else { name.clone() };
            members.iter().map(|(member, value)| (name(member), lowered(value))).collect()
        }
        other => other.clone(),
    }
}
