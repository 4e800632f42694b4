//! Filter criteria: which records a function sees.

use serde_json::Value;

use crate::ops::pattern::{Dialect, Pattern};

/// Whether a text is a filter pattern.
pub(super) fn valid(pattern: &str) -> bool {
    Pattern::parse(pattern, Dialect::Rule).is_ok()
}

/// Compiles the patterns of a mapping, which were checked when they were set.
pub(super) fn compiled(patterns: &[String]) -> Vec<Pattern> {
    patterns.iter().filter_map(|text| Pattern::parse(text, Dialect::Rule).ok()).collect()
}

/// Whether a record passes: some pattern fits it, or there is none.
pub(super) fn passes(patterns: &[Pattern], document: &Value) -> bool {
    patterns.is_empty() || patterns.iter().any(|pattern| pattern.matches(document))
}
