//! When alarms are evaluated: soon after they are told something, then at every whole step of the clock.

use super::{Alarm, Kind, composite, evaluate, state};
use crate::world::World;

/// Alarms on periods of less than a minute are evaluated so often.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html>
const FAST_MS: u64 = 10_000;

/// Arranges the first evaluation of an alarm that was made or told something else. Those arranged before are off.
pub(super) fn first(world: &mut World, name: &str) {
    let at_ms = world.now_ms() + world.settings().delays.alarm_first_ms;
    world.meta.events += 1;
    let turn = world.meta.events;
    if let Some(alarm) = world.cloudwatch.alarms.get_mut(name) {
        alarm.turn = turn;
        world.schedule(at_ms, "cloudwatch", &format!("alarm {turn} {name}"));
    }
}

/// Something is due: an alarm, as `alarm turn name`.
pub(in super::super) fn happen(world: &mut World, subject: &str) {
    let Some((turn, name)) =
        subject.strip_prefix("alarm ").and_then(|subject| subject.split_once(' '))
    else {
        return;
    };
    let alarm = world.cloudwatch.alarms.get(name).filter(|alarm| alarm.turn.to_string() == turn);
    let Some(alarm) = alarm.cloned() else { return };
    if alarm.kind == Kind::Composite {
        composite::first(world, &alarm);
        return;
    }
    let now_ms = world.now_ms();
    // What nobody served is not made up for, minute by minute.
    if !world.is_behind(now_ms)
        && let Some(new) = evaluate::state_now(world, &alarm)
    {
        state::write(world, name, new);
    }
    let step_ms = step_ms(world, period(&alarm));
    let present_ms = world.present_ms();
    let at_ms = (present_ms / step_ms + 1) * step_ms;
    world.schedule(at_ms, "cloudwatch", subject);
}

/// The last whole step of the clock for alarms of a period.
pub(super) fn whole_step(world: &World, at_ms: u64, period: u64) -> u64 {
    at_ms - at_ms % step_ms(world, period)
}

fn step_ms(world: &World, period: u64) -> u64 {
    if period < 60 { FAST_MS } else { world.settings().delays.alarm_ms.max(1_000) }
}

fn period(alarm: &Alarm) -> u64 {
    evaluate::watched(alarm).map_or(60, |(_, period)| period)
}
