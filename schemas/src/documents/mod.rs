//! The public JSON documents: what `--format json` prints, as data of their own.
//!
//! They are apart from the nouns that cutover works with, so that inner changes don't break
//! readers. Nothing secret gets in here: [`shown`] is the only way from a value into a document.
//! Their JSON Schemas are kept in `schemas/json/` and printed by `cutover schema NAME`.
pub mod access;
pub mod audit;
pub mod build;
pub mod conversion;
pub mod deployer;
pub mod error;
pub mod events;
pub mod fmt;
pub mod graph;
pub mod history;
pub mod outputs;
pub mod pause;
pub mod plan;
pub mod rollout;
pub mod shown;
pub mod simulation;
pub mod small;
mod spec;
pub mod status;
pub mod time;
pub mod validate;

use schemars::{JsonSchema, Schema, SchemaGenerator};

/// The format of every document; it grows only when a reader of the old one would break.
pub const DOCUMENT_FORMAT: u32 = 1;

/// One public document.
#[derive(Clone, Copy, Debug)]
pub struct Document {
    /// Its name, as `cutover schema NAME` takes it.
    pub name: &'static str,
    /// Which commands print it, if any does.
    pub printed_by: &'static str,
    make: fn() -> Schema,
}

impl Document {
    /// The document with this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        DOCUMENTS.iter().find(|document| document.name == name)
    }

    /// Its JSON Schema.
    pub fn schema(&self) -> Schema {
        (self.make)()
    }

    /// Its JSON Schema as text, as it is kept in `schemas/json/`.
    pub fn schema_text(&self) -> String {
        format!("{:#}\n", self.schema().to_value())
    }
}

const fn document<T: JsonSchema>(name: &'static str, printed_by: &'static str) -> Document {
    Document { name, printed_by, make: || SchemaGenerator::default().into_root_schema_for::<T>() }
}

/// What people write rather than a command; it has no format of its own.
const SPEC: &str = "nothing: a file of a stack in HCL's JSON syntax";

/// Every public document, by name.
pub static DOCUMENTS: &[Document] = &[
    document::<audit::AuditDocument>("audit", "audit"),
    document::<audit::CompareDocument>("audit-compare", "audit compare"),
    document::<audit::AuditTableDocument>("audit-table", "audit table"),
    document::<build::BuildDocument>("build", "build"),
    document::<conversion::ConversionDocument>("conversion", "init --from"),
    document::<deployer::DeployerDocument>("deployer", "audit deployer"),
    document::<error::ErrorDocument>("error", "every command that fails, on stderr"),
    document::<events::EventDocument>("event", "apply, destroy, pause, resume: one a line"),
    document::<small::ExplainDocument>("explain", "explain CODE"),
    document::<fmt::FmtDocument>("fmt", "fmt"),
    document::<graph::GraphDocument>("graph", "graph"),
    document::<history::HistoryDocument>("history", "history"),
    document::<small::InitDocument>("init", "init"),
    document::<small::InvokeDocument>("invoke", "invoke"),
    document::<small::LocalDocument>("local", "local up, local status, local reset"),
    document::<small::LogsDocument>("logs", "logs"),
    document::<outputs::OutputDocument>("output", "output"),
    document::<plan::PlanDocument>("plan", "plan, drift"),
    document::<simulation::SimulationDocument>("simulation", "rollout simulate"),
    Document { name: "spec", printed_by: SPEC, make: spec::schema },
    document::<status::StatusDocument>("status", "status"),
    document::<validate::ValidateDocument>("validate", "validate"),
    document::<small::VersionDocument>("version", "version"),
];

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "reads and writes the files beside it")]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn schema_files_are_fresh() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("json");
        for document in DOCUMENTS {
            let path = folder.join(format!("{}.json", document.name));
            let text = document.schema_text();
            if std::env::var_os("UPDATE").is_some() {
                std::fs::write(&path, &text).unwrap();
            }
            let kept = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(
                kept == text,
                "json/{}.json is stale: run the tests with UPDATE=1",
                document.name
            );
        }
        let files = std::fs::read_dir(&folder).unwrap().count();
        assert_eq!(files, DOCUMENTS.len(), "a file that no document makes");
    }

    #[test]
    fn every_document_names_its_format() {
        for document in DOCUMENTS.iter().filter(|document| document.printed_by != SPEC) {
            let schema = document.schema().to_value();
            let required = schema.get("required").unwrap().as_array().unwrap().clone();
            assert!(required.contains(&serde_json::json!("format")), "{}", document.name);
        }
    }

    #[test]
    fn documents_are_found_by_name_and_sorted() {
        assert_eq!(Document::named("plan").unwrap().name, "plan");
        assert!(Document::named("plam").is_none());
        assert!(DOCUMENTS.is_sorted_by_key(|document| document.name));
    }
}
