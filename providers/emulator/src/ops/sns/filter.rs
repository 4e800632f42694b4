//! Filter policies: whether a subscription wants a message.

use serde_json::{Map, Value};

use super::Subscription;
use super::notice::Notice;
use super::subscription_attributes::SCOPE;
use crate::ops::pattern::{Dialect, Pattern};

/// The most keys and combinations of values of a policy.
const MOST_KEYS: usize = 5;
const MOST_COMBINATIONS: usize = 150;

/// Checks a policy; the refusal is the reason. The empty policy takes everything.
pub(super) fn check(text: &str) -> Result<(), String> {
    if is_empty(text) {
        return Ok(());
    }
    if let Err(error) = serde_json::from_str::<Value>(text) {
        let letter = text.chars().nth(error.column().saturating_sub(1)).unwrap_or(' ');
        return Err(format!(
            "FilterPolicy: failed to parse JSON. Unexpected character ('{letter}' (code {})): was expecting valid JSON",
            u32::from(letter)
        ));
    }
    let refused = |reason: String| format!("FilterPolicy: {reason}");
    let pattern = Pattern::parse(text, Dialect::Subscription).map_err(refused)?;
    if pattern.names().len() > MOST_KEYS {
        return Err(refused("Filter policy can not have more than 5 keys".to_owned()));
    }
    if pattern.combinations() > MOST_COMBINATIONS {
        return Err(refused("Filter policy is too complex".to_owned()));
    }
    Ok(())
}

/// Whether some key of a policy lies inside another.
pub(super) fn is_nested(text: &str) -> bool {
    Pattern::parse(text, Dialect::Subscription).is_ok_and(|pattern| pattern.is_nested())
}

fn is_empty(text: &str) -> bool {
    matches!(text.trim(), "" | "{}")
}

/// Whether the subscription wants the message.
pub(super) fn wants(row: &Subscription, notice: &Notice) -> bool {
    let Some(policy) = row.attributes.get("FilterPolicy").filter(|text| !is_empty(text)) else {
        return true;
    };
    let Ok(pattern) = Pattern::parse(policy, Dialect::Subscription) else { return false };
    let scope = row.attributes.get("FilterPolicyScope").map_or(SCOPE, String::as_str);
    if scope == SCOPE {
        return pattern.matches(&attributes(notice));
    }
    let body: Option<Value> = serde_json::from_str(notice.message(&row.protocol)).ok();
    body.filter(Value::is_object).is_some_and(|body| pattern.matches(&body))
}

/// Message attributes as a document. Binary ones cannot be filtered by.
fn attributes(notice: &Notice) -> Value {
    let mut document = Map::new();
    for (name, attribute) in &notice.attributes {
        let text = |member: &str| attribute.get(member).and_then(Value::as_str);
        let value = text("StringValue").unwrap_or_default();
        let parsed = || serde_json::from_str::<Value>(value).ok();
        let value = match text("DataType").unwrap_or_default() {
            "String.Array" => parsed().filter(Value::is_array),
            "Number" => parsed().filter(Value::is_number),
            kind if kind.starts_with("Binary") => None,
            _ => Some(value.into()),
        };
        if let Some(value) = value {
            document.insert(name.clone(), value);
        }
    }
    Value::Object(document)
}
