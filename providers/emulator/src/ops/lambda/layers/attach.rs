//! A function's `Layers` member: which versions it names, and what it keeps of them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::key;
use super::read::parse;
use crate::ops::Fault;
use crate::ops::lambda::faults::invalid;
use crate::ops::lambda::model::{Configuration, Place};
use crate::ops::lambda::source::LARGEST_UNPACKED;
use crate::world::World;

/// A layer version as a function keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Attached {
    pub(crate) arn: String,
    pub(crate) size: usize,
    pub(crate) unpacked: u64,
    /// The key of its zip in the world's blobs; none for a layer of another account.
    pub(crate) content: Option<String>,
}

/// Resolves the versions that a call names, in their order. One that the function uses already stays what it is,
/// even if it was deleted meanwhile.
pub(in crate::ops::lambda) fn attach(
    world: &World,
    arns: &[String],
    present: &[Attached],
) -> Result<Vec<Attached>, Fault> {
    if arns.len() > 5 {
        return Err(invalid("Cannot reference more than 5 layers."));
    }
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for arn in arns {
        let layer = arn.rsplit_once(':').map_or(arn.as_str(), |(layer, _)| layer);
        if !seen.insert(layer) {
            let other = arns.iter().find(|other| other.starts_with(layer)).unwrap_or(arn);
            return Err(invalid(format!(
                "Two different versions of the same layer are not allowed to be referenced in the same function. {arn} \
                 and {other} are versions of the same layer."
            )));
        }
    }
    arns.iter().map(|arn| one(world, arn, present)).collect()
}

fn one(world: &World, arn: &str, present: &[Attached]) -> Result<Attached, Fault> {
    let settings = world.settings();
    let parts: Vec<&str> = arn.split(':').collect();
    let ["arn", _, "lambda", region, account, "layer", _, number] = parts.as_slice() else {
        return Err(invalid(format!("Invalid Layer name: {arn}")));
    };
    if *region != settings.region {
        return Err(invalid(format!(
            "Layers are not in the same region as the function. Layers are expected to be in region {}.",
            settings.region
        )));
    }
    if *account != settings.account && number.parse::<u64>().is_ok() {
        return Ok(Attached { arn: arn.to_owned(), size: 0, unpacked: 0, content: None });
    }
    let row = parse(world, arn)
        .and_then(|(layer, number)| world.lambda.layer_versions.get(&key(&layer, number)));
    match (row, present.iter().find(|kept| kept.arn == arn)) {
        (Some(row), _) => Ok(Attached {
            arn: arn.to_owned(),
            size: row.code.size,
            unpacked: row.code.unpacked,
            content: match &row.code.place {
                Place::Zip(key) => Some(key.clone()),
                Place::Image(_) => None,
            },
        }),
        (None, Some(kept)) => Ok(kept.clone()),
        (None, None) => Err(invalid(format!("Layer version {arn} does not exist."))),
    }
}

/// Refuses code that is too large together with its layers.
pub(in crate::ops::lambda) fn fits(row: &Configuration) -> Result<(), Fault> {
    let layers = row.layers.iter().map(|layer| layer.unpacked);
    let whole = layers.fold(row.code.unpacked, u64::saturating_add);
    if whole <= LARGEST_UNPACKED || row.layers.is_empty() {
        return Ok(());
    }
    Err(invalid(format!(
        "Function code combined with layers exceeds the maximum allowed size of {LARGEST_UNPACKED} bytes. The actual \
         size is {whole} bytes."
    )))
}
