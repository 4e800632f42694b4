//! Asking the targets when a document is put: a function's policy is read, queues and topics get a test event.

use serde_json::json;

use super::Entry;
use crate::ops::delivery::{self, Undelivered};
use crate::ops::lambda::{permissions, reference};
use crate::ops::s3::objects::events::parcel;
use crate::ops::s3::{arn, time};
use crate::ops::{Caller, Fault};
use crate::world::World;

const PRINCIPAL: &str = "s3.amazonaws.com";

/// Refuses the document unless every target takes what this bucket sends.
pub(super) fn ask(
    world: &mut World,
    caller: &Caller,
    bucket: &str,
    wanted: &[Entry],
    before: &[Entry],
) -> Result<(), Fault> {
    let mut refused = Vec::new();
    for entry in wanted {
        let reason = match service(&entry.target) {
            "lambda" => function(world, bucket, &entry.target),
            "sqs" | "sns" if before.contains(entry) => None,
            "sqs" | "sns" => tested(world, caller, bucket, &entry.target),
            _ => Some("The ARN is not well formed".to_owned()),
        };
        refused.extend(reason.map(|reason| (entry.target.clone(), reason)));
    }
    if refused.is_empty() {
        return Ok(());
    }
    let text = "Unable to validate the following destination configurations";
    let fault = Fault::sender(400, "InvalidArgument", text);
    Err(refused.into_iter().enumerate().fold(fault, |fault, (place, (target, reason))| {
        let number = if place == 0 { String::new() } else { (place + 1).to_string() };
        fault
            .with(&format!("ArgumentName{number}"), format!("{target}, null"))
            .with(&format!("ArgumentValue{number}"), reason)
    }))
}

fn service(target: &str) -> &str {
    target.split(':').nth(2).unwrap_or_default()
}

/// Why a function cannot be invoked by this bucket, if so.
fn function(world: &World, bucket: &str, target: &str) -> Option<String> {
    let named = reference::parse(world, target).ok();
    let there = named
        .filter(|named| reference::target(world, &named.name, named.qualifier.as_deref()).is_ok());
    let Some(named) = there else {
        return Some(format!("The destination Lambda function does not exist: {target}"));
    };
    let qualifier = named.qualifier.as_deref();
    let allowed = permissions::lets_invoke(world, &named.name, qualifier, PRINCIPAL, &arn(bucket));
    (!allowed).then(|| format!("Not authorized to invoke function [{target}]"))
}

/// Sends the test event; why it was not taken, if so.
fn tested(world: &mut World, caller: &Caller, bucket: &str, target: &str) -> Option<String> {
    let id = crate::wire::s3_request_id(&caller.request_id);
    let body = json!({
        "Service": "Amazon S3",
        "Event": "s3:TestEvent",
        "Time": time::iso(world.now_ms()),
        "Bucket": bucket,
        "RequestId": id,
        "HostId": crate::wire::s3_host_id(&id),
    });
    let what = if service(target) == "sqs" { "queue" } else { "topic" };
    match delivery::deliver(world, &parcel(bucket, target.to_owned(), body.to_string())) {
        Ok(()) => None,
        Err(Undelivered::Missing) => Some(format!("The destination {what} does not exist")),
        Err(Undelivered::Denied | Undelivered::Unavailable) => Some(format!(
            "Permissions on the destination {what} do not allow S3 to publish notifications from this bucket"
        )),
    }
}
