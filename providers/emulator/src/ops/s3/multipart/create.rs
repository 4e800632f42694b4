//! CreateMultipartUpload.

use serde_json::json;

use super::row;
use crate::ops::s3::model::Upload;
use crate::ops::s3::objects::describe;
use crate::ops::s3::settings::lifecycle;
use crate::ops::s3::{checksum, faults, store};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(in crate::ops::s3) fn run(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let bucket = store::bucket(world, input)?.clone();
    let key = store::key(input)?.to_owned();
    let content = describe::read(&bucket, input)?;
    let tags = describe::tags(input)?;
    let algorithm = input.text("ChecksumAlgorithm").map(str::to_owned);
    if algorithm.as_deref().is_some_and(|one| !checksum::ALGORITHMS.contains(&one)) {
        let text = "Checksum algorithm provided is unsupported. Please try again with any of the valid types: \
                    [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]";
        return Err(faults::invalid_request(text));
    }
    let full_object = match (input.text("ChecksumType"), algorithm.as_deref()) {
        (Some("FULL_OBJECT"), Some("SHA1" | "SHA256" | "SHA512" | "MD5")) => {
            let text = "The FULL_OBJECT checksum type cannot be used with this checksum algorithm.";
            return Err(faults::invalid_request(text));
        }
        (Some("FULL_OBJECT"), _) | (None, Some("CRC64NVME")) => true,
        _ => false,
    };
    let id =
        world.random_text(64, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-");
    let mut headers = describe::encryption_headers(&content.encryption);
    if let Some(algorithm) = &algorithm {
        let kind = describe::checksum_type(!full_object);
        headers.push(("x-amz-checksum-algorithm".to_owned(), algorithm.clone()));
        headers.push(("x-amz-checksum-type".to_owned(), kind.to_owned()));
    }
    let upload = Upload {
        bucket: bucket.name.clone(),
        key: key.clone(),
        id: id.clone(),
        begun_ms: world.now_ms(),
        content,
        tags,
        algorithm,
        full_object,
    };
    world.s3.uploads.insert(row(&bucket.name, &key, &id), upload);
    lifecycle::watch(world, &bucket.name);
    let body = json!({"Bucket": bucket.name, "Key": key, "UploadId": id});
    Ok(Reply { headers, ..Reply::from(body) })
}
