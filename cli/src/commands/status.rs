//! `status`: shows where the deployment stands.
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::journey::open_ledger;
use crate::render::human::status::status;
use cutover_schemas::documents::status::StatusDocument;

/// Options of `status`.
#[derive(Debug, clap::Args)]
pub struct Options {}

/// Reads the ledger and tells it.
pub fn run(context: &Context, _options: &Options) -> Result<Exit, CliError> {
    let (place, view) = open_ledger(context)?;
    let document = StatusDocument::of(&place.stack, &place.stage, &view);
    context.answer(|| document.clone(), |style| status(&document, style))?;
    Ok(Exit::Done)
}
