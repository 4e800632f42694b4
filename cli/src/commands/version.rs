//! `version`: prints the version, and the formats that this binary knows.
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use cutover_schemas::documents::DOCUMENT_FORMAT;
use cutover_schemas::documents::small::{FormatsDocument, VersionDocument};
use cutover_schemas::ledger::LEDGER_FORMAT;
use cutover_schemas::plan::PLAN_FORMAT;

/// Prints the version.
pub fn run(context: &Context) -> Result<Exit, CliError> {
    let version = env!("CARGO_PKG_VERSION");
    context.answer(|| document(version), |_| format!("cutover {version}\n"))?;
    Ok(Exit::Done)
}

fn document(version: &str) -> VersionDocument {
    VersionDocument {
        format: DOCUMENT_FORMAT,
        version: version.to_owned(),
        formats: FormatsDocument {
            documents: DOCUMENT_FORMAT,
            plan: PLAN_FORMAT,
            ledger: LEDGER_FORMAT,
        },
    }
}
