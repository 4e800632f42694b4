//! Point-in-time recovery: `UpdateContinuousBackups` and `DescribeContinuousBackups`. There is nothing to restore.

use serde_json::{Value, json};

use super::check::{at_least, constraint, part, table_name};
use super::model::{Recovery, Status};
use super::render::seconds;
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// The latest time one could restore to lies so far back.
const LAG_MS: u64 = 300_000;

pub(super) fn update(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = table_name(world, input)?;
    let path = "pointInTimeRecoverySpecification";
    let Some(given) = part(input, "PointInTimeRecoverySpecification")? else {
        return Err(constraint(path, None, "Member must not be null"));
    };
    let Some(enabled) = given.flag("PointInTimeRecoveryEnabled") else {
        let path = format!("{path}.pointInTimeRecoveryEnabled");
        return Err(constraint(&path, None, "Member must not be null"));
    };
    let path = format!("{path}.recoveryPeriodInDays");
    let days = at_least(&given, "RecoveryPeriodInDays", &path, 1)?;
    if let Some(days) = days.filter(|days| *days > 35) {
        let rule = "Member must have value less than or equal to 35";
        return Err(constraint(&path, Some(&days.to_string()), rule));
    }
    let now_ms = world.now_ms();
    let table = world.dynamodb.tables.get(&name).ok_or_else(|| no_table(&name))?;
    if table.status == Status::Creating {
        return Err(Fault::sender(
            400,
            "ContinuousBackupsUnavailableException",
            format!("Backups are being enabled for the table: {name}. Please retry later"),
        ));
    }
    if let Some(table) = world.dynamodb.tables.get_mut(&name) {
        let present = table.recovery.unwrap_or(Recovery { since_ms: now_ms, days: 35 });
        table.recovery =
            enabled.then(|| Recovery { days: days.unwrap_or(present.days), ..present });
    }
    Ok(shown(world, &name).into())
}

pub(super) fn describe(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = table_name(world, input)?;
    if !world.dynamodb.tables.contains(&name) {
        return Err(no_table(&name));
    }
    Ok(shown(world, &name).into())
}

fn shown(world: &World, name: &str) -> Value {
    let recovery = world.dynamodb.tables.get(name).and_then(|table| table.recovery);
    let described = match recovery {
        None => json!({"PointInTimeRecoveryStatus": "DISABLED"}),
        Some(recovery) => {
            let latest = world.now_ms().saturating_sub(LAG_MS).max(recovery.since_ms);
            json!({
                "PointInTimeRecoveryStatus": "ENABLED",
                "RecoveryPeriodInDays": recovery.days,
                "EarliestRestorableDateTime": seconds(recovery.since_ms),
                "LatestRestorableDateTime": seconds(latest),
            })
        }
    };
    json!({"ContinuousBackupsDescription": {
        "ContinuousBackupsStatus": "ENABLED", "PointInTimeRecoveryDescription": described,
    }})
}

fn no_table(name: &str) -> Fault {
    Fault::sender(400, "TableNotFoundException", format!("Table not found: {name}"))
}
