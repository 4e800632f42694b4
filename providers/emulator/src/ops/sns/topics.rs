//! `CreateTopic`, `DeleteTopic` and `ListTopics`. Creating again finds the topic, if it has what is asked for.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Topic, arn, arns, faults, is_fifo, tags, topic_attributes};
use crate::ops::page::page;
use crate::ops::service::TagMap;
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// The most topics of a page.
const PAGE: usize = 100;

pub(super) fn create(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = input.text("Name").unwrap_or_default().to_owned();
    let mut given = input.text_map("Attributes").unwrap_or_default();
    let fifo = given.get("FifoTopic").is_some_and(|flag| flag.eq_ignore_ascii_case("true"));
    check_name(&name, fifo)?;
    // A topic that is not FIFO does not remember that it was told so.
    if !fifo {
        given.remove("FifoTopic");
    }
    for (attribute, value) in &given {
        topic_attributes::check(fifo, attribute, value)
            .map_err(|reason| faults::among_attributes(&reason))?;
    }
    let topic_tags = tags::read(input)?;
    let answer = json!({"TopicArn": arn(world, &name)});
    if let Some(topic) = world.sns.topics.get(&name) {
        same(topic, &given, &topic_tags)?;
        return Ok(answer.into());
    }
    given.retain(|_, value| !value.is_empty());
    let born = world.uuid();
    let topic = Topic {
        name: name.clone(),
        born,
        attributes: given,
        tags: topic_tags,
        unsubscribed: 0,
        next: 1,
    };
    world.sns.topics.insert(name, topic);
    Ok(answer.into())
}

/// Whether the existing topic has what the request asks for.
fn same(topic: &Topic, given: &BTreeMap<String, String>, tags: &TagMap) -> Result<(), Fault> {
    let holds = |(name, value): (&String, &String)| {
        topic.attributes.get(name).is_some_and(|set| topic_attributes::equal(set, value))
    };
    if !given.iter().all(holds) {
        return Err(faults::among_attributes("Topic already exists with different attributes"));
    }
    if !tags.iter().all(|(key, value)| topic.tags.get(key) == Some(value)) {
        return Err(faults::invalid("Tags Reason: Topic already exists with different tags"));
    }
    Ok(())
}

fn check_name(name: &str, fifo: bool) -> Result<(), Fault> {
    let stem = name.strip_suffix(".fifo").filter(|_| fifo).unwrap_or(name);
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    let whole = fifo == is_fifo(name) && (1..=256).contains(&name.len());
    if whole && !stem.is_empty() && stem.chars().all(allowed) {
        Ok(())
    } else {
        Err(faults::invalid("Topic Name"))
    }
}

/// Deleting what is not there is no mistake. Its subscriptions stay for a while, and lead nowhere.
pub(super) fn delete(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = arns::name(world, input, "TopicArn")?;
    if let Some(topic) = world.sns.topics.remove(&name) {
        let left = world.sns.subscriptions.values().filter(|row| row.born == topic.born);
        let left: Vec<String> = left.map(|row| row.arn.clone()).collect();
        let at_ms = world.now_ms().saturating_add(super::subscriptions::LINGER_MS);
        for arn in left {
            world.schedule(at_ms, "sns", &format!("forget/{arn}"));
        }
    }
    Ok(Reply::empty())
}

pub(super) fn list(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let names = world.sns.topics.keys();
    let items = names.map(|name| (name.to_owned(), json!({"TopicArn": arn(world, name)})));
    paged(world, input, items, "Topics")
}

/// A page of a list, with the marker of the next one.
pub(super) fn paged(
    world: &World,
    input: &Input,
    items: impl Iterator<Item = (String, Value)>,
    member: &str,
) -> Result<Reply, Fault> {
    let page = page(world, items, input.text("NextToken"), PAGE)
        .map_err(|_| faults::invalid("NextToken Reason: Invalid next token"))?;
    let mut body = json!({member: page.items});
    if let (Some(next), Value::Object(members)) = (page.next, &mut body) {
        members.insert("NextToken".to_owned(), next.into());
    }
    Ok(body.into())
}
