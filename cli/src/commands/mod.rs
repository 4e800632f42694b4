//! The commands, one file a verb, and their dispatch.
pub mod apply;
pub mod completions;
pub mod destroy;
pub mod drift;
pub mod explain;
pub mod graph;
pub mod history;
pub mod init;
pub mod invoke;
pub mod local;
pub mod logs;
pub mod output;
pub mod plan;
pub mod schema;
pub mod status;
pub mod validate;
pub mod version;

use crate::args::Command;
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;

/// Runs a command. Only those that talk to a cloud pay for a runtime.
pub fn run(context: &Context, command: Command) -> Result<Exit, CliError> {
    match command {
        Command::Init(options) => init::run(context, &options),
        Command::Schema(options) => schema::run(context, &options),
        Command::Explain(options) => explain::run(context, &options),
        Command::Completions(options) => completions::run(context, &options),
        Command::Version => version::run(context),
        Command::Local(command) => waiting(local::run(context, command)),
        _ => Err(CliError::internal("not built yet")),
    }
}

fn waiting(work: impl Future<Output = Result<Exit, CliError>>) -> Result<Exit, CliError> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| CliError::internal(format!("can't start the runtime: {error}")))?
        .block_on(work)
}
