//! `SetAlarmState`: a state for tests, until the alarm is evaluated again.

use serde_json::Value;

use super::state::{self, New};
use super::{StateValue, check};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(in super::super) fn run(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = check::name(input)?;
    let words = StateValue::ALL.map(StateValue::word);
    let word = check::word(input, "StateValue", &words)?;
    let value = word.and_then(StateValue::read).ok_or_else(|| input.missing("StateValue"))?;
    let reason = input.need_text("StateReason")?.to_owned();
    input.length("StateReason", 0, 1_023)?;
    input.length("StateReasonData", 0, 4_000)?;
    let data = input.text("StateReasonData").map(str::to_owned);
    if data.as_ref().is_some_and(|text| serde_json::from_str::<Value>(text).is_err()) {
        let text = "StateReasonData was not syntactically valid JSON";
        return Err(Fault::sender(400, "InvalidFormatFault", text).query("InvalidFormat"));
    }
    if !world.cloudwatch.alarms.contains(&name) {
        return Err(Fault::sender(404, "ResourceNotFound", "Unknown"));
    }
    state::write(world, &name, New { value, reason, data });
    Ok(Reply::empty())
}
