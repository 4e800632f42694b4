//! `history`: shows the runs of the deployment.

/// Options of `history`.
#[derive(Debug, clap::Args)]
pub struct Options {}
