//! What a table can be set to besides keys and indexes, read the same way at creation and change.

use super::check::{one_of, text};
use super::faults::{invalid, parameters};
use super::model::{Billing, Ceiling, View};
use super::schema;
use crate::ops::{Fault, Input};
use crate::world::World;

pub(super) const CLASSES: &[&str] = &["STANDARD", "STANDARD_INFREQUENT_ACCESS"];

/// What a `StreamSpecification` asks for: a view, or no stream.
pub(super) fn view(given: &Input) -> Result<Option<View>, Fault> {
    let path = "streamSpecification.streamViewType";
    let word = one_of(given, "StreamViewType", path, View::WORDS)?;
    match (given.flag("StreamEnabled"), word) {
        (Some(true), Some(word)) => Ok(View::of(word)),
        (Some(true), None) => {
            Err(parameters("StreamViewType must be specified when StreamEnabled is true"))
        }
        (Some(false), Some(_)) => {
            Err(parameters("StreamViewType cannot be specified when StreamEnabled is false"))
        }
        (Some(false), None) => Ok(None),
        (None, _) => Err(super::check::constraint(
            "streamSpecification.streamEnabled",
            None,
            "Member must not be null",
        )),
    }
}

/// The key that an `SSESpecification` asks for; none is AWS's own.
pub(super) fn encryption(world: &World, given: &Input) -> Result<Option<String>, Fault> {
    let kind = one_of(given, "SSEType", "sSESpecification.sSEType", &["AES256", "KMS"])?;
    let key = text(given, "KMSMasterKeyId")?;
    let enabled = given.flag("Enabled").unwrap_or(key.is_some());
    if !enabled && (kind.is_some() || key.is_some()) {
        return Err(parameters(
            "SSEType or KMSMasterKeyId cannot be specified when SSE is not enabled",
        ));
    }
    if kind == Some("AES256") {
        return Err(parameters("SSEType AES256 is not supported"));
    }
    Ok(enabled.then(|| key_arn(world, key)))
}

/// The ARN of a key given by ARN, id or alias, or of the account's key for DynamoDB.
fn key_arn(world: &World, key: Option<&str>) -> String {
    let settings = world.settings();
    let prefix = format!("arn:aws:kms:{}:{}:", settings.region, settings.account);
    match key {
        None => format!("{prefix}key/00000000-0000-4000-8000-000000000000"),
        Some(key) if key.starts_with("arn:") => key.to_owned(),
        Some(key) if key.starts_with("alias/") => format!("{prefix}{key}"),
        Some(key) => format!("{prefix}key/{key}"),
    }
}

/// The ceiling on demand of a request; only tables on demand can have one.
pub(super) fn ceiling(input: &Input, billing: Billing) -> Result<Option<Ceiling>, Fault> {
    let ceiling = schema::ceiling(input)?;
    if ceiling.is_some() && billing == Billing::Provisioned {
        return Err(invalid(
            "One or more parameter values were invalid: OnDemandThroughput can only be specified when BillingMode \
             is PAY_PER_REQUEST",
        ));
    }
    Ok(ceiling.filter(|ceiling| *ceiling != Ceiling::default()))
}
