//! Message attributes: their rules and their digest.

use std::collections::BTreeMap;

use base64::Engine as _;
use md5::{Digest as _, Md5};
use serde_json::Value;

use super::faults;
use crate::ops::{Fault, Input};

/// The attributes of a request, checked.
pub(super) fn read(input: &Input) -> Result<BTreeMap<String, Value>, Fault> {
    let given = input.get("MessageAttributes").and_then(Value::as_object);
    let attributes: BTreeMap<String, Value> =
        given.into_iter().flatten().map(|(name, value)| (name.clone(), value.clone())).collect();
    if attributes.len() > 10 {
        let text = format!(
            "Number of message attributes [{}] exceeds the allowed maximum [10].",
            attributes.len()
        );
        return Err(faults::bad_parameter(text));
    }
    for (name, attribute) in &attributes {
        let kind = attribute.get("DataType").and_then(Value::as_str).unwrap_or_default();
        let base = kind.split('.').next().unwrap_or_default();
        let member = if base == "Binary" { "BinaryValue" } else { "StringValue" };
        if !matches!(base, "String" | "Number" | "Binary") {
            let text = format!(
                "The type of message (user) attribute '{name}' is invalid. You must use only the \
                                following supported type prefixes: Binary, Number, String."
            );
            return Err(faults::bad_parameter(text));
        }
        if attribute.get(member).and_then(Value::as_str).is_none_or(str::is_empty) {
            let text = format!(
                "The message (user) attribute '{name}' must contain a non-empty value of type '{kind}'."
            );
            return Err(faults::bad_parameter(text));
        }
    }
    Ok(attributes)
}

/// The digest clients compare; `None` without attributes.
pub(crate) fn digest(attributes: &BTreeMap<String, Value>) -> Option<String> {
    if attributes.is_empty() {
        return None;
    }
    let mut hash = Md5::new();
    for (name, attribute) in attributes {
        let text = |member: &str| attribute.get(member).and_then(Value::as_str).unwrap_or_default();
        let binary = text("DataType").starts_with("Binary");
        let value = if binary {
            base64::engine::general_purpose::STANDARD
                .decode(text("BinaryValue"))
                .unwrap_or_default()
        } else {
            text("StringValue").as_bytes().to_vec()
        };
        add(&mut hash, name.as_bytes());
        add(&mut hash, text("DataType").as_bytes());
        // The transport type is one byte without a length.
        hash.update([if binary { 2 } else { 1 }]);
        add(&mut hash, &value);
    }
    Some(hex::encode(hash.finalize()))
}

/// Adds bytes with their length before them.
fn add(hash: &mut Md5, bytes: &[u8]) {
    hash.update(u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes());
    hash.update(bytes);
}

/// The digest of a text.
pub(crate) fn digest_of(text: &str) -> String {
    hex::encode(Md5::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::digest;

    #[test]
    fn the_digest_is_the_one_clients_compute() {
        let attributes = [(
            "timestamp".to_owned(),
            json!({"DataType": "Number", "StringValue": "1493147359900"}),
        )];
        assert_eq!(digest(&attributes.into()).as_deref(), Some("235c5c510d26fb653d073faed50ae77c"));
        assert_eq!(digest(&[].into()), None);
    }
}
