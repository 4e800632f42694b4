//! `PutItem`, `UpdateItem` and `DeleteItem`.

use serde_json::{Map, Value};

use super::super::attribute::show;
use super::super::check::one_of;
use super::super::expression::project;
use super::super::faults::invalid;
use super::change::{Change, Outcome};
use super::{capacity, reports};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

const RETURNS: &[&str] = &["ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW"];

pub(in super::super) fn put(
    world: &mut World,
    _caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    whole_or_none(input)?;
    let change = Change::put(world, input)?;
    carry_out(world, input, &change)
}

pub(in super::super) fn delete(
    world: &mut World,
    _caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    whole_or_none(input)?;
    let change = Change::delete(world, input)?;
    carry_out(world, input, &change)
}

pub(in super::super) fn update(
    world: &mut World,
    _caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let change = Change::update(world, input)?;
    carry_out(world, input, &change)
}

/// Only updates know parts of an item.
fn whole_or_none(input: &Input) -> Result<(), Fault> {
    match one_of(input, "ReturnValues", "returnValues", RETURNS)? {
        None | Some("ALL_OLD" | "NONE") => Ok(()),
        Some(_) => Err(invalid("ReturnValues can only be ALL_OLD or NONE")),
    }
}

fn carry_out(world: &mut World, input: &Input, change: &Change) -> Result<Reply, Fault> {
    let returns = one_of(input, "ReturnValues", "returnValues", RETURNS)?.unwrap_or("NONE");
    reports(input)?;
    let outcome = change.outcome(world)?;
    change.carry_out(world, &outcome);
    let mut body = Map::new();
    if let Some(attributes) = returned(returns, change, &outcome) {
        body.insert("Attributes".to_owned(), attributes);
    }
    let units = capacity::written(outcome.bytes());
    capacity::put(&mut body, capacity::report(input, &change.table.name, None, units));
    Ok(Value::Object(body).into())
}

/// The attributes that the request asks for, unless there are none.
fn returned(returns: &str, change: &Change, outcome: &Outcome) -> Option<Value> {
    let item = match returns {
        "ALL_OLD" | "UPDATED_OLD" => outcome.before.as_ref()?,
        "ALL_NEW" | "UPDATED_NEW" => outcome.after.as_ref()?,
        _ => return None,
    };
    if returns.starts_with("ALL") {
        return Some(show(item));
    }
    let parts = project(item, &change.paths());
    (!parts.is_empty()).then(|| show(&parts))
}
