//! `apply`: makes live equal to the spec.
use crate::args;
use cutover_schemas::address::Address;
use std::path::PathBuf;

/// Options of `apply`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// A plan saved by `plan --out`; without it one is made and shown
    pub plan: Option<PathBuf>,
    /// Don't ask
    #[arg(long, short)]
    pub yes: bool,
    /// Only these addresses and what they need
    #[arg(long, value_name = "ADDRESS", num_args = 1.., value_parser = args::address, conflicts_with = "plan")]
    pub only: Vec<Address>,
    /// Take over what carries this deployment's tags but is not in the ledger
    #[arg(long, conflicts_with = "plan")]
    pub claim: bool,
    /// Why, for the history
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// Go on only if the plan has this digest
    #[arg(long, value_name = "DIGEST", conflicts_with = "plan")]
    pub expect: Option<String>,
    /// Share of the cloud's rate limits to use, such as `25%`
    #[arg(long, value_name = "SHARE", value_parser = args::share)]
    pub rate: Option<i64>,
    /// Allow a ledger in a local folder in CI, though it is lost with the runner
    #[arg(long)]
    pub ephemeral_ledger: bool,
}
