//! Other tools' stacks as first specs: SAM templates, `serverless.yml`, Terraform's state and plan.
//!
//! Text in, texts and a report out. What can't be said in a spec is not guessed: it is reported, with what to do.
//! Nothing here reads files: what is at a path is asked through [`Around`].
mod addresses;
mod around;
mod assemble;
mod draft;
mod fit;
mod hcl;
mod hoist;
mod kinds;
mod model;
mod names;
mod node;
mod props;
mod recognise;
mod report;
mod sam;
mod secrets;
mod serverless;
mod terraform;
mod text;
mod value;
mod yaml;

pub use around::{Around, Found};
pub use report::markdown;

use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::documents::DOCUMENT_FORMAT;
use cutover_schemas::documents::conversion::ConversionDocument;
use std::collections::BTreeMap;

/// Whose stack it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A SAM or CloudFormation template, in YAML or JSON.
    Sam,
    /// `serverless.yml` of the Serverless Framework.
    Serverless,
    /// A state file of Terraform, or what `terraform show -json` prints of a state or a plan.
    Terraform,
}

impl Kind {
    /// Every kind with its word.
    pub const ALL: &'static [(&'static str, Self)] =
        &[("sam", Self::Sam), ("serverless", Self::Serverless), ("terraform", Self::Terraform)];

    /// The word of this kind.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("", |(word, _)| word)
    }
}

/// What to convert.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// Whose it is.
    pub kind: Kind,
    /// The file's name, for messages.
    pub file: &'a str,
    /// Its text.
    pub text: &'a str,
    /// The name of the new stack, where the source has none.
    pub stack: &'a str,
}

/// A first spec.
#[derive(Clone, Debug)]
pub struct Converted {
    /// Texts by their path below the stack's directory.
    pub files: BTreeMap<String, String>,
    /// What became of what, and what did not.
    pub report: ConversionDocument,
}

/// Converts a stack, or says where its text can't be understood.
pub fn convert(request: &Request<'_>, around: Around<'_>) -> Result<Converted, Box<Diagnostic>> {
    let model = match request.kind {
        Kind::Sam => sam::read(request)?,
        Kind::Serverless => serverless::read(request, &around)?,
        Kind::Terraform => terraform::read(request)?,
    };
    let mut draft = draft::Draft::new(&model, around);
    let files = assemble::files(&mut draft);
    let mut report = draft.report;
    report.format = DOCUMENT_FORMAT;
    request.kind.word().clone_into(&mut report.from);
    request.file.clone_into(&mut report.file);
    report.written = files.keys().cloned().collect();
    report::tidy(&mut report);
    Ok(Converted { files, report })
}

/// A source that is read but is no stack.
fn no_stack(request: &Request<'_>, message: String, help: &str) -> Box<Diagnostic> {
    let place = yaml::place(request.file, request.text, 1, 1);
    Box::new(Diagnostic::error("convert/no-stack", message).at(place).help(help))
}
