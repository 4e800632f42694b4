//! `DeleteMessage` and `DeleteMessageBatch`.

use serde_json::{Value, json};

use super::{batch, faults, mail, named};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(super) fn one(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = named(world, input)?;
    delete(world, &name, input).map(Reply::from)
}

pub(super) fn many(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = named(world, input)?;
    batch::each(input, "DeleteMessageBatchRequestEntry", |entry| delete(world, &name, entry))
}

fn delete(world: &mut World, name: &str, input: &Input) -> Result<Value, Fault> {
    let handle = input.text("ReceiptHandle").ok_or_else(|| faults::missing("ReceiptHandle"))?;
    if mail::delete(world, name, handle) { Ok(json!({})) } else { Err(faults::bad_receipt(handle)) }
}
