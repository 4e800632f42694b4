//! `validate`: every problem found in the spec.
use super::DOCUMENT_FORMAT;
use super::error::PlaceDocument;
use crate::diagnostic::{Diagnostic, Related, Severity};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is wrong with a spec.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ValidateDocument {
    /// Format of this document.
    pub format: u32,
    /// Every problem, in the order of the files.
    pub diagnostics: Vec<DiagnosticDocument>,
    /// Totals.
    pub summary: DiagnosticSummary,
}

/// How many problems of each severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DiagnosticSummary {
    /// Errors.
    pub error: usize,
    /// Warnings.
    pub warning: usize,
}

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SeverityWord {
    /// Nothing is planned while it stands.
    Error,
    /// Said, and then carried on.
    Warning,
}

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DiagnosticDocument {
    /// Word-like code; `cutover explain CODE` tells more.
    pub code: String,
    /// How bad it is.
    pub severity: SeverityWord,
    /// What is wrong.
    pub message: String,
    /// What stands at the place.
    pub label: Option<String>,
    /// What to do.
    pub help: Option<String>,
    /// Where, if it is anywhere.
    pub place: Option<PlaceDocument>,
    /// Other ends of the problem.
    pub related: Vec<RelatedDocument>,
}

/// A second place that helps to understand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RelatedDocument {
    /// Where.
    pub place: PlaceDocument,
    /// What is there.
    pub label: String,
}

impl From<&[Diagnostic]> for ValidateDocument {
    fn from(diagnostics: &[Diagnostic]) -> Self {
        let error = diagnostics.iter().filter(|one| one.is_error()).count();
        Self {
            format: DOCUMENT_FORMAT,
            diagnostics: diagnostics.iter().map(Into::into).collect(),
            summary: DiagnosticSummary { error, warning: diagnostics.len() - error },
        }
    }
}

impl From<&Diagnostic> for DiagnosticDocument {
    fn from(one: &Diagnostic) -> Self {
        Self {
            code: one.code.clone(),
            severity: match one.severity {
                Severity::Error => SeverityWord::Error,
                Severity::Warning => SeverityWord::Warning,
            },
            message: one.message.clone(),
            label: one.label.clone(),
            help: one.help.clone(),
            place: one.place.as_ref().map(Into::into),
            related: one.related.iter().map(Into::into).collect(),
        }
    }
}

impl From<&Related> for RelatedDocument {
    fn from(related: &Related) -> Self {
        Self { place: (&related.place).into(), label: related.label.clone() }
    }
}
