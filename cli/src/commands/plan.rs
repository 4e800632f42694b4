//! `plan`: shows what would change and changes nothing.
use super::{audit, build, reports};
use crate::args;
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::journey::{Opening, PlanOptions, SavedPlan, Session};
use crate::render::human::missing;
use crate::render::human::plan::{Detail, plan};
use cutover_audit::policy::Policy;
use cutover_plan::deployer::{self, Deployment, Missing, Scope};
use cutover_schemas::address::Address;
use cutover_schemas::documents::plan::PlanDocument;
use cutover_schemas::plan::Plan;
use std::path::PathBuf;

/// Options of `plan`.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct Options {
    /// Save the plan, for `apply PLAN`
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// End with 2 when there are changes
    #[arg(long)]
    pub detailed_exitcode: bool,
    /// Plan taking the deployment down
    #[arg(long)]
    pub destroy: bool,
    /// Look at every attribute of everything
    #[arg(long)]
    pub full: bool,
    /// Only these addresses and what they need
    #[arg(long, value_name = "ADDRESS", num_args = 1.., value_parser = args::address)]
    pub only: Vec<Address>,
    /// Name what whoever has these policies, and no others, would not be allowed; again for more, or a directory of them
    #[arg(long = "as", value_name = "POLICY")]
    pub policies: Vec<PathBuf>,
    /// First run the builds that are not up to date
    #[arg(long, conflicts_with = "destroy")]
    pub build: bool,
}

/// Makes a plan and shows it.
pub async fn run(context: &Context, options: &Options) -> Result<Exit, CliError> {
    let policies = audit::documents(&options.policies)?;
    if options.build {
        build::first(context).await?;
    }
    let opening = Opening { destroy: options.destroy, ..Opening::default() };
    let session = Session::open(context, opening).await?;
    let end = show(context, options, &session, &policies).await;
    session.target.close().await;
    end
}

async fn show(
    context: &Context,
    options: &Options,
    session: &Session,
    policies: &[Policy],
) -> Result<Exit, CliError> {
    let wanted = PlanOptions {
        full: options.full,
        only: options.only.iter().cloned().collect(),
        ..PlanOptions::default()
    };
    let planned = session.plan(&wanted).await?;
    if let Some(path) = &options.out {
        SavedPlan::write(path, &planned)?;
    }
    reports::write(context, &planned.plan)?;
    context.warn(&session.warnings, &session.texts);
    let missing = (!policies.is_empty()).then(|| missing(session, &planned.plan, policies));
    let document = || {
        let document = PlanDocument::from(&planned.plan).with_findings(&session.warnings);
        document.with_missing(missing.iter().flatten().map(missing::document).collect())
    };
    context.answer(document, |style| {
        let told = missing.as_deref().map(|missing| missing::section(missing, style));
        plan(&planned.plan, detail(context), style) + &told.unwrap_or_default()
    })?;
    Ok(ends_with(options.detailed_exitcode, planned.plan.is_empty()))
}

/// What the policies don't allow, of all that this plan needs.
fn missing(session: &Session, plan: &Plan, policies: &[Policy]) -> Vec<Missing> {
    let Session { identity, graph, view, .. } = session;
    let grants = deployer::grants(&Deployment { identity, graph, view }, Scope::Plan(plan));
    deployer::missing(&grants, identity, policies)
}

/// Steps are listed to those who ask for more.
pub(super) fn detail(context: &Context) -> Detail {
    if context.global.verbose > 0 { Detail::Steps } else { Detail::Changes }
}

/// Changes are told by the exit code only where that was asked for.
pub(super) fn ends_with(detailed: bool, empty: bool) -> Exit {
    if detailed && !empty { Exit::Changes } else { Exit::Done }
}
