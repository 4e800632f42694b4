//! The bucket policy: a JSON document of its own, given and answered as text.

use bytes::Bytes;
use serde_json::json;

use super::{missing, public_access};
use crate::ops::s3::{arn, checksum, faults, policy, store};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

const ABSENT: (&str, &str) = ("NoSuchBucketPolicy", "The bucket policy does not exist");

pub(in crate::ops::s3) fn get(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let bucket = store::bucket(world, input)?;
    let text = bucket.policy.clone().ok_or_else(|| missing(bucket, ABSENT))?;
    let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    Ok(Reply { payload: Some(Bytes::from(text)), headers, ..Reply::empty() })
}

pub(in crate::ops::s3) fn put(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let bucket = store::bucket(world, input)?.clone();
    checksum::verify(input)?;
    let text = String::from_utf8_lossy(&input.payload).into_owned();
    let document = policy::check(world, &bucket.name, &text)?;
    if public_access::blocks_policy(&bucket) && policy::is_public(&document) {
        let text = format!(
            "User: arn:aws:iam::{}:root is not authorized to perform: s3:PutBucketPolicy on resource: \"{}\" because \
             public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.",
            world.settings().account,
            arn(&bucket.name)
        );
        return Err(faults::denied(text));
    }
    if let Some(bucket) = world.s3.buckets.get_mut(&bucket.name) {
        bucket.policy = Some(text);
    }
    Ok(Reply::empty())
}

pub(in crate::ops::s3) fn delete(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let name = store::bucket(world, input)?.name.clone();
    if let Some(bucket) = world.s3.buckets.get_mut(&name) {
        bucket.policy = None;
    }
    Ok(Reply::empty())
}

/// Whether the policy lets everyone in.
pub(in crate::ops::s3) fn status(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let bucket = store::bucket(world, input)?;
    let text = bucket.policy.as_deref().ok_or_else(|| missing(bucket, ABSENT))?;
    let document = serde_json::from_str(text).unwrap_or_default();
    Ok(Reply::from(json!({"IsPublic": policy::is_public(&document)})))
}
