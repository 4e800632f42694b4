//! When schedules are due: each alarm is arranged by the one before it.

use jiff::tz::TimeZone;
use serde_json::Value;

use super::{Schedule, dates, invoke};
use crate::ops::timetable::{self, Dialect, Timetable};
use crate::world::World;

impl Schedule {
    /// A text among the settings.
    pub(super) fn setting(&self, name: &str) -> Option<&str> {
        self.settings.get(name).and_then(Value::as_str)
    }

    /// A time among the settings, in milliseconds.
    fn date(&self, name: &str) -> Option<u64> {
        self.settings.get(name).and_then(dates::ms)
    }

    fn timetable(&self) -> Option<Timetable> {
        Timetable::parse(self.setting("ScheduleExpression")?, Dialect::Schedule)
    }

    /// When it is due next after a moment, within its dates; one-time schedules have none.
    fn next(&self, after_ms: u64) -> Option<u64> {
        let timetable = self.timetable()?;
        let zone = self.setting("ScheduleExpressionTimezone").and_then(timetable::zone);
        let zone = zone.unwrap_or(TimeZone::UTC);
        if let Timetable::At(_) = timetable {
            return timetable.next(after_ms, 0, &zone);
        }
        let start_ms = self.date("StartDate");
        // A rate counts from its start, and is due then: without a date at once.
        let origin_ms = start_ms.unwrap_or(self.modified_ms);
        let after_ms = after_ms.max(start_ms.map_or(0, |start_ms| start_ms.saturating_sub(1)));
        let due_ms = timetable.next(after_ms, origin_ms, &zone)?;
        self.date("EndDate").is_none_or(|end_ms| due_ms < end_ms).then_some(due_ms)
    }

    /// How long after its time it may be invoked, in milliseconds.
    fn window_ms(&self) -> u64 {
        let window = self.settings.get("FlexibleTimeWindow");
        let minutes = window.and_then(|window| window.get("MaximumWindowInMinutes"));
        minutes.and_then(Value::as_u64).unwrap_or(0) * 60_000
    }
}

/// Arranges the first alarm of a schedule that was made or changed.
pub(super) fn arrange_first(world: &mut World, key: &str) {
    let now_ms = world.now_ms();
    // What is due at this moment is due: a rate without a start, and a time that is now.
    arrange(world, key, now_ms.saturating_sub(1));
}

/// Arranges the next alarm after a moment; a schedule that is never due again is complete.
fn arrange(world: &mut World, key: &str, after_ms: u64) {
    let Some(row) = world.scheduler.schedules.get(key) else { return };
    if row.setting("State") != Some("ENABLED") {
        return;
    }
    match row.next(after_ms) {
        Some(due_ms) => {
            let subject = format!("alarm {} {key}", row.turn);
            world.schedule(due_ms, "scheduler", &subject);
        }
        None if row.setting("ActionAfterCompletion") == Some("DELETE") && was_due(row) => {
            world.scheduler.schedules.remove(key);
        }
        None => {}
    }
}

/// Whether a schedule ever was due: one whose time had passed when it was made is kept as it is.
fn was_due(row: &Schedule) -> bool {
    row.next(row.modified_ms.saturating_sub(1)).is_some()
}

/// A schedule is due: `turn key`.
pub(super) fn happen(world: &mut World, what: &str) {
    let Some((turn, key)) = what.split_once(' ') else { return };
    let Some(row) = world.scheduler.schedules.get(key).cloned() else { return };
    if row.turn.to_string() != turn || is_going(world, &row.group) {
        return;
    }
    let due_ms = world.now_ms();
    let is_once = matches!(row.timetable(), Some(Timetable::At(_)));
    if is_once || !world.is_behind(due_ms) {
        let window_ms = row.window_ms();
        if window_ms == 0 {
            invoke::start(world, &row, due_ms);
        } else {
            let at_ms = due_ms + drawn(world, window_ms);
            world.schedule(at_ms, "scheduler", &format!("window {due_ms} {key}"));
        }
    }
    arrange(world, key, due_ms);
}

/// Some moment of a window.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a window is at most a day"
)]
fn drawn(world: &mut World, window_ms: u64) -> u64 {
    (window_ms as f64 * world.chance()) as u64
}

/// The moment within the window has come: `due key`.
pub(super) fn in_window(world: &mut World, what: &str) {
    let Some((due, key)) = what.split_once(' ') else { return };
    let row = world.scheduler.schedules.get(key).cloned();
    if let (Some(row), Ok(due_ms)) = (row, due.parse()) {
        invoke::start(world, &row, due_ms);
    }
}

/// Whether a schedule's group is being deleted.
fn is_going(world: &World, group: &str) -> bool {
    world.scheduler.groups.get(group).is_some_and(|group| group.is_deleting)
}
