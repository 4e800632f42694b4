//! Documents as JSON text.
use crate::error::CliError;
use serde::Serialize;

/// A document over several lines.
pub fn pretty(document: &impl Serialize) -> Result<String, CliError> {
    serde_json::to_string_pretty(document)
        .map(|text| text + "\n")
        .map_err(|error| CliError::internal(format!("a document can't be written: {error}")))
}

/// A document as one line of many.
pub fn line(document: &impl Serialize) -> Result<String, CliError> {
    serde_json::to_string(document)
        .map(|text| text + "\n")
        .map_err(|error| CliError::internal(format!("a document can't be written: {error}")))
}
