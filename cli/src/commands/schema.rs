//! `schema`: prints the JSON Schema of a public document.
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use cutover_schemas::diagnostic::did_you_mean;
use cutover_schemas::documents::{DOCUMENTS, Document};

/// Options of `schema`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The document, such as `plan`; without it the names are listed
    pub name: Option<String>,
}

/// Prints a schema, or the names of all.
pub fn run(context: &Context, options: &Options) -> Result<Exit, CliError> {
    let Some(name) = &options.name else {
        let list = DOCUMENTS.iter().fold(String::new(), |list, document| {
            format!("{list}{:<10} {}\n", document.name, document.printed_by)
        });
        context.output.answer(&list);
        return Ok(Exit::Done);
    };
    let document = Document::named(name).ok_or_else(|| unknown(name))?;
    context.output.answer(&document.schema_text());
    Ok(Exit::Done)
}

fn unknown(name: &str) -> CliError {
    let error = CliError::user("schema/unknown", format!("there is no document `{name}`"));
    match did_you_mean(name, DOCUMENTS.iter().map(|document| document.name)) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error.hint("`cutover schema` lists them"),
    }
}
