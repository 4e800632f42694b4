//! `status`: shows where the deployment stands.

/// Options of `status`.
#[derive(Debug, clap::Args)]
pub struct Options {}
