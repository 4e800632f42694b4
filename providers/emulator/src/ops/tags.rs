//! Tags: the rules every service shares, and their list form.

use serde_json::{Value, json};

use super::service::{TagEdit, TagMap};

/// Applies an edit to a resource's tags.
pub(crate) fn apply(tags: &mut TagMap, edit: &TagEdit) {
    match edit {
        TagEdit::Put(more) => tags.extend(more.clone()),
        TagEdit::Remove(keys) => keys.iter().for_each(|key| {
            tags.remove(key);
        }),
    }
}

/// Tags as a list of `{Key, Value}`.
pub(crate) fn list(tags: &TagMap) -> Vec<Value> {
    tags.iter().map(|(key, value)| json!({"Key": key, "Value": value})).collect()
}

/// Why AWS refuses these tags, if it does: the reserved prefix, lengths, characters, more than 50.
pub(crate) fn refusal(tags: &TagMap) -> Option<String> {
    if tags.len() > 50 {
        return Some("The number of tags has reached the maximum limit of 50".to_owned());
    }
    tags.iter().find_map(|(key, value)| refusal_of_one(key, value))
}

fn refusal_of_one(key: &str, value: &str) -> Option<String> {
    let allowed = |letter: char| {
        letter.is_alphanumeric() || letter.is_whitespace() || "_.:/=+-@".contains(letter)
    };
    if key.is_empty() || key.chars().count() > 128 {
        return Some(format!("Tag key `{key}` must have 1 to 128 characters"));
    }
    if value.chars().count() > 256 {
        return Some(format!("The value of tag `{key}` must have at most 256 characters"));
    }
    if key.to_ascii_lowercase().starts_with("aws:") {
        return Some(format!("Tag key `{key}` begins with the reserved prefix aws:"));
    }
    (!key.chars().all(allowed) || !value.chars().all(allowed))
        .then(|| format!("Tag `{key}` has invalid characters"))
}
