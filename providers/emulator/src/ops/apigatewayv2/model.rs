//! What every object of an API shares: its row, its id, its refusals, its pages.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::ops::page::page;
use crate::ops::{Fault, Input, Reply};
use crate::world::World;
use crate::world::table::Table;

/// The items of a page unless fewer are asked for.
const PAGE: usize = 100;

/// The member that counts how often answers of authorizers were made void: of an authorizer, and of a stage.
pub(crate) const EPOCH: &str = "_epoch";

/// An object as its answers show it; members that begin with an underscore are kept and not shown.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Row(pub(crate) Map<String, Value>);

impl Row {
    pub(crate) fn text(&self, member: &str) -> Option<&str> {
        self.0.get(member).and_then(Value::as_str)
    }

    pub(crate) fn set(&mut self, member: &str, value: impl Into<Value>) {
        self.0.insert(member.to_owned(), value.into());
    }

    /// Fills a member that was not given.
    pub(super) fn fill(&mut self, member: &str, value: impl Into<Value>) {
        self.0.entry(member.to_owned()).or_insert_with(|| value.into());
    }

    /// Takes over the given ones of `members`.
    pub(super) fn take(&mut self, input: &Input, members: &[&str]) {
        for member in members {
            if let Some(value) = input.get(member) {
                self.set(member, value.clone());
            }
        }
    }

    /// Merges a map of texts; an empty text removes its key, as PATCH does.
    pub(super) fn merge(&mut self, input: &Input, member: &str) {
        let Some(given) = input.get(member).and_then(Value::as_object) else { return };
        let map = self.0.entry(member.to_owned()).or_insert_with(|| json!({}));
        let Some(map) = map.as_object_mut() else { return };
        for (key, value) in given {
            let empty = value.as_str() == Some("") || value.as_object().is_some_and(Map::is_empty);
            if empty {
                map.remove(key);
            } else {
                map.insert(key.clone(), value.clone());
            }
        }
    }

    /// Makes void what authorizers said so far.
    pub(super) fn begin_epoch(&mut self) {
        let epoch = self.0.get(EPOCH).and_then(Value::as_u64).unwrap_or(0);
        self.set(EPOCH, epoch + 1);
    }

    pub(super) fn flag(&self, member: &str) -> bool {
        self.0.get(member) == Some(&Value::Bool(true))
    }

    pub(super) fn shown(&self) -> Value {
        let shown = self.0.iter().filter(|(member, _)| !member.starts_with('_'));
        Value::Object(shown.map(|(member, value)| (member.clone(), value.clone())).collect())
    }

    pub(super) fn reply(&self) -> Reply {
        Reply::from(self.shown())
    }
}

/// Returns the API's id; it must exist.
pub(super) fn api(world: &World, input: &Input) -> Result<String, Fault> {
    let id = input.need_text("apiId")?;
    if world.apigatewayv2.apis.contains(id) {
        return Ok(id.to_owned());
    }
    Err(not_found(
        "Invalid API identifier specified",
        &format!("{}:{id}", world.settings().account),
    ))
}

/// Finds an object inside an API.
pub(super) fn find(table: &Table<Row>, key: &str, kind: &str) -> Result<Row, Fault> {
    let id = key.rsplit('/').next().unwrap_or(key);
    table
        .get(key)
        .cloned()
        .ok_or_else(|| not_found(&format!("Invalid {kind} identifier specified"), id))
}

/// A page of the objects whose keys begin with `prefix`.
pub(super) fn list(
    world: &World,
    table: &Table<Row>,
    prefix: &str,
    input: &Input,
) -> Result<Reply, Fault> {
    // A text in the model: what is no number is a bad request like a number out of range.
    let wrong = || bad("Invalid value for maxResults");
    let limit = match input.integer("maxResults").map_err(|_| wrong())? {
        None => PAGE,
        Some(given) => usize::try_from(given).ok().filter(|given| *given > 0).ok_or_else(wrong)?,
    };
    let rows = table.prefixed(prefix).map(|(key, row)| (key.to_owned(), row.shown()));
    let page =
        page(world, rows, input.text("nextToken"), limit).map_err(|_| bad("Invalid nextToken"))?;
    let mut body = json!({ "items": page.items });
    if let (Some(next), Some(members)) = (page.next, body.as_object_mut()) {
        members.insert("nextToken".to_owned(), next.into());
    }
    Ok(Reply::from(body))
}

/// Removes everything whose key begins with `prefix`.
pub(super) fn clear(table: &mut Table<Row>, prefix: &str) {
    let keys: Vec<String> = table.prefixed(prefix).map(|(key, _)| key.to_owned()).collect();
    for key in keys {
        table.remove(&key);
    }
}

/// A new id of API Gateway's shape.
pub(super) fn new_id(world: &mut World, length: usize) -> String {
    world.random_text(length, "abcdefghijklmnopqrstuvwxyz0123456789")
}

/// The present time as API Gateway writes it.
pub(super) fn now(world: &World) -> String {
    let stamp = i64::try_from(world.now_ms())
        .ok()
        .and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok());
    stamp.unwrap_or_default().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

pub(super) fn bad(message: &str) -> Fault {
    Fault::sender(400, "BadRequestException", message)
}

pub(super) fn conflict(message: &str) -> Fault {
    Fault::sender(409, "ConflictException", message)
}

pub(super) fn not_found(message: &str, id: &str) -> Fault {
    Fault::sender(404, "NotFoundException", format!("{message} {id}"))
}

/// Refuses a value that is not one of those allowed.
pub(super) fn one_of(member: &str, value: &str, allowed: &[&str]) -> Result<(), Fault> {
    if allowed.contains(&value) {
        return Ok(());
    }
    Err(bad(&format!(
        "Invalid value `{value}` for {member}: it must be one of {}",
        allowed.join(", ")
    )))
}
