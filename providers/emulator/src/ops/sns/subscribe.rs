//! `Subscribe`: the same endpoint again finds its subscription, if it has what is asked for.

use std::collections::BTreeMap;

use serde_json::json;

use super::{Subscription, arn, arns, confirm, faults, is_fifo, subscription_attributes};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// What a confirmation token is made of.
const TOKEN: &str = "0123456789abcdef";

pub(super) fn run(world: &mut World, caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let topic = arns::topic(world, input, "TopicArn")?;
    let protocol = input.text("Protocol").ok_or_else(|| faults::invalid("Protocol"))?;
    let endpoint = input.text("Endpoint").unwrap_or_default();
    check_endpoint(protocol, endpoint)?;
    check_fifo(&topic, protocol, endpoint)?;
    let mut given = input.text_map("Attributes").unwrap_or_default();
    for (attribute, value) in &given {
        subscription_attributes::check(&topic, protocol, attribute, value)
            .map_err(|reason| faults::among_attributes(&reason))?;
    }
    subscription_attributes::check_together(&given)?;
    let born = super::topic(world, &topic)?.born.clone();
    let existing = world
        .sns
        .subscriptions
        .values()
        .find(|row| row.born == born && row.protocol == protocol && row.endpoint == endpoint);
    if let Some(row) = existing {
        same(row, &given)?;
        return Ok(answer(row, input));
    }
    given.retain(|name, value| !subscription_attributes::is_default(name, value));
    let id = world.uuid();
    let token = (!confirms_itself(protocol)).then(|| world.random_text(confirm::LENGTH, TOKEN));
    let row = Subscription {
        arn: format!("{}:{id}", arn(world, &topic)),
        topic,
        born,
        protocol: protocol.to_owned(),
        endpoint: endpoint.to_owned(),
        principal: principal(world, caller),
        token,
        attributes: given,
    };
    let reply = answer(&row, input);
    world.sns.subscriptions.insert(row.arn.clone(), row);
    Ok(reply)
}

/// A subscription's ARN, unless it waits to be confirmed and the caller did not ask for it.
fn answer(row: &Subscription, input: &Input) -> Reply {
    let shown = row.token.is_none() || input.flag("ReturnSubscriptionArn") == Some(true);
    let arn = if shown { row.arn.as_str() } else { "pending confirmation" };
    json!({"SubscriptionArn": arn}).into()
}

/// Endpoints of AWS's own are known to be the caller's; people and web servers are asked first.
fn confirms_itself(protocol: &str) -> bool {
    !matches!(protocol, "http" | "https" | "email" | "email-json")
}

fn principal(world: &World, caller: &Caller) -> String {
    let session = caller.access_key.as_deref().and_then(|key| world.sts.sessions.get(key));
    session.map_or_else(
        || format!("arn:aws:iam::{}:root", world.settings().account),
        |session| session.arn.clone(),
    )
}

fn same(row: &Subscription, given: &BTreeMap<String, String>) -> Result<(), Fault> {
    let holds = |(name, value): (&String, &String)| match row.attributes.get(name) {
        Some(set) => subscription_attributes::equal(set, value),
        None => subscription_attributes::is_default(name, value),
    };
    if given.iter().all(holds) {
        Ok(())
    } else {
        let text = "Subscription already exists with different attributes";
        Err(faults::among_attributes(text))
    }
}

fn check_endpoint(protocol: &str, endpoint: &str) -> Result<(), Fault> {
    let of = |service: &str| {
        let parts: Vec<&str> = endpoint.split(':').collect();
        parts.len() >= 6 && matches!(parts.as_slice(), ["arn", _, word, ..] if *word == service)
    };
    let plus = endpoint.strip_prefix('+').unwrap_or(endpoint);
    let (fits, reason) = match protocol {
        "sqs" => (of("sqs"), "SQS endpoint ARN".to_owned()),
        "lambda" => (of("lambda"), "Lambda endpoint ARN".to_owned()),
        "firehose" => (of("firehose"), "Firehose endpoint ARN".to_owned()),
        "application" => (of("sns"), "Application endpoint arn invalid".to_owned()),
        "http" => (
            endpoint.starts_with("http://"),
            "Endpoint must match the specified protocol".to_owned(),
        ),
        "https" => (
            endpoint.starts_with("https://"),
            "Endpoint must match the specified protocol".to_owned(),
        ),
        "email" | "email-json" => (endpoint.contains('@'), "Email address".to_owned()),
        "sms" => {
            if plus.len() < 6 || !plus.chars().all(|letter| letter.is_ascii_digit()) {
                let text = format!("Invalid SMS endpoint: {endpoint}");
                return Err(faults::refused("InvalidParameter", text));
            }
            (true, String::new())
        }
        other => (false, format!("Amazon SNS does not support this protocol string: {other}")),
    };
    if fits { Ok(()) } else { Err(faults::invalid(reason)) }
}

fn check_fifo(topic: &str, protocol: &str, endpoint: &str) -> Result<(), Fault> {
    let reason = match (is_fifo(topic), protocol) {
        (false, "sqs") if is_fifo(endpoint) => {
            "FIFO SQS Queues can not be subscribed to standard SNS topics"
        }
        (true, protocol) if protocol != "sqs" => "Please use FIFO SQS queue",
        _ => return Ok(()),
    };
    Err(faults::invalid(format!("Invalid parameter: Endpoint Reason: {reason}")))
}
