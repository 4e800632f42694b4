//! GetObjectAttributes.

use serde_json::{Map, Value, json};

use super::describe;
use crate::ops::s3::{faults, store, time};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(in crate::ops::s3) fn run(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let (version, content) = store::asked(world, input)?;
    let asked = input.text("ObjectAttributes").unwrap_or_default();
    let asked: Vec<&str> = asked.split(',').map(str::trim).filter(|one| !one.is_empty()).collect();
    let known = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"];
    if asked.is_empty() || asked.iter().any(|one| !known.contains(one)) {
        let text = "Invalid attribute name specified.";
        let value = input.text("ObjectAttributes").unwrap_or_default();
        return Err(faults::invalid_argument("x-amz-object-attributes", value, text));
    }
    let mut members = Map::new();
    let mut put = |name: &str, value: Value| {
        if asked.contains(&name) {
            members.insert(name.to_owned(), value);
        }
    };
    put("ETag", content.etag.as_str().into());
    if let Some(checksum) = &content.checksum {
        let value = checksum.value.split('-').next().unwrap_or_default();
        let mut shown = Map::new();
        shown.insert(format!("Checksum{}", checksum.algorithm), value.into());
        let kind = describe::checksum_type(checksum.composite);
        shown.insert("ChecksumType".to_owned(), kind.into());
        put("Checksum", Value::Object(shown));
    }
    if !content.parts.is_empty() {
        put("ObjectParts", json!({"PartsCount": content.parts.len()}));
    }
    put("StorageClass", content.storage_class.as_str().into());
    put("ObjectSize", content.size.into());
    let mut headers = vec![("last-modified".to_owned(), time::http(version.modified_ms))];
    headers.extend(describe::version_header(world.s3.buckets.get(&version.bucket), version));
    Ok(Reply { headers, ..Reply::from(Value::Object(members)) })
}
