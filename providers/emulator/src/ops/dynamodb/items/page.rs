//! What queries and scans share: which attributes, which items pass, where a page ends.

use serde_json::{Map, Value, json};

use super::super::attribute::{self, Attribute, Item, show, size};
use super::super::check::{at_least, one_of, text};
use super::super::expression::{self, Condition, Path, Placeholders, heads, holds};
use super::super::faults::{invalid, parameters};
use super::super::key;
use super::super::model::{Index, Projection, Scalar, Status, Table};
use super::{capacity, consistent, get, no_legacy, projected, reports};
use crate::ops::{Fault, Input};
use crate::world::World;

/// The most bytes of a page.
const BYTES: usize = 1_048_576;

/// A query or a scan, read and checked.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) table: Table,
    pub(super) index: Option<Index>,
    pub(super) start: Option<Item>,
    filter: Option<Condition>,
    paths: Option<Vec<Path>>,
    select: Select,
    limit: usize,
    strongly: bool,
}

/// Which attributes are answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Select {
    All,
    Projected,
    Count,
}

impl Request {
    /// Reads what both have. Placeholders are shared with the key condition, which the caller reads.
    pub(super) fn read(
        world: &World,
        input: &Input,
        placeholders: &mut Placeholders,
    ) -> Result<Request, Fault> {
        no_legacy(input)?;
        reports(input)?;
        let limit = at_least(input, "Limit", "limit", 1)?;
        let strongly = consistent(input)?;
        let filter = match text(input, "FilterExpression")? {
            Some(text) => Some(expression::condition("FilterExpression", text, placeholders)?),
            None => None,
        };
        let paths = projected(input, placeholders)?;
        let index_name = text(input, "IndexName")?;
        if let Some(name) = index_name {
            super::super::check::name("indexName", name)?;
        }
        let table = super::super::check::serving(world, input)?;
        let index = index_name.map(|name| index(&table, name, strongly)).transpose()?;
        let select = select(input, &table, index.as_ref(), paths.as_deref())?;
        let start = match input.get("ExclusiveStartKey") {
            Some(value) => Some(start(&table, index.as_ref(), value)?),
            None => None,
        };
        let limit = limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
        let limit = world.page_cap.map_or(limit, |cap| limit.min(cap)).max(1);
        Ok(Request { table, index, start, filter, paths, select, limit, strongly })
    }

    /// The key of what is read: the index's or the table's.
    pub(super) fn key(&self) -> &super::super::model::Key {
        self.index.as_ref().map_or(&self.table.key, |index| &index.key)
    }

    /// A query's filter does not look at its keys.
    pub(super) fn filter_spares_keys(&self) -> Result<(), Fault> {
        let Some(filter) = &self.filter else { return Ok(()) };
        match heads(filter).iter().find(|path| self.key().has(path.head())) {
            Some(path) => Err(invalid(format!(
                "Filter Expression can only contain non-primary key attributes: Primary key attribute: {}",
                path.head()
            ))),
            None => Ok(()),
        }
    }

    /// The row at which the request goes on, in the table or in the index.
    pub(super) fn start_row(&self) -> Option<String> {
        let start = self.start.as_ref()?;
        match &self.index {
            Some(index) => key::entry(&self.table, index, start),
            None => key::row(&self.table, start),
        }
    }

    /// Makes a page of the items, in the order they come.
    pub(super) fn page<'a>(
        &self,
        input: &Input,
        items: impl Iterator<Item = &'a Item>,
    ) -> Map<String, Value> {
        let (mut found, mut count, mut scanned, mut bytes) = (Vec::new(), 0, 0, 0);
        let mut last = None;
        for item in items {
            scanned += 1;
            bytes += size(&self.read_part(item));
            if self.filter.as_ref().is_none_or(|filter| holds(filter, &self.read_part(item))) {
                count += 1;
                if self.select != Select::Count {
                    found.push(show(&self.shown(item)));
                }
            }
            if scanned == self.limit || bytes >= BYTES {
                last = Some(item);
                break;
            }
        }
        let mut body = Map::new();
        body.insert("Count".to_owned(), count.into());
        body.insert("ScannedCount".to_owned(), scanned.into());
        if self.select != Select::Count {
            body.insert("Items".to_owned(), found.into());
        }
        if let Some(last) = last {
            body.insert("LastEvaluatedKey".to_owned(), show(&self.position(last)));
        }
        let index = self.index.as_ref();
        let index = index.map(|index| (index.name.as_str(), self.table.is_global(&index.name)));
        let units = capacity::read(bytes, self.strongly);
        capacity::put(&mut body, capacity::report(input, &self.table.name, index, units));
        body
    }

    /// What is read of an item: all of it, or what the index holds.
    fn read_part(&self, item: &Item) -> Item {
        match (&self.index, self.select) {
            (Some(index), Select::Projected | Select::Count) if self.paths.is_none() => {
                held(&self.table, index, item)
            }
            _ => item.clone(),
        }
    }

    fn shown(&self, item: &Item) -> Item {
        get::cut(&self.read_part(item), self.paths.as_deref())
    }

    /// The keys that say where a page ended.
    fn position(&self, item: &Item) -> Item {
        let names = self.table.key.names().chain(self.key().names());
        names.filter_map(|name| Some((name.to_owned(), item.get(name)?.clone()))).collect()
    }
}

