//! How asynchronous invocations of a qualifier are retried and where their results go.

use serde_json::{Value, json};

use super::faults::{invalid, not_found};
use super::model::{EventConfig, qualified_key};
use super::render::put;
use super::{read_function, reference};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// How old an event may get unless its qualifier says otherwise.
const OLDEST_SECONDS: u64 = 21_600;

pub(super) fn put_config(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let (name, qualifier) = place(world, input)?;
    let row = merged(world, input, &name, &qualifier, EventConfig::default())?;
    Ok(store(world, &name, &qualifier, row))
}

pub(super) fn update_config(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let (name, qualifier) = place(world, input)?;
    let present = existing(world, &name, &qualifier)?;
    let row = merged(world, input, &name, &qualifier, present)?;
    Ok(store(world, &name, &qualifier, row))
}

pub(super) fn get_config(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let (name, qualifier) = place(world, input)?;
    let row = existing(world, &name, &qualifier)?;
    Ok(Reply::from(shown(world, &name, &qualifier, &row)))
}

pub(super) fn delete_config(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let (name, qualifier) = place(world, input)?;
    existing(world, &name, &qualifier)?;
    world.lambda.event_configs.remove(&qualified_key(&name, Some(&qualifier)));
    Ok(Reply::empty())
}

pub(super) fn list_configs(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = reference::existing(world, input)?.name;
    let prefix = format!("{name}/");
    let rows = world.lambda.event_configs.prefixed(&prefix);
    let page = read_function::cut_short(
        world,
        input,
        rows.map(|(key, row)| (key.to_owned(), (key, row))),
    )?;
    let items = page.items.iter();
    let items = items
        .map(|(key, row)| shown(world, &name, key.strip_prefix(&prefix).unwrap_or_default(), row));
    Ok(read_function::listed("FunctionEventInvokeConfigs", items.collect(), page.next))
}

fn place(world: &World, input: &Input) -> Result<(String, String), Fault> {
    let named = reference::existing(world, input)?;
    let qualifier = named.qualifier.unwrap_or_else(|| "$LATEST".to_owned());
    reference::target(world, &named.name, Some(&qualifier))?;
    Ok((named.name, qualifier))
}

fn existing(world: &World, name: &str, qualifier: &str) -> Result<EventConfig, Fault> {
    let row = world.lambda.event_configs.get(&qualified_key(name, Some(qualifier))).cloned();
    row.ok_or_else(|| {
        let arn = reference::arn(world, name, Some(qualifier));
        not_found(format!("The function {arn} doesn't have an EventInvokeConfig"))
    })
}

fn merged(
    world: &World,
    input: &Input,
    name: &str,
    qualifier: &str,
    mut row: EventConfig,
) -> Result<EventConfig, Fault> {
    let settings = ["MaximumRetryAttempts", "MaximumEventAgeInSeconds", "DestinationConfig"];
    if !settings.iter().any(|member| input.has(member)) {
        return Err(invalid(
            "You must specify at least one of error handling or destination setting.",
        ));
    }
    row.retries = input.integer_within("MaximumRetryAttempts", 0, 2)?.or(row.retries);
    row.age = input.integer_within("MaximumEventAgeInSeconds", 60, 21_600)?.or(row.age);
    if let Some(destinations) = input.get("DestinationConfig") {
        check_destinations(world, destinations, name, qualifier)?;
        row.destinations = destinations.clone();
    }
    Ok(row)
}

fn check_destinations(
    world: &World,
    config: &Value,
    name: &str,
    qualifier: &str,
) -> Result<(), Fault> {
    for side in ["OnSuccess", "OnFailure"] {
        let target =
            config.get(side).and_then(|side| side.get("Destination")).and_then(Value::as_str);
        let Some(target) = target.filter(|target| target.contains(":function:")) else { continue };
        let target = reference::parse(world, target)?;
        if target.name == name && target.qualifier.as_deref().unwrap_or("$LATEST") == qualifier {
            return Err(invalid("You can't specify the function as a destination for itself."));
        }
        reference::target(world, &target.name, target.qualifier.as_deref())
            .map_err(|_| invalid(format!("The destination ARN {} is invalid.", target.name)))?;
    }
    Ok(())
}

fn store(world: &mut World, name: &str, qualifier: &str, mut row: EventConfig) -> Reply {
    row.modified_ms = world.now_ms();
    let body = shown(world, name, qualifier, &row);
    world.lambda.event_configs.insert(qualified_key(name, Some(qualifier)), row);
    Reply::from(body)
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit a double")]
fn shown(world: &World, name: &str, qualifier: &str, row: &EventConfig) -> Value {
    let side = |side: &str| row.destinations.get(side).cloned().unwrap_or_else(|| json!({}));
    let mut out = json!({
        "LastModified": row.modified_ms as f64 / 1000.0,
        "FunctionArn": reference::arn(world, name, Some(qualifier)),
        "DestinationConfig": { "OnSuccess": side("OnSuccess"), "OnFailure": side("OnFailure") },
    });
    if let Some(retries) = row.retries {
        put(&mut out, "MaximumRetryAttempts", retries.into());
    }
    if let Some(age) = row.age {
        put(&mut out, "MaximumEventAgeInSeconds", age.into());
    }
    out
}

/// How old an asynchronous event may get, in milliseconds.
pub(crate) fn age_ms(world: &World, name: &str, qualifier: Option<&str>) -> u64 {
    let row = world.lambda.event_configs.get(&qualified_key(name, qualifier));
    let seconds = row.and_then(|row| row.age).and_then(|age| u64::try_from(age).ok());
    seconds.unwrap_or(OLDEST_SECONDS) * 1000
}

/// The retries of an asynchronous invocation.
pub(crate) fn retries(world: &World, name: &str, qualifier: Option<&str>) -> u32 {
    let row = world.lambda.event_configs.get(&qualified_key(name, qualifier));
    row.and_then(|row| row.retries).and_then(|retries| u32::try_from(retries).ok()).unwrap_or(2)
}
