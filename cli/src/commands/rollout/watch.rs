//! `rollout watch`: goes on with what another process began, from the ledger alone.
use super::follow;
use crate::commands::{carry, connect};
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::journey::Session;
use cutover_driver::Pace;

/// Options of `rollout watch`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// One look at each rollout and what follows from it: for a job that comes again
    #[arg(long)]
    pub once: bool,
}

/// Carries the rollouts on; while another process does, looks on.
pub async fn run(context: &Context, options: &Options) -> Result<Exit, CliError> {
    let session = connect(context).await?;
    let pace = if options.once { Pace::OneLook } else { Pace::ToTheEnd };
    let end = watch(context, &session, pace).await;
    session.target.close().await;
    end
}

async fn watch(context: &Context, session: &Session, pace: Pace) -> Result<Exit, CliError> {
    loop {
        match carry::on(context, session, pace).await {
            Ok(Some(exit)) => return Ok(exit),
            Ok(None) => {
                context.output.note("No rollout is under way.\n");
                return Ok(Exit::Done);
            }
            Err(error) if error.is_held() => {
                // Somebody carries it. One look is theirs, then; else this looks on until they end or die.
                if pace == Pace::OneLook {
                    context.output.note("Another process carries it.\n");
                    return Ok(Exit::InProgress);
                }
                if let Some(exit) = follow::until_over(context, session).await? {
                    return Ok(exit);
                }
            }
            Err(error) => return Err(error),
        }
    }
}
