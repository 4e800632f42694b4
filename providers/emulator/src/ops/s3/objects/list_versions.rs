//! ListObjectVersions.

use serde_json::{Map, Value, json};

use super::list::{Line, Query, cut, entry};
use crate::ops::s3::model::Version;
use crate::ops::s3::{faults, store, time};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(in crate::ops::s3) fn run(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let bucket = store::bucket(world, input)?.name.clone();
    let query = Query::read(world, input)?;
    let text = |member: &str| input.text(member).filter(|text| !text.is_empty());
    let (key, id) = (text("KeyMarker"), text("VersionIdMarker"));
    if id.is_some() && key.is_none() {
        let text = "A version-id marker cannot be specified without a key marker.";
        return Err(faults::invalid_argument("version-id-marker", id.unwrap_or_default(), text));
    }
    let after = key.map(|key| place(world, &query, (&bucket, key), id));
    let start = format!("{bucket}/{}", query.prefix);
    let rows = world.s3.versions.beginning(start);
    // A row's key less its bucket: the object's key, a separator, and the version's place.
    let items =
        rows.map(|(row, version)| (row.get(bucket.len() + 1..).unwrap_or(row).to_owned(), version));
    let page = cut(&query, after.as_deref(), items);
    let mut members = Map::new();
    query.repeat(&mut members, input);
    members.insert("KeyMarker".to_owned(), query.shown(key.unwrap_or_default()).into());
    members.insert("VersionIdMarker".to_owned(), id.unwrap_or_default().into());
    members.insert("IsTruncated".to_owned(), page.end.is_some().into());
    if let Some(end) = &page.end {
        let (key, _) = end.split_once('\0').unwrap_or((end, ""));
        members.insert("NextKeyMarker".to_owned(), query.shown(key).into());
        let version = world.s3.versions.get(&format!("{bucket}/{end}"));
        members
            .extend(version.map(|one| ("NextVersionIdMarker".to_owned(), one.id.as_str().into())));
    }
    fill(world, &query, &mut members, page.lines);
    Ok(Reply::from(Value::Object(members)))
}

/// Where a page begins: after a version, after all versions of a key, or after a common prefix.
fn place(world: &World, query: &Query, (bucket, key): (&str, &str), id: Option<&str>) -> String {
    let version = id.and_then(|id| store::version(world, bucket, key, id));
    match version {
        Some(version) => {
            let row = store::row(version);
            row.get(bucket.len() + 1..).unwrap_or_default().to_owned()
        }
        None if query.group(key).as_deref() == Some(key) => key.to_owned(),
        // The separator sorts before every other letter: all versions of the key are before this.
        None => format!("{key}\u{1}"),
    }
}

fn fill(
    world: &World,
    query: &Query,
    members: &mut Map<String, Value>,
    lines: Vec<Line<&Version>>,
) {
    let (mut versions, mut markers, mut prefixes) = (Vec::new(), Vec::new(), Vec::new());
    for line in lines {
        match line {
            Line::Prefix(prefix) => prefixes.push(json!({"Prefix": query.shown(&prefix)})),
            Line::Item(version) => {
                let newest = store::newest(world, &version.bucket, &version.key);
                let latest = newest.is_some_and(|newest| newest.sequence == version.sequence);
                let mut shown = match &version.content {
                    Some(content) => entry(query, version, content),
                    None => marker(query, version),
                };
                shown.insert("VersionId".to_owned(), version.id.as_str().into());
                shown.insert("IsLatest".to_owned(), latest.into());
                shown.insert("Owner".to_owned(), json!({"ID": store::owner(world)}));
                let list = if version.content.is_some() { &mut versions } else { &mut markers };
                list.push(Value::Object(shown));
            }
        }
    }
    members.insert("Version".to_owned(), versions.into());
    members.insert("DeleteMarker".to_owned(), markers.into());
    members.insert("CommonPrefixes".to_owned(), prefixes.into());
}

fn marker(query: &Query, version: &Version) -> Map<String, Value> {
    let mut shown = Map::new();
    shown.insert("Key".to_owned(), query.shown(&version.key).into());
    shown.insert("LastModified".to_owned(), time::iso(version.modified_ms).into());
    shown
}
