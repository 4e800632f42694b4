//! `logs`: shows the log of a function.
use crate::args;

/// Options of `logs`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The function: its name in the spec, or its address
    pub function: String,
    /// How far back
    #[arg(long, value_name = "DURATION", default_value = "10m", value_parser = args::duration)]
    pub since: i64,
    /// A filter pattern of CloudWatch Logs
    #[arg(long, value_name = "PATTERN")]
    pub filter: Option<String>,
    /// Go on until interrupted
    #[arg(long, short)]
    pub follow: bool,
}
