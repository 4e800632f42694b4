//! `ListStreams`: of one table or of all.

use serde_json::{Value, json};

use crate::ops::dynamodb::check::{self, at_least, constraint, text};
use crate::ops::dynamodb::model::stream_arn;
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(super) fn run(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let limit = at_least(input, "Limit", "limit", 1)?.unwrap_or(100);
    if limit > 100 {
        let rule = "Member must have value less than or equal to 100";
        return Err(constraint("limit", Some(&limit.to_string()), rule));
    }
    let table = match text(input, "TableName")? {
        Some(_) => Some(check::table_name(world, input)?),
        None => None,
    };
    input.length("ExclusiveStartStreamArn", 37, 1024)?;
    let after = text(input, "ExclusiveStartStreamArn")?;
    let most = usize::try_from(limit).unwrap_or(100);
    let most = world.page_cap.map_or(most, |cap| most.min(cap)).max(1);
    let mut found: Vec<(String, Value)> = Vec::new();
    for stream in world.dynamodb.streams.values() {
        let arn = stream_arn(world, &stream.table, &stream.label);
        let wanted = table.as_ref().is_none_or(|table| *table == stream.table);
        if wanted && after.is_none_or(|after| arn.as_str() > after) {
            let shown = json!({
                "StreamArn": arn, "TableName": stream.table, "StreamLabel": stream.label,
            });
            found.push((arn, shown));
        }
    }
    found.sort_by(|one, two| one.0.cmp(&two.0));
    let more = found.len() > most;
    found.truncate(most);
    let last = found.last().map(|(arn, _)| arn.clone());
    let streams: Vec<Value> = found.into_iter().map(|(_, shown)| shown).collect();
    let mut body = json!({"Streams": streams});
    if let (true, Some(last), Some(members)) = (more, last, body.as_object_mut()) {
        members.insert("LastEvaluatedStreamArn".to_owned(), last.into());
    }
    Ok(body.into())
}
