//! The commands, one file a verb, and their dispatch.
pub mod apply;
pub mod audit;
pub mod build;
pub mod completions;
pub mod destroy;
pub mod drift;
pub mod explain;
pub mod fmt;
pub mod graph;
pub mod history;
pub mod init;
pub mod invoke;
pub mod local;
pub mod logs;
pub mod lsp;
pub mod output;
pub mod pause;
pub mod plan;
pub mod rollback;
pub mod rollout;
pub mod schema;
pub mod status;
pub mod unpin;
pub mod validate;
pub mod version;

mod carry;
mod convert;
mod functions;
mod reports;
mod signals;

use crate::args::Command;
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::journey::{Opening, Session};

/// Runs a command. Only those that talk to a cloud pay for a runtime.
pub fn run(context: &Context, command: Command) -> Result<Exit, CliError> {
    has_such_a_report(context, &command)?;
    match command {
        Command::Init(options) => init::run(context, &options),
        Command::Validate(options) => validate::run(context, &options),
        Command::Fmt(options) => fmt::run(context, &options),
        Command::Build(options) => waiting(build::run(context, &options)),
        Command::Plan(options) => waiting(plan::run(context, &options)),
        Command::Apply(options) => waiting(apply::run(context, &options)),
        Command::Destroy(options) => waiting(destroy::run(context, &options)),
        Command::Drift(options) => waiting(drift::run(context, &options)),
        Command::Pause(options) => waiting(pause::run(context, &options)),
        Command::Resume(options) => waiting(pause::resume(context, &options)),
        Command::Audit(options) => audit::run(context, &options),
        Command::Status(options) => status::run(context, &options),
        Command::History(options) => history::run(context, &options),
        Command::Rollback(options) => waiting(rollback::run(context, &options)),
        Command::Unpin(options) => waiting(unpin::run(context, &options)),
        Command::Output(options) => output::run(context, &options),
        Command::Schema(options) => schema::run(context, &options),
        Command::Graph(options) => graph::run(context, &options),
        Command::Invoke(options) => waiting(invoke::run(context, &options)),
        Command::Logs(options) => waiting(logs::run(context, &options)),
        Command::Explain(options) => explain::run(context, &options),
        Command::Lsp(options) => lsp::run(context, &options),
        Command::Completions(options) => completions::run(context, &options),
        Command::Version => version::run(context),
        Command::Rollout(command) => rollout::run(context, &command),
        Command::Local(command) => waiting(local::run(context, command)),
    }
}

/// Markdown and pages are made of plans, and pages of rollouts too; asking for them elsewhere is a mistake worth saying.
fn has_such_a_report(context: &Context, command: &Command) -> Result<(), CliError> {
    let plans = matches!(
        command,
        Command::Plan(_) | Command::Apply(_) | Command::Destroy(_) | Command::Drift(_)
    );
    let draws = matches!(
        command,
        Command::Rollout(rollout::Command::Simulate(_) | rollout::Command::Status(_))
    );
    let page = context.global.html.is_some() && !draws;
    let asked = context.global.markdown_into.is_some() || page;
    if asked && !plans {
        return Err(CliError::usage(
            "`--markdown-into` and `--html` go with plan, apply, destroy and drift; `--html` with rollout status and rollout simulate too",
        ));
    }
    Ok(())
}

/// Connects for work on what exists: neither the code nor the graph of the spec is needed.
async fn connect(context: &Context) -> Result<Session, CliError> {
    Session::open(context, Opening { destroy: true, ..Opening::default() }).await
}

fn waiting(work: impl Future<Output = Result<Exit, CliError>>) -> Result<Exit, CliError> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| CliError::internal(format!("can't start the runtime: {error}")))?
        .block_on(work)
}
