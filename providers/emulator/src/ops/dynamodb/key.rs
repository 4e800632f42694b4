//! Rows of items, index entries and expiries: texts whose order is the order of the keys.
//!
//! A partition's place is the digest of its key, as on AWS: a scan meets partitions in no order a reader could guess.

use md5::{Digest as _, Md5};

use super::attribute::{Attribute, Item};
use super::faults::{invalid, parameters};
use super::model::{Index, Key, Scalar, Table};
use crate::ops::Fault;

/// The longest partition key and sort key, in bytes.
const HASH_BYTES: usize = 2048;
const RANGE_BYTES: usize = 1024;

/// What begins the rows of a table. Names hold no slash.
pub(super) fn table_prefix(table: &str) -> String {
    format!("{table}/")
}

/// What begins the rows of an index.
pub(super) fn index_prefix(table: &str, index: &str) -> String {
    format!("{table}/{index}/")
}

/// The row of an item with this key.
pub(super) fn row(table: &Table, item: &Item) -> Option<String> {
    let (hash, range) = parts(&table.key, item)?;
    Some(format!("{}{}/{range}", table_prefix(&table.name), placed(&hash)))
}

/// What begins the rows of one partition of a table.
pub(super) fn partition(table: &Table, hash: &Attribute) -> Option<String> {
    Some(format!("{}{}/", table_prefix(&table.name), placed(&sortable(hash)?)))
}

/// The row of an item's entry in an index, when it has the index's keys.
pub(super) fn entry(table: &Table, index: &Index, item: &Item) -> Option<String> {
    let (hash, range) = parts(&index.key, item)?;
    let own = row(table, item)?;
    let own = own.strip_prefix(&table_prefix(&table.name))?;
    Some(format!("{}{}/{range}/{own}", index_prefix(&table.name, &index.name), placed(&hash)))
}

/// What begins the entries of one partition of an index.
pub(super) fn index_partition(table: &Table, index: &Index, hash: &Attribute) -> Option<String> {
    Some(format!("{}{}/", index_prefix(&table.name, &index.name), placed(&sortable(hash)?)))
}

/// The row that says when an item expires.
pub(super) fn expiry(table: &str, at_ms: u64, row: &str) -> String {
    let own = row.strip_prefix(&table_prefix(table)).unwrap_or(row);
    format!("{}{at_ms:020}/{own}", table_prefix(table))
}

/// The time in such a row.
pub(super) fn expiry_ms(expiry: &str) -> Option<u64> {
    expiry.split('/').nth(1)?.parse().ok()
}

/// Where a row's partition lies, of `2^32` places: parallel scans divide them.
pub(super) fn place(row: &str, prefix: &str) -> u64 {
    let digits = row.strip_prefix(prefix).and_then(|rest| rest.get(..8)).unwrap_or("0");
    u64::from_str_radix(digits, 16).unwrap_or(0)
}

fn placed(hash: &str) -> String {
    let digest = hex::encode(Md5::digest(hash.as_bytes()));
    format!("{}{hash}", digest.get(..8).unwrap_or_default())
}

fn parts(key: &Key, item: &Item) -> Option<(String, String)> {
    let hash = sortable(item.get(&key.hash)?)?;
    let range = match &key.range {
        Some(range) => sortable(item.get(range)?)?,
        None => String::new(),
    };
    Some((hash, range))
}

/// A scalar as a text that sorts as the scalars do; `None` for what cannot be a key.
fn sortable(value: &Attribute) -> Option<String> {
    Some(match value {
        Attribute::Text(text) => hex::encode(text),
        Attribute::Bytes(bytes) => hex::encode(bytes),
        Attribute::Number(number) => number.sortable(),
        Attribute::Flag(_)
        | Attribute::Null
        | Attribute::Texts(_)
        | Attribute::Numbers(_)
        | Attribute::Bytestrings(_)
        | Attribute::List(_)
        | Attribute::Map(_) => return None,
    })
}

/// Refuses a `Key` that is not exactly the table's.
pub(super) fn check_key(table: &Table, key: &Item) -> Result<(), Fault> {
    let mismatch = || invalid("The provided key element does not match the schema");
    if key.len() != table.key.names().count() {
        return Err(mismatch());
    }
    for (place, name) in table.key.names().enumerate() {
        let value = key.get(name).ok_or_else(mismatch)?;
        if Some(value.kind()) != table.kind_of(name).map(Scalar::word) {
            return Err(mismatch());
        }
        check_value(value, name, place == 0, "One or more parameter values were invalid: ")?;
    }
    Ok(())
}

/// Refuses an item without the table's key, or with an index key of another type.
pub(super) fn check_item(table: &Table, item: &Item) -> Result<(), Fault> {
    for (place, name) in table.key.names().enumerate() {
        let Some(value) = item.get(name) else {
            return Err(parameters(&format!("Missing the key {name} in the item")));
        };
        let expected = table.kind_of(name).map_or("", Scalar::word);
        if value.kind() != expected {
            return Err(parameters(&format!(
                "Type mismatch for key {name} expected: {expected} actual: {}",
                value.kind()
            )));
        }
        check_value(value, name, place == 0, "One or more parameter values are not valid. ")?;
    }
    check_index_keys(table, item)
}

/// Refuses an item whose index keys could not be keys.
pub(super) fn check_index_keys(table: &Table, item: &Item) -> Result<(), Fault> {
    for index in table.indexes() {
        for (place, name) in index.key.names().enumerate() {
            let Some(value) = item.get(name) else { continue };
            let expected = table.kind_of(name).map_or("", Scalar::word);
            if value.kind() != expected {
                return Err(parameters(&format!(
                    "Type mismatch for Index Key {name} Expected: {expected} Actual: {} IndexName: {}",
                    value.kind(),
                    index.name
                )));
            }
            if value.size() == 0 {
                return Err(invalid(format!(
                    "One or more parameter values are not valid. A value specified for a secondary index key is not \
                     supported. The AttributeValue for a key attribute cannot contain an empty {} value. IndexName: \
                     {}, IndexKey: {name}",
                    empty_word(value),
                    index.name
                )));
            }
            check_length(value, place == 0)?;
        }
    }
    Ok(())
}

fn check_value(value: &Attribute, name: &str, hash: bool, prefix: &str) -> Result<(), Fault> {
    if value.size() == 0 {
        return Err(invalid(format!(
            "{prefix}The AttributeValue for a key attribute cannot contain an empty {} value. Key: {name}",
            empty_word(value)
        )));
    }
    check_length(value, hash)
}

fn empty_word(value: &Attribute) -> &'static str {
    if matches!(value, Attribute::Bytes(_)) { "binary" } else { "string" }
}

fn check_length(value: &Attribute, hash: bool) -> Result<(), Fault> {
    let length = value.size();
    if hash && length > HASH_BYTES {
        // AWS leaves the blank out.
        return Err(parameters("Size of hashkey has exceeded the maximum size limit of2048 bytes"));
    }
    if !hash && length > RANGE_BYTES {
        return Err(parameters(
            "Aggregated size of all range keys has exceeded the size limit of 1024 bytes",
        ));
    }
    Ok(())
}
