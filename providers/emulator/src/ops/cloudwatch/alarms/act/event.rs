//! The event of a change, as the default bus and functions get it.
//!
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html>

use serde_json::{Map, Value, json};

use super::super::{Alarm, Kind, State, arn, time};
use super::Change;
use crate::ops::events::Event;
use crate::world::World;

/// The event on the default bus.
pub(super) fn of_bus(world: &World, change: Change<'_>) -> Event {
    Event {
        source: "aws.cloudwatch".to_owned(),
        detail_type: "CloudWatch Alarm State Change".to_owned(),
        detail: detail(change),
        resources: vec![arn(world, &change.alarm.name)],
        ..Event::default()
    }
}

/// The event of a function.
pub(super) fn of_function(world: &World, change: Change<'_>) -> Value {
    let settings = world.settings();
    json!({
        "source": "aws.cloudwatch",
        "alarmArn": arn(world, &change.alarm.name),
        "accountId": settings.account,
        "time": time::of_ms(world.now_ms()),
        "region": settings.region,
        "alarmData": detail(change),
    })
}

fn detail(change: Change<'_>) -> Value {
    json!({
        "alarmName": change.alarm.name,
        "state": state(&change.alarm.state),
        "previousState": state(change.before),
        "configuration": configuration(change),
    })
}

fn state(state: &State) -> Value {
    let mut shown = json!({
        "value": state.value.word(), "reason": state.reason,
        "timestamp": time::of_ms(state.changed_ms),
    });
    if let (Some(data), Value::Object(members)) = (&state.data, &mut shown) {
        members.insert("reasonData".to_owned(), data.clone().into());
    }
    shown
}

fn configuration(change: Change<'_>) -> Value {
    let alarm = change.alarm;
    let mut shown = match alarm.kind {
        Kind::Composite => json!({ "alarmRule": alarm.setting("AlarmRule") }),
        Kind::Metric => json!({ "metrics": metrics(alarm, change.metric_id) }),
    };
    if let (Some(text), Value::Object(members)) = (alarm.setting("AlarmDescription"), &mut shown) {
        members.insert("description".to_owned(), text.into());
    }
    shown
}

fn metrics(alarm: &Alarm, metric_id: &str) -> Vec<Value> {
    if let Some(metrics) = alarm.settings.get("Metrics").and_then(Value::as_array) {
        return metrics.iter().map(query).collect();
    }
    let of = |member: &str| alarm.settings.get(member).unwrap_or(&Value::Null);
    let statistic = alarm.setting("Statistic").or_else(|| alarm.setting("ExtendedStatistic"));
    vec![json!({
        "id": metric_id,
        "metricStat": {
            "metric": metric(&Value::Object(alarm.settings.clone())),
            "period": of("Period"), "stat": statistic,
        },
        "returnData": true,
    })]
}

fn query(query: &Value) -> Value {
    let mut shown = Map::new();
    for (member, name) in [
        ("Id", "id"),
        ("Expression", "expression"),
        ("Label", "label"),
        ("ReturnData", "returnData"),
    ] {
        shown.extend(query.get(member).map(|value| (name.to_owned(), value.clone())));
    }
    if let Some(stat) = query.get("MetricStat") {
        let of = |member: &str| stat.get(member).unwrap_or(&Value::Null);
        let stat =
            json!({ "metric": metric(of("Metric")), "period": of("Period"), "stat": of("Stat") });
        shown.insert("metricStat".to_owned(), stat);
    }
    Value::Object(shown)
}

/// A metric, its dimensions by name.
fn metric(metric: &Value) -> Value {
    let dimensions = metric.get("Dimensions").and_then(Value::as_array).into_iter().flatten();
    let dimensions = dimensions.filter_map(|dimension| {
        Some((dimension.get("Name")?.as_str()?.to_owned(), dimension.get("Value")?.clone()))
    });
    json!({
        "namespace": metric.get("Namespace"), "name": metric.get("MetricName"),
        "dimensions": dimensions.collect::<Map<_, _>>(),
    })
}
