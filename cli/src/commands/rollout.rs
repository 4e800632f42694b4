//! `rollout`: how traffic moves to new versions.
pub mod simulate;

use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;

/// Commands of `rollout`.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Show what a canary would do under a model of traffic and failures; needs neither stack nor cloud
    Simulate(Box<simulate::Options>),
}

/// Runs one of them.
pub fn run(context: &Context, command: &Command) -> Result<Exit, CliError> {
    match command {
        Command::Simulate(options) => simulate::run(context, options),
    }
}
