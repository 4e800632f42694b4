//! Operations on items.

pub(super) mod batch_get;
pub(super) mod batch_write;
mod capacity;
mod change;
pub(super) mod get;
mod page;
pub(super) mod query;
pub(super) mod scan;
pub(super) mod single;
pub(super) mod transact_get;
pub(super) mod transact_write;

use super::attribute::{self, Item};
use super::check::{constraint, one_of, without};
use super::expression::{Path, Placeholders, projection};
use super::faults::serialization;
use crate::ops::{Fault, Input};

/// The largest item, in bytes.
const LARGEST: usize = 409_600;

/// Parameters of the time before expressions.
const LEGACY: &[&str] = &[
    "AttributesToGet",
    "AttributeUpdates",
    "ConditionalOperator",
    "Expected",
    "KeyConditions",
    "QueryFilter",
    "ScanFilter",
];

/// Refuses the parameters that expressions have replaced.
fn no_legacy(input: &Input) -> Result<(), Fault> {
    without(input, LEGACY)
}

/// A map of attributes that must be there.
fn attributes(input: &Input, member: &str) -> Result<Item, Fault> {
    let missing = || constraint(member, None, "Member must not be null");
    attribute::read(input.get(member).ok_or_else(missing)?)
}

/// The paths of a `ProjectionExpression`, if there is one.
fn projected(input: &Input, placeholders: &mut Placeholders) -> Result<Option<Vec<Path>>, Fault> {
    let text = super::check::text(input, "ProjectionExpression")?;
    text.map(|text| projection(text, placeholders)).transpose()
}

/// Whether reads are to see the latest.
fn consistent(input: &Input) -> Result<bool, Fault> {
    match input.get("ConsistentRead") {
        None => Ok(false),
        Some(serde_json::Value::Bool(flag)) => Ok(*flag),
        Some(_) => Err(serialization("Unexpected token received from parser")),
    }
}

/// Checks what is only asked to be reported.
fn reports(input: &Input) -> Result<(), Fault> {
    let words = ["INDEXES", "TOTAL", "NONE"];
    one_of(input, "ReturnConsumedCapacity", "returnConsumedCapacity", &words)?;
    let words = ["SIZE", "NONE"];
    one_of(input, "ReturnItemCollectionMetrics", "returnItemCollectionMetrics", &words)?;
    Ok(())
}
