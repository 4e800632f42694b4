//! `BatchWriteItem`: up to 25 puts and deletes, each for itself. What a page cap leaves out comes back as unprocessed.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::super::check::constraint;
use super::super::faults::{invalid, serialization};
use super::batch_get::requests;
use super::change::{Change, Outcome};
use super::{capacity, reports};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

const MOST: usize = 25;

pub(in super::super) fn run(
    world: &mut World,
    _caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    reports(input)?;
    let mut changes: Vec<(String, Change, Value)> = Vec::new();
    for (table, value) in requests(input)? {
        let elements = value.as_array().ok_or_else(|| serialization("Unexpected field type"))?;
        if elements.is_empty() {
            let rule = "Member must have length greater than or equal to 1";
            return Err(constraint(&format!("requestItems.{table}.member"), Some("[]"), rule));
        }
        for element in elements {
            changes.push((table.clone(), read(world, input, table, element)?, element.clone()));
            if changes.len() > MOST {
                return Err(invalid("Too many items requested for the BatchWriteItem call"));
            }
        }
    }
    let mut rows = BTreeSet::new();
    if !changes.iter().all(|(_, change, _)| rows.insert(change.row.clone())) {
        return Err(invalid("Provided list of item keys contains duplicates"));
    }
    let room = world.page_cap.unwrap_or(MOST).max(1);
    let mut rest: Map<String, Value> = Map::new();
    let mut units: std::collections::BTreeMap<String, f64> = std::collections::BTreeMap::new();
    for (place, (table, change, element)) in changes.into_iter().enumerate() {
        if place >= room {
            let left = rest.entry(table).or_insert_with(|| json!([]));
            left.as_array_mut().into_iter().for_each(|left| left.push(element.clone()));
            continue;
        }
        let outcome: Outcome = change.outcome(world)?;
        change.carry_out(world, &outcome);
        *units.entry(table).or_default() += capacity::written(outcome.bytes());
    }
    let reports: Vec<Value> = units
        .into_iter()
        .filter_map(|(table, units)| capacity::report(input, &table, None, units))
        .collect();
    let mut body = json!({"UnprocessedItems": rest});
    if let (false, Some(members)) = (reports.is_empty(), body.as_object_mut()) {
        members.insert("ConsumedCapacity".to_owned(), reports.into());
    }
    Ok(body.into())
}

fn read(world: &World, input: &Input, table: &str, element: &Value) -> Result<Change, Fault> {
    let (put, delete) = (element.get("PutRequest"), element.get("DeleteRequest"));
    let of = |value: &Value| {
        let mut part = input.part(value);
        part.members.insert("TableName".to_owned(), table.into());
        part
    };
    match (put, delete) {
        (Some(put), None) => Change::put(world, &of(put)),
        (None, Some(delete)) => Change::delete(world, &of(delete)),
        _ => Err(invalid(
            "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
        )),
    }
}
