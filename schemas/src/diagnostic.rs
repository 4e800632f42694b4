//! Problems found in a user's files: a code, a message, places, and a way out.
use serde::{Deserialize, Serialize};
use std::fmt;

/// A span in a file of the user. Lines and columns count from 1, columns in characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// Path as the user would write it, relative to the stack's directory where possible.
    pub file: String,
    /// Line of the first character.
    pub line: u32,
    /// Column of the first character.
    pub column: u32,
    /// First byte in the file.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing is planned while one of these stands.
    Error,
    /// Said, and then carried on.
    Warning,
}

/// A second place that helps to understand, with its own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Related {
    /// Where.
    pub place: Place,
    /// What is there, such as "first declared here".
    pub label: String,
}

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// A word-like code such as `spec/unknown-block`; `cutover explain CODE` tells more.
    pub code: String,
    /// Error or warning.
    pub severity: Severity,
    /// Lower-case fragment without full stop; the user's things in backticks.
    pub message: String,
    /// What stands at the place, in a few words, for the excerpt's label.
    pub label: Option<String>,
    /// What to do about it.
    pub help: Option<String>,
    /// Where, if it is anywhere.
    pub place: Option<Place>,
    /// Other ends of the problem: the first of two duplicates, the steps of a cycle.
    pub related: Vec<Related>,
}

impl Diagnostic {
    /// An error without place, label or help yet.
    pub fn error(code: &str, message: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            severity: Severity::Error,
            message: message.into(),
            label: None,
            help: None,
            place: None,
            related: Vec::new(),
        }
    }
    /// A warning without place, label or help yet.
    pub fn warning(code: &str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message) }
    }
    /// Sets the place.
    pub fn at(self, place: Place) -> Self {
        Self { place: Some(place), ..self }
    }
    /// Sets the place where it is known.
    pub fn at_maybe(self, place: Option<Place>) -> Self {
        Self { place, ..self }
    }
    /// Sets the excerpt's label.
    pub fn label(self, label: impl Into<String>) -> Self {
        Self { label: Some(label.into()), ..self }
    }
    /// Sets what to do.
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
    /// Adds another place.
    pub fn related(mut self, place: Place, label: impl Into<String>) -> Self {
        self.related.push(Related { place, label: label.into() });
        self
    }
    /// Whether this stops a plan.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// "did you mean" for a misspelt word: the nearest of `known`, if it is near enough to be meant.
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    known
        .into_iter()
        .map(|candidate| {
            (strsim::damerau_levenshtein(&lower, &candidate.to_lowercase()), candidate)
        })
        .filter(|(distance, candidate)| *distance <= (candidate.len().max(word.len()) / 3).max(1))
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    #[test]
    fn near_words_are_suggested_and_far_ones_are_not() {
        let known = ["function", "queue", "timeout", "memory"];
        assert_eq!(super::did_you_mean("fucntion", known), Some("function"));
        assert_eq!(super::did_you_mean("Timeout", known), Some("timeout"));
        assert_eq!(super::did_you_mean("bucket", known), None);
    }
}
