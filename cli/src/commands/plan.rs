//! `plan`: shows what would change and changes nothing.
use crate::args;
use cutover_schemas::address::Address;
use std::path::PathBuf;

/// Options of `plan`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Save the plan, for `apply PLAN`
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// End with 2 when there are changes
    #[arg(long)]
    pub detailed_exitcode: bool,
    /// Plan taking the deployment down
    #[arg(long)]
    pub destroy: bool,
    /// Look at every attribute of everything
    #[arg(long)]
    pub full: bool,
    /// Only these addresses and what they need
    #[arg(long, value_name = "ADDRESS", num_args = 1.., value_parser = args::address)]
    pub only: Vec<Address>,
}
