//! `audit deployer`: the policy of whoever carries out a plan.
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::journey::{Opening, PlanOptions, SavedPlan, Session};
use crate::output::into_file;
use crate::render::json;
use crate::style::{Style, Tone};
use cutover_plan::deployer::{self, Deployment, MANAGED_LIMIT, Policy, Scope};
use cutover_schemas::documents::deployer::{DeployerDocument, DeployerScope};
use cutover_schemas::plan::{Mode, Plan};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Managed policies that one role may have attached, unless its account asks for more
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>).
const ATTACHED: usize = 10;

/// Options of `audit deployer`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// A plan saved with `plan --out`; without it, what would be changed now
    #[arg(value_name = "PLAN", conflicts_with_all = ["envelope", "read_only"])]
    pub plan: Option<PathBuf>,
    /// For any plan of this stack: each of its resources made, changed, rolled out, rolled back, deleted
    #[arg(long, conflicts_with = "read_only")]
    pub envelope: bool,
    /// For looking alone: `plan`, `drift`, `status`
    #[arg(long)]
    pub read_only: bool,
    /// Also write every policy into this folder, as NAME.json
    #[arg(long, value_name = "DIR")]
    pub into: Option<PathBuf>,
}

/// Prints the policies.
pub(super) async fn run(context: &Context, options: &Options) -> Result<Exit, CliError> {
    if context.global.stack.is_some() {
        return Err(CliError::usage(
            "`audit deployer` needs the spec: run it in the stack's directory",
        ));
    }
    let saved = options.plan.as_deref().map(SavedPlan::read).transpose()?.map(|saved| saved.plan);
    let destroy = saved.as_ref().is_some_and(|plan| plan.mode == Mode::Destroy);
    let session = Session::open(context, Opening { destroy, ..Opening::default() }).await?;
    let end = show(context, options, saved, &session).await;
    session.target.close().await;
    end
}

async fn show(
    context: &Context,
    options: &Options,
    saved: Option<Plan>,
    session: &Session,
) -> Result<Exit, CliError> {
    context.warn(&session.warnings, &session.texts);
    let plan = match saved {
        Some(plan) => Some(of_here(plan, session)?),
        None if options.envelope || options.read_only => None,
        None => Some(session.plan(&PlanOptions::default()).await?.plan),
    };
    let (scope, named) = match &plan {
        Some(plan) => (Scope::Plan(plan), DeployerScope::Plan),
        None if options.envelope => (Scope::Envelope, DeployerScope::Envelope),
        None => (Scope::ReadOnly, DeployerScope::ReadOnly),
    };
    let Session { identity, graph, view, .. } = session;
    let grants = deployer::grants(&Deployment { identity, graph, view }, scope);
    let name = format!("{}-{}-{}", identity.stack, identity.stage, word(named));
    let document = DeployerDocument::new(identity, named, deployer::policies(&grants, &name));
    if let Some(folder) = &options.into {
        write(folder, &document.policies)?;
    }
    if !context.output.json() {
        context.output.note(&comment(&document, &context.output.stderr));
    }
    let text = documents(&document.policies)?;
    context.answer(|| document, |_| text)?;
    Ok(Exit::Done)
}

/// A saved plan, if it is this deployment's.
fn of_here(plan: Plan, session: &Session) -> Result<Plan, CliError> {
    let key = |of: &cutover_schemas::graph::Identity| {
        [&of.stack, &of.stage, &of.account, &of.region].map(Clone::clone)
    };
    let (its, ours) = (key(&plan.identity), key(&session.identity));
    if its == ours {
        return Ok(plan);
    }
    let message = format!("the plan is for {}, and this is {}", its.join(" "), ours.join(" "));
    Err(CliError::user("plan/other-place", message)
        .hint("run this in the plan's stack, with its stage and in its account and region"))
}

/// What ends the name of a policy.
const fn word(scope: DeployerScope) -> &'static str {
    match scope {
        DeployerScope::Plan => "plan",
        DeployerScope::Envelope => "deployer",
        DeployerScope::ReadOnly => "reader",
    }
}

/// The policies as IAM takes them, one after the other.
fn documents(policies: &[Policy]) -> Result<String, CliError> {
    policies.iter().map(|policy| json::pretty(&policy.document)).collect()
}

fn write(folder: &Path, policies: &[Policy]) -> Result<(), CliError> {
    std::fs::create_dir_all(folder).map_err(|error| CliError::file("make", folder, &error))?;
    for policy in policies {
        let path = folder.join(format!("{}.json", policy.name));
        into_file(&path, &json::pretty(&policy.document)?)?;
    }
    Ok(())
}

/// What the policies are, for people.
fn comment(document: &DeployerDocument, style: &Style) -> String {
    let what = match document.scope {
        DeployerScope::Plan => "this plan",
        DeployerScope::Envelope => "any plan of this stack",
        DeployerScope::ReadOnly => "looking only",
    };
    let mut text = format!(
        "{} in {}, account {}, region {}: the policy for {what}\n",
        document.stack, document.stage, document.account, document.region
    );
    for policy in &document.policies {
        let statements = policy.document.statements.len();
        let line = format!(
            "{}: {statements} statements, {} of {MANAGED_LIMIT} characters",
            policy.name, policy.characters
        );
        let _ = writeln!(text, "{}", style.paint(Tone::Faint, &line));
    }
    let count = document.policies.len();
    if count > 1 {
        let _ =
            writeln!(text, "attach all {count}: one policy may have {MANAGED_LIMIT} characters");
    }
    if count > ATTACHED {
        let _ = writeln!(
            text,
            "a role takes {ATTACHED} managed policies unless its account has asked for more: give several roles a part of \
             the stack each"
        );
    }
    text
}
