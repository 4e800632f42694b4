//! Lifecycle rules: what S3 takes, and the daily round that carries them out.

mod round;
mod rule;

use serde_json::Value;

use super::{forget, given, items, keep, missing};
use crate::ops::s3::{checksum, faults, store, time};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(in crate::ops::s3) use round::{happen, watch};

const NAME: &str = "lifecycle";

const MOST_RULES: usize = 1_000;

/// Which objects are too small to be moved, as every answer says: the usual choice, and the only one here.
const SMALLEST: (&str, &str) =
    ("x-amz-transition-default-minimum-object-size", "all_storage_classes_128K");

fn with_smallest(reply: Reply) -> Reply {
    let headers = vec![(SMALLEST.0.to_owned(), SMALLEST.1.to_owned())];
    Reply { headers, ..reply }
}

pub(in crate::ops::s3) fn get(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let absent = ("NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist");
    let bucket = store::bucket(world, input)?;
    let document = bucket.documents.get(NAME).cloned();
    let document = document.ok_or_else(|| missing(bucket, absent))?;
    Ok(with_smallest(Reply::from(document)))
}

pub(in crate::ops::s3) fn put(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let (bucket, mut document) = given(world, input, "LifecycleConfiguration")?;
    checksum::required(input)?;
    let rules =
        document.get_mut("Rule").and_then(Value::as_array_mut).ok_or_else(faults::malformed)?;
    if rules.len() > MOST_RULES {
        return Err(faults::malformed());
    }
    for rule in rules.iter_mut() {
        rule::check(rule)?;
        if rule.get("ID").and_then(Value::as_str).is_none_or(str::is_empty) {
            let id = world
                .random_text(48, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
            if let Some(members) = rule.as_object_mut() {
                members.insert("ID".to_owned(), id.into());
            }
        }
    }
    rule::check_ids(rules)?;
    keep(world, &bucket, NAME, document);
    watch(world, &bucket);
    Ok(with_smallest(Reply::empty()))
}

pub(in crate::ops::s3) fn delete(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    forget(world, input, NAME)
}

/// The rules of a bucket.
fn rules(world: &World, bucket: &str) -> Vec<Value> {
    let bucket = world.s3.buckets.get(bucket);
    let document = bucket.and_then(|bucket| bucket.documents.get(NAME));
    document.map(|document| items(document, "Rule").to_vec()).unwrap_or_default()
}
