//! `rollout status`: the rollouts under way, as the ledger tells.
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::journey::open_ledger;
use crate::output::into_file;
use crate::render::human::rollouts::rollouts;
use crate::render::report;
use cutover_schemas::documents::rollout::RolloutsDocument;

/// Options of `rollout status`.
#[derive(Debug, clap::Args)]
pub struct Options {}

/// Reads the ledger and tells it.
pub fn run(context: &Context, _options: &Options) -> Result<Exit, CliError> {
    let (place, view) = open_ledger(context)?;
    if let Some(path) = &context.global.html {
        into_file(path, &report::page(&place.stack, &place.stage, &place.records()?))?;
    }
    let document = RolloutsDocument::of(&view);
    context.answer(|| document.clone(), |style| rollouts(&document, style))?;
    Ok(Exit::Done)
}
