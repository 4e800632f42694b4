//! `drift`: shows what was changed behind the spec's back.
use super::plan::ends_with;
use super::reports;
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::journey::Session;
use crate::render::human::drift::drift;
use cutover_schemas::documents::plan::PlanDocument;

/// Options of `drift`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// End with 2 when there is drift
    #[arg(long)]
    pub detailed_exitcode: bool,
}

/// Compares what is live with what the ledger last wrote.
pub async fn run(context: &Context, options: &Options) -> Result<Exit, CliError> {
    let session = super::connect(context).await?;
    let end = show(context, options, &session).await;
    session.target.close().await;
    end
}

async fn show(context: &Context, options: &Options, session: &Session) -> Result<Exit, CliError> {
    let found = session.drift().await?.plan;
    reports::write(context, &found)?;
    context.answer(|| PlanDocument::from(&found), |style| drift(&found, style))?;
    Ok(ends_with(options.detailed_exitcode, found.is_empty()))
}
