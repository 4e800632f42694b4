//! The command line of cutover: arguments, commands, and everything that people and scripts read.
//!
//! Only this crate prints, exits and reads arguments, and it prints in one place: [`output`].
//! Renderers are pure functions from data to text; commands are thin and call the journeys.
pub mod args;
pub mod commands;
pub mod context;
mod editor;
pub mod error;
pub mod exit;
pub mod explain;
pub mod journey;
pub mod local;
pub mod output;
pub mod render;
pub mod style;
pub mod templates;

use crate::args::Cli;
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::Output;
use clap::error::ErrorKind;
use std::ffi::OsString;

/// Runs one command line, the program's name included, and says how the process ends.
pub fn run(args: impl IntoIterator<Item = OsString>) -> Exit {
    let args: Vec<OsString> = args.into_iter().collect();
    let cli = match Cli::read(&args) {
        Ok(cli) => cli,
        Err(refusal) => return refused(&args, &refusal),
    };
    let output = Output::decide(cli.global.color, cli.global.format);
    let context = Context::new(cli.global, output);
    let end = commands::run(&context, cli.command);
    match end {
        Ok(exit) => exit,
        Err(error) => {
            context.failure(&error);
            error.exit()
        }
    }
}

/// `--help` and `--version` are answers; everything else that the parser refuses is a usage error.
fn refused(args: &[OsString], refusal: &clap::Error) -> Exit {
    let (color, format) = args::before_parsing(args);
    let output = Output::decide(color, format);
    if matches!(refusal.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        output.answer(&output.clap_text(refusal));
        return Exit::Done;
    }
    if format == args::Format::Json {
        output.failure(&usage(&refusal.to_string()));
    } else {
        output.note(&output.clap_text(refusal));
    }
    Exit::Usage
}

/// The parser's text taken apart: what is wrong, and the tips.
fn usage(text: &str) -> CliError {
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let message = lines().next().unwrap_or_default();
    let message = message.strip_prefix("error: ").unwrap_or(message);
    let tips = lines().filter_map(|line| line.strip_prefix("tip: "));
    tips.fold(CliError::usage(message), CliError::hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(line: &str) -> Exit {
        run(line.split(' ').map(OsString::from))
    }

    #[test]
    fn the_command_line_itself_ends_as_documented() {
        assert_eq!(end("cutover version"), Exit::Done);
        assert_eq!(end("cutover --help"), Exit::Done);
        assert_eq!(end("cutover --version"), Exit::Done);
        for wrong in
            ["cutover", "cutover plam", "cutover plan --nonsense", "cutover schema --html x"]
        {
            assert_eq!(end(wrong), Exit::Usage, "{wrong}");
        }
        for refused in ["cutover schema nope", "cutover explain nope", "cutover init nope"] {
            assert_eq!(end(refused), Exit::User, "{refused}");
        }
    }

    #[test]
    fn usage_errors_are_taken_apart_for_programs() {
        let words = ["cutover", "plan", "--detailed-exitcod"].map(OsString::from);
        let error = usage(&Cli::read(&words).unwrap_err().to_string());
        assert_eq!(error.message, "unexpected argument '--detailed-exitcod' found");
        assert_eq!(error.hints, ["a similar argument exists: '--detailed-exitcode'"]);
    }
}
