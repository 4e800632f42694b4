//! `validate`: checks the spec and calls nothing.

/// Options of `validate`.
#[derive(Debug, clap::Args)]
pub struct Options {}
