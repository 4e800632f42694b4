//! `invoke`: calls a function through its alias.

/// Options of `invoke`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The function: its name in the spec, or its address
    pub function: String,
    /// The event as JSON; `-` reads it from stdin
    #[arg(default_value = "{}")]
    pub payload: String,
}
