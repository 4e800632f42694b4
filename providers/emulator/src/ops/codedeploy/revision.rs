//! The AppSpec that a deployment's revision holds or points to.

use serde_json::Value;

use super::model::{Deployment, Failure};
use super::shift::denied;
use crate::ops::iam::evaluate::role_may;
use crate::ops::s3;
use crate::world::World;

/// The text of a deployment's AppSpec, read in its service role where it is in S3.
pub(super) fn content(world: &World, deployment: &Deployment) -> Result<String, Failure> {
    let revision = &deployment.revision;
    let Some(place) = revision.get("s3Location") else {
        let spec = revision.get("appSpecContent").or_else(|| revision.get("string"));
        let text = spec.and_then(|spec| spec.get("content")).and_then(Value::as_str);
        return Ok(text.unwrap_or_default().to_owned());
    };
    let part = |member: &str| place.get(member).and_then(Value::as_str);
    let (bucket, key) = (part("bucket").unwrap_or_default(), part("key").unwrap_or_default());
    let resource = format!("arn:aws:s3:::{bucket}/{key}");
    if !role_may(world, &deployment.role, "s3:GetObject", &resource, None) {
        return Err(denied(deployment, "Amazon S3", "s3:GetObject", &resource));
    }
    let bytes = s3::store::fetch(world, bucket, key, part("version")).map_err(|fault| Failure {
        code: "REVISION_MISSING".to_owned(),
        message: format!("The revision can't be read from {bucket}/{key}: {}", fault.message),
    })?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
