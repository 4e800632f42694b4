//! Versioning: on, or suspended; once on it is never off again.

use serde_json::json;

use super::{given, text};
use crate::ops::s3::model::Versioning;
use crate::ops::s3::{faults, store};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(in crate::ops::s3) fn get(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    Ok(match store::bucket(world, input)?.versioning {
        Versioning::Off => Reply::empty(),
        Versioning::Enabled => Reply::from(json!({"Status": "Enabled"})),
        Versioning::Suspended => Reply::from(json!({"Status": "Suspended"})),
    })
}

pub(in crate::ops::s3) fn put(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let (bucket, document) = given(world, input, "VersioningConfiguration")?;
    if text(&document, "MfaDelete") == Some("Enabled") {
        return Err(faults::not_implemented("x-amz-mfa"));
    }
    let versioning = match text(&document, "Status") {
        Some("Enabled") => Versioning::Enabled,
        Some("Suspended") => Versioning::Suspended,
        Some(_) => return Err(faults::malformed()),
        None => {
            let text = "The Versioning element must be specified";
            return Err(Fault::sender(400, "IllegalVersioningConfigurationException", text));
        }
    };
    if let Some(bucket) = world.s3.buckets.get_mut(&bucket) {
        bucket.versioning = versioning;
    }
    Ok(Reply::empty())
}
