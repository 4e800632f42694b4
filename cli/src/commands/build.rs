//! `build`: runs the commands that make the stack's code.
use super::signals;
use crate::args;
use crate::context::Context;
use crate::error::{CliError, Kind};
use crate::exit::Exit;
use crate::journey::{BuildRun, Builds};
use crate::render::human::builds;
use cutover_schemas::address::Address;
use cutover_schemas::documents::build::BuildResult;

/// Options of `build`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Only these, such as `build.api`; without them all
    #[arg(value_name = "BUILD", value_parser = args::address)]
    pub builds: Vec<Address>,
    /// Also those that are up to date
    #[arg(long)]
    pub force: bool,
}

/// Runs builds and tells how they ended.
pub async fn run(context: &Context, options: &Options) -> Result<Exit, CliError> {
    let builds = Builds::load(context)?.only(&options.builds)?;
    let run = carried_out(context, &builds, options.force).await?;
    context.answer(|| run.document.clone(), |style| builds::summary(&run.document, style))?;
    ended(context, run)
}

/// Runs the builds that are due before something else begins.
pub(super) async fn first(context: &Context) -> Result<(), CliError> {
    let builds = Builds::load(context)?;
    let run = carried_out(context, &builds, false).await?;
    ended(context, run).map(|_| ())
}

async fn carried_out(
    context: &Context,
    builds: &Builds,
    force: bool,
) -> Result<BuildRun, CliError> {
    let (mut stop, signals) = signals::listen()?;
    let (asks, asked) = tokio::sync::watch::channel(false);
    let listener = tokio::spawn(async move {
        stop.asked().await;
        asks.send_replace(true);
    });
    let output = context.output;
    let wordy = context.global.verbose > 0;
    let mut tell = |line: builds::Told<'_>| {
        if !output.json() {
            output.note(&builds::line(&line, wordy, &output.stderr));
        }
    };
    let run = builds.run(force, asked, &mut tell).await;
    listener.abort();
    match (run, signals.end()) {
        (Ok(run), Some(Exit::Terminated)) if run.stopped() => Err(stopped(Kind::Terminated)),
        (Ok(run), Some(_)) if run.stopped() => Err(stopped(Kind::Interrupted)),
        (run, _) => run,
    }
}

fn stopped(kind: Kind) -> CliError {
    CliError::new(kind, "build/stopped", "the builds were stopped")
        .hint("what was up to date still is; run again to go on")
}

/// What went wrong, with what the commands wrote.
fn ended(context: &Context, run: BuildRun) -> Result<Exit, CliError> {
    let failed: Vec<_> =
        run.document.builds.iter().filter(|one| one.result == BuildResult::Failed).collect();
    let shown = |log: &&str| !context.output.json() && !log.is_empty();
    for one in &failed {
        if let Some(log) = one.log.as_deref().filter(shown) {
            context.output.note(&builds::log(&one.address, log, &context.output.stderr));
        }
    }
    match failed.as_slice() {
        [] => run.packed.map(|()| Exit::Done),
        [one] => Err(run.failure(one)),
        [one, ..] => {
            let mut error = run.failure(one);
            error.message = format!("{} builds failed, the first: {}", failed.len(), error.message);
            Err(error)
        }
    }
}
