//! Subscription filters: log events that go to a function or a stream as they are written.

use base64::Engine as _;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::groups::answer;
use super::model::{Event, arn, group_of, refuse};
use super::pattern::Pattern;
use crate::ops::delivery::{self, Parcel};
use crate::ops::iam;
use crate::ops::lambda::{permissions, reference};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// Whom policies see.
const PRINCIPAL: &str = "logs.amazonaws.com";
/// The most filters of a group.
const MOST: usize = 2;

/// A filter of a log group.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Subscription {
    pub(crate) name: String,
    pub(crate) pattern: String,
    pub(crate) destination: String,
    pub(crate) role: Option<String>,
    pub(crate) distribution: String,
    pub(crate) created_ms: u64,
}

fn key(group: &str, name: &str) -> String {
    format!("{group}|{name}")
}

/// What acts on a group's behalf shows as the source.
fn source(world: &World, group: &str) -> String {
    format!("{}:*", arn(world, group))
}

pub(super) fn put(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let group = group_of(world, input)?;
    let name = input.need_text("filterName")?.to_owned();
    input.length("filterName", 1, 512)?;
    input.characters("filterName", |c| !":*".contains(c), "[^:*]*")?;
    let pattern = input.text("filterPattern").ok_or_else(|| input.missing("filterPattern"))?;
    Pattern::parse(pattern)
        .map_err(|()| refuse("InvalidParameterException", "Invalid filter pattern"))?;
    let destination = input.need_text("destinationArn")?.to_owned();
    let role = input.text("roleArn").map(str::to_owned);
    deliverable(world, &group, &destination, role.as_deref())?;
    let distribution = input.text("distribution").unwrap_or("ByLogStream");
    if !["Random", "ByLogStream"].contains(&distribution) {
        let rule = "Member must satisfy enum value set: [Random, ByLogStream]";
        return Err(input.invalid("distribution", distribution, rule));
    }
    let present = world.logs.subscriptions.get(&key(&group, &name));
    let others = world.logs.subscriptions.prefixed(&key(&group, "")).count();
    if present.is_none() && others >= MOST {
        return Err(refuse("LimitExceededException", "Resource limit exceeded."));
    }
    let row = Subscription {
        created_ms: present.map_or_else(|| world.now_ms(), |present| present.created_ms),
        pattern: pattern.to_owned(),
        destination,
        role,
        distribution: distribution.to_owned(),
        name: name.clone(),
    };
    world.logs.subscriptions.insert(key(&group, &name), row);
    Ok(Reply::empty())
}

/// Refuses a destination that could not be delivered to.
fn deliverable(
    world: &World,
    group: &str,
    destination: &str,
    role: Option<&str>,
) -> Result<(), Fault> {
    let invalid = |text: &str| Err(refuse("InvalidParameterException", text));
    match destination.split(':').nth(2) {
        Some("lambda") => {
            let named = reference::parse(world, destination).ok();
            let allowed = named.is_some_and(|named| {
                let qualifier = named.qualifier.as_deref();
                let source = source(world, group);
                reference::target(world, &named.name, qualifier).is_ok()
                    && permissions::lets_invoke(world, &named.name, qualifier, PRINCIPAL, &source)
            });
            if allowed {
                return Ok(());
            }
            invalid(
                "Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute \
                 your function.",
            )
        }
        Some("kinesis" | "firehose") => match role {
            None => invalid("destinationArn for vendor kinesis requires a roleArn."),
            Some(role) if !iam::can_be_assumed_by(world, role, PRINCIPAL) => invalid(
                "Could not deliver test message to specified Kinesis stream. Check if the given kinesis stream is in \
                 ACTIVE state.",
            ),
            Some(_) => Ok(()),
        },
        vendor => invalid(&format!(
            "PutSubscriptionFilter operation cannot work with destinationArn for vendor {}",
            vendor.unwrap_or_default()
        )),
    }
}

pub(super) fn describe(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let group = group_of(world, input)?;
    let limit = input.integer_within("limit", 1, 50)?.unwrap_or(50);
    let prefix = key(&group, input.text("filterNamePrefix").unwrap_or_default());
    let rows = world.logs.subscriptions.prefixed(&prefix);
    let rows = rows.map(|(key, row)| (key.to_owned(), shown(&group, row)));
    answer(world, input, "subscriptionFilters", rows, limit)
}

fn shown(group: &str, row: &Subscription) -> Value {
    let mut out = json!({
        "filterName": row.name, "logGroupName": group, "filterPattern": row.pattern,
        "destinationArn": row.destination, "distribution": row.distribution,
        "creationTime": row.created_ms, "applyOnTransformedLogs": false,
    });
    if let (Some(role), Some(members)) = (&row.role, out.as_object_mut()) {
        members.insert("roleArn".to_owned(), role.clone().into());
    }
    out
}

pub(super) fn delete(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let group = group_of(world, input)?;
    let name = input.need_text("filterName")?;
    let removed = world.logs.subscriptions.remove(&key(&group, name));
    removed.map(|_| Reply::empty()).ok_or_else(|| {
        let text = "The specified subscription filter does not exist.";
        refuse("ResourceNotFoundException", text)
    })
}

/// Removes the filters of a group that is gone.
pub(super) fn forget(world: &mut World, group: &str) {
    let prefix = key(group, "");
    let keys: Vec<String> =
        world.logs.subscriptions.prefixed(&prefix).map(|(key, _)| key.to_owned()).collect();
    for key in keys {
        world.logs.subscriptions.remove(&key);
    }
}

/// Hands new events to those who subscribed to them; what is not taken is lost, as on AWS after a day of tries.
pub(super) fn tell(world: &mut World, group: &str, stream: &str, events: &[Event]) {
    let prefix = key(group, "");
    let rows: Vec<Subscription> =
        world.logs.subscriptions.prefixed(&prefix).map(|(_, row)| row.clone()).collect();
    for row in rows {
        let Ok(pattern) = Pattern::parse(&row.pattern) else { continue };
        let fits: Vec<&Event> =
            events.iter().filter(|event| pattern.matches(&event.message)).collect();
        if fits.is_empty() {
            continue;
        }
        let data = packed(&message(world, group, stream, &row, &fits));
        let to_function = row.destination.contains(":function:");
        let parcel = Parcel {
            principal: PRINCIPAL,
            source_arn: source(world, group),
            role: row.role.clone(),
            target: row.destination.clone(),
            body: if to_function {
                json!({ "awslogs": { "data": data } }).to_string()
            } else {
                data
            },
            group: Some(stream.to_owned()),
            ..Parcel::default()
        };
        let _ = delivery::deliver(world, &parcel);
    }
}

fn message(
    world: &World,
    group: &str,
    stream: &str,
    row: &Subscription,
    events: &[&Event],
) -> Value {
    let events = events.iter().enumerate().map(|(place, event)| {
        json!({
            "id": format!("{:026}{place:030}", event.at_ms),
            "timestamp": event.at_ms,
            "message": event.message,
        })
    });
    json!({
        "messageType": "DATA_MESSAGE",
        "owner": world.settings().account,
        "logGroup": group,
        "logStream": stream,
        "subscriptionFilters": [row.name],
        "logEvents": events.collect::<Vec<Value>>(),
    })
}

/// Gzip in base64.
fn packed(message: &Value) -> String {
    use std::io::Write as _;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    // Writing to memory cannot fail.
    let _ = gzip.write_all(message.to_string().as_bytes());
    let bytes = gzip.finish().unwrap_or_default();
    base64::engine::general_purpose::STANDARD.encode(bytes)
}
