//! The grammar of the notification document, and the form in which it is kept: every configuration with an id,
//! names of filter rules capitalised.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::super::{items, text};
use super::{BUS, LISTS, entry, faults};
use crate::ops::Fault;
use crate::world::World;

/// Events that can be told.
const EVENTS: &[&str] = &[
    "s3:IntelligentTiering",
    "s3:LifecycleExpiration:*",
    "s3:LifecycleExpiration:Delete",
    "s3:LifecycleExpiration:DeleteMarkerCreated",
    "s3:LifecycleTransition",
    "s3:ObjectAcl:Put",
    "s3:ObjectCreated:*",
    "s3:ObjectCreated:CompleteMultipartUpload",
    "s3:ObjectCreated:Copy",
    "s3:ObjectCreated:Post",
    "s3:ObjectCreated:Put",
    "s3:ObjectRemoved:*",
    "s3:ObjectRemoved:Delete",
    "s3:ObjectRemoved:DeleteMarkerCreated",
    "s3:ObjectRestore:*",
    "s3:ObjectRestore:Completed",
    "s3:ObjectRestore:Delete",
    "s3:ObjectRestore:Post",
    "s3:ObjectTagging:*",
    "s3:ObjectTagging:Delete",
    "s3:ObjectTagging:Put",
    "s3:ReducedRedundancyLostObject",
    "s3:Replication:*",
    "s3:Replication:OperationFailedReplication",
    "s3:Replication:OperationMissedThreshold",
    "s3:Replication:OperationNotTracked",
    "s3:Replication:OperationReplicatedAfterThreshold",
];

/// The most configurations of a bucket.
const MOST: usize = 100;

fn invalid(member: &str, value: &str, message: &str) -> Fault {
    faults::invalid_argument(member, value, message)
}

/// The document as it is kept.
pub(super) fn read(world: &mut World, document: &Value) -> Result<Value, Fault> {
    let mut whole = Map::new();
    for (list, target) in LISTS {
        let mut kept = Vec::new();
        for one in items(document, list) {
            kept.push(configuration(world, one, target)?);
        }
        if !kept.is_empty() {
            whole.insert((*list).to_owned(), Value::Array(kept));
        }
    }
    if document.get(BUS).is_some() {
        whole.insert(BUS.to_owned(), json!(""));
    }
    let known = |name: &str| name == BUS || LISTS.iter().any(|(list, _)| *list == name);
    if document.as_object().is_some_and(|all| all.keys().any(|name| !known(name))) {
        return Err(faults::malformed());
    }
    let whole = Value::Object(whole);
    together(&whole)?;
    Ok(whole)
}

fn configuration(world: &mut World, one: &Value, target: &str) -> Result<Value, Fault> {
    let arn = text(one, target).ok_or_else(faults::malformed)?;
    if arn.rsplit('.').next() == Some("fifo") {
        let text = "FIFO queues and topics are not supported as destinations";
        return Err(invalid(target, arn, text));
    }
    let events: Vec<&str> = items(one, "Event").iter().filter_map(Value::as_str).collect();
    if events.is_empty() {
        return Err(faults::malformed());
    }
    if let Some(event) = events.iter().find(|event| !EVENTS.contains(event)) {
        return Err(invalid("Event", event, "The event is not supported for notifications"));
    }
    let id = match text(one, "Id").filter(|id| !id.is_empty()) {
        Some(id) if id.chars().count() > 255 => {
            return Err(invalid("Id", id, "Id length should not exceed allowed limit of 255"));
        }
        Some(id) => id.to_owned(),
        None => {
            world.random_text(48, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
        }
    };
    let mut kept = json!({"Id": id, target: arn, "Event": events});
    let rules = filter(one)?;
    if let Some(members) = kept.as_object_mut().filter(|_| !rules.is_empty()) {
        members.insert("Filter".to_owned(), json!({"S3Key": {"FilterRule": rules}}));
    }
    Ok(kept)
}

/// The rules of a filter: at most one prefix and one suffix.
fn filter(one: &Value) -> Result<Vec<Value>, Fault> {
    let rules = one.get("Filter").and_then(|filter| filter.get("S3Key"));
    let rules = rules.map(|rules| items(rules, "FilterRule")).unwrap_or_default();
    let mut kept: Vec<Value> = Vec::new();
    for rule in rules {
        let (name, value) =
            (text(rule, "Name").unwrap_or_default(), text(rule, "Value").unwrap_or_default());
        let shown = match name.to_ascii_lowercase().as_str() {
            "prefix" => "Prefix",
            "suffix" => "Suffix",
            _ => {
                return Err(invalid(
                    "FilterRule.Name",
                    name,
                    "filter rule name must be either prefix or suffix",
                ));
            }
        };
        if kept.iter().any(|one| text(one, "Name") == Some(shown)) {
            let text =
                format!("Cannot specify more than one {} rule in a filter.", shown.to_lowercase());
            return Err(invalid("FilterRule.Name", name, &text));
        }
        if value.len() > 1_024 {
            let text = "Size of filter rule value cannot exceed 1024 bytes in UTF-8 representation";
            return Err(invalid("FilterRule.Value", value, text));
        }
        kept.push(json!({"Name": shown, "Value": value}));
    }
    Ok(kept)
}

/// What configurations may not be to each other: of the same id, or for the same events of the same keys.
fn together(whole: &Value) -> Result<(), Fault> {
    let entries = entry::all(whole);
    if entries.len() > MOST {
        return Err(invalid(
            "NotificationConfiguration",
            "",
            "The maximum number of notification configurations is 100",
        ));
    }
    let mut ids = BTreeSet::new();
    if let Some(twice) = entries.iter().find(|entry| !ids.insert(&entry.id)) {
        let text = "Same ID used for multiple configurations. IDs must be unique";
        return Err(invalid("Id", &twice.id, text));
    }
    for (place, one) in entries.iter().enumerate() {
        if let Some(text) = entries.iter().skip(place + 1).find_map(|other| one.clash(other)) {
            return Err(Fault::sender(400, "InvalidArgument", text));
        }
    }
    Ok(())
}
