//! Scheduled rules: each tick is arranged by the one before it.

use jiff::tz::TimeZone;
use serde_json::json;

use super::event::Event;
use super::names::{self, rule_arn};
use super::{Rule, route};
use crate::ops::timetable::{Dialect, Timetable};
use crate::world::World;

/// Arranges the next tick of a rule, if it is an enabled one with a schedule.
pub(super) fn arrange(world: &mut World, key: &str) {
    let Some(rule) = world.events.rules.get(key) else { return };
    let now_ms = world.now_ms();
    if let Some(due_ms) = next(rule, now_ms) {
        let subject = format!("tick/{}/{key}", rule.turn);
        world.schedule(due_ms, "events", &subject);
    }
}

/// When a rule is due after a moment. A rate counts from its rule's making, and is not due then.
fn next(rule: &Rule, after_ms: u64) -> Option<u64> {
    let schedule = rule.schedule.as_ref().filter(|_| rule.state != "DISABLED")?;
    let timetable = Timetable::parse(schedule, Dialect::Rule)?;
    timetable.next(after_ms.max(rule.origin_ms), rule.origin_ms, &TimeZone::UTC)
}

/// A rule is due: `turn/key`.
pub(super) fn happen(world: &mut World, what: &str) {
    let Some((turn, key)) = what.split_once('/') else { return };
    let Some(rule) = world.events.rules.get(key).cloned() else { return };
    if rule.turn.to_string() != turn {
        return;
    }
    let due_ms = world.now_ms();
    let is_missed = world.is_behind(due_ms);
    if !is_missed {
        let event = Event {
            id: world.uuid(),
            source: "aws.events".to_owned(),
            detail_type: "Scheduled Event".to_owned(),
            detail: json!({}),
            resources: vec![rule_arn(world, &rule.bus, &rule.name)],
            time_ms: Some(due_ms),
        };
        let document = event.document(world);
        route::send(world, &rule, &document, 0);
    }
    arrange(world, key);
    debug_assert_eq!(names::key(&rule.bus, &rule.name), key, "a rule lies under its own key");
}
