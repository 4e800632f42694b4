//! `DescribeStream`.

use serde_json::{Value, json};

use super::iterator::no_stream;
use super::record::sequence;
use super::{Stream, by_arn};
use crate::ops::dynamodb::check::{at_least, constraint, text};
use crate::ops::dynamodb::render::seconds;
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(super) fn run(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let given = text(input, "StreamArn")?
        .ok_or_else(|| constraint("streamArn", None, "Member must not be null"))?;
    input.length("StreamArn", 37, 1024)?;
    if let Some(limit) = at_least(input, "Limit", "limit", 1)?.filter(|limit| *limit > 100) {
        let rule = "Member must have value less than or equal to 100";
        return Err(constraint("limit", Some(&limit.to_string()), rule));
    }
    let row = by_arn(world, given).ok_or_else(|| no_stream(given))?;
    let stream = world.dynamodb.streams.get(&row).ok_or_else(|| no_stream(given))?;
    // The one shard has neither a sibling after it nor a child.
    let after = text(input, "ExclusiveStartShardId")?;
    let shown =
        after.is_none_or(|after| stream.shard.as_str() > after) && !input.has("ShardFilter");
    let shards: Vec<Value> = shown.then(|| shard(stream)).into_iter().collect();
    let keys = stream.key.names().zip(["HASH", "RANGE"]);
    let keys: Vec<Value> =
        keys.map(|(name, kind)| json!({"AttributeName": name, "KeyType": kind})).collect();
    Ok(json!({"StreamDescription": {
        "StreamArn": given,
        "StreamLabel": stream.label,
        "StreamStatus": status(world, stream),
        "StreamViewType": stream.view.word(),
        "CreationRequestDateTime": seconds(stream.created_ms),
        "TableName": stream.table,
        "KeySchema": keys,
        "Shards": shards,
    }})
    .into())
}

/// A stream comes and goes with the change of its table that switches it on or off.
fn status(world: &World, stream: &Stream) -> &'static str {
    let delay = world.settings().delays.table_ms;
    let settled = |since: u64| since.saturating_add(delay) <= world.now_ms();
    match stream.closed_ms {
        None if settled(stream.created_ms) => "ENABLED",
        None => "ENABLING",
        Some(closed) if settled(closed) => "DISABLED",
        Some(_) => "DISABLING",
    }
}

fn shard(stream: &Stream) -> Value {
    let mut range = json!({"StartingSequenceNumber": sequence(stream.first)});
    if let (Some(_), Some(members)) = (stream.closed_ms, range.as_object_mut()) {
        let last = sequence(stream.next.saturating_sub(1));
        members.insert("EndingSequenceNumber".to_owned(), last.into());
    }
    json!({"ShardId": stream.shard, "SequenceNumberRange": range})
}
