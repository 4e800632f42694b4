//! `rollback`: the version that served before comes back, and the one that serves is pinned.
use super::carry::{self, Question, Terms};
use super::connect;
use crate::args;
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::journey::{PlanOptions, Return, Session};
use cutover_driver::Pace;
use cutover_schemas::address::Address;
use std::collections::BTreeSet;

/// Options of `rollback`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The function
    #[arg(value_parser = args::address)]
    pub address: Address,
    /// Don't ask
    #[arg(long, short)]
    pub yes: bool,
    /// Why, for the history and for whoever meets the pin
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// Show what would be done and do nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// Flips an alias back.
pub async fn run(context: &Context, options: &Options) -> Result<Exit, CliError> {
    let session = connect(context).await?;
    back(context, session, options).await
}

async fn back(context: &Context, session: Session, options: &Options) -> Result<Exit, CliError> {
    let returning = match returning(&session, options) {
        Ok(returning) => returning,
        Err(refusal) => {
            session.target.close().await;
            return Err(refusal);
        }
    };
    let session = session.to_go_back();
    let plan = PlanOptions {
        only: BTreeSet::from([options.address.with_part("alias")]),
        returns: vec![returning],
        ..PlanOptions::default()
    };
    let terms = Terms {
        reason: options.reason.as_deref(),
        ephemeral_ledger: true,
        question: if options.yes { Question::None } else { Question::Apply },
        pace: Pace::ToTheEnd,
        dry_run: options.dry_run,
    };
    let end = match session.plan(&plan).await {
        Ok(planned) => carry::out(context, &session, &planned, terms).await,
        Err(error) => Err(error),
    };
    session.target.close().await;
    end
}

/// What comes back: the content that was promoted before the one that serves.
fn returning(session: &Session, options: &Options) -> Result<Return, CliError> {
    let view = &session.view;
    let none = |why: String| CliError::user("rollout/nothing-before", why);
    if view.rollouts.contains_key(&options.address) {
        return Err(CliError::conflict(
            "rollout/under-way",
            format!("a rollout of {} is under way", options.address),
        )
        .hint("`cutover rollout abort` puts its traffic back"));
    }
    let served = view.served.get(&options.address).map_or(&[][..], Vec::as_slice);
    let now = view
        .known
        .get(&options.address.with_part("alias"))
        .and_then(|alias| alias.attrs.get("version")?.as_int())
        .ok_or_else(|| none(format!("{} is not deployed here", options.address)))?;
    let serving = served.iter().rev().find(|one| one.version == now);
    let serving = serving.ok_or_else(|| {
        none(format!("the ledger doesn't know how version {now} of {} came", options.address))
    })?;
    let before = served
        .iter()
        .rev()
        .skip_while(|one| one.version != now)
        .find(|one| {
            let pinned = view.pinned(&options.address, &one.digest).is_some();
            one.digest != serving.digest && !pinned
        })
        .ok_or_else(|| none(format!("no version of {} served before {now}", options.address)))?;
    let why = options.reason.as_deref().map_or_else(
        || format!("version {now} was rolled back to version {}", before.version),
        |reason| format!("version {now} was rolled back to version {}: {reason}", before.version),
    );
    Ok(Return {
        function: options.address.clone(),
        digest: before.digest.clone(),
        instead_of: serving.digest.clone(),
        why,
    })
}
