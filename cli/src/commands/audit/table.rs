//! `audit table`: where the knowledge of actions is from.
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::render::push;
use crate::style::{Style, Tone};
use cutover_audit::table::stamp;
use cutover_schemas::documents::DOCUMENT_FORMAT;
use cutover_schemas::documents::audit::{AuditPackage, AuditTableDocument};

/// Options of `audit table`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Print the table's stamp, which is all there is to print
    #[arg(long)]
    pub version: bool,
}

/// Prints the stamp: its date, and the packages it was made of.
pub(super) fn run(context: &Context, _options: &Options) -> Result<Exit, CliError> {
    let Some(stamp) = stamp() else {
        return Err(CliError::internal("the stamp of the table of actions can't be read"));
    };
    let package = |one: cutover_audit::table::Source| AuditPackage {
        name: one.name,
        version: one.version,
        licence: one.licence,
        gives: one.gives,
    };
    let document = AuditTableDocument {
        format: DOCUMENT_FORMAT,
        date: stamp.date,
        services: stamp.services,
        actions: stamp.actions,
        packages: stamp.packages.into_iter().map(package).collect(),
    };
    context.answer(|| document.clone(), |style| told(&document, style))?;
    Ok(Exit::Done)
}

fn told(document: &AuditTableDocument, style: &Style) -> String {
    let mut out = String::new();
    let size = format!("{} actions of {} services", document.actions, document.services);
    push(&mut out, &[&style.paint(Tone::Strong, &document.date), "  ", &size]);
    for one in &document.packages {
        push(
            &mut out,
            &["  ", &one.name, " ", &one.version, " (", &one.licence, "): ", &one.gives],
        );
    }
    out
}
