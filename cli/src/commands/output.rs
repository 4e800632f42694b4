//! `output`: shows the outputs of the last complete apply.
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::journey::open_ledger;
use crate::render::human::outputs::{bare, outputs};
use cutover_schemas::diagnostic::did_you_mean;
use cutover_schemas::documents::outputs::OutputDocument;

/// Options of `output`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Only this one, as bare text
    pub name: Option<String>,
}

/// Shows all outputs, or one.
pub fn run(context: &Context, options: &Options) -> Result<Exit, CliError> {
    let (_, view) = open_ledger(context)?;
    let mut document = OutputDocument::from(&view.outputs);
    let Some(name) = &options.name else {
        context.answer(|| document.clone(), |style| outputs(&document, style))?;
        return Ok(Exit::Done);
    };
    let entry = document.outputs.get(name).cloned().ok_or_else(|| unknown(name, &document))?;
    document.outputs.retain(|known, _| known == name);
    context.answer(|| document.clone(), |_| bare(&entry))?;
    Ok(Exit::Done)
}

fn unknown(name: &str, document: &OutputDocument) -> CliError {
    let error = CliError::user("output/unknown", format!("the stack has no output `{name}`"));
    match did_you_mean(name, document.outputs.keys().map(String::as_str)) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error.hint("outputs have values after the first complete apply"),
    }
}
