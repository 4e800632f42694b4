//! Settings that cannot be made here: the answers of a bucket that has none of them.

use serde_json::json;

use super::{missing, store};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// The owner has everything: new buckets have no other access control list.
pub(in crate::ops::s3) fn acl(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    store::bucket(world, input)?;
    let owner = store::owner(world);
    Ok(Reply::from(json!({
        "Owner": {"ID": owner},
        "AccessControlList": {"Grant": {
            "Grantee": {"@xsi:type": "CanonicalUser", "ID": owner},
            "Permission": "FULL_CONTROL",
        }},
    })))
}

pub(in crate::ops::s3) fn request_payment(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    store::bucket(world, input)?;
    Ok(Reply::from(json!({"Payer": "BucketOwner"})))
}

/// Acceleration and access logs: a document without contents.
pub(in crate::ops::s3) fn empty(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    store::bucket(world, input)?;
    Ok(Reply::empty())
}

pub(in crate::ops::s3) fn website(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let absent = (
        "NoSuchWebsiteConfiguration",
        "The specified bucket does not have a website configuration",
    );
    Err(missing(store::bucket(world, input)?, absent))
}

pub(in crate::ops::s3) fn replication(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let absent =
        ("ReplicationConfigurationNotFoundError", "The replication configuration was not found");
    Err(missing(store::bucket(world, input)?, absent))
}

pub(in crate::ops::s3) fn object_lock(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let absent = (
        "ObjectLockConfigurationNotFoundError",
        "Object Lock configuration does not exist for this bucket",
    );
    Err(missing(store::bucket(world, input)?, absent))
}
