//! `CreateEventBus`, `DescribeEventBus`, `ListEventBuses`, `UpdateEventBus` and `DeleteEventBus`.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::names::{self, bus_arn};
use super::{Bus, DEFAULT, faults, tags};
use crate::ops::page::page;
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// What a bus keeps as it was given.
const SETTINGS: &[&str] = &["Description", "KmsKeyIdentifier", "DeadLetterConfig", "LogConfig"];

/// The most buses of an account.
const MOST: usize = 100;

pub(super) fn create(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = input.need_text("Name")?.to_owned();
    input.length("Name", 1, 256)?;
    let allowed =
        |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '/' | '.' | '-' | '_');
    input.characters("Name", allowed, "[/\\.\\-_A-Za-z0-9]+")?;
    if name.contains('/') {
        return Err(faults::invalid("Event bus name must not contain '/'."));
    }
    input.length("Description", 0, 512)?;
    if names::bus(world, &name).is_some() {
        let text = format!("Event bus {name} already exists.");
        return Err(Fault::sender(400, "ResourceAlreadyExistsException", text));
    }
    if world.events.buses.len() >= MOST {
        return Err(faults::limit());
    }
    let tags = tags::read(input)?;
    let now_ms = world.now_ms();
    let settings = settings(input);
    let mut answer = Map::from_iter(settings.clone());
    answer.insert("EventBusArn".to_owned(), bus_arn(world, &name).into());
    let bus = Bus {
        name: name.clone(),
        created_ms: now_ms,
        modified_ms: now_ms,
        policy: None,
        settings,
        tags,
    };
    world.events.buses.insert(name, bus);
    Ok(Value::Object(answer).into())
}

fn settings(input: &Input) -> BTreeMap<String, Value> {
    let given =
        SETTINGS.iter().filter_map(|name| Some(((*name).to_owned(), input.get(name)?.clone())));
    given.collect()
}

pub(super) fn describe(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = names::existing_bus(world, input, "Name")?;
    let bus = names::bus(world, &name).unwrap_or_default();
    Ok(Value::Object(shown(world, &bus, SETTINGS)).into())
}

/// What a bus shows, with these of its settings.
fn shown(world: &World, bus: &Bus, settings: &[&str]) -> Map<String, Value> {
    let mut out = Map::new();
    out.insert("Name".to_owned(), bus.name.clone().into());
    out.insert("Arn".to_owned(), bus_arn(world, &bus.name).into());
    for (name, value) in &bus.settings {
        if settings.contains(&name.as_str()) {
            out.insert(name.clone(), value.clone());
        }
    }
    if let Some(policy) = &bus.policy {
        out.insert("Policy".to_owned(), policy.to_string().into());
    }
    // The bus that every account has tells no times.
    if bus.created_ms > 0 {
        out.insert("CreationTime".to_owned(), seconds(bus.created_ms));
        out.insert("LastModifiedTime".to_owned(), seconds(bus.modified_ms));
    }
    out
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit a double")]
fn seconds(ms: u64) -> Value {
    (ms as f64 / 1000.0).into()
}

pub(super) fn list(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let prefix = input.text("NamePrefix").unwrap_or_default();
    let mut buses: BTreeMap<String, Bus> =
        world.events.buses.iter().map(|(name, bus)| (name.to_owned(), bus.clone())).collect();
    buses
        .entry(DEFAULT.to_owned())
        .or_insert_with(|| names::bus(world, DEFAULT).unwrap_or_default());
    let buses = buses.into_iter().filter(|(name, _)| name.starts_with(prefix));
    let items =
        buses.map(|(name, bus)| (name, Value::Object(shown(world, &bus, &["Description"]))));
    let limit = names::limit(input)?;
    paged(world, input, items, limit, "EventBuses")
}

/// A page of a list, with the marker of the next one.
pub(super) fn paged(
    world: &World,
    input: &Input,
    items: impl Iterator<Item = (String, Value)>,
    limit: usize,
    member: &str,
) -> Result<Reply, Fault> {
    let page = page(world, items, input.text("NextToken"), limit)
        .map_err(|_| faults::invalid("Token is not valid."))?;
    let mut body = json!({member: page.items});
    if let (Some(next), Value::Object(members)) = (page.next, &mut body) {
        members.insert("NextToken".to_owned(), next.into());
    }
    Ok(body.into())
}

/// What is not given stays; an empty text clears.
pub(super) fn update(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = names::existing_bus(world, input, "Name")?;
    input.length("Description", 0, 512)?;
    let mut bus = names::bus(world, &name).unwrap_or_default();
    bus.settings.extend(settings(input));
    bus.settings.retain(|_, value| value.as_str() != Some(""));
    bus.modified_ms = world.now_ms();
    let mut answer = Map::from_iter(bus.settings.clone());
    answer.insert("Arn".to_owned(), bus_arn(world, &name).into());
    answer.insert("Name".to_owned(), name.clone().into());
    world.events.buses.insert(name, bus);
    Ok(Value::Object(answer).into())
}

pub(super) fn delete(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    input.need_text("Name")?;
    let name = names::bus_of(input, "Name")?;
    if name == DEFAULT {
        return Err(faults::invalid("Cannot delete event bus default."));
    }
    if !world.events.buses.contains(&name) {
        return Err(faults::no_bus(&name));
    }
    if world.events.rules.prefixed(&format!("{name}|")).next().is_some() {
        return Err(faults::invalid(format!("Cannot delete event bus {name} since it has rules.")));
    }
    world.events.buses.remove(&name);
    Ok(Reply::empty())
}
