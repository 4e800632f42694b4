//! `audit table`: where the knowledge of actions is from.
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;

/// Options of `audit table`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Print the table's stamp: its date, and the packages it was made of
    #[arg(long)]
    pub version: bool,
}

/// Prints the stamp.
pub(super) fn run(context: &Context, options: &Options) -> Result<Exit, CliError> {
    let _ = (context, options);
    todo!()
}
