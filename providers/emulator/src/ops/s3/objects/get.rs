//! GetObject and HeadObject.

use std::ops::Range;

use bytes::Bytes;

use super::{conditions, describe, range};
use crate::ops::s3::model::{Content, Version};
use crate::ops::s3::{faults, store};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// Query members that take a header's place in the answer.
const OVERRIDES: &[(&str, &str)] = &[
    ("ResponseCacheControl", "cache-control"),
    ("ResponseContentDisposition", "content-disposition"),
    ("ResponseContentEncoding", "content-encoding"),
    ("ResponseContentLanguage", "content-language"),
    ("ResponseContentType", "content-type"),
    ("ResponseExpires", "expires"),
];

pub(in crate::ops::s3) fn run(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let (version, content) = store::asked(world, input)?;
    let (part, mut reply) = described(world, input, version, content)?;
    let bytes = store::bytes(world, content);
    let bytes = bytes.get(part).unwrap_or_default();
    reply.payload = Some(Bytes::copy_from_slice(bytes));
    Ok(reply)
}

pub(in crate::ops::s3) fn head(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let (version, content) = store::asked(world, input)?;
    let (part, mut reply) = described(world, input, version, content)?;
    reply.headers.push(("content-length".to_owned(), part.len().to_string()));
    Ok(reply)
}

/// The part of the object that is asked for, and the answer but for its bytes.
fn described(
    world: &World,
    input: &Input,
    version: &Version,
    content: &Content,
) -> Result<(Range<usize>, Reply), Fault> {
    conditions::readable(input, version, content)?;
    let mut headers = describe::headers_of(world.s3.buckets.get(&version.bucket), version, content);
    for (member, header) in OVERRIDES {
        if let Some(value) = input.text(member) {
            headers.retain(|(name, _)| name != header);
            headers.push(((*header).to_owned(), value.to_owned()));
        }
    }
    let whole = 0..content.size;
    let part = match (input.text("PartNumber"), input.text("Range")) {
        (Some(number), _) => Some(numbered(content, number, &mut headers)?),
        (None, Some(header)) => range::read(header, content.size)?,
        (None, None) => None,
    };
    if part.is_none()
        && input.text("ChecksumMode").is_some_and(|mode| mode.eq_ignore_ascii_case("enabled"))
    {
        headers.extend(describe::checksum_headers(content));
    }
    let mut reply = Reply::empty();
    if let Some(part) = part.as_ref().filter(|part| !part.is_empty()) {
        let shown = format!("bytes {}-{}/{}", part.start, part.end - 1, content.size);
        headers.push(("content-range".to_owned(), shown));
        reply.status = Some(206);
    }
    reply.headers = headers;
    Ok((part.unwrap_or(whole), reply))
}

/// The bytes of a part by its number. An object that was put whole has one.
fn numbered(
    content: &Content,
    number: &str,
    headers: &mut Vec<(String, String)>,
) -> Result<Range<usize>, Fault> {
    let text = "Part number must be an integer between 1 and 10000, inclusive";
    let place = number.parse::<usize>().ok().filter(|number| (1..=10_000).contains(number));
    let place = place.ok_or_else(|| faults::invalid_argument("partNumber", number, text))?;
    let sizes =
        if content.parts.is_empty() { std::slice::from_ref(&content.size) } else { &content.parts };
    let Some(size) = sizes.get(place - 1) else {
        let text = "The requested partnumber is not satisfiable";
        return Err(Fault::sender(416, "InvalidPartNumber", text)
            .with("ActualPartCount", sizes.len())
            .with("PartNumberRequested", place));
    };
    if !content.parts.is_empty() {
        headers.push(("x-amz-mp-parts-count".to_owned(), content.parts.len().to_string()));
    }
    let start: usize = sizes.iter().take(place - 1).sum();
    Ok(start..start + size)
}
