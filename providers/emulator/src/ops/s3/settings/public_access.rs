//! The public access block: all four on for a new bucket.

use serde_json::{Map, Value, json};

use super::{forget, given, keep, kept, text};
use crate::ops::s3::faults;
use crate::ops::s3::model::Bucket;
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(in crate::ops::s3) const NAME: &str = "publicAccessBlock";

const PARTS: &[&str] =
    &["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"];

/// What a new bucket has.
pub(in crate::ops::s3) fn usual() -> Value {
    json!({
        "BlockPublicAcls": true,
        "IgnorePublicAcls": true,
        "BlockPublicPolicy": true,
        "RestrictPublicBuckets": true,
    })
}

/// Whether public policies are kept out.
pub(super) fn blocks_policy(bucket: &Bucket) -> bool {
    bucket.documents.get(NAME).and_then(|all| all.get("BlockPublicPolicy")) == Some(&true.into())
}

pub(in crate::ops::s3) fn get(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let absent = (
        "NoSuchPublicAccessBlockConfiguration",
        "The public access block configuration was not found",
    );
    kept(world, input, NAME, absent)
}

pub(in crate::ops::s3) fn put(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let (bucket, document) = given(world, input, "PublicAccessBlockConfiguration")?;
    let mut whole = Map::new();
    for part in PARTS {
        let value = match text(&document, part).map(str::to_ascii_lowercase).as_deref() {
            None | Some("false") => false,
            Some("true") => true,
            Some(_) => return Err(faults::malformed()),
        };
        whole.insert((*part).to_owned(), value.into());
    }
    Ok(keep(world, &bucket, NAME, Value::Object(whole)))
}

pub(in crate::ops::s3) fn delete(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    forget(world, input, NAME)
}
