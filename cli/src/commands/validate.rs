//! `validate`: checks the spec and calls nothing.
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::journey;
use crate::render::{self, human, words};
use crate::style::Tone;
use cutover_schemas::documents::validate::ValidateDocument;

/// Options of `validate`.
#[derive(Debug, clap::Args)]
pub struct Options {}

/// Checks the stage that was asked for, or every stage that is no glob.
pub fn run(context: &Context, _options: &Options) -> Result<Exit, CliError> {
    let (stages, warnings, sources) = match journey::validate(context) {
        Ok(sound) => sound,
        Err(error) => return Err(refused(context, error)),
    };
    context.warn(&warnings, &sources);
    context.answer(
        || ValidateDocument::from(warnings.as_slice()),
        |style| {
            let mut out = String::new();
            let good = style.paint(Tone::Create, "The spec is sound");
            let told = words::count(warnings.len(), "warning", "warnings");
            render::push(&mut out, &[&good, " in ", &stages.join(", "), ": ", &told, "."]);
            out
        },
    )?;
    Ok(Exit::Done)
}

/// The problems are the answer of this command, so JSON carries them on stdout as well.
fn refused(context: &Context, error: CliError) -> CliError {
    if !context.output.json() || error.diagnostics.is_empty() {
        return error;
    }
    let document = ValidateDocument::from(error.diagnostics.as_slice());
    match context.answer(|| document, |style| human::error(&error, style)) {
        Ok(()) => error,
        Err(failed) => failed,
    }
}
