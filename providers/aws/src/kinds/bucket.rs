//! S3 buckets: one call a setting. What was never set is refused with a code of its own, which means that it isn't set.
use super::bucket_rules::{cors, expiries, read_cors, read_expiries};
use super::{attrs, document, seen};
use crate::attempt::{Done, Outcome, Writer};
use crate::errors::Failure;
use crate::names::bucket_arn;
use crate::observation::{Observation, key};
use crate::signed::{S3Call, Signed, xml::Element};
use crate::tags::{self, Tags};
use cutover_schemas::graph::Wanted;
use cutover_schemas::kinds::KindName;
use cutover_schemas::kinds::bucket::Bucket;
use cutover_schemas::snapshot::Sight;
use cutover_schemas::value::Value;
use futures_util::future::{join, join3};
use percent_encoding::percent_decode_str;
use std::collections::BTreeSet;

/// The parts of the public access block: from here all of them, or none.
const PUBLIC: &[&str] =
    &["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"];

/// The region whose buckets name no region.
const GLOBAL: &str = "us-east-1";

pub(crate) async fn observe(o: &Observation<'_>, wanted: &Wanted) -> Result<Sight, Failure> {
    let Some(name) = key(wanted, "name") else {
        return Ok(Sight::Absent);
    };
    if o.bulk() {
        let there = o.buckets_like(name).await?.contains(name);
        return Ok(if there { Sight::Listed } else { Sight::Absent });
    }
    let s3 = &o.reads.signed;
    // The first answer tells whether there is such a bucket; else nothing more need be asked.
    let tags = tags_of(s3, name).await?;
    let (settings, rules) = join(
        join3(
            setting(s3, name, "versioning", ""),
            setting(s3, name, "encryption", "ServerSideEncryptionConfigurationNotFoundError"),
            setting(s3, name, "publicAccessBlock", "NoSuchPublicAccessBlockConfiguration"),
        ),
        join3(
            setting(s3, name, "lifecycle", "NoSuchLifecycleConfiguration"),
            setting(s3, name, "cors", "NoSuchCORSConfiguration"),
            policy(s3, name),
        ),
    )
    .await;
    let ((versioning, encryption, public), (lifecycle, cors, policy)) = (settings, rules);
    let live = attrs([
        ("name", Value::text(name)),
        ("versioning", Value::Bool(versioning?.text_of("Status") == "Enabled")),
        ("encryption_key", encryption_key(&encryption?)),
        ("block_public_access", blocked(&public?)),
        ("lifecycle", read_expiries(&lifecycle?)),
        ("cors", read_cors(&cors?)),
        ("policy", policy?),
        ("tags", tags::value(&tags)),
        ("arn", Value::text(bucket_arn(o.identity, name))),
    ]);
    Ok(seen(KindName::Bucket, live, None, tags::ownership(o.identity, &tags)))
}

/// A setting's document; an empty one when it was never set.
async fn setting(
    s3: &Signed,
    bucket: &str,
    name: &'static str,
    unset: &'static str,
) -> Result<Element, Failure> {
    match s3.s3(S3Call::bucket("GET", bucket).of(name)).await {
        Err(failure) if failure.code() == Some(unset) => Ok(Element::default()),
        answer => answer,
    }
}

async fn tags_of(s3: &Signed, bucket: &str) -> Result<Tags, Failure> {
    let document = setting(s3, bucket, "tagging", "NoSuchTagSet").await?;
    let set = document.child("TagSet").into_iter().flat_map(|set| set.all("Tag"));
    Ok(tags::from_pairs(set.map(|tag| (tag.text_of("Key"), tag.text_of("Value")))))
}

async fn policy(s3: &Signed, bucket: &str) -> Result<Value, Failure> {
    match s3.s3_text(S3Call::bucket("GET", bucket).of("policy")).await {
        Ok(text) => Ok(document(Some(&text))),
        Err(failure) if failure.code() == Some("NoSuchBucketPolicy") => Ok(Value::Null),
        Err(failure) => Err(failure),
    }
}

/// The key's ARN; S3's own keys are no key of anyone's.
fn encryption_key(document: &Element) -> Value {
    let rule =
        document.child("Rule").and_then(|rule| rule.child("ApplyServerSideEncryptionByDefault"));
    match rule.map(|rule| (rule.text_of("SSEAlgorithm"), rule.text_of("KMSMasterKeyID"))) {
        None | Some(("AES256", _)) => Value::Null,
        Some((_, key)) if !key.is_empty() => Value::text(key),
        Some((algorithm, _)) => Value::text(algorithm),
    }
}

