//! `invoke`: calls a function through its alias.
use super::functions;
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::journey::Session;
use crate::style::{Style, Tone};
use cutover_schemas::documents::DOCUMENT_FORMAT;
use cutover_schemas::documents::small::InvokeDocument;
use serde_json::Value as Json;
use std::io::Read as _;

/// The alias that everything calls through.
const ALIAS: &str = "live";

/// Options of `invoke`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The function: its name in the spec, or its address
    pub function: String,
    /// The event as JSON; `-` reads it from stdin
    #[arg(default_value = "{}")]
    pub payload: String,
}

/// Calls the function and shows what came back. A function that fails ends this with 3.
pub async fn run(context: &Context, options: &Options) -> Result<Exit, CliError> {
    let payload = payload(&options.payload)?;
    let session = super::connect(context).await?;
    let end = call(context, options, &payload, &session).await;
    session.target.close().await;
    end
}

async fn call(
    context: &Context,
    options: &Options,
    payload: &str,
    session: &Session,
) -> Result<Exit, CliError> {
    let function = functions::find(&session.view, &options.function)?;
    let answer = session.target.aws.invoke(&function.name, Some(ALIAS), payload.as_bytes()).await?;
    let text = String::from_utf8_lossy(&answer.payload).into_owned();
    let document = InvokeDocument {
        format: DOCUMENT_FORMAT,
        function: function.name,
        version: answer.version,
        error: answer.function_error,
        payload: serde_json::from_str(&text).unwrap_or(Json::String(text)),
    };
    context.answer(|| document.clone(), |style| told(&document, style))?;
    Ok(if document.error.is_some() { Exit::Cloud } else { Exit::Done })
}

fn told(document: &InvokeDocument, style: &Style) -> String {
    let payload = format!("{:#}\n", document.payload);
    match &document.error {
        Some(error) => {
            let head = format!("the function failed ({error}):");
            format!("{}\n{payload}", style.paint(Tone::Delete, &head))
        }
        None => payload,
    }
}

fn payload(given: &str) -> Result<String, CliError> {
    let mut text = given.to_owned();
    if given == "-" {
        text.clear();
        std::io::stdin().lock().read_to_string(&mut text).map_err(|error| {
            CliError::user("cli/file", format!("can't read the event from stdin: {error}"))
        })?;
    }
    match serde_json::from_str::<Json>(&text) {
        Ok(_) => Ok(text),
        Err(error) => {
            Err(CliError::user("invoke/payload", format!("the event is not JSON: {error}"))
                .hint("quote it for the shell: '{\"name\": \"ann\"}'"))
        }
    }
}
