//! `destroy`: takes the deployment down.

/// Options of `destroy`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Don't ask
    #[arg(long, short)]
    pub yes: bool,
    /// Also delete what holds data
    #[arg(long)]
    pub delete_data: bool,
}
