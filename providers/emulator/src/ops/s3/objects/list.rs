//! ListObjects and ListObjectsV2.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::{describe, encoded};
use crate::ops::s3::model::{Content, Version};
use crate::ops::s3::{faults, store, time};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// The most keys of a page.
const MOST: usize = 1_000;

/// What a list is asked for.
pub(in crate::ops::s3) struct Query {
    pub(in crate::ops::s3) prefix: String,
    pub(in crate::ops::s3) delimiter: Option<String>,
    pub(in crate::ops::s3) most: usize,
    pub(in crate::ops::s3) encodes: bool,
}

impl Query {
    pub(in crate::ops::s3) fn read(world: &World, input: &Input) -> Result<Query, Fault> {
        let text =
            |member: &str| input.text(member).filter(|text| !text.is_empty()).map(str::to_owned);
        if text("EncodingType").is_some_and(|kind| kind != "url") {
            let text = "Invalid Encoding Method specified in Request";
            return Err(faults::invalid_argument("encoding-type", "", text));
        }
        let asked = limit(input, "MaxKeys", "max-keys")?;
        let most = asked.unwrap_or(MOST).min(MOST);
        Ok(Query {
            prefix: text("Prefix").unwrap_or_default(),
            delimiter: text("Delimiter"),
            most: world.page_cap.map_or(most, |cap| most.min(cap.max(1))),
            encodes: input.has("EncodingType"),
        })
    }

    /// A key as this list shows it.
    pub(in crate::ops::s3) fn shown(&self, key: &str) -> String {
        if self.encodes { encoded(key) } else { key.to_owned() }
    }

    /// The common prefix a key is hidden behind.
    pub(in crate::ops::s3) fn group(&self, key: &str) -> Option<String> {
        let delimiter = self.delimiter.as_deref()?;
        let rest = key.strip_prefix(&self.prefix)?;
        let end = rest.find(delimiter)? + delimiter.len();
        Some(format!("{}{}", self.prefix, rest.get(..end)?))
    }

    /// The members that repeat what was asked.
    pub(in crate::ops::s3) fn repeat(&self, members: &mut Map<String, Value>, input: &Input) {
        members.insert("Name".to_owned(), input.text("Bucket").into());
        members.insert("Prefix".to_owned(), self.shown(&self.prefix).into());
        if let Some(delimiter) = &self.delimiter {
            members.insert("Delimiter".to_owned(), self.shown(delimiter).into());
        }
        members.insert("MaxKeys".to_owned(), self.most.into());
        if self.encodes {
            members.insert("EncodingType".to_owned(), "url".into());
        }
    }
}

/// A number that is asked for; negative ones are refused.
pub(in crate::ops::s3) fn limit(
    input: &Input,
    member: &str,
    wire: &str,
) -> Result<Option<usize>, Fault> {
    let Some(text) = input.text(member).filter(|text| !text.is_empty()) else { return Ok(None) };
    let number = text.parse::<i64>().ok().filter(|number| *number < 1 << 31);
    let number = number.ok_or_else(|| {
        let message = "Provided max-keys not an integer or within integer range";
        faults::invalid_argument(wire, text, message.replace("max-keys", wire))
    })?;
    let message = format!("Argument {wire} must be an integer between 0 and 2147483647");
    usize::try_from(number).map(Some).map_err(|_| faults::invalid_argument(wire, text, message))
}

/// One line of a list.
pub(in crate::ops::s3) enum Line<T> {
    Item(T),
    Prefix(String),
}

/// A page, and the key or prefix it ended at when there is more.
pub(in crate::ops::s3) struct Lines<T> {
    pub(in crate::ops::s3) lines: Vec<Line<T>>,
    pub(in crate::ops::s3) end: Option<String>,
}

/// Cuts a page out of sorted `(key, item)` pairs after a key or a common prefix.
pub(in crate::ops::s3) fn cut<T>(
    query: &Query,
    after: Option<&str>,
    items: impl Iterator<Item = (String, T)>,
) -> Lines<T> {
    let mut page = Lines { lines: Vec::new(), end: None };
    let mut last = None;
    // What stands behind the prefix the last page ended at was shown with it.
    let mut group =
        after.filter(|after| query.group(after).as_deref() == Some(*after)).map(str::to_owned);
    for (key, item) in items {
        let own = query.group(&key);
        let seen =
            after.is_some_and(|after| key.as_str() <= after) || (own.is_some() && own == group);
        if seen {
            continue;
        }
        if page.lines.len() >= query.most {
            page.end = last.filter(|_| query.most > 0);
            break;
        }
        last = Some(own.clone().unwrap_or(key));
        match own {
            Some(prefix) => {
                page.lines.push(Line::Prefix(prefix.clone()));
                group = Some(prefix);
            }
            None => page.lines.push(Line::Item(item)),
        }
    }
    page
}

/// The objects of a bucket as readers see them, by key.
fn objects<'a>(
    world: &'a World,
    bucket: &str,
    prefix: &str,
) -> Vec<(String, (&'a Version, &'a Content))> {
    let start = format!("{bucket}/{prefix}");
    let mut last: Option<&str> = None;
    let mut found = Vec::new();
    for (_, version) in world.s3.versions.beginning(start) {
        if last == Some(version.key.as_str()) {
            continue;
        }
        last = Some(&version.key);
        if let Some(content) = &version.content {
            found.push((version.key.clone(), (version, content)));
        }
    }
    found
}

