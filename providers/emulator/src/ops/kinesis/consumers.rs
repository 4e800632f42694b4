//! Consumers with a throughput of their own: known and listed, but nothing is pushed to them.

use serde_json::{Map, Value, json};

use super::faults::{argument, in_use, limit, need_active, no_stream, not_found};
use super::model::{Consumer, arn, seconds};
use super::named;
use crate::ops::page::page;
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// The most consumers of a stream.
const MOST: usize = 20;

/// The row of a consumer.
fn row(stream: &str, consumer: &str) -> String {
    format!("{stream}/{consumer}")
}

pub(super) fn register(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = input.need_text("ConsumerName")?.to_owned();
    named::check_name(input, "ConsumerName", 128)?;
    let stream = named::of_arn(world, input.need_text("StreamARN")?)?;
    let row_of = world.kinesis.streams.get(&stream).ok_or_else(|| no_stream(world, &stream))?;
    need_active(world, row_of)?;
    if world.kinesis.consumers.contains(&row(&stream, &name)) {
        let account = &world.settings().account;
        return Err(in_use(format!(
            "Consumer {name} under stream {stream} already exists for account {account}."
        )));
    }
    if count(world, &stream) >= MOST {
        return Err(limit(format!("Stream {stream} has reached its limit of {MOST} consumers.")));
    }
    let consumer = Consumer { name: name.clone(), created_ms: world.now_ms() };
    let shown = shown(world, &stream, &consumer);
    world.kinesis.consumers.insert(row(&stream, &name), consumer);
    Ok(json!({"Consumer": shown}).into())
}

pub(super) fn deregister(
    world: &mut World,
    _caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let (stream, consumer) = find(world, input)?;
    world.kinesis.consumers.remove(&row(&stream, &consumer.name));
    Ok(Reply::empty())
}

pub(super) fn describe(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let (stream, consumer) = find(world, input)?;
    let mut shown = shown(world, &stream, &consumer);
    shown.insert("StreamARN".to_owned(), arn(world, &stream).into());
    Ok(json!({"ConsumerDescription": shown}).into())
}

pub(super) fn list(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let limit = input.integer_within("MaxResults", 1, 10_000)?.unwrap_or(100);
    let stream = named::of_arn(world, input.need_text("StreamARN")?)?;
    if !world.kinesis.streams.contains(&stream) {
        return Err(no_stream(world, &stream));
    }
    let prefix = format!("{stream}/");
    let rows =
        world.kinesis.consumers.prefixed(&prefix).map(|(key, consumer)| {
            (key.to_owned(), Value::Object(shown(world, &stream, consumer)))
        });
    let limit = usize::try_from(limit).unwrap_or(100);
    let page = page(world, rows, input.text("NextToken"), limit)
        .map_err(|_| argument("Invalid NextToken."))?;
    let mut body = json!({"Consumers": page.items});
    if let (Some(next), Some(members)) = (page.next, body.as_object_mut()) {
        members.insert("NextToken".to_owned(), next.into());
    }
    Ok(body.into())
}

/// The consumer of a request: by ARN, or by name and stream.
fn find(world: &World, input: &Input) -> Result<(String, Consumer), Fault> {
    let (stream, name) = match input.text("ConsumerARN") {
        Some(given) => {
            let bad = || not_found(format!("Consumer {given} not found."));
            let (stream_arn, rest) = given.split_once("/consumer/").ok_or_else(bad)?;
            let name = rest.split(':').next().unwrap_or_default();
            (named::of_arn(world, stream_arn)?, name.to_owned())
        }
        None => (
            named::of_arn(world, input.need_text("StreamARN")?)?,
            input.need_text("ConsumerName")?.to_owned(),
        ),
    };
    let consumer = world.kinesis.consumers.get(&row(&stream, &name)).cloned();
    let account = &world.settings().account;
    let missing = || not_found(format!("Consumer {name}, account {account} not found."));
    Ok((stream, consumer.ok_or_else(missing)?))
}

fn shown(world: &World, stream: &str, consumer: &Consumer) -> Map<String, Value> {
    let ready = consumer.created_ms.saturating_add(world.settings().delays.stream_ms);
    let status = if world.now_ms() >= ready { "ACTIVE" } else { "CREATING" };
    let mut shown = Map::new();
    shown.insert("ConsumerName".to_owned(), consumer.name.clone().into());
    let of =
        format!("{}/consumer/{}:{}", arn(world, stream), consumer.name, consumer.created_ms / 1000);
    shown.insert("ConsumerARN".to_owned(), of.into());
    shown.insert("ConsumerStatus".to_owned(), status.into());
    shown.insert("ConsumerCreationTimestamp".to_owned(), seconds(consumer.created_ms).into());
    shown
}

/// How many consumers a stream has.
pub(super) fn count(world: &World, stream: &str) -> usize {
    world.kinesis.consumers.prefixed(&format!("{stream}/")).count()
}

/// Whether a stream has any.
pub(super) fn any(world: &World, stream: &str) -> bool {
    count(world, stream) > 0
}
