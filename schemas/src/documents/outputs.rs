//! `output`: values that the stack shows.
use super::DOCUMENT_FORMAT;
use super::shown::shown;
use crate::value::Attrs;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// The outputs of a deployment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OutputDocument {
    /// Format of this document.
    pub format: u32,
    /// Outputs by name.
    pub outputs: BTreeMap<String, OutputEntry>,
}

/// One output.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OutputEntry {
    /// Its value; `null` when sensitive.
    pub value: Json,
    /// The value is left out because it is secret.
    pub sensitive: bool,
}

impl From<&Attrs> for OutputDocument {
    fn from(outputs: &Attrs) -> Self {
        let entries = outputs.iter().map(|(name, value)| {
            let sensitive = value.has_secret();
            let value = if sensitive { Json::Null } else { shown(value) };
            (name.clone(), OutputEntry { value, sensitive })
        });
        Self { format: DOCUMENT_FORMAT, outputs: entries.collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Value;
    use serde_json::json;

    #[test]
    fn secret_outputs_have_no_value() {
        let outputs = Attrs::from([
            ("token".into(), Value::Redacted(Some("abc".into()))),
            ("url".into(), Value::text("https://x")),
        ]);
        assert_eq!(
            serde_json::to_value(OutputDocument::from(&outputs)).unwrap(),
            json!({"format": 1, "outputs": {
                "token": {"value": null, "sensitive": true},
                "url": {"value": "https://x", "sensitive": false},
            }})
        );
    }
}
