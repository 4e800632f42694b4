//! `init --from`: what became of another tool's stack, and what did not.
use super::validate::DiagnosticDocument;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `init --from`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ConversionDocument {
    /// Format of this document.
    pub format: u32,
    /// The kind of source: `sam`, `serverless` or `terraform`.
    pub from: String,
    /// The file that was converted.
    pub file: String,
    /// Files that were written.
    pub written: Vec<String>,
    /// What became of what.
    pub carried: Vec<CarriedDocument>,
    /// What the spec does not say, or says otherwise.
    pub not_carried: Vec<LeftDocument>,
    /// Variables that need a value before the stack can be planned.
    pub needed: Vec<NeededDocument>,
    /// What is worth knowing besides.
    pub notes: Vec<String>,
    /// What `cutover validate` says of the spec as it was written.
    pub problems: Vec<DiagnosticDocument>,
}

/// One thing that was carried over.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct CarriedDocument {
    /// Its name in the source.
    pub source: String,
    /// Its line there, if it has one.
    pub line: Option<u32>,
    /// The block that it became, or is part of.
    pub address: String,
}

/// One thing that was not carried over.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct LeftDocument {
    /// Name of what it belongs to in the source.
    pub source: String,
    /// Where in it; empty for the whole.
    pub path: String,
    /// Its line, if it has one.
    pub line: Option<u32>,
    /// What it is.
    pub what: String,
    /// Why it was not carried over.
    pub why: String,
    /// What to do.
    pub todo: String,
}

/// A variable without a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NeededDocument {
    /// The variable.
    pub variable: String,
    /// What it stands for.
    pub why: String,
    /// Whether its value is a secret.
    pub sensitive: bool,
}
