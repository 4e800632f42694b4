//! Buckets themselves: made, found, listed, deleted.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::model::{Bucket, Versioning};
use super::settings::{encryption, ownership, public_access, tagging};
use super::{arn, faults, names, store, time};
use crate::ops::page::page;
use crate::ops::service::TagMap;
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(super) fn create(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = input.need_text("Bucket")?;
    names::check(name)?;
    let region = region(world, input)?;
    let tags = tags(input)?;
    ownership::check_acl(input)?;
    if input.flag("ObjectLockEnabledForBucket") == Some(true) {
        return Err(faults::not_implemented("x-amz-bucket-object-lock-enabled"));
    }
    if names::is_taken(name) {
        let text = "The requested bucket name is not available. The bucket namespace is shared by all users of the \
                    system. Please select a different name and try again.";
        return Err(Fault::sender(409, "BucketAlreadyExists", text).with("BucketName", name));
    }
    if let Some(bucket) = world.s3.buckets.get(name) {
        // In its oldest region S3 answers the owner as if the bucket were new.
        if bucket.region != GLOBAL || world.settings().region != GLOBAL {
            let text = "Your previous request to create the named bucket succeeded and you already own it.";
            return Err(
                Fault::sender(409, "BucketAlreadyOwnedByYou", text).with("BucketName", name)
            );
        }
        return Ok(created(name));
    }
    let window_ms = world.settings().windows.bucket_name_ms;
    let deleted = world.s3.deleted.get(name).copied();
    if deleted.is_some_and(|at_ms| world.now_ms() < at_ms + window_ms) {
        let text = "A conflicting conditional operation is currently in progress against this resource. Please try \
                    again.";
        return Err(Fault::sender(409, "OperationAborted", text).with("BucketName", name));
    }
    world.s3.deleted.remove(name);
    let documents = BTreeMap::from([
        (encryption::NAME.to_owned(), encryption::usual()),
        (public_access::NAME.to_owned(), public_access::usual()),
        (ownership::NAME.to_owned(), ownership::of(input)?),
    ]);
    let bucket = Bucket {
        name: name.to_owned(),
        region,
        created_ms: world.now_ms(),
        versioning: Versioning::Off,
        tags,
        policy: None,
        documents,
        next: 1,
    };
    world.s3.buckets.insert(name, bucket);
    Ok(created(name))
}

/// The region whose endpoint is also the global one.
const GLOBAL: &str = "us-east-1";

fn created(name: &str) -> Reply {
    let headers = vec![("location".to_owned(), format!("/{name}")), bucket_arn(name)];
    Reply { headers, ..Reply::empty() }
}

fn bucket_arn(name: &str) -> (String, String) {
    ("x-amz-bucket-arn".to_owned(), arn(name))
}

/// Where the bucket shall be: an endpoint makes buckets of its own region, the global one of any.
fn region(world: &World, input: &Input) -> Result<String, Fault> {
    let own = world.settings().region.clone();
    let wanted =
        input.get("CreateBucketConfiguration").and_then(|all| all.get("LocationConstraint"));
    let wanted = wanted.and_then(Value::as_str).filter(|wanted| !wanted.is_empty());
    let wanted = wanted.map(|wanted| if wanted == "EU" { "eu-west-1" } else { wanted });
    match wanted {
        None if own == GLOBAL => Ok(own),
        None => Err(incompatible("unspecified")),
        Some(GLOBAL) if own == GLOBAL => {
            let text = "The specified location-constraint is not valid";
            Err(Fault::sender(400, "InvalidLocationConstraint", text)
                .with("LocationConstraint", GLOBAL))
        }
        Some(wanted) if own == GLOBAL || own == wanted => Ok(wanted.to_owned()),
        Some(wanted) => Err(incompatible(wanted)),
    }
}

fn incompatible(what: &str) -> Fault {
    let text = format!(
        "The {what} location constraint is incompatible for the region specific endpoint this request was sent to."
    );
    Fault::sender(400, "IllegalLocationConstraintException", text)
}

