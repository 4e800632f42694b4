//! `history`: shows the runs of the deployment.
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::journey::open_ledger;
use crate::render::human::history::history;
use cutover_schemas::documents::history::HistoryDocument;

/// Options of `history`.
#[derive(Debug, clap::Args)]
pub struct Options {}

/// Reads the ledger and tells its runs.
pub fn run(context: &Context, _options: &Options) -> Result<Exit, CliError> {
    let (place, view) = open_ledger(context)?;
    let document = HistoryDocument::of(&place.stack, &place.stage, &view);
    context.answer(|| document.clone(), |style| history(&document, style))?;
    Ok(Exit::Done)
}
