//! `apply`: makes live equal to the spec.
use super::build;
use super::carry::{self, Question, Terms};
use crate::args;
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::journey::{Opening, PlanOptions, Planned, SavedPlan, Session};
use cutover_driver::Pace;
use cutover_schemas::address::Address;
use cutover_schemas::plan::Mode;
use std::path::PathBuf;

/// Options of `apply`.
#[derive(Debug, Default, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct Options {
    /// A plan saved by `plan --out`; without it one is made and shown
    pub plan: Option<PathBuf>,
    /// Don't ask
    #[arg(long, short)]
    pub yes: bool,
    /// Only these addresses and what they need
    #[arg(long, value_name = "ADDRESS", num_args = 1.., value_parser = args::address, conflicts_with = "plan")]
    pub only: Vec<Address>,
    /// End once every rollout has its first share of the traffic: `cutover rollout watch` carries them on
    #[arg(long)]
    pub no_wait: bool,
    /// Let every rollout of this apply move like this, whatever the spec says: all_at_once or blue_green
    #[arg(long, value_name = "STRATEGY", value_parser = args::strategy, requires = "reason", conflicts_with = "plan")]
    pub strategy: Option<args::Strategy>,
    /// First run the builds that are not up to date
    #[arg(long, conflicts_with = "plan")]
    pub build: bool,
    /// Take over what carries this deployment's tags but is not in the ledger
    #[arg(long, conflicts_with = "plan")]
    pub claim: bool,
    /// Why, for the history
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// Go on only if the plan has this digest
    #[arg(long, value_name = "DIGEST", conflicts_with = "plan")]
    pub expect: Option<String>,
    /// Share of the cloud's rate limits to use, such as `25%`; a cloud on this machine is held to have none unless this is given
    #[arg(long, value_name = "SHARE", value_parser = args::share)]
    pub rate: Option<i64>,
    /// Allow a ledger in a local folder in CI, though it is lost with the runner
    #[arg(long)]
    pub ephemeral_ledger: bool,
}

/// Carries out a saved plan, or makes one, shows it and asks.
pub async fn run(context: &Context, options: &Options) -> Result<Exit, CliError> {
    if options.build {
        build::first(context).await?;
    }
    let saved = options.plan.as_deref().map(SavedPlan::read).transpose()?;
    let destroy = saved.as_ref().is_some_and(|saved| saved.plan.mode == Mode::Destroy);
    let opening = Opening { destroy, rate: options.rate };
    let session = Session::open(context, opening).await?;
    let session = match options.strategy {
        Some(strategy) => session.moving(strategy),
        None => session,
    };
    let end = carry_out(context, options, saved, &session).await;
    session.target.close().await;
    end
}

async fn carry_out(
    context: &Context,
    options: &Options,
    saved: Option<SavedPlan>,
    session: &Session,
) -> Result<Exit, CliError> {
    context.warn(&session.warnings, &session.texts);
    let reviewed = saved.is_some();
    let planned = match saved {
        // The saved plan is what was reviewed: if the world would now make another one, apply refuses.
        Some(saved) => {
            let mut now = session.plan(&saved.options()).await?;
            now.plan = saved.plan;
            now
        }
        None => session.plan(&wanted(options)).await?,
    };
    expected(options, &planned)?;
    let terms = Terms {
        reason: options.reason.as_deref(),
        ephemeral_ledger: options.ephemeral_ledger,
        question: if options.yes || reviewed { Question::None } else { Question::Apply },
        pace: if options.no_wait { Pace::UntilShifted } else { Pace::ToTheEnd },
        dry_run: false,
    };
    carry::out(context, session, &planned, terms).await
}

fn wanted(options: &Options) -> PlanOptions {
    PlanOptions {
        claim: options.claim,
        only: options.only.iter().cloned().collect(),
        ..PlanOptions::default()
    }
}

fn expected(options: &Options, planned: &Planned) -> Result<(), CliError> {
    match &options.expect {
        Some(digest) if *digest != planned.plan.digest => Err(CliError::conflict(
            "plan/digest",
            format!("the plan has the digest {}, not {digest}", planned.plan.digest),
        )
        .hint("something changed since it was reviewed: plan again and look at the difference")),
        _ => Ok(()),
    }
}
