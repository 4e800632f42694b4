//! Layers: versions that never change, who may use them, and what functions make of them.
//!
//! * `publish`, `read`, `remove`, `permissions`: the operations.
//! * `attach`: a function's `Layers` member. A function keeps what a layer version held, as on AWS: deleting the
//!   version takes nothing away from functions that use it.
//!
//! Not in here: layers of other accounts. A function may name them, and nothing comes of it.

mod attach;
mod permissions;
mod publish;
mod read;
mod remove;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::faults::{constraint, invalid, not_found};
use super::model::{Code, Place, Policy};
use super::render::{self, put};
use crate::ops::{Fault, Input};
use crate::world::World;

pub(super) use attach::{Attached, attach, fits};
pub(super) use permissions::{add_permission, get_policy, remove_permission};
pub(super) use publish::publish;
pub(super) use read::{get, get_by_arn, list, list_versions};
pub(super) use remove::delete;

/// One version of a layer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct LayerVersion {
    pub(crate) layer: String,
    pub(crate) number: u64,
    pub(crate) description: String,
    pub(crate) code: Code,
    /// Members shown only when given: `CompatibleRuntimes`, `CompatibleArchitectures`, `LicenseInfo`.
    pub(crate) optional: BTreeMap<String, Value>,
    pub(crate) created_ms: u64,
    pub(crate) policy: Policy,
}

/// The row key of a version: numbers sort as numbers.
fn key(layer: &str, number: u64) -> String {
    format!("{layer}/{number:020}")
}

fn arn(world: &World, layer: &str) -> String {
    let settings = world.settings();
    format!("arn:aws:lambda:{}:{}:layer:{layer}", settings.region, settings.account)
}

fn version_arn(world: &World, layer: &str, number: u64) -> String {
    format!("{}:{number}", arn(world, layer))
}

/// The layer a call names, by name or by ARN.
fn name(world: &World, input: &Input) -> Result<String, Fault> {
    let given = input.need_text("LayerName")?;
    let prefix = arn(world, "");
    let name = given.strip_prefix(&prefix).unwrap_or(given);
    let letters = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if name.is_empty() || name.len() > 140 || !name.chars().all(letters) {
        let rule = "Member must satisfy regular expression pattern: \
                    (arn:(aws[a-zA-Z-]*)?:lambda:[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:layer:[a-zA-Z0-9-_]+)|[a-zA-Z0-9-_]+";
        return Err(constraint("layerName", given, rule));
    }
    Ok(name.to_owned())
}

/// The number a call names.
fn number(input: &Input) -> Result<u64, Fault> {
    let number = input.integer("VersionNumber")?.ok_or_else(|| input.missing("VersionNumber"))?;
    match u64::try_from(number) {
        Ok(number) if number > 0 => Ok(number),
        _ => Err(invalid("Layer Version Cannot be less than 1.")),
    }
}

/// The version a call names, which must exist.
fn existing<'a>(world: &'a World, layer: &str, number: u64) -> Result<&'a LayerVersion, Fault> {
    let row = world.lambda.layer_versions.get(&key(layer, number));
    row.ok_or_else(|| not_found("The resource you requested does not exist."))
}

/// A version as lists show it.
fn listed(world: &World, row: &LayerVersion) -> Value {
    let mut out = json!({
        "LayerVersionArn": version_arn(world, &row.layer, row.number),
        "Version": row.number,
        "Description": row.description,
        "CreatedDate": render::time(row.created_ms),
    });
    for (member, value) in &row.optional {
        put(&mut out, member, value.clone());
    }
    out
}

/// A version as single answers show it.
fn shown(world: &World, row: &LayerVersion, host: &str) -> Value {
    let mut out = listed(world, row);
    put(&mut out, "LayerArn", arn(world, &row.layer).into());
    let place = match &row.code.place {
        Place::Zip(key) => key.clone(),
        Place::Image(_) => String::new(),
    };
    let content = json!({
        "Location": format!("http://{host}/_cutover/code/{place}"),
        "CodeSha256": row.code.sha256,
        "CodeSize": row.code.size,
    });
    put(&mut out, "Content", content);
    out
}
