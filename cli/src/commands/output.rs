//! `output`: shows the outputs of the stack.

/// Options of `output`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Only this one, as bare text
    pub name: Option<String>,
}
