//! `lsp`: a language server for editors, on stdin and stdout.
use crate::context::Context;
use crate::editor;
use crate::error::CliError;
use crate::exit::Exit;

/// Options of `lsp`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Said by many editors; there is no other way to talk
    #[arg(long)]
    pub stdio: bool,
}

/// Talks to an editor until it says that it is done.
pub fn run(context: &Context, _options: &Options) -> Result<Exit, CliError> {
    editor::serve(context)
}
