//! Reserved concurrency, the account's limits, GetAccountSettings.

use serde_json::json;

use super::faults::invalid;
use super::model::Function;
use super::reference;
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// The concurrent executions of an account.
pub(crate) const ACCOUNT: u32 = 1_000;
/// What must stay unreserved.
const UNRESERVED: u32 = 100;

pub(super) fn put(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = unqualified(world, input)?;
    let wanted = input.integer_within("ReservedConcurrentExecutions", 0, i64::from(u32::MAX))?;
    let wanted = wanted.ok_or_else(|| input.missing("ReservedConcurrentExecutions"))?;
    let wanted = u32::try_from(wanted).unwrap_or(u32::MAX);
    let provisioned = provisioned_of(world, &name);
    if wanted < provisioned {
        return Err(invalid(format!(
            "ReservedConcurrentExecutions  {wanted} should not be lower than function's total provisioned concurrency \
             [{provisioned}]."
        )));
    }
    let others = taken(world, Some(&name));
    if wanted.saturating_add(others) > ACCOUNT - UNRESERVED {
        return Err(below_minimum());
    }
    if let Some(function) = world.lambda.functions.get_mut(&name) {
        function.reserved = Some(wanted);
    }
    Ok(Reply::from(json!({ "ReservedConcurrentExecutions": wanted })))
}

pub(super) fn get(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = unqualified(world, input)?;
    let reserved = world.lambda.functions.get(&name).and_then(|function| function.reserved);
    Ok(match reserved {
        Some(reserved) => Reply::from(json!({ "ReservedConcurrentExecutions": reserved })),
        None => Reply::empty(),
    })
}

pub(super) fn delete(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = unqualified(world, input)?;
    if let Some(function) = world.lambda.functions.get_mut(&name) {
        function.reserved = None;
    }
    Ok(Reply::empty())
}

fn unqualified(world: &World, input: &Input) -> Result<String, Fault> {
    let named = reference::existing(world, input)?;
    if named.qualifier.is_some() {
        return Err(invalid(
            "This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.",
        ));
    }
    Ok(named.name)
}

fn below_minimum() -> Fault {
    invalid(format!(
        "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below \
         its minimum value of [{UNRESERVED}]."
    ))
}

/// The provisioned concurrency of all of a function's qualifiers.
fn provisioned_of(world: &World, name: &str) -> u32 {
    let rows = world
        .lambda
        .provisioned
        .prefixed(&format!("{name}/"))
        .map(|(_, row)| row.requested)
        .collect::<Vec<_>>();
    rows.into_iter().fold(0, u32::saturating_add)
}

/// What functions hold of the account: their reservation, else their provisioned concurrency.
fn taken(world: &World, but: Option<&str>) -> u32 {
    let mut sum = 0_u32;
    for function in world.lambda.functions.values() {
        if but == Some(function.name.as_str()) {
            continue;
        }
        sum = sum.saturating_add(held(world, function));
    }
    sum
}

fn held(world: &World, function: &Function) -> u32 {
    function.reserved.unwrap_or_else(|| provisioned_of(world, &function.name))
}

/// What the account leaves to functions without a reservation.
pub(crate) fn unreserved(world: &World) -> u32 {
    let reserved = world
        .lambda
        .functions
        .values()
        .filter_map(|function| function.reserved)
        .fold(0, u32::saturating_add);
    ACCOUNT.saturating_sub(reserved)
}

/// Refuses provisioned concurrency beyond the function's reservation or the account's headroom.
pub(super) fn headroom(world: &World, name: &str, present: u32, wanted: u32) -> Result<(), Fault> {
    let total = provisioned_of(world, name).saturating_sub(present).saturating_add(wanted);
    if let Some(reserved) = world.lambda.functions.get(name).and_then(|function| function.reserved)
    {
        if total > reserved {
            return Err(invalid(format!(
                "Requested Provisioned Concurrency [{total}] should not be greater than the \
                 reservedConcurrentExecution for function"
            )));
        }
        return Ok(());
    }
    let left = ACCOUNT.saturating_sub(taken(world, Some(name)));
    if total > left {
        return Err(invalid(format!(
            "Specified ConcurrentExecutions for function is greater than account's unreserved concurrency [{left}]."
        )));
    }
    if left - total < UNRESERVED {
        return Err(invalid(format!(
            "Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its \
             minimum value of [{UNRESERVED}]."
        )));
    }
    Ok(())
}

#[expect(clippy::unnecessary_wraps, reason = "operations share one signature")]
pub(super) fn account_settings(world: &mut World, _: &Caller, _: &Input) -> Result<Reply, Fault> {
    let versions = world.lambda.versions.values().map(|version| version.configuration.code.size);
    let latest = world.lambda.functions.values().map(|function| function.latest.code.size);
    let size: usize = versions.chain(latest).sum();
    Ok(Reply::from(json!({
        "AccountLimit": {
            "TotalCodeSize": 80_530_636_800_u64, "CodeSizeUnzipped": 262_144_000, "CodeSizeZipped": 52_428_800,
            "ConcurrentExecutions": ACCOUNT, "UnreservedConcurrentExecutions": ACCOUNT.saturating_sub(taken(world, None)),
        },
        "AccountUsage": { "TotalCodeSize": size, "FunctionCount": world.lambda.functions.len() },
    })))
}