fn tags(input: &Input) -> Result<TagMap, Fault> {
    let document = input.get("CreateBucketConfiguration").and_then(|all| all.get("Tags"));
    document.map_or_else(|| Ok(TagMap::new()), |document| tagging::read(document, 50))
}

pub(super) fn head(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let bucket = store::bucket(world, input)?;
    let headers = vec![
        ("x-amz-bucket-region".to_owned(), bucket.region.clone()),
        ("x-amz-access-point-alias".to_owned(), "false".to_owned()),
        bucket_arn(&bucket.name),
    ];
    Ok(Reply { headers, ..Reply::empty() })
}

pub(super) fn location(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let bucket = store::bucket(world, input)?;
    let shown = if bucket.region == GLOBAL { "" } else { &bucket.region };
    Ok(Reply::from(json!(shown)))
}

pub(super) fn delete(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = store::bucket(world, input)?.name.clone();
    let prefix = format!("{name}/");
    if world.s3.versions.prefixed(&prefix).next().is_some() {
        let text = match store::bucket(world, input)?.versioning {
            Versioning::Off => "The bucket you tried to delete is not empty",
            Versioning::Enabled | Versioning::Suspended => {
                "The bucket you tried to delete is not empty. You must delete all versions in the bucket."
            }
        };
        return Err(Fault::sender(409, "BucketNotEmpty", text).with("BucketName", name));
    }
    // Parts of uploads that were never finished do not hold a bucket.
    let uploads: Vec<String> =
        world.s3.uploads.prefixed(&prefix).map(|(key, _)| key.to_owned()).collect();
    for upload in uploads {
        store::drop_upload(world, &upload);
    }
    world.s3.buckets.remove(&name);
    if world.settings().windows.bucket_name_ms > 0 {
        let now_ms = world.now_ms();
        world.s3.deleted.insert(name, now_ms);
    }
    Ok(Reply::empty())
}

pub(super) fn list(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let limit = input.integer("MaxBuckets")?;
    if limit.is_some_and(|limit| !(1..=10_000).contains(&limit)) {
        let text = "Argument max-buckets must be an integer between 1 and 10000";
        let value = input.text("MaxBuckets").unwrap_or_default();
        return Err(faults::invalid_argument("max-buckets", value, text));
    }
    let paged = ["MaxBuckets", "ContinuationToken", "Prefix", "BucketRegion"];
    let shows_region = paged.iter().any(|member| input.has(member));
    let (prefix, region) = (input.text("Prefix").unwrap_or_default(), input.text("BucketRegion"));
    let buckets = world.s3.buckets.prefixed(prefix);
    let buckets = buckets.filter(|(_, one)| region.is_none_or(|region| one.region == region));
    let items = buckets.map(|(name, one)| (name.to_owned(), entry(one, shows_region)));
    let limit = limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(10_000);
    let page = page(world, items, input.text("ContinuationToken"), limit).map_err(|_| {
        faults::invalid_argument(
            "continuation-token",
            "",
            "The continuation token provided is incorrect",
        )
    })?;
    let mut body = json!({
        "Owner": {"ID": store::owner(world)},
        "Buckets": {"Bucket": page.items},
    });
    if let Some(members) = body.as_object_mut() {
        members.extend(input.text("Prefix").map(|prefix| ("Prefix".to_owned(), prefix.into())));
        members.extend(page.next.map(|next| ("ContinuationToken".to_owned(), next.into())));
    }
    Ok(Reply::from(body))
}

fn entry(bucket: &Bucket, shows_region: bool) -> Value {
    let mut entry = json!({
        "Name": bucket.name,
        "CreationDate": time::iso(bucket.created_ms),
        "BucketArn": arn(&bucket.name),
    });
    if let Some(members) = entry.as_object_mut().filter(|_| shows_region) {
        members.insert("BucketRegion".to_owned(), bucket.region.as_str().into());
    }
    entry
}
