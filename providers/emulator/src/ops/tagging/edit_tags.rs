//! `TagResources` and `UntagResources`: each ARN succeeds or fails alone.

use serde_json::{Map, Value, json};

use super::invalid;
use crate::ops::service::TagEdit;
use crate::ops::{Caller, Fault, Input, Reply, SERVICES, tags};
use crate::world::World;

pub(super) fn tag(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let more = input.text_map("Tags").filter(|tags| !tags.is_empty());
    let more = more.ok_or_else(|| invalid("Tags must not be empty"))?;
    if let Some(reason) = tags::refusal(&more) {
        return Err(invalid(&reason));
    }
    edit(world, input, &TagEdit::Put(more))
}

pub(super) fn untag(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let keys = input.texts("TagKeys");
    if keys.is_empty() {
        return Err(invalid("TagKeys must not be empty"));
    }
    edit(world, input, &TagEdit::Remove(keys))
}

fn edit(world: &mut World, input: &Input, edit: &TagEdit) -> Result<Reply, Fault> {
    let arns = input.texts("ResourceARNList");
    if arns.is_empty() || arns.len() > 20 {
        return Err(invalid("ResourceARNList must have 1 to 20 items"));
    }
    let mut failed = Map::new();
    for arn in arns {
        if let Err(fault) = edit_one(world, &arn, edit) {
            let failure = json!({"StatusCode": fault.status, "ErrorCode": fault.code, "ErrorMessage": fault.message});
            failed.insert(arn, failure);
        }
    }
    Ok(json!({"FailedResourcesMap": Value::Object(failed)}).into())
}

fn edit_one(world: &mut World, arn: &str, edit: &TagEdit) -> Result<(), Fault> {
    for taggable in SERVICES.iter().filter_map(|service| service.taggable) {
        if (taggable.edit)(world, arn, edit)? {
            return Ok(());
        }
    }
    Err(invalid(&format!("{arn} is not a resource that can be tagged here")))
}