pub(in crate::ops::s3) fn first(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let query = Query::read(world, input)?;
    let marker = input.text("Marker").unwrap_or_default();
    let mut members = Map::new();
    query.repeat(&mut members, input);
    members.insert("Marker".to_owned(), query.shown(marker).into());
    let page = listed(world, input, &query, Some(marker).filter(|marker| !marker.is_empty()))?;
    members.insert("IsTruncated".to_owned(), page.end.is_some().into());
    if let Some(end) = page.end.as_ref().filter(|_| query.delimiter.is_some()) {
        members.insert("NextMarker".to_owned(), query.shown(end).into());
    }
    fill(world, &query, &mut members, page, true);
    Ok(Reply::from(Value::Object(members)))
}

pub(in crate::ops::s3) fn second(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let query = Query::read(world, input)?;
    let token = input.text("ContinuationToken");
    let start = input.text("StartAfter").filter(|start| !start.is_empty());
    let after = match token {
        Some(token) => Some(decoded(token).ok_or_else(|| {
            let text = "The continuation token provided is incorrect";
            faults::invalid_argument("continuation-token", token, text)
        })?),
        None => start.map(str::to_owned),
    };
    let page = listed(world, input, &query, after.as_deref())?;
    let mut members = Map::new();
    query.repeat(&mut members, input);
    members.insert("KeyCount".to_owned(), page.lines.len().into());
    members.insert("IsTruncated".to_owned(), page.end.is_some().into());
    if let Some(end) = &page.end {
        members
            .insert("NextContinuationToken".to_owned(), STANDARD.encode(format!("k:{end}")).into());
    }
    members.extend(token.map(|token| ("ContinuationToken".to_owned(), token.into())));
    members.extend(start.map(|start| ("StartAfter".to_owned(), query.shown(start).into())));
    fill(world, &query, &mut members, page, input.flag("FetchOwner") == Some(true));
    Ok(Reply::from(Value::Object(members)))
}

fn decoded(token: &str) -> Option<String> {
    let text = String::from_utf8(STANDARD.decode(token).ok()?).ok()?;
    text.strip_prefix("k:").map(str::to_owned)
}

type Listed<'a> = (&'a Version, &'a Content);

fn listed<'a>(
    world: &'a World,
    input: &Input,
    query: &Query,
    after: Option<&str>,
) -> Result<Lines<Listed<'a>>, Fault> {
    let bucket = &store::bucket(world, input)?.name;
    Ok(cut(query, after, objects(world, bucket, &query.prefix).into_iter()))
}

fn fill(
    world: &World,
    query: &Query,
    members: &mut Map<String, Value>,
    page: Lines<Listed<'_>>,
    shows_owner: bool,
) {
    let (mut contents, mut prefixes) = (Vec::new(), Vec::new());
    for line in page.lines {
        match line {
            Line::Prefix(prefix) => prefixes.push(json!({"Prefix": query.shown(&prefix)})),
            Line::Item((version, content)) => {
                let mut entry = entry(query, version, content);
                if shows_owner {
                    entry.insert("Owner".to_owned(), json!({"ID": store::owner(world)}));
                }
                contents.push(Value::Object(entry));
            }
        }
    }
    members.insert("Contents".to_owned(), contents.into());
    members.insert("CommonPrefixes".to_owned(), prefixes.into());
}

/// What lists say of an object.
pub(super) fn entry(query: &Query, version: &Version, content: &Content) -> Map<String, Value> {
    let mut entry = Map::new();
    let mut put = |name: &str, value: Value| drop(entry.insert(name.to_owned(), value));
    put("Key", query.shown(&version.key).into());
    put("LastModified", time::iso(version.modified_ms).into());
    put("ETag", describe::quoted(&content.etag).into());
    if let Some(checksum) = &content.checksum {
        put("ChecksumAlgorithm", checksum.algorithm.as_str().into());
        put("ChecksumType", describe::checksum_type(checksum.composite).into());
    }
    put("Size", content.size.into());
    put("StorageClass", content.storage_class.as_str().into());
    entry
}

#[cfg(test)]
mod tests {
    use super::{Line, Query, cut};

    /// Every page of `most` lines, as text: keys and, in brackets, common prefixes.
    fn pages(keys: &[&str], prefix: &str, most: usize) -> Vec<String> {
        let query = Query {
            prefix: prefix.to_owned(),
            delimiter: Some("/".to_owned()),
            most,
            encodes: false,
        };
        let (mut pages, mut after) = (Vec::new(), None::<String>);
        loop {
            let items = keys.iter().map(|key| ((*key).to_owned(), (*key).to_owned()));
            let items = items.filter(|(key, _)| key.starts_with(prefix));
            let page = cut(&query, after.as_deref(), items);
            let lines = page.lines.iter().map(|line| match line {
                Line::Item(key) => key.clone(),
                Line::Prefix(prefix) => format!("[{prefix}]"),
            });
            pages.push(lines.collect::<Vec<_>>().join(" "));
            match page.end {
                Some(end) => after = Some(end),
                None => return pages,
            }
        }
    }

    #[test]
    fn common_prefixes_are_shown_once_whatever_the_page() {
        let keys = ["a", "b/1", "b/2", "b/3", "c", "d/x/y"];
        assert_eq!(pages(&keys, "", 10), ["a [b/] c [d/]"]);
        assert_eq!(pages(&keys, "", 1), ["a", "[b/]", "c", "[d/]"]);
        assert_eq!(pages(&keys, "", 2), ["a [b/]", "c [d/]"]);
        assert_eq!(pages(&keys, "b/", 2), ["b/1 b/2", "b/3"]);
        assert_eq!(pages(&keys, "d/", 2), ["[d/x/]"]);
    }
}
