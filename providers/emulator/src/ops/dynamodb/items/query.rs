//! `Query`: the items of one partition, in the order of the sort key.

use serde_json::Value;

use super::super::attribute::{Attribute, Item};
use super::super::check::text;
use super::super::expression::{KeyCondition, Placeholders, key_condition};
use super::super::faults::invalid;
use super::super::key;
use super::page::{self, Request};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(in super::super) fn run(
    world: &mut World,
    _caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let expressions = ["ProjectionExpression", "FilterExpression", "KeyConditionExpression"];
    let mut placeholders = Placeholders::read(input, &expressions)?;
    let condition = match text(input, "KeyConditionExpression")? {
        Some(text) => Some(key_condition(text, &mut placeholders)?),
        None => None,
    };
    let request = Request::read(world, input, &mut placeholders)?;
    let Some(condition) = condition else {
        return Err(invalid(
            "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.",
        ));
    };
    placeholders.all_used()?;
    let asked = KeyCondition::of(&condition, &request.table, request.key())?;
    request.filter_spares_keys()?;
    within(&request, &asked)?;
    let forward = input.flag("ScanIndexForward").unwrap_or(true);
    let Some(items) = items(world, &request, &asked, forward) else {
        return Ok(page::nothing().into());
    };
    Ok(Value::Object(request.page(input, items)).into())
}

/// Refuses a start outside of what is asked for.
fn within(request: &Request, asked: &KeyCondition) -> Result<(), Fault> {
    let Some(start) = &request.start else { return Ok(()) };
    let key = request.key();
    if start.get(&key.hash) != Some(&asked.hash) {
        return Err(invalid(
            "The provided starting key is outside query boundaries based on provided conditions",
        ));
    }
    let range = key.range.as_ref().and_then(|range| start.get(range));
    match (&asked.range, range) {
        (Some(test), Some(value)) if !test.holds(value) => {
            Err(invalid("The provided starting key does not match the range key predicate"))
        }
        _ => Ok(()),
    }
}

/// The partition's items that pass the test of the sort key; `None` when nothing can be a key like that.
fn items<'a>(
    world: &'a World,
    request: &'a Request,
    asked: &'a KeyCondition,
    forward: bool,
) -> Option<Box<dyn Iterator<Item = &'a Item> + 'a>> {
    let prefix = match &request.index {
        Some(index) => key::index_partition(&request.table, index, &asked.hash)?,
        None => key::partition(&request.table, &asked.hash)?,
    };
    // Rows go on with letters that sort before the last one there is.
    let (mut low, mut high) = (prefix.clone(), format!("{prefix}\u{7f}"));
    match (request.start_row(), forward) {
        (Some(start), true) => low = format!("{start}\0"),
        (Some(start), false) => high = start,
        (None, _) => {}
    }
    let state = &world.dynamodb;
    let all: Box<dyn DoubleEndedIterator<Item = &'a Item> + 'a> = if request.index.is_some() {
        Box::new(state.entries.between(&low, &high).filter_map(|(_, row)| state.items.get(row)))
    } else {
        Box::new(state.items.between(&low, &high).map(|(_, item)| item))
    };
    let range = request.key().range.as_deref();
    let passes = move |item: &&Item| match &asked.range {
        Some(test) => {
            let value: Option<&Attribute> = range.and_then(|range| item.get(range));
            value.is_some_and(|value| test.holds(value))
        }
        None => true,
    };
    Some(if forward { Box::new(all.filter(passes)) } else { Box::new(all.rev().filter(passes)) })
}
