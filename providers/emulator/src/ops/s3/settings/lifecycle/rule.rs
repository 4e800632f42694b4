//! One lifecycle rule: its grammar, and which objects it is about.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::{items, text};
use super::{faults, time};
use crate::ops::Fault;
use crate::ops::s3::model::Version;
use crate::ops::service::TagMap;

/// The actions a rule can have; it needs one.
const ACTIONS: &[&str] = &[
    "Expiration",
    "Transition",
    "NoncurrentVersionExpiration",
    "NoncurrentVersionTransition",
    "AbortIncompleteMultipartUpload",
];

/// The numbers of days a rule can hold, with the words of their refusal.
const DAYS: &[(&str, &str, &str)] = &[
    ("Expiration", "Days", "'Days' for Expiration action must be a positive integer"),
    (
        "NoncurrentVersionExpiration",
        "NoncurrentDays",
        "'NoncurrentDays' for NoncurrentVersionExpiration action must be a positive integer",
    ),
    (
        "AbortIncompleteMultipartUpload",
        "DaysAfterInitiation",
        "'DaysAfterInitiation' for AbortIncompleteMultipartUpload action must be a positive integer",
    ),
];

pub(super) fn check(rule: &Value) -> Result<(), Fault> {
    if !rule.is_object() || !matches!(text(rule, "Status"), Some("Enabled" | "Disabled")) {
        return Err(faults::malformed());
    }
    let (old, new) = (rule.get("Prefix").is_some(), rule.get("Filter").is_some());
    if old == new {
        return Err(faults::malformed());
    }
    if text(rule, "ID").is_some_and(|id| id.chars().count() > 255) {
        return Err(faults::invalid_argument(
            "ID",
            "",
            "ID length should not exceed allowed limit of 255",
        ));
    }
    if !ACTIONS.iter().any(|action| rule.get(action).is_some()) {
        return Err(faults::invalid_request("At least one action needs to be specified in a rule"));
    }
    for (action, name, message) in DAYS {
        let days = rule.get(action).and_then(|action| text(action, name));
        if days.is_some_and(|days| {
            days.parse::<u32>().is_ok_and(|days| days == 0) || days.starts_with('-')
        }) {
            return Err(faults::invalid_argument(name, days.unwrap_or_default(), *message));
        }
        if days.is_some_and(|days| days.parse::<u32>().is_err()) {
            return Err(faults::malformed());
        }
    }
    check_expiration(rule)
}

fn check_expiration(rule: &Value) -> Result<(), Fault> {
    let Some(expiration) = rule.get("Expiration") else { return Ok(()) };
    let names = ["Days", "Date", "ExpiredObjectDeleteMarker"];
    if names.iter().filter(|name| expiration.get(**name).is_some()).count() != 1 {
        return Err(faults::malformed());
    }
    if let Some(date) = text(expiration, "Date") {
        let at_ms = time::parse(date).ok_or_else(faults::malformed)?;
        if at_ms % time::DAY_MS != 0 {
            return Err(faults::invalid_argument("Date", date, "'Date' must be at midnight GMT"));
        }
    }
    Ok(())
}

pub(super) fn check_ids(rules: &[Value]) -> Result<(), Fault> {
    let mut seen = BTreeSet::new();
    if rules.iter().filter_map(|rule| text(rule, "ID")).all(|id| seen.insert(id)) {
        return Ok(());
    }
    let text = "Rule ID must be unique. Found same ID for more than one rule";
    Err(faults::invalid_argument("ID", "", text))
}

/// Whether a rule is about an object.
pub(super) fn fits(rule: &Value, version: &Version) -> bool {
    let size = version.content.as_ref().map_or(0, |content| content.size);
    match rule.get("Filter") {
        None => version.key.starts_with(text(rule, "Prefix").unwrap_or_default()),
        Some(filter) => {
            let inner = filter.get("And").unwrap_or(filter);
            version.key.starts_with(text(inner, "Prefix").unwrap_or_default())
                && has_tags(inner, &version.tags)
                && number(inner, "ObjectSizeGreaterThan").is_none_or(|least| size > least)
                && number(inner, "ObjectSizeLessThan").is_none_or(|most| size < most)
        }
    }
}

/// Whether a rule is about keys of this beginning alone; unfinished uploads have neither tags nor size.
pub(super) fn fits_key(rule: &Value, key: &str) -> bool {
    let filter = rule.get("Filter");
    let inner = filter.map_or(rule, |filter| filter.get("And").unwrap_or(filter));
    items(inner, "Tag").is_empty() && key.starts_with(text(inner, "Prefix").unwrap_or_default())
}

fn has_tags(filter: &Value, tags: &TagMap) -> bool {
    items(filter, "Tag").iter().all(|tag| {
        let key = text(tag, "Key").unwrap_or_default();
        tags.get(key).map(String::as_str) == text(tag, "Value")
    })
}

pub(super) fn number(value: &Value, name: &str) -> Option<usize> {
    text(value, name)?.parse().ok()
}
