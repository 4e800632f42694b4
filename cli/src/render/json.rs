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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::fixture;
    use cutover_schemas::documents::plan::PlanDocument;

    #[test]
    fn a_plan_document_holds_everything_but_secrets() {
        let text = pretty(&PlanDocument::from(&fixture::plan())).unwrap();
        assert!(!text.contains(fixture::SECRET));
        insta::assert_snapshot!(text);
    }

    #[test]
    fn a_line_is_one_line() {
        let line = line(&PlanDocument::from(&fixture::plan())).unwrap();
        assert_eq!(line.matches('\n').count(), 1);
    }
}