/// Whether all is blocked; a mixture is neither yes nor no.
fn blocked(document: &Element) -> Value {
    let on = PUBLIC.iter().filter(|part| document.text_of(part) == "true").count();
    match on {
        0 => Value::Bool(false),
        on if on == PUBLIC.len() => Value::Bool(true),
        _ => Value::text("in part"),
    }
}

pub(crate) async fn create(w: &Writer<'_>) -> Outcome {
    let name = w.text("name")?;
    let mut document = Element::new("CreateBucketConfiguration");
    if w.identity.region != GLOBAL {
        document = document.with(Element::text("LocationConstraint", &w.identity.region));
    }
    let tags = tag_elements(&tags::read(w.call.desired));
    let document = document.with(Element::new("Tags").with_all(tags));
    put(w, S3Call::bucket("PUT", name).document(&document)).await?;
    Ok(Done::texts([("arn", Some(&bucket_arn(w.identity, name)))]))
}

fn tag_elements(tags: &Tags) -> Vec<Element> {
    let tag = |(key, value): (&String, &String)| {
        Element::new("Tag").with(Element::text("Key", key)).with(Element::text("Value", value))
    };
    tags.iter().map(tag).collect()
}

/// Sends one request whose answer says nothing more.
async fn put(w: &Writer<'_>, call: S3Call) -> Outcome {
    w.clients.signed.s3_text(call).await?;
    Ok(Done::default())
}

fn to(w: &Writer<'_>, method: &'static str, setting: &str) -> Result<S3Call, Failure> {
    Ok(S3Call::bucket(method, w.text("name")?).of(setting))
}

pub(crate) async fn set_versioning(w: &Writer<'_>) -> Outcome {
    let bucket: Bucket = w.typed()?;
    let status = if bucket.versioning { "Enabled" } else { "Suspended" };
    let document = Element::new("VersioningConfiguration").with(Element::text("Status", status));
    put(w, to(w, "PUT", "versioning")?.document(&document)).await
}

pub(crate) async fn set_encryption(w: &Writer<'_>) -> Outcome {
    let bucket: Bucket = w.typed()?;
    let key = bucket.encryption_key.map(|key| key.0).unwrap_or_default();
    let usual = Element::new("ApplyServerSideEncryptionByDefault")
        .with(Element::text("SSEAlgorithm", "aws:kms"))
        .with(Element::text("KMSMasterKeyID", key));
    // A bucket key spares most of the calls to KMS, which are paid for.
    let rule = Element::new("Rule").with(usual).with(Element::text("BucketKeyEnabled", "true"));
    let document = Element::new("ServerSideEncryptionConfiguration").with(rule);
    put(w, to(w, "PUT", "encryption")?.document(&document)).await
}

pub(crate) async fn clear_encryption(w: &Writer<'_>) -> Outcome {
    put(w, to(w, "DELETE", "encryption")?).await
}

pub(crate) async fn set_public_access(w: &Writer<'_>) -> Outcome {
    let bucket: Bucket = w.typed()?;
    let part = |name: &&str| Element::text(name, bucket.block_public_access.to_string());
    let document = Element::new("PublicAccessBlockConfiguration").with_all(PUBLIC.iter().map(part));
    put(w, to(w, "PUT", "publicAccessBlock")?.document(&document)).await
}

pub(crate) async fn set_lifecycle(w: &Writer<'_>) -> Outcome {
    let bucket: Bucket = w.typed()?;
    if bucket.lifecycle.is_empty() {
        return Err(Failure::internal("a lifecycle without rules is taken away"));
    }
    put(w, to(w, "PUT", "lifecycle")?.document(&expiries(&bucket.lifecycle))).await
}

pub(crate) async fn clear_lifecycle(w: &Writer<'_>) -> Outcome {
    put(w, to(w, "DELETE", "lifecycle")?).await
}

pub(crate) async fn set_cors(w: &Writer<'_>) -> Outcome {
    let bucket: Bucket = w.typed()?;
    put(w, to(w, "PUT", "cors")?.document(&cors(&bucket.cors))).await
}

pub(crate) async fn clear_cors(w: &Writer<'_>) -> Outcome {
    put(w, to(w, "DELETE", "cors")?).await
}

