//! `ListSchedules`: of one group or of all.

use serde_json::{Value, json};

use super::groups::paged;
use super::{check, faults, groups, schedules};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(super) fn run(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    check::name(input, "GroupName")?;
    let group = input.text("GroupName");
    if let Some(group) = group {
        groups::find(world, group).ok_or_else(|| faults::no_group(group))?;
    }
    let (prefix, state) = (input.text("NamePrefix").unwrap_or_default(), input.text("State"));
    let below = group.map_or_else(String::new, |group| format!("{group}/"));
    let rows = world.scheduler.schedules.prefixed(&below);
    let rows = rows.filter(|(_, row)| row.name.starts_with(prefix));
    let rows = rows.filter(|(_, row)| state.is_none() || row.setting("State") == state);
    let items = rows.map(|(key, row)| {
        let mut out = schedules::head(world, row);
        let arn = row.settings.get("Target").and_then(|target| target.get("Arn"));
        out.insert("Target".to_owned(), json!({"Arn": arn}));
        out.insert("State".to_owned(), row.setting("State").into());
        (key.to_owned(), Value::Object(out))
    });
    paged(world, input, items, "Schedules")
}
