//! Alarms: metric alarms watch a metric or an expression, composite alarms watch other alarms.
//!
//! `metric_input` and `rule` read what an alarm is told; `due` has it evaluated by `evaluate` or `composite`; `state`
//! moves it from one state to another, `act` tells topics, functions and the event bus, `history` remembers.
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html>
//! Not in here: anomaly detection, Metrics Insights, PromQL and log alarms; they are refused.

mod act;
mod check;
mod composite;
pub(super) mod delete;
pub(super) mod describe;
pub(super) mod due;
mod evaluate;
pub(super) mod for_metric;
pub(super) mod history;
mod metric_input;
mod put;
pub(super) mod put_composite;
pub(super) mod put_metric;
mod rule;
pub(super) mod set_state;
mod state;
pub(super) mod switch;
pub(super) mod tags;
mod time;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::super::service::TagMap;
use crate::world::World;

/// An alarm.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Alarm {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    /// What it was told, as `DescribeAlarms` shows it.
    pub(crate) settings: Map<String, Value>,
    pub(crate) state: State,
    /// When it was told so.
    pub(crate) configured_ms: u64,
    pub(crate) tags: TagMap,
    /// Tells its present evaluations from those arranged before a change.
    pub(crate) turn: u64,
}

/// What an alarm watches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Kind {
    Metric,
    Composite,
}

/// An alarm's state, and why.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct State {
    pub(crate) value: StateValue,
    pub(crate) reason: String,
    /// The reason in JSON.
    pub(crate) data: Option<String>,
    /// When the state was written last, changed or not.
    pub(crate) updated_ms: u64,
    /// When its value last changed.
    pub(crate) changed_ms: u64,
}

/// The three states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum StateValue {
    Ok,
    Alarm,
    InsufficientData,
}

impl Kind {
    /// The word of `AlarmTypes` and of histories.
    fn word(self) -> &'static str {
        match self {
            Kind::Metric => "MetricAlarm",
            Kind::Composite => "CompositeAlarm",
        }
    }
}

impl StateValue {
    const ALL: [StateValue; 3] = [StateValue::Ok, StateValue::Alarm, StateValue::InsufficientData];

    fn word(self) -> &'static str {
        match self {
            StateValue::Ok => "OK",
            StateValue::Alarm => "ALARM",
            StateValue::InsufficientData => "INSUFFICIENT_DATA",
        }
    }

    fn read(word: &str) -> Option<StateValue> {
        StateValue::ALL.into_iter().find(|state| state.word() == word)
    }
}

impl Alarm {
    /// A text among the settings.
    fn setting(&self, member: &str) -> Option<&str> {
        self.settings.get(member).and_then(Value::as_str)
    }

    /// The alarms that a composite alarm asks for.
    fn children(&self, world: &World) -> Vec<String> {
        let rule = self.setting("AlarmRule").and_then(|text| rule::parse(world, text).ok());
        rule.map(|rule| rule.children()).unwrap_or_default()
    }
}

/// The ARN of an alarm.
pub(crate) fn arn(world: &World, name: &str) -> String {
    format!("{}{name}", arn_start(world))
}

fn arn_start(world: &World) -> String {
    let settings = world.settings();
    format!("arn:aws:cloudwatch:{}:{}:alarm:", settings.region, settings.account)
}

/// The name in what may be a name or an ARN.
fn name_of(world: &World, name_or_arn: &str) -> String {
    name_or_arn.strip_prefix(&arn_start(world)).unwrap_or(name_or_arn).to_owned()
}

/// The composite alarms that ask for an alarm, or whose actions it suppresses.
fn parents(world: &World, name: &str) -> Vec<String> {
    let composites = world.cloudwatch.alarms.values().filter(|row| row.kind == Kind::Composite);
    let asks = |row: &&Alarm| {
        let suppressor = row.setting("ActionsSuppressor").map(|named| name_of(world, named));
        suppressor.as_deref() == Some(name) || row.children(world).iter().any(|child| child == name)
    };
    composites.filter(asks).map(|row| row.name.clone()).collect()
}
