//! `destroy`: takes the deployment down, and nothing but it.
use super::carry::{self, Question, Terms};
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::journey::{PlanOptions, Session};
use cutover_driver::Pace;

/// Options of `destroy`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Don't ask
    #[arg(long, short)]
    pub yes: bool,
    /// Also delete what holds data
    #[arg(long)]
    pub delete_data: bool,
    /// Why, for the history
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// Allow a ledger in a local folder in CI, though it is lost with the runner
    #[arg(long)]
    pub ephemeral_ledger: bool,
}

/// Plans the end, shows it, asks, and carries it out.
pub async fn run(context: &Context, options: &Options) -> Result<Exit, CliError> {
    let session = super::connect(context).await?;
    let end = take_down(context, options, &session).await;
    session.target.close().await;
    end
}

async fn take_down(
    context: &Context,
    options: &Options,
    session: &Session,
) -> Result<Exit, CliError> {
    let wanted = PlanOptions { delete_data: options.delete_data, ..PlanOptions::default() };
    let planned = session.plan(&wanted).await?;
    let terms = Terms {
        reason: options.reason.as_deref(),
        ephemeral_ledger: options.ephemeral_ledger,
        question: if options.yes { Question::None } else { Question::Destroy },
        pace: Pace::ToTheEnd,
        dry_run: false,
    };
    carry::out(context, session, &planned, terms).await
}
