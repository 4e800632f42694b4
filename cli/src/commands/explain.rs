//! `explain`: tells what a code or an exit status means.
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::explain::{self, Code};
use crate::style::{Style, Tone};
use cutover_schemas::documents::DOCUMENT_FORMAT;
use cutover_schemas::documents::small::{CodeDocument, ExplainDocument};

/// Options of `explain`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The code, such as `ledger/held` or `exit/4`; without it all are listed
    pub code: Option<String>,
}

/// Explains one code, or lists all.
pub fn run(context: &Context, options: &Options) -> Result<Exit, CliError> {
    let codes = match &options.code {
        Some(word) => vec![explain::find(word).ok_or_else(|| unknown(word))?],
        None => explain::catalogue(),
    };
    let whole = options.code.is_some();
    context.answer(
        || document(&codes),
        |style| codes.iter().map(|code| told(code, whole, style)).collect(),
    )?;
    Ok(Exit::Done)
}

fn told(code: &Code, whole: bool, style: &Style) -> String {
    if whole {
        let head = style.paint(Tone::Strong, &code.code);
        format!("{head}: {}\n\n{}\n", code.title, code.text)
    } else {
        format!("{:<28} {}\n", code.code, code.title)
    }
}

fn document(codes: &[Code]) -> ExplainDocument {
    let codes = codes.iter().map(|code| CodeDocument {
        code: code.code.to_string(),
        title: code.title.to_string(),
        text: code.text.to_string(),
    });
    ExplainDocument { format: DOCUMENT_FORMAT, codes: codes.collect() }
}

fn unknown(word: &str) -> CliError {
    let error = CliError::user("explain/unknown-code", format!("there is no code `{word}`"));
    match explain::near(word) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error.hint("`cutover explain` lists them"),
    }
}
