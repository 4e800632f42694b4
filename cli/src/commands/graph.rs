//! `graph`: shows the graph of resources.

/// Options of `graph`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// As a Graphviz file
    #[arg(long)]
    pub dot: bool,
}
