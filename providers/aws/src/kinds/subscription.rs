//! Subscriptions of SNS topics. SNS sets one attribute a call, so each has an operation of its own.
use super::{attrs, document, seen, text};
use crate::attempt::{Done, Outcome, Writer};
use crate::errors::Failure;
use crate::observation::{Observation, key};
use cutover_schemas::graph::Wanted;
use cutover_schemas::kinds::KindName;
use cutover_schemas::kinds::subscription::Subscription;
use cutover_schemas::snapshot::{Ownership, Sight};
use cutover_schemas::value::{Attrs, Value};
use serde_json::json;
use std::collections::HashMap;

pub(crate) async fn observe(o: &Observation<'_>, wanted: &Wanted) -> Result<Sight, Failure> {
    let (Some(topic), Some(protocol), Some(endpoint)) =
        (key(wanted, "topic"), key(wanted, "protocol"), key(wanted, "endpoint"))
    else {
        return Ok(Sight::Absent);
    };
    let natural = (topic.to_owned(), protocol.to_owned(), endpoint.to_owned());
    let Some(arn) = o.subscriptions().await?.get(&natural).cloned() else {
        return Ok(Sight::Absent);
    };
    if o.bulk() {
        return Ok(Sight::Listed);
    }
    let told = o.reads.sns.get_subscription_attributes().subscription_arn(&arn).send().await?;
    let mut live = read(&told.attributes.unwrap_or_default());
    live.insert("topic".into(), Value::text(topic));
    live.insert("protocol".into(), Value::text(protocol));
    live.insert("endpoint".into(), Value::text(endpoint));
    live.insert("arn".into(), Value::text(arn));
    Ok(seen(KindName::Subscription, live, None, Ownership::Parent))
}

fn read(attributes: &HashMap<String, String>) -> Attrs {
    let of = |name: &str| attributes.get(name).map(String::as_str).filter(|text| !text.is_empty());
    // An empty filter takes everything: it is how a filter is taken away.
    let filter = match document(of("FilterPolicy")) {
        Value::Map(entries) if entries.is_empty() => Value::Null,
        filter => filter,
    };
    let redrive = document(of("RedrivePolicy"));
    let dead = redrive.as_map().and_then(|map| map.get("deadLetterTargetArn")).cloned();
    attrs([
        ("filter_scope", text(of("FilterPolicyScope"))),
        ("filter", filter),
        ("raw", Value::Bool(of("RawMessageDelivery") == Some("true"))),
        ("dead_letter_arn", dead.unwrap_or(Value::Null)),
    ])
}

pub(crate) async fn subscribe(w: &Writer<'_>) -> Outcome {
    let wanted: Subscription = w.typed()?;
    let mut attributes = HashMap::new();
    let mut set = |name: &str, value: String| attributes.insert(name.to_owned(), value);
    if let Some(filter) = &wanted.filter {
        set("FilterPolicyScope", wanted.filter_scope.clone());
        set("FilterPolicy", filter.0.to_string());
    }
    if wanted.raw {
        set("RawMessageDelivery", "true".into());
    }
    if wanted.dead_letter_arn.is_some() {
        set("RedrivePolicy", redrive(&wanted));
    }
    let call = w.clients.sns.subscribe().topic_arn(wanted.topic.0).protocol(wanted.protocol);
    let call = call.endpoint(wanted.endpoint.0).return_subscription_arn(true);
    let made = call.set_attributes(Some(attributes)).send().await?;
    Ok(Done::texts([("arn", made.subscription_arn())]))
}

/// SNS takes a redrive policy away for an empty text.
fn redrive(wanted: &Subscription) -> String {
    let policy =
        |arn: &cutover_schemas::table::ArnText| json!({ "deadLetterTargetArn": arn.0 }).to_string();
    wanted.dead_letter_arn.as_ref().map(policy).unwrap_or_default()
}

async fn set(w: &Writer<'_>, name: &str, value: String) -> Outcome {
    let call = w.clients.sns.set_subscription_attributes().subscription_arn(w.text("arn")?);
    call.attribute_name(name).attribute_value(value).send().await?;
    Ok(Done::default())
}

pub(crate) async fn set_filter(w: &Writer<'_>) -> Outcome {
    let wanted: Subscription = w.typed()?;
    let filter = wanted.filter.map_or_else(|| "{}".to_owned(), |filter| filter.0.to_string());
    set(w, "FilterPolicy", filter).await
}

pub(crate) async fn set_filter_scope(w: &Writer<'_>) -> Outcome {
    let wanted: Subscription = w.typed()?;
    set(w, "FilterPolicyScope", wanted.filter_scope).await
}

pub(crate) async fn set_raw_delivery(w: &Writer<'_>) -> Outcome {
    let wanted: Subscription = w.typed()?;
    set(w, "RawMessageDelivery", wanted.raw.to_string()).await
}

pub(crate) async fn set_redrive(w: &Writer<'_>) -> Outcome {
    let wanted: Subscription = w.typed()?;
    set(w, "RedrivePolicy", redrive(&wanted)).await
}

pub(crate) async fn unsubscribe(w: &Writer<'_>) -> Outcome {
    w.clients.sns.unsubscribe().subscription_arn(w.text("arn")?).send().await?;
    Ok(Done::default())
}
