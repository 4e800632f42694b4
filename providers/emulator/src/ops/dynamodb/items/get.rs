//! `GetItem`, and what every read of one item shares.

use serde_json::{Map, Value};

use super::super::attribute::{Item, show, size};
use super::super::check::serving;
use super::super::expression::{Path, Placeholders, project};
use super::super::key;
use super::{attributes, capacity, consistent, no_legacy, projected, reports};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(in super::super) fn run(
    world: &mut World,
    _caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    no_legacy(input)?;
    reports(input)?;
    let strongly = consistent(input)?;
    let key = attributes(input, "Key")?;
    let mut placeholders = Placeholders::read(input, &["ProjectionExpression"])?;
    let paths = projected(input, &mut placeholders)?;
    placeholders.all_used()?;
    let table = serving(world, input)?;
    key::check_key(&table, &key)?;
    let item = key::row(&table, &key).and_then(|row| world.dynamodb.items.get(&row));
    let mut body = Map::new();
    if let Some(item) = item {
        body.insert("Item".to_owned(), show(&cut(item, paths.as_deref())));
    }
    let units = capacity::read(item.map_or(0, size), strongly);
    capacity::put(&mut body, capacity::report(input, &table.name, None, units));
    Ok(Value::Object(body).into())
}

/// The item, or the parts that are asked for.
pub(super) fn cut(item: &Item, paths: Option<&[Path]>) -> Item {
    paths.map_or_else(|| item.clone(), |paths| project(item, paths))
}
