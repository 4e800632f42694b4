//! GetEventSourceMapping and ListEventSourceMappings.

use super::{create, render, states};
use crate::ops::lambda::faults::invalid;
use crate::ops::lambda::{read_function, reference};
use crate::ops::page::page;
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(in crate::ops::lambda) fn get(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let row = states::existing(world, input.need_text("UUID")?)?;
    Ok(create::reply(world, &row))
}

pub(in crate::ops::lambda) fn list(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let source = input.text("EventSourceArn");
    let function =
        input.text("FunctionName").map(|text| reference::parse(world, text)).transpose()?;
    let rows = world.lambda.mappings.iter().filter(|(_, row)| {
        source.is_none_or(|source| row.source_arn == source)
            && function
                .as_ref()
                .is_none_or(|named| row.function == named.name && row.qualifier == named.qualifier)
    });
    let cap = world.settings().pages.mappings;
    let limit = input.integer_within("MaxItems", 1, 10_000)?;
    let limit = limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(cap).min(cap);
    let rows = rows.map(|(key, row)| (key.to_owned(), row));
    let page =
        page(world, rows, input.text("Marker"), limit).map_err(|_| invalid("Invalid Marker"))?;
    let items = page.items.iter().map(|row| render::shown(world, row)).collect();
    Ok(read_function::listed("EventSourceMappings", items, page.next))
}
