//! `completions`: prints the completion script of a shell.
use crate::args::Cli;
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use clap::CommandFactory as _;
use clap_complete::Shell;

/// Options of `completions`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The shell
    #[arg(value_enum)]
    pub shell: Shell,
}

/// Prints the script.
pub fn run(context: &Context, options: &Options) -> Result<Exit, CliError> {
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut Cli::command(), "cutover", &mut script);
    let script = String::from_utf8(script)
        .map_err(|_| CliError::internal("the completion script is not text"))?;
    context.output.answer(&script);
    Ok(Exit::Done)
}
