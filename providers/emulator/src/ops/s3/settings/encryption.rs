//! The encryption new objects get. A bucket is never without one: taking it away brings the usual one back.

use serde_json::{Value, json};

use super::{given, items, keep, kept, text};
use crate::ops::s3::model::{Bucket, Encryption};
use crate::ops::s3::{faults, store};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(in crate::ops::s3) const NAME: &str = "encryption";

const ALGORITHMS: &[&str] = &["AES256", "aws:kms", "aws:kms:dsse"];

/// What a bucket has that was not told otherwise.
pub(in crate::ops::s3) fn usual() -> Value {
    json!({"Rule": [{
        "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"},
        "BucketKeyEnabled": false,
    }]})
}

/// The encryption of an object that is put into a bucket: as the call says, else as the bucket says.
pub(in crate::ops::s3) fn of(bucket: &Bucket, input: &Input) -> Result<Encryption, Fault> {
    if input.has("SSECustomerAlgorithm") {
        return Err(faults::not_implemented("x-amz-server-side-encryption-customer-algorithm"));
    }
    if let Some(algorithm) = input.text("ServerSideEncryption") {
        if !ALGORITHMS.contains(&algorithm) {
            let text = "The encryption method specified is not supported";
            return Err(Fault::sender(400, "InvalidEncryptionAlgorithmError", text));
        }
        return Ok(Encryption {
            algorithm: algorithm.to_owned(),
            key: input.text("SSEKMSKeyId").map(str::to_owned),
            bucket_key: input.flag("BucketKeyEnabled") == Some(true),
        });
    }
    let rule = bucket.documents.get(NAME).and_then(|document| items(document, "Rule").first());
    let usual = rule.and_then(|rule| rule.get("ApplyServerSideEncryptionByDefault"));
    let algorithm = usual.and_then(|usual| text(usual, "SSEAlgorithm")).unwrap_or("AES256");
    let key = usual.and_then(|usual| text(usual, "KMSMasterKeyID")).map(str::to_owned);
    let bucket_key = rule.and_then(|rule| rule.get("BucketKeyEnabled")) == Some(&true.into());
    Ok(Encryption { algorithm: algorithm.to_owned(), key, bucket_key })
}

pub(in crate::ops::s3) fn get(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let absent = (
        "ServerSideEncryptionConfigurationNotFoundError",
        "The server side encryption configuration was not found",
    );
    kept(world, input, NAME, absent)
}

pub(in crate::ops::s3) fn put(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let (bucket, document) = given(world, input, "ServerSideEncryptionConfiguration")?;
    let [rule] = items(&document, "Rule") else { return Err(faults::malformed()) };
    let usual = rule.get("ApplyServerSideEncryptionByDefault");
    let algorithm = usual.and_then(|usual| text(usual, "SSEAlgorithm"));
    let algorithm =
        algorithm.filter(|one| ALGORITHMS.contains(one)).ok_or_else(faults::malformed)?;
    let key = usual.and_then(|usual| text(usual, "KMSMasterKeyID"));
    if algorithm == "AES256" && key.is_some() {
        let text = "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse";
        return Err(faults::invalid_argument("ApplyServerSideEncryptionByDefault", "", text));
    }
    let mut default = json!({"SSEAlgorithm": algorithm});
    if let (Some(key), Some(members)) = (key, default.as_object_mut()) {
        members.insert("KMSMasterKeyID".to_owned(), key.into());
    }
    let bucket_key = text(rule, "BucketKeyEnabled") == Some("true");
    let whole = json!({"Rule": [{
        "ApplyServerSideEncryptionByDefault": default,
        "BucketKeyEnabled": bucket_key,
    }]});
    Ok(keep(world, &bucket, NAME, whole))
}

pub(in crate::ops::s3) fn delete(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let bucket = store::bucket(world, input)?.name.clone();
    Ok(keep(world, &bucket, NAME, usual()))
}
