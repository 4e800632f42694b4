//! PutObject.

use std::sync::Arc;

use md5::{Digest as _, Md5};

use super::events::{self, Deed};
use super::{conditions, describe};
use crate::ops::s3::model::Content;
use crate::ops::s3::settings::lifecycle;
use crate::ops::s3::{checksum, store};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(in crate::ops::s3) fn run(
    world: &mut World,
    caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let bucket = store::bucket(world, input)?.clone();
    let key = store::key(input)?;
    let given = checksum::verify(input)?;
    let described = describe::read(&bucket, input)?;
    let tags = describe::tags(input)?;
    conditions::writable(world, input, &bucket.name, key)?;
    let content = Content {
        size: input.payload.len(),
        etag: hex::encode(Md5::digest(&input.payload)),
        checksum: given,
        ..described
    };
    let bytes = Arc::new(input.payload.to_vec());
    let version = store::put(world, &bucket.name, key, Some((content.clone(), bytes)), tags)?;
    lifecycle::watch(world, &bucket.name);
    events::tell(world, &Deed::made("ObjectCreated:Put", "PutObject", &version, caller));
    let mut headers = vec![("etag".to_owned(), describe::quoted(&content.etag))];
    headers.extend(describe::encryption_headers(&content.encryption));
    headers.extend(describe::checksum_headers(&content));
    headers.extend(describe::version_header(Some(&bucket), &version));
    Ok(Reply { headers, ..Reply::empty() })
}
