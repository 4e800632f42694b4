//! `DescribeAlarms`, and how alarms are shown.

use serde_json::{Map, Value, json};

use super::{Alarm, Kind, StateValue, arn, check, parents};
use crate::ops::cloudwatch::queries::validation;
use crate::ops::page::page;
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// The alarms of a page, unless asked for fewer or more.
const PAGE: i64 = 50;

/// What a request about an alarm's family can't hold.
const FILTERS: &[&str] =
    &["AlarmNames", "AlarmNamePrefix", "AlarmTypes", "StateValue", "ActionPrefix"];

pub(in super::super) fn run(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let limit = limit(input)?;
    let alarms = match (family(input, "ChildrenOfAlarmName")?, family(input, "ParentsOfAlarmName")?)
    {
        (Some(_), Some(_)) => {
            let text = "ChildrenOfAlarmName and ParentsOfAlarmName must not be specified together.";
            return Err(validation(text));
        }
        (Some(name), None) => children(world, name),
        (None, Some(name)) => of(
            world,
            &parents(world, name),
            |alarm| json!({ "AlarmName": alarm.name, "AlarmArn": arn(world, &alarm.name) }),
        ),
        (None, None) => chosen(world, input)?,
    };
    let items = alarms.into_iter().map(|(name, kind, shown)| (name, (kind, shown)));
    let page = page(world, items, input.text("NextToken"), limit).map_err(|_| bad_token())?;
    let of_kind = |wanted: Kind| -> Vec<&Value> {
        let items = page.items.iter().filter(|(kind, _)| *kind == wanted);
        items.map(|(_, shown)| shown).collect()
    };
    let body = json!({
        "MetricAlarms": of_kind(Kind::Metric), "CompositeAlarms": of_kind(Kind::Composite),
    });
    Ok(with_token(body, page.next).into())
}

/// An answer with where its next page begins.
pub(super) fn with_token(mut body: Value, next: Option<String>) -> Value {
    if let (Some(next), Value::Object(members)) = (next, &mut body) {
        members.insert("NextToken".to_owned(), next.into());
    }
    body
}

/// How many items a page may have.
pub(super) fn limit(input: &Input) -> Result<usize, Fault> {
    let limit = input.integer_within("MaxRecords", 1, 100)?.unwrap_or(PAGE);
    Ok(usize::try_from(limit).unwrap_or(1))
}

pub(super) fn bad_token() -> Fault {
    Fault::sender(400, "InvalidNextToken", "The next token specified is invalid.")
}

/// The kinds that a request asks for: metric alarms, unless told.
pub(super) fn kinds(input: &Input) -> Result<Vec<Kind>, Fault> {
    let words = input.texts("AlarmTypes");
    if words.is_empty() {
        return Ok(vec![Kind::Metric]);
    }
    let mut kinds = Vec::new();
    for word in words {
        match word.as_str() {
            "MetricAlarm" => kinds.push(Kind::Metric),
            "CompositeAlarm" => kinds.push(Kind::Composite),
            // There are none, and asking for them is allowed.
            "LogAlarm" => {}
            _ => {
                let text =
                    "Member must satisfy enum value set: [CompositeAlarm, MetricAlarm, LogAlarm]";
                return Err(input.invalid("AlarmTypes", &word, text));
            }
        }
    }
    Ok(kinds)
}

/// The alarm whose family is asked for, with nothing else.
fn family<'a>(input: &'a Input, member: &str) -> Result<Option<&'a str>, Fault> {
    let Some(name) = input.text(member) else { return Ok(None) };
    input.length(member, 1, 255)?;
    match FILTERS.iter().find(|filter| input.has(filter)) {
        Some(filter) => {
            Err(validation(format!("{filter} must not be specified together with {member}.")))
        }
        None => Ok(Some(name)),
    }
}

type Shown = (String, Kind, Value);

/// Alarms by name, in order, each shown its way.
fn of(world: &World, names: &[String], show: impl Fn(&Alarm) -> Value) -> Vec<Shown> {
    let alarms = names.iter().filter_map(|name| world.cloudwatch.alarms.get(name));
    alarms.map(|alarm| (alarm.name.clone(), alarm.kind, show(alarm))).collect()
}

fn children(world: &World, name: &str) -> Vec<Shown> {
    let parent = world.cloudwatch.alarms.get(name);
    let names = parent.map(|parent| parent.children(world)).unwrap_or_default();
    of(world, &names, |alarm| {
        json!({
            "AlarmName": alarm.name, "AlarmArn": arn(world, &alarm.name),
            "StateValue": alarm.state.value.word(),
            "StateUpdatedTimestamp": seconds(alarm.state.updated_ms),
        })
    })
}

fn chosen(world: &World, input: &Input) -> Result<Vec<Shown>, Fault> {
    let (names, prefix) = (check::names(input)?, input.text("AlarmNamePrefix"));
    if input.has("AlarmNames") && prefix.is_some() {
        let text = "AlarmNames and AlarmNamePrefix must not be specified together.";
        return Err(validation(text));
    }
    input.length("AlarmNamePrefix", 1, 255)?;
    input.length("ActionPrefix", 1, 1_024)?;
    let states = StateValue::ALL.map(StateValue::word);
    let (kinds, state) = (kinds(input)?, check::word(input, "StateValue", &states)?);
    let action = input.text("ActionPrefix");
    let fits = |alarm: &&Alarm| {
        (names.is_empty() || names.contains(&alarm.name))
            && prefix.is_none_or(|prefix| alarm.name.starts_with(prefix))
            && kinds.contains(&alarm.kind)
            && state.is_none_or(|state| alarm.state.value.word() == state)
            && action.is_none_or(|action| alarm.acts_on(action))
    };
    let alarms = world.cloudwatch.alarms.values().filter(fits);
    Ok(alarms.map(|alarm| (alarm.name.clone(), alarm.kind, shown(world, alarm))).collect())
}

impl Alarm {
    /// Whether one of its actions begins like this.
    fn acts_on(&self, prefix: &str) -> bool {
        let lists = check::ACTIONS.iter().filter_map(|member| self.settings.get(*member));
        let actions = lists.filter_map(Value::as_array).flatten().filter_map(Value::as_str);
        actions.into_iter().any(|action| action.starts_with(prefix))
    }
}

/// An alarm, whole.
pub(super) fn shown(world: &World, alarm: &Alarm) -> Value {
    let mut shown: Map<String, Value> = alarm.settings.clone();
    let state = &alarm.state;
    for (member, value) in [
        ("AlarmName", json!(alarm.name)),
        ("AlarmArn", json!(arn(world, &alarm.name))),
        ("AlarmConfigurationUpdatedTimestamp", seconds(alarm.configured_ms)),
        ("StateValue", json!(state.value.word())),
        ("StateReason", json!(state.reason)),
        ("StateUpdatedTimestamp", seconds(state.updated_ms)),
        ("StateTransitionedTimestamp", seconds(state.changed_ms)),
    ] {
        shown.insert(member.to_owned(), value);
    }
    if let Some(data) = &state.data {
        shown.insert("StateReasonData".to_owned(), json!(data));
    }
    Value::Object(shown)
}

/// Epoch seconds.
#[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit a double")]
pub(super) fn seconds(ms: u64) -> Value {
    json!(ms as f64 / 1000.0)
}
