//! `TransactGetItems`: up to 100 items as they are at one moment.

use serde_json::{Map, Value, json};

use super::super::attribute::{show, size};
use super::super::check::{constraint, part, parts, serving};
use super::super::expression::Placeholders;
use super::super::key;
use super::{attributes, capacity, get, projected, reports};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(in super::super) fn run(
    world: &mut World,
    _caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    reports(input)?;
    let elements = parts(input, "TransactItems")?;
    count(elements.len())?;
    let mut answers = Vec::new();
    let mut units: std::collections::BTreeMap<String, f64> = std::collections::BTreeMap::new();
    for (place, element) in (1..).zip(&elements) {
        let Some(get) = part(element, "Get")? else {
            let path = format!("transactItems.{place}.member.get");
            return Err(constraint(&path, None, "Member must not be null"));
        };
        let key = attributes(&get, "Key")?;
        let mut placeholders = Placeholders::read(&get, &["ProjectionExpression"])?;
        let paths = projected(&get, &mut placeholders)?;
        placeholders.all_used()?;
        let table = serving(world, &get)?;
        key::check_key(&table, &key)?;
        let item = key::row(&table, &key).and_then(|row| world.dynamodb.items.get(&row));
        let mut answer = Map::new();
        if let Some(item) = item {
            answer.insert("Item".to_owned(), show(&get::cut(item, paths.as_deref())));
        }
        answers.push(Value::Object(answer));
        // Transactions cost double.
        *units.entry(table.name.clone()).or_default() +=
            2.0 * capacity::read(item.map_or(0, size), true);
    }
    let reports: Vec<Value> = units
        .into_iter()
        .filter_map(|(table, units)| capacity::report(input, &table, None, units))
        .collect();
    let mut body = json!({"Responses": answers});
    if let (false, Some(members)) = (reports.is_empty(), body.as_object_mut()) {
        members.insert("ConsumedCapacity".to_owned(), reports.into());
    }
    Ok(body.into())
}

/// How many parts a transaction may have.
pub(super) fn count(parts: usize) -> Result<(), Fault> {
    let rule = match parts {
        0 => "Member must have length greater than or equal to 1",
        1..=100 => return Ok(()),
        _ => "Member must have length less than or equal to 100",
    };
    Err(constraint("transactItems", Some("[]"), rule))
}
