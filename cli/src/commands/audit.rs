//! `audit`: what is wrong with policies, and what they allow.
mod deployer;

use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;

/// Options of `audit`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// Commands of `audit`.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Print the least-privilege policy of whoever carries out a plan
    Deployer(deployer::Options),
}

/// Runs one of the commands.
pub fn run(context: &Context, options: &Options) -> Result<Exit, CliError> {
    match &options.command {
        Command::Deployer(of) => super::waiting(deployer::run(context, of)),
    }
}
