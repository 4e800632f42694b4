//! `ListQueues`, `ListDeadLetterSourceQueues` and `GetQueueUrl`.

use serde_json::{Value, json};

use super::create_queue::url;
use super::{arn, faults, named, redrive};
use crate::ops::page::page;
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(super) fn list_queues(
    world: &mut World,
    caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let prefix = input.text("QueueNamePrefix").unwrap_or("").to_owned();
    let names: Vec<String> =
        world.sqs.queues.prefixed(&prefix).map(|(name, _)| name.to_owned()).collect();
    urls(world, caller, input, names, "QueueUrls")
}

pub(super) fn list_dead_letter_source_queues(
    world: &mut World,
    caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let target = arn(world, &named(world, input)?);
    let points_here =
        |policy: &String| redrive::parse(policy).is_some_and(|policy| policy.target_arn == target);
    let sources = world.sqs.queues.values();
    let sources =
        sources.filter(|queue| queue.attributes.get("RedrivePolicy").is_some_and(points_here));
    let names = sources.map(|queue| queue.name.clone()).collect();
    urls(world, caller, input, names, "queueUrls")
}

/// A page of queue URLs. Without `MaxResults` there is one page only, as on AWS.
fn urls(
    world: &World,
    caller: &Caller,
    input: &Input,
    names: Vec<String>,
    member: &str,
) -> Result<Reply, Fault> {
    let asked = input.integer("MaxResults")?;
    if asked.is_some_and(|asked| !(1..=1000).contains(&asked)) {
        return Err(faults::bad_parameter("MaxResults must be between 1 and 1000."));
    }
    let most = world.settings().pages.queues;
    let limit =
        asked.and_then(|asked| usize::try_from(asked).ok()).map_or(most, |asked| asked.min(most));
    let items = names.into_iter().map(|name| (name.clone(), url(world, caller, &name)));
    let page = page(world, items, input.text("NextToken"), limit)
        .map_err(|_| faults::bad_parameter("Invalid or expired next token."))?;
    let mut body = json!({});
    if let Value::Object(map) = &mut body {
        if !page.items.is_empty() || member == "queueUrls" {
            map.insert(member.to_owned(), json!(page.items));
        }
        if let (Some(next), true) = (page.next, asked.is_some() || world.page_cap.is_some()) {
            map.insert("NextToken".to_owned(), json!(next));
        }
    }
    Ok(body.into())
}

pub(super) fn get_queue_url(
    world: &mut World,
    caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let name = input.text("QueueName").ok_or_else(|| faults::missing("QueueName"))?;
    let owner = input.text("QueueOwnerAWSAccountId");
    let elsewhere = owner.is_some_and(|owner| owner != world.settings().account);
    if elsewhere || !world.sqs.queues.contains(name) {
        return Err(faults::no_queue());
    }
    Ok(json!({"QueueUrl": url(world, caller, name)}).into())
}
