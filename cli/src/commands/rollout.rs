//! `rollout`: how traffic moves to new versions.
pub mod ask;
pub mod simulate;
pub mod status;
pub mod watch;

mod follow;

use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use cutover_schemas::progress::Request;

/// Commands of `rollout`.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Show the rollouts under way, and what their judge has seen; `--html` draws them, and the last ones that are over
    Status(status::Options),
    /// Carry the rollouts on that another process began, or look on while it does
    Watch(watch::Options),
    /// Give the new version all traffic now
    Promote(ask::Options),
    /// Stay at the present share until it is resumed
    Pause(ask::Options),
    /// Go on with what was paused, or look longer at what ended undecided
    Resume(ask::Options),
    /// Put traffic back on the version that served before, and keep this one from coming back
    Abort(ask::Options),
    /// Show what a canary would do under a model of traffic and failures; needs neither stack nor cloud
    Simulate(Box<simulate::Options>),
}

/// Runs one of them.
pub fn run(context: &Context, command: &Command) -> Result<Exit, CliError> {
    match command {
        Command::Status(options) => status::run(context, options),
        Command::Watch(options) => super::waiting(watch::run(context, options)),
        Command::Promote(options) => asked(context, options, Request::Promote),
        Command::Pause(options) => asked(context, options, Request::Pause),
        Command::Resume(options) => asked(context, options, Request::Resume),
        Command::Abort(options) => asked(context, options, Request::Abort),
        Command::Simulate(options) => simulate::run(context, options),
    }
}

fn asked(context: &Context, options: &ask::Options, request: Request) -> Result<Exit, CliError> {
    super::waiting(ask::run(context, options, request))
}