pub(crate) async fn set_policy(w: &Writer<'_>) -> Outcome {
    let bucket: Bucket = w.typed()?;
    let text = bucket.policy.map(|policy| policy.0.to_string()).unwrap_or_default();
    put(w, to(w, "PUT", "policy")?.text("application/json", &text)).await
}

pub(crate) async fn clear_policy(w: &Writer<'_>) -> Outcome {
    put(w, to(w, "DELETE", "policy")?).await
}

pub(crate) async fn tag(w: &Writer<'_>) -> Outcome {
    let new = tags::to_write(w.call.desired, w.call.live, w.call.paths);
    change_tags(w, |all| all.extend(new)).await
}

pub(crate) async fn untag(w: &Writer<'_>) -> Outcome {
    let gone = tags::to_remove(w.call.desired, w.call.live, w.call.paths);
    change_tags(w, |all| all.retain(|key, _| !gone.contains(key))).await
}

/// S3 takes all tags at once, so those of others are read first and sent along.
async fn change_tags(w: &Writer<'_>, change: impl FnOnce(&mut Tags)) -> Outcome {
    let name = w.text("name")?;
    let mut recent = w.clients.recent.of(format!("{name} tagging")).await;
    let mut all = tags_of(&w.clients.signed, name).await?;
    recent.check(&pairs(&all))?;
    change(&mut all);
    let set = Element::new("TagSet").with_all(tag_elements(&all));
    let call = to(w, "PUT", "tagging")?.document(&Element::new("Tagging").with(set));
    let done = put(w, call).await;
    match &done {
        Ok(_) => recent.wrote(pairs(&all)),
        Err(_) => recent.unsure(&pairs(&all)),
    }
    done
}

fn pairs(tags: &Tags) -> BTreeSet<String> {
    tags.iter().map(|(key, value)| format!("{key}={value}")).collect()
}

/// Deletes one batch of versions and delete markers; the call goes on until there are none.
pub(crate) async fn empty(w: &Writer<'_>) -> Outcome {
    let name = w.text("name")?;
    let list = S3Call::bucket("GET", name).of("versions").with("encoding-type", "url");
    let page = w.clients.signed.s3(list).await?;
    let objects: Vec<Element> = page
        .children
        .iter()
        .filter(|child| matches!(child.name.as_str(), "Version" | "DeleteMarker"))
        .map(|one| {
            let key = percent_decode_str(one.text_of("Key")).decode_utf8_lossy();
            Element::new("Object")
                .with(Element::text("Key", key))
                .with(Element::text("VersionId", one.text_of("VersionId")))
        })
        .collect();
    if objects.is_empty() {
        return Ok(Done::default());
    }
    let document = Element::new("Delete").with(Element::text("Quiet", "true")).with_all(objects);
    let answer = w.clients.signed.s3(to(w, "POST", "delete")?.document(&document)).await?;
    if let Some(error) = answer.child("Error") {
        let words = format!("`{}`: {}", error.text_of("Key"), error.text_of("Message"));
        return Err(Failure::refused(409, error.text_of("Code"), &words));
    }
    if page.text_of("IsTruncated") == "true" {
        return Err(Failure::unfinished("there are more objects"));
    }
    Ok(Done::default())
}

pub(crate) async fn delete(w: &Writer<'_>) -> Outcome {
    put(w, S3Call::bucket("DELETE", w.text("name")?)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_s3_does_by_itself_is_no_setting() {
        let rule = |algorithm: &str, key: &str| {
            let usual = Element::new("ApplyServerSideEncryptionByDefault")
                .with(Element::text("SSEAlgorithm", algorithm))
                .with(Element::text("KMSMasterKeyID", key));
            encryption_key(&Element::new("S").with(Element::new("Rule").with(usual)))
        };
        assert_eq!(encryption_key(&Element::default()), Value::Null);
        assert_eq!(rule("AES256", ""), Value::Null);
        assert_eq!(rule("aws:kms", "arn:k"), Value::text("arn:k"));
        assert_eq!(rule("aws:kms", ""), Value::text("aws:kms"));
    }

    #[test]
    fn a_block_in_part_is_neither_on_nor_off() {
        let with = |on: usize| {
            let part = |(at, name): (usize, &&str)| Element::text(name, (at < on).to_string());
            blocked(&Element::new("P").with_all(PUBLIC.iter().enumerate().map(part)))
        };
        assert_eq!((with(4), with(0)), (Value::Bool(true), Value::Bool(false)));
        assert_eq!(with(3), Value::text("in part"));
    }
}
