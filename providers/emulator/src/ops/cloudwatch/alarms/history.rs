//! What is remembered of alarms: how they were configured, changed and acted, for 30 days, longer than the alarm.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Alarm, Kind, State, check, describe};
use crate::ops::cloudwatch::model::seconds;
use crate::ops::page::page;
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// How long items are kept.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#CloudWatchAlarms>
const KEPT_MS: u64 = 30 * 86_400_000;

/// The most items that are kept, so that an alarm that flickers for days costs no memory.
const MOST: usize = 10_000;

/// The longest data of an item, in characters.
const LONGEST: usize = 4_095;

/// The kinds of items that the model lists.
const TYPES: &[&str] = &[
    "ConfigurationUpdate",
    "StateUpdate",
    "Action",
    "AlarmContributorStateUpdate",
    "AlarmContributorAction",
];

/// One thing remembered.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Item {
    pub(crate) alarm: String,
    pub(crate) kind: Kind,
    /// `ConfigurationUpdate`, `StateUpdate` or `Action`.
    pub(crate) what: String,
    pub(crate) at_ms: u64,
    pub(crate) summary: String,
    pub(crate) data: String,
}

/// Remembers that an alarm was made, told something else, or deleted.
pub(super) fn configured(world: &mut World, before: Option<&Alarm>, after: Option<&Alarm>) {
    let show = |alarm: &Alarm| written(&describe::shown(world, alarm));
    let (word, data) = match (before, after) {
        (None, Some(after)) => {
            ("created", json!({ "version": "1.0", "type": "Create", "createdAlarm": show(after) }))
        }
        (Some(before), Some(after)) => (
            "updated",
            json!({
                "version": "1.0", "type": "Update", "updatedAlarm": show(after),
                "originalUpdatedFields": originals(&show(before), &show(after)),
            }),
        ),
        (Some(before), None) => {
            ("deleted", json!({ "version": "1.0", "type": "Delete", "deletedAlarm": show(before) }))
        }
        (None, None) => return,
    };
    let Some(alarm) = after.or(before).cloned() else { return };
    let summary = format!("Alarm \"{}\" {word}", alarm.name);
    add(world, &alarm, "ConfigurationUpdate", summary, &data);
}

/// The members of the old alarm that are no longer so.
fn originals(before: &Value, after: &Value) -> Value {
    let members = before.as_object().into_iter().flatten();
    let changed = members.filter(|(member, value)| after.get(member.as_str()) != Some(value));
    Value::Object(changed.map(|(member, value)| (member.clone(), value.clone())).collect())
}

/// Remembers that an alarm's state changed.
pub(super) fn changed(world: &mut World, alarm: &Alarm, before: &State) {
    let (old, new) = (before.value.word(), alarm.state.value.word());
    let data =
        json!({ "version": "1.0", "oldState": state(before), "newState": state(&alarm.state) });
    add(world, alarm, "StateUpdate", format!("Alarm updated from {old} to {new}"), &data);
}

fn state(state: &State) -> Value {
    let mut shown = json!({ "stateValue": state.value.word(), "stateReason": state.reason });
    let data = state.data.as_ref().and_then(|data| serde_json::from_str::<Value>(data).ok());
    if let (Some(data), Value::Object(members)) = (data, &mut shown) {
        members.insert("stateReasonData".to_owned(), data);
    }
    shown
}

/// Members as histories spell them: lower case first, and times for people.
fn written(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.iter().map(|(member, value)| {
                let value = match value.as_f64().filter(|_| member.ends_with("Timestamp")) {
                    Some(seconds) => json!(super::time::of_seconds(seconds)),
                    None => written(value),
                };
                (spelled(member), value)
            });
            Value::Object(members.collect::<Map<_, _>>())
        }
        Value::Array(items) => Value::Array(items.iter().map(written).collect()),
        other => other.clone(),
    }
}

fn spelled(member: &str) -> String {
    if member == "OKActions" {
        return "okactions".to_owned();
    }
    let mut letters = member.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// Adds an item, and lets go of what is too old or too much.
pub(super) fn add(world: &mut World, alarm: &Alarm, what: &str, summary: String, data: &Value) {
    let at_ms = world.now_ms();
    world.meta.events += 1;
    let key = format!("{at_ms:020}-{:020}", world.meta.events);
    let cut = |text: String, most: usize| text.chars().take(most).collect::<String>();
    let item = Item {
        alarm: alarm.name.clone(),
        kind: alarm.kind,
        what: what.to_owned(),
        at_ms,
        summary: cut(summary, 255),
        data: cut(data.to_string(), LONGEST),
    };
    world.cloudwatch.history.insert(key, item);
    while let Some(oldest) = world.cloudwatch.history.first_key() {
        let kept = world.cloudwatch.history.get(&oldest).map_or(0, |item| item.at_ms + KEPT_MS);
        if kept > at_ms && world.cloudwatch.history.len() <= MOST {
            break;
        }
        world.cloudwatch.history.remove(&oldest);
    }
}

/// `DescribeAlarmHistory`.
pub(in super::super) fn run(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    input.length("AlarmName", 1, 255)?;
    check::absent(input, &["AlarmContributorId"])?;
    let limit = describe::limit(input)?;
    let kinds = describe::kinds(input)?;
    let what = check::word(input, "HistoryItemType", TYPES)?;
    let orders = ["TimestampDescending", "TimestampAscending"];
    let ascending = check::word(input, "ScanBy", &orders)? == Some("TimestampAscending");
    let (name, start) = (input.text("AlarmName"), seconds(input, "StartDate")?);
    let end = seconds(input, "EndDate")?;
    let fits = |item: &Item| {
        let at = describe::seconds(item.at_ms).as_f64().unwrap_or_default();
        name.is_none_or(|name| item.alarm == name)
            && kinds.contains(&item.kind)
            && what.is_none_or(|what| item.what == what)
            && start.is_none_or(|start| at >= start)
            && end.is_none_or(|end| at <= end)
    };
    let rows = world.cloudwatch.history.iter().filter(|(_, item)| fits(item));
    let mut rows: Vec<(String, Value)> = rows
        .map(|(key, item)| (if ascending { key.to_owned() } else { backwards(key) }, shown(item)))
        .collect();
    if !ascending {
        rows.reverse();
    }
    let page = page(world, rows.into_iter(), input.text("NextToken"), limit)
        .map_err(|_| describe::bad_token())?;
    Ok(describe::with_token(json!({ "AlarmHistoryItems": page.items }), page.next).into())
}

/// A key that sorts the other way round: pages go by keys.
fn backwards(key: &str) -> String {
    let turned = |letter: char| match letter.to_digit(10) {
        Some(digit) => char::from_digit(9 - digit, 10).unwrap_or(letter),
        None => letter,
    };
    key.chars().map(turned).collect()
}

fn shown(item: &Item) -> Value {
    json!({
        "AlarmName": item.alarm, "AlarmType": item.kind.word(), "Timestamp": describe::seconds(item.at_ms),
        "HistoryItemType": item.what, "HistorySummary": item.summary, "HistoryData": item.data,
    })
}
