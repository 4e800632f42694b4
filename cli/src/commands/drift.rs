//! `drift`: shows what was changed behind the spec's back.

/// Options of `drift`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// End with 2 when there is drift
    #[arg(long)]
    pub detailed_exitcode: bool,
}
