//! SNS topics. SNS sets one attribute a call, so each has an operation of its own.
use super::{attrs, document, seen, text};
use crate::attempt::{Done, Outcome, Writer};
use crate::errors::Failure;
use crate::names::topic_arn;
use crate::observation::{Observation, key};
use crate::tags;
use aws_sdk_sns::types::Tag;
use cutover_schemas::graph::{Identity, Wanted};
use cutover_schemas::kinds::KindName;
use cutover_schemas::kinds::topic::Topic;
use cutover_schemas::snapshot::Sight;
use cutover_schemas::value::{Attrs, Value};
use serde_json::{Value as Json, json};
use std::collections::HashMap;

/// Id of the policy that SNS gives a topic which was made without one.
const DEFAULT_POLICY: &str = "__default_policy_ID";

pub(crate) async fn observe(o: &Observation<'_>, wanted: &Wanted) -> Result<Sight, Failure> {
    let Some(name) = key(wanted, "name") else {
        return Ok(Sight::Absent);
    };
    let arn = topic_arn(o.identity, name);
    if o.bulk() {
        let there = o.topics().await?.contains(&arn);
        return Ok(if there { Sight::Listed } else { Sight::Absent });
    }
    let attributes = o.reads.sns.get_topic_attributes().topic_arn(&arn).send();
    let tags = o.reads.sns.list_tags_for_resource().resource_arn(&arn).send();
    let (attributes, tags) = futures_util::future::join(attributes, tags).await;
    let mut live = read(&attributes?.attributes.unwrap_or_default());
    let tags = tags?;
    let tags = tags::from_pairs(tags.tags().iter().map(|tag| (tag.key(), tag.value())));
    live.insert("name".into(), Value::text(name));
    live.insert("arn".into(), Value::text(arn));
    live.insert("tags".into(), tags::value(&tags));
    Ok(seen(KindName::Topic, live, None, tags::ownership(o.identity, &tags)))
}

fn read(attributes: &HashMap<String, String>) -> Attrs {
    let of = |name: &str| attributes.get(name).map(String::as_str).filter(|text| !text.is_empty());
    let is = |name| Value::Bool(of(name) == Some("true"));
    attrs([
        ("fifo", is("FifoTopic")),
        ("display_name", text(of("DisplayName"))),
        ("content_deduplication", is("ContentBasedDeduplication")),
        ("key", text(of("KmsMasterKeyId"))),
        ("policy", policy(of("Policy"))),
    ])
}

/// The policy that everybody gets is none.
fn policy(text: Option<&str>) -> Value {
    let policy = document(text);
    let id = policy.as_map().and_then(|map| map.get("Id")).and_then(Value::as_text);
    let statements = policy.as_map().and_then(|map| map.get("Statement"));
    let one = statements.and_then(Value::as_list).is_none_or(|list| list.len() == 1);
    if id == Some(DEFAULT_POLICY) && one { Value::Null } else { policy }
}

/// What a topic without a policy of its own has: its account may use it. SNS takes no policy away.
fn default_policy(identity: &Identity, arn: &str) -> Json {
    json!({
        "Version": "2008-10-17",
        "Id": DEFAULT_POLICY,
        "Statement": [{
            "Sid": "__default_statement_ID",
            "Effect": "Allow",
            "Principal": { "AWS": "*" },
            "Action": [
                "SNS:GetTopicAttributes", "SNS:SetTopicAttributes", "SNS:AddPermission", "SNS:RemovePermission",
                "SNS:DeleteTopic", "SNS:Subscribe", "SNS:ListSubscriptionsByTopic", "SNS:Publish",
            ],
            "Resource": arn,
            "Condition": { "StringEquals": { "AWS:SourceOwner": identity.account } },
        }],
    })
}

pub(crate) async fn create(w: &Writer<'_>) -> Outcome {
    let topic: Topic = w.typed()?;
    let mut attributes = HashMap::new();
    let mut set = |name: &str, value: String| attributes.insert(name.to_owned(), value);
    if topic.fifo {
        set("FifoTopic", "true".into());
        set("ContentBasedDeduplication", topic.content_deduplication.to_string());
    }
    if !topic.display_name.is_empty() {
        set("DisplayName", topic.display_name);
    }
    if let Some(key) = topic.key {
        set("KmsMasterKeyId", key);
    }
    if let Some(policy) = topic.policy {
        set("Policy", policy.0.to_string());
    }
    let mut call = w.clients.sns.create_topic().name(&topic.name).set_attributes(Some(attributes));
    for (key, value) in tags::read(w.call.desired) {
        call = call.tags(tag_of(&key, &value)?);
    }
    let made = call.send().await?;
    Ok(Done::texts([("arn", made.topic_arn())]))
}

fn tag_of(key: &str, value: &str) -> Result<Tag, Failure> {
    let tag = Tag::builder().key(key).value(value).build();
    tag.map_err(|_| Failure::internal("a tag has a key and a value"))
}

async fn set(w: &Writer<'_>, name: &str, value: String) -> Outcome {
    let call = w.clients.sns.set_topic_attributes().topic_arn(w.text("arn")?);
    call.attribute_name(name).attribute_value(value).send().await?;
    Ok(Done::default())
}

pub(crate) async fn set_display_name(w: &Writer<'_>) -> Outcome {
    let topic: Topic = w.typed()?;
    set(w, "DisplayName", topic.display_name).await
}

pub(crate) async fn set_deduplication(w: &Writer<'_>) -> Outcome {
    let topic: Topic = w.typed()?;
    set(w, "ContentBasedDeduplication", topic.content_deduplication.to_string()).await
}

pub(crate) async fn set_key(w: &Writer<'_>) -> Outcome {
    let topic: Topic = w.typed()?;
    set(w, "KmsMasterKeyId", topic.key.unwrap_or_default()).await
}

pub(crate) async fn set_policy(w: &Writer<'_>) -> Outcome {
    let topic: Topic = w.typed()?;
    let written = topic.policy.map(|policy| policy.0);
    let policy =
        written.unwrap_or_else(|| default_policy(w.identity, &topic_arn(w.identity, &topic.name)));
    set(w, "Policy", policy.to_string()).await
}

pub(crate) async fn tag(w: &Writer<'_>) -> Outcome {
    let mut call = w.clients.sns.tag_resource().resource_arn(w.text("arn")?);
    for (key, value) in tags::to_write(w.call.desired, w.call.live, w.call.paths) {
        call = call.tags(tag_of(&key, &value)?);
    }
    call.send().await?;
    Ok(Done::default())
}

pub(crate) async fn untag(w: &Writer<'_>) -> Outcome {
    let keys = tags::to_remove(w.call.desired, w.call.live, w.call.paths);
    let call = w.clients.sns.untag_resource().resource_arn(w.text("arn")?);
    call.set_tag_keys(Some(keys)).send().await?;
    Ok(Done::default())
}

pub(crate) async fn delete(w: &Writer<'_>) -> Outcome {
    w.clients.sns.delete_topic().topic_arn(w.text("arn")?).send().await?;
    Ok(Done::default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_that_everybody_gets_is_none() {
        let identity = Identity {
            stack: "s".into(),
            stage: "d".into(),
            partition: "aws".into(),
            account: "111122223333".into(),
            region: "eu-west-1".into(),
            caller: String::new(),
        };
        let mut default = default_policy(&identity, "arn:t");
        assert_eq!(policy(Some(&default.to_string())), Value::Null);
        let more = default["Statement"][0].clone();
        default["Statement"].as_array_mut().unwrap().push(more);
        assert_ne!(policy(Some(&default.to_string())), Value::Null);
    }
}
