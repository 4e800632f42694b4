//! `ChangeMessageVisibility` and its batch.

use serde_json::{Value, json};

use super::mail::{self, Receipt};
use super::{batch, faults, named};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(super) fn one(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = named(world, input)?;
    change(world, &name, input).map(Reply::from)
}

pub(super) fn many(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = named(world, input)?;
    batch::each(input, "ChangeMessageVisibilityBatchRequestEntry", |entry| {
        change(world, &name, entry)
    })
}

fn change(world: &mut World, name: &str, input: &Input) -> Result<Value, Fault> {
    let handle = input.text("ReceiptHandle").ok_or_else(|| faults::missing("ReceiptHandle"))?;
    let seconds =
        input.integer("VisibilityTimeout")?.ok_or_else(|| faults::missing("VisibilityTimeout"))?;
    let seconds = u64::try_from(seconds).ok().filter(|seconds| *seconds <= 43_200);
    let Some(seconds) = seconds else {
        let text = "Value for parameter VisibilityTimeout is invalid. Reason: VisibilityTimeout must be an integer \
                    between 0 and 43200.";
        return Err(faults::bad_parameter(text));
    };
    if mail::find(world, name, handle) == Receipt::Invalid {
        return Err(faults::bad_receipt(handle));
    }
    if mail::hide(world, name, handle, seconds * 1000) {
        Ok(json!({}))
    } else {
        Err(faults::not_in_flight(handle))
    }
}
