//! `unpin`: content that was rolled back may come again.
use super::connect;
use crate::args;
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::journey::Session;
use cutover_cloud::{Journal, LedgerStore as _};
use cutover_schemas::address::Address;
use cutover_schemas::ledger::Entry;

/// Options of `unpin`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The function
    #[arg(value_parser = args::address)]
    pub address: Address,
    /// Why it may come again, for the history
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
}

/// Takes the pin off.
pub async fn run(context: &Context, options: &Options) -> Result<Exit, CliError> {
    let session = connect(context).await?;
    let end = unpin(&session, options).await;
    session.target.close().await;
    end?;
    context.output.note(&format!("{} may get that content again.\n", options.address));
    Ok(Exit::Done)
}

async fn unpin(session: &Session, options: &Options) -> Result<(), CliError> {
    let mut journal = Journal::new(session.place.store());
    let by = session.identity.caller.clone();
    journal.store().acquire(&by).await?;
    let view = cutover_apply::fold(&journal.store().read().await?);
    if !view.pins.contains_key(&options.address) {
        journal.store().release().await?;
        return Err(CliError::user(
            "rollout/not-pinned",
            format!("nothing of {} is pinned", options.address),
        ));
    }
    let (function, reason) = (options.address.clone(), options.reason.clone());
    journal.append(vec![Entry::Unpinned { function, reason, by }]).await?;
    journal.store().release().await?;
    Ok(())
}
