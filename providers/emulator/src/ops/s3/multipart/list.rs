//! ListParts and ListMultipartUploads.

use serde_json::{Map, Value, json};

use super::asked;
use crate::ops::s3::model::{Part, Upload};
use crate::ops::s3::objects::describe;
use crate::ops::s3::objects::list::{Line, Query, cut, limit};
use crate::ops::s3::{store, time};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// The most items of a page.
const MOST: usize = 1_000;

pub(in crate::ops::s3) fn parts(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let (row, upload) = asked(world, input)?;
    let marker = limit(input, "PartNumberMarker", "part-number-marker")?.unwrap_or(0);
    let most = limit(input, "MaxParts", "max-parts")?.unwrap_or(MOST).min(MOST);
    let most = world.page_cap.map_or(most, |cap| most.min(cap.max(1)));
    let all = world.s3.parts.beginning(format!("{row}/")).map(|(_, part)| part);
    let mut rest = all.filter(|part| part.number as usize > marker);
    let shown: Vec<&Part> = rest.by_ref().take(most).collect();
    let truncated = rest.next().is_some();
    let mut members = Map::new();
    let mut put = |name: &str, value: Value| drop(members.insert(name.to_owned(), value));
    put("Bucket", upload.bucket.as_str().into());
    put("Key", upload.key.as_str().into());
    put("UploadId", upload.id.as_str().into());
    put("Initiator", json!({"ID": store::owner(world)}));
    put("Owner", json!({"ID": store::owner(world)}));
    put("StorageClass", upload.content.storage_class.as_str().into());
    put("PartNumberMarker", marker.into());
    put("NextPartNumberMarker", shown.last().map_or(0, |part| part.number).into());
    put("MaxParts", most.into());
    put("IsTruncated", truncated.into());
    if let Some(algorithm) = &upload.algorithm {
        put("ChecksumAlgorithm", algorithm.as_str().into());
        put("ChecksumType", describe::checksum_type(!upload.full_object).into());
    }
    put("Part", shown.into_iter().map(part).collect::<Vec<_>>().into());
    Ok(Reply::from(Value::Object(members)))
}

fn part(part: &Part) -> Value {
    let mut shown = json!({
        "PartNumber": part.number,
        "LastModified": time::iso(part.modified_ms),
        "ETag": describe::quoted(&part.etag),
        "Size": part.size,
    });
    if let (Some(checksum), Some(members)) = (&part.checksum, shown.as_object_mut()) {
        let name = format!("Checksum{}", checksum.algorithm);
        members.insert(name, checksum.value.as_str().into());
    }
    shown
}

pub(in crate::ops::s3) fn uploads(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let bucket = store::bucket(world, input)?.name.clone();
    let asked = limit(input, "MaxUploads", "max-uploads")?.unwrap_or(MOST).min(MOST);
    let query = Query::read(world, input)?;
    let query = Query { most: asked.min(query.most), ..query };
    let (key, id) = (
        input.text("KeyMarker").unwrap_or_default(),
        input.text("UploadIdMarker").unwrap_or_default(),
    );
    // After one upload, or after all of a key.
    let after = match (key, id) {
        ("", _) => None,
        (key, "") => Some(format!("{key}\u{1}")),
        (key, id) => Some(format!("{key}\0{id}")),
    };
    let rows = world.s3.uploads.beginning(format!("{bucket}/{}", query.prefix));
    let items =
        rows.map(|(row, upload)| (row.get(bucket.len() + 1..).unwrap_or(row).to_owned(), upload));
    let page = cut(&query, after.as_deref(), items);
    let mut members = Map::new();
    let mut put = |name: &str, value: Value| drop(members.insert(name.to_owned(), value));
    put("Bucket", bucket.as_str().into());
    put("KeyMarker", query.shown(key).into());
    put("UploadIdMarker", id.into());
    put("Prefix", query.shown(&query.prefix).into());
    if let Some(delimiter) = &query.delimiter {
        put("Delimiter", query.shown(delimiter).into());
    }
    if let Some((key, id)) = page.end.as_ref().and_then(|end| end.split_once('\0')) {
        put("NextKeyMarker", query.shown(key).into());
        put("NextUploadIdMarker", id.into());
    }
    put("MaxUploads", query.most.into());
    put("IsTruncated", page.end.is_some().into());
    if input.has("EncodingType") {
        put("EncodingType", "url".into());
    }
    let (mut uploads, mut prefixes) = (Vec::new(), Vec::new());
    for line in page.lines {
        match line {
            Line::Prefix(prefix) => prefixes.push(json!({"Prefix": query.shown(&prefix)})),
            Line::Item(one) => uploads.push(upload(world, &query, one)),
        }
    }
    put("Upload", uploads.into());
    put("CommonPrefixes", prefixes.into());
    Ok(Reply::from(Value::Object(members)))
}

fn upload(world: &World, query: &Query, upload: &Upload) -> Value {
    let mut shown = json!({
        "Key": query.shown(&upload.key),
        "UploadId": upload.id,
        "Initiator": {"ID": store::owner(world)},
        "Owner": {"ID": store::owner(world)},
        "StorageClass": upload.content.storage_class,
        "Initiated": time::iso(upload.begun_ms),
    });
    if let (Some(algorithm), Some(members)) = (&upload.algorithm, shown.as_object_mut()) {
        members.insert("ChecksumAlgorithm".to_owned(), algorithm.as_str().into());
        let kind = describe::checksum_type(!upload.full_object);
        members.insert("ChecksumType".to_owned(), kind.into());
    }
    shown
}
