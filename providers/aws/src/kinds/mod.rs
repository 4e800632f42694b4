//! One file a kind: how it is read, and one function an operation, each of them one request.
pub(crate) mod alarm;
pub(crate) mod alias;
pub(crate) mod api;
pub(crate) mod authorizer;
pub(crate) mod bucket;
mod bucket_rules;
pub(crate) mod bus;
pub(crate) mod code;
pub(crate) mod cors;
pub(crate) mod event_invoke_config;
pub(crate) mod event_source_mapping;
pub(crate) mod function;
pub(crate) mod function_url;
pub(crate) mod integration;
pub(crate) mod layer_version;
pub(crate) mod log_group;
pub(crate) mod notification;
pub(crate) mod parameter;
pub(crate) mod permission;
pub(crate) mod queue;
pub(crate) mod role;
pub(crate) mod role_attachment;
pub(crate) mod role_policy;
pub(crate) mod route;
pub(crate) mod route_settings;
pub(crate) mod rule;
pub(crate) mod scaling_policy;
pub(crate) mod scaling_target;
pub(crate) mod schedule;
pub(crate) mod schedule_group;
pub(crate) mod scheduled_scaling;
pub(crate) mod service_integration;
pub(crate) mod stage;
pub(crate) mod stream;
pub(crate) mod subscription;
pub(crate) mod subscription_filter;
pub(crate) mod table;
pub(crate) mod target;
pub(crate) mod topic;
pub(crate) mod version;

use cutover_schemas::canonical;
use cutover_schemas::kinds::KindName;
use cutover_schemas::snapshot::{Live, Ownership, Sight};
use cutover_schemas::value::{Attrs, Value};

/// A sight of a thing, its attributes brought into canonical form.
fn seen(kind: KindName, attrs: Attrs, revision: Option<&str>, ownership: Ownership) -> Sight {
    Sight::Seen(Live {
        attrs: canonical::complete(kind.row(), &attrs),
        revision: revision.map(str::to_owned),
        ownership,
    })
}

/// Attributes from pairs.
fn attrs<const N: usize>(pairs: [(&str, Value); N]) -> Attrs {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn text(text: Option<&str>) -> Value {
    text.map_or(Value::Null, Value::text)
}

fn int(number: Option<i32>) -> Value {
    number.map_or(Value::Null, |number| Value::Int(i64::from(number)))
}

fn texts<'a>(texts: impl Iterator<Item = &'a str>) -> Value {
    Value::List(texts.map(Value::text).collect())
}

/// A JSON document in an answer, as a tree; IAM sends it percent-encoded, where `+` is a plus.
fn document(text: Option<&str>) -> Value {
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return Value::Null;
    };
    let decoded = if text.starts_with('%') {
        percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
    } else {
        text.to_owned()
    };
    let tree = serde_json::from_str(&decoded).ok().as_ref().and_then(Value::from_plain_json);
    tree.unwrap_or(Value::Text(decoded))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_decoded_and_parsed() {
        let encoded = "%7B%22Version%22%3A%222012-10-17%22%2C%22Id%22%3A%22a+b%22%7D";
        let tree = document(Some(encoded));
        let id = tree.as_map().and_then(|map| map.get("Id")).and_then(Value::as_text);
        assert_eq!(id, Some("a+b"));
        assert_eq!(document(Some("{\"Version\":\"2012-10-17\",\"Id\":\"a+b\"}")), tree);
        assert_eq!(document(Some("")), Value::Null);
    }
}
