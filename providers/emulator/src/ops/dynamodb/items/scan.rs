//! `Scan`: every item of a table or an index, or one segment of it.

use serde_json::Value;

use super::super::attribute::Item;
use super::super::check::{at_least, constraint};
use super::super::expression::Placeholders;
use super::super::faults::invalid;
use super::super::key;
use super::page::Request;
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// The most segments, and the places that partitions lie at.
const SEGMENTS: i64 = 1_000_000;
const PLACES: u64 = 1 << 32;

pub(in super::super) fn run(
    world: &mut World,
    _caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let segment = segment(input)?;
    let expressions = ["ProjectionExpression", "FilterExpression"];
    let mut placeholders = Placeholders::read(input, &expressions)?;
    let request = Request::read(world, input, &mut placeholders)?;
    placeholders.all_used()?;
    let prefix = match &request.index {
        Some(index) => key::index_prefix(&request.table.name, &index.name),
        None => key::table_prefix(&request.table.name),
    };
    let low = request.start_row().map_or_else(|| prefix.clone(), |start| format!("{start}\0"));
    let high = format!("{prefix}\u{7f}");
    let within = |row: &str| {
        segment.is_none_or(|(segment, total)| key::place(row, &prefix) * total / PLACES == segment)
    };
    let state = &world.dynamodb;
    let items: Box<dyn Iterator<Item = &Item> + '_> = if request.index.is_some() {
        let entries = state.entries.between(&low, &high).filter(|(row, _)| within(row));
        Box::new(entries.filter_map(|(_, row)| state.items.get(row)))
    } else {
        let rows = state.items.between(&low, &high).filter(|(row, _)| within(row));
        Box::new(rows.map(|(_, item)| item))
    };
    Ok(Value::Object(request.page(input, items)).into())
}

/// The segment asked for, and of how many.
fn segment(input: &Input) -> Result<Option<(u64, u64)>, Fault> {
    let total = at_least(input, "TotalSegments", "totalSegments", 1)?;
    let segment = at_least(input, "Segment", "segment", 0)?;
    if let Some(total) = total.filter(|total| *total > SEGMENTS) {
        let rule = format!("Member must have value less than or equal to {SEGMENTS}");
        return Err(constraint("totalSegments", Some(&total.to_string()), &rule));
    }
    match (segment, total) {
        (None, None) => Ok(None),
        (Some(_), None) => Err(invalid(
            "The TotalSegments parameter is required but was not present in the request when Segment parameter is present",
        )),
        (None, Some(_)) => Err(invalid(
            "The Segment parameter is required but was not present in the request when parameter TotalSegments is present",
        )),
        (Some(segment), Some(total)) if segment >= total => Err(invalid(format!(
            "The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: {segment} is \
             not less than TotalSegments: {total}"
        ))),
        (Some(segment), Some(total)) => {
            Ok(u64::try_from(segment).ok().zip(u64::try_from(total).ok()))
        }
    }
}