fn index(table: &Table, name: &str, strongly: bool) -> Result<Index, Fault> {
    let index = table
        .index(name)
        .ok_or_else(|| invalid(format!("The table does not have the specified index: {name}")))?;
    if table.is_global(name) && strongly {
        return Err(invalid("Consistent reads are not supported on global secondary indexes"));
    }
    if index.status == Status::Creating {
        return Err(invalid(format!(
            "Cannot read from backfilling global secondary index: {name}"
        )));
    }
    Ok(index.clone())
}

fn select(
    input: &Input,
    table: &Table,
    index: Option<&Index>,
    paths: Option<&[Path]>,
) -> Result<Select, Fault> {
    let words = ["SPECIFIC_ATTRIBUTES", "COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES"];
    let asked = one_of(input, "Select", "select", &words)?;
    match (asked, paths) {
        (Some("SPECIFIC_ATTRIBUTES"), None) => {
            return Err(invalid(
                "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES",
            ));
        }
        (Some(other @ ("COUNT" | "ALL_ATTRIBUTES" | "ALL_PROJECTED_ATTRIBUTES")), Some(_)) => {
            let what = if other == "COUNT" { "only the Count" } else { other };
            return Err(invalid(format!(
                "Cannot specify the ProjectionExpression when choosing to get {what}"
            )));
        }
        _ => {}
    }
    let global = index.filter(|index| table.is_global(&index.name));
    if let (Some(paths), Some(index)) = (paths, global) {
        let known = |path: &&Path| !holds_attribute(table, index, path.head());
        if let Some(path) = paths.iter().find(known) {
            return Err(parameters(&format!(
                "Global secondary index {} does not project [{}]",
                index.name,
                path.head()
            )));
        }
    }
    match (asked, index) {
        (Some("COUNT"), _) => Ok(Select::Count),
        (Some("ALL_PROJECTED_ATTRIBUTES"), None) => Err(invalid(
            "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName",
        )),
        (Some("ALL_ATTRIBUTES"), Some(index)) if index.projection != Projection::All => {
            if global.is_some() {
                return Err(parameters(&format!(
                    "Select type ALL_ATTRIBUTES is not supported for global secondary index {} because its projection \
                     type is not ALL",
                    index.name
                )));
            }
            Ok(Select::All)
        }
        (None | Some("ALL_PROJECTED_ATTRIBUTES"), Some(_)) => Ok(Select::Projected),
        _ => Ok(Select::All),
    }
}

/// Whether an index holds an attribute.
fn holds_attribute(table: &Table, index: &Index, name: &str) -> bool {
    table.key.has(name)
        || index.key.has(name)
        || match &index.projection {
            Projection::All => true,
            Projection::Keys => false,
            Projection::Include(names) => names.iter().any(|one| one == name),
        }
}

/// The part of an item that an index holds.
fn held(table: &Table, index: &Index, item: &Item) -> Item {
    let kept = item.iter().filter(|(name, _)| holds_attribute(table, index, name));
    kept.map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// The position of an earlier page: exactly the keys of the table and of the index.
fn start(table: &Table, index: Option<&Index>, value: &Value) -> Result<Item, Fault> {
    let wrong = || invalid("The provided starting key is invalid");
    let start = attribute::read(value)?;
    let mut names: Vec<&str> = table.key.names().collect();
    names.extend(index.into_iter().flat_map(|index| index.key.names()));
    names.sort_unstable();
    names.dedup();
    if start.len() != names.len() {
        return Err(wrong());
    }
    for name in names {
        let kind = start.get(name).map(Attribute::kind);
        if kind.is_none() || kind != table.kind_of(name).map(Scalar::word) {
            return Err(wrong());
        }
    }
    Ok(start)
}

/// An answer without items.
pub(super) fn nothing() -> Value {
    json!({"Count": 0, "ScannedCount": 0, "Items": []})
}
