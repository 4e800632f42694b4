//! `output`: values that the stack shows.
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
    /// Words for people.
    pub description: String,
}
