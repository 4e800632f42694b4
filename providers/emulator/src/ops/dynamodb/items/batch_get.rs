//! `BatchGetItem`: up to 100 items of several tables. What a page cap leaves out comes back as unprocessed.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::super::attribute::{self, show, size};
use super::super::check::{constraint, serving};
use super::super::expression::Placeholders;
use super::super::faults::{invalid, serialization};
use super::super::key;
use super::{capacity, consistent, get, no_legacy, projected, reports};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

const MOST: usize = 100;

pub(in super::super) fn run(
    world: &mut World,
    _caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    reports(input)?;
    let requests = requests(input)?;
    let mut room = world.page_cap.unwrap_or(MOST).max(1);
    let (mut found, mut rest, mut reported) = (Map::new(), Map::new(), Vec::new());
    let mut asked = 0;
    for value in requests.values() {
        asked += value.get("Keys").and_then(Value::as_array).map_or(0, Vec::len);
        if asked > MOST {
            return Err(invalid("Too many items requested for the BatchGetItem call"));
        }
    }
    for (table, value) in requests {
        let one = of_table(world, input, table, value, &mut room)?;
        found.insert(table.clone(), one.items.into());
        reported.extend(one.report);
        if let Some(left) = one.rest {
            rest.insert(table.clone(), left);
        }
    }
    let mut body = json!({"Responses": found, "UnprocessedKeys": rest});
    if let (false, Some(members)) = (reported.is_empty(), body.as_object_mut()) {
        members.insert("ConsumedCapacity".to_owned(), reported.into());
    }
    Ok(body.into())
}

/// The requests by table.
pub(super) fn requests(input: &Input) -> Result<&Map<String, Value>, Fault> {
    let Some(given) = input.get("RequestItems") else {
        return Err(constraint("requestItems", None, "Member must not be null"));
    };
    let requests = given.as_object().ok_or_else(|| serialization("Unexpected field type"))?;
    if requests.is_empty() {
        let rule = "Member must have length greater than or equal to 1";
        return Err(constraint("requestItems", Some("{}"), rule));
    }
    Ok(requests)
}

/// What one table answers.
struct Found {
    items: Vec<Value>,
    /// The part of the request that is left.
    rest: Option<Value>,
    report: Option<Value>,
}

fn of_table(
    world: &World,
    input: &Input,
    table: &str,
    value: &Value,
    room: &mut usize,
) -> Result<Found, Fault> {
    let mut part = input.part(value);
    part.members.insert("TableName".to_owned(), table.into());
    no_legacy(&part)?;
    let strongly = consistent(&part)?;
    let mut placeholders = Placeholders::read(&part, &["ProjectionExpression"])?;
    let paths = projected(&part, &mut placeholders)?;
    placeholders.all_used()?;
    let keys = part.list("Keys");
    if keys.is_empty() {
        let path = format!("requestItems.{table}.member.keys");
        let rule = "Member must have length greater than or equal to 1";
        return Err(constraint(&path, Some("[]"), rule));
    }
    let known = serving(world, &part)?;
    let mut rows = BTreeSet::new();
    let (mut items, mut left, mut bytes) = (Vec::new(), Vec::new(), 0);
    for value in keys {
        let key = attribute::read(value)?;
        key::check_key(&known, &key)?;
        let row = key::row(&known, &key).unwrap_or_default();
        if !rows.insert(row.clone()) {
            return Err(invalid("Provided list of item keys contains duplicates"));
        }
        if *room == 0 {
            left.push(value.clone());
            continue;
        }
        *room -= 1;
        if let Some(item) = world.dynamodb.items.get(&row) {
            bytes += size(item);
            items.push(show(&get::cut(item, paths.as_deref())));
        }
    }
    let rest = (!left.is_empty()).then(|| {
        let mut rest = value.clone();
        if let Some(members) = rest.as_object_mut() {
            members.insert("Keys".to_owned(), left.into());
        }
        rest
    });
    let report = capacity::report(input, &known.name, None, capacity::read(bytes, strongly));
    Ok(Found { items, rest, report })
}
