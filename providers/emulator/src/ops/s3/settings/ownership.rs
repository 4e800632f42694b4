//! Object ownership, and with it whether access control lists count.

use serde_json::{Value, json};

use super::{forget, given, items, keep, kept, text};
use crate::ops::s3::faults;
use crate::ops::s3::model::Bucket;
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(in crate::ops::s3) const NAME: &str = "ownershipControls";

const KINDS: &[&str] = &["BucketOwnerPreferred", "ObjectWriter", "BucketOwnerEnforced"];

/// What a new bucket gets: what the call asks for, else no lists at all.
pub(in crate::ops::s3) fn of(input: &Input) -> Result<Value, Fault> {
    let kind = input.text("ObjectOwnership").unwrap_or("BucketOwnerEnforced");
    if !KINDS.contains(&kind) {
        return Err(faults::invalid_argument(
            "x-amz-object-ownership",
            kind,
            "Invalid x-amz-object-ownership header",
        ));
    }
    Ok(json!({"Rule": [{"ObjectOwnership": kind}]}))
}

/// A new bucket takes a canned list only together with an ownership that lets lists count.
pub(in crate::ops::s3) fn check_acl(input: &Input) -> Result<(), Fault> {
    let listed = input.text("ACL").is_some_and(|acl| acl != "private");
    let enforced = input.text("ObjectOwnership").is_none_or(|kind| kind == "BucketOwnerEnforced");
    if listed && enforced {
        let text = "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting";
        return Err(Fault::sender(400, "InvalidBucketAclWithObjectOwnership", text));
    }
    Ok(())
}

/// Whether an object may be put with this canned list.
pub(in crate::ops::s3) fn check_object(bucket: &Bucket, input: &Input) -> Result<(), Fault> {
    let rule = bucket.documents.get(NAME).and_then(|document| items(document, "Rule").first());
    let enforced =
        rule.and_then(|rule| text(rule, "ObjectOwnership")) == Some("BucketOwnerEnforced");
    match input.text("ACL") {
        Some(acl) if enforced && acl != "bucket-owner-full-control" => {
            let text = "The bucket does not allow ACLs";
            Err(Fault::sender(400, "AccessControlListNotSupported", text))
        }
        _ => Ok(()),
    }
}

pub(in crate::ops::s3) fn get(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let absent = ("OwnershipControlsNotFoundError", "The bucket ownership controls were not found");
    kept(world, input, NAME, absent)
}

pub(in crate::ops::s3) fn put(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let (bucket, document) = given(world, input, "OwnershipControls")?;
    let [rule] = items(&document, "Rule") else { return Err(faults::malformed()) };
    let kind = text(rule, "ObjectOwnership").filter(|kind| KINDS.contains(kind));
    let kind = kind.ok_or_else(faults::malformed)?;
    Ok(keep(world, &bucket, NAME, json!({"Rule": [{"ObjectOwnership": kind}]})))
}

pub(in crate::ops::s3) fn delete(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    forget(world, input, NAME)
}
