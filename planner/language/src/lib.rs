//! The spec language: HCL files in, one decoded [`Spec`] or every problem out.
//!
//! Pure: the files to read are given, and everything else that an expression may ask for comes
//! through [`Inputs`]. Nothing here knows a cloud, a plan or a terminal.
mod check;
mod codes;
mod decode;
mod eval;
mod fmt;
mod habits;
mod json;
mod parse;
mod prelex;
mod source;
mod words;

pub use codes::{CODES, Code};
pub use decode::stage::StageHead;
pub use eval::functions::documented as functions;
pub use fmt::{Unformatted, format};
pub use source::Source;

use cutover_schemas::date::Date;
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::lookup::{Found, Lookup};
use cutover_schemas::spec::{Spec, Stage};

/// What a path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathKind {
    /// A file.
    File,
    /// A directory.
    Dir,
    /// Nothing.
    Missing,
}

/// What expressions and checks may ask of the world. Paths are relative to the stack's directory.
pub trait Inputs {
    /// The bytes of a file, or why they can't be had.
    fn file(&self, path: &str) -> Result<Vec<u8>, String>;
    /// What is at a path.
    fn exists(&self, path: &str) -> PathKind;
    /// The names of the files in a directory, in any order, or why they can't be had.
    fn list(&self, path: &str) -> Result<Vec<String>, String> {
        Err(format!("the files of `{path}` are not listed here"))
    }
    /// An environment variable.
    fn env(&self, name: &str) -> Option<String>;
    /// Which day it is, for what ends on one: nothing is over where nobody knows. No expression can ask for it.
    fn today(&self) -> Option<Date> {
        None
    }
}

/// What to decode.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The stack's files, in the order of their names.
    pub sources: &'a [Source],
    /// The stage that was asked for.
    pub stage: Option<&'a str>,
    /// Values from the command line: by the variable's type plain text or an expression.
    pub variables: &'a [(String, String)],
    /// Files of values, later ones win.
    pub var_files: &'a [Source],
    /// Whether the stack runs locally: account, ledger and role to assume don't count.
    pub local: bool,
    /// The account, once it is known; until then `stack.account` is the stage's or symbolic.
    pub account: Option<&'a str>,
    /// The region, when something else than the spec decides it.
    pub region: Option<&'a str>,
    /// What was found out about `existing` things; until somebody has looked it is symbolic.
    pub found: Option<&'a Found>,
}

/// What a stack is and what must be looked up for it, told also where the rest can't be decoded before that.
#[derive(Clone, Debug)]
pub struct Outline {
    /// The `stack` block's name.
    pub stack: String,
    /// The stage that was asked for.
    pub stage: Stage,
    /// What to look up.
    pub lookups: Vec<Lookup>,
}

/// A spec and the problems with it.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// The spec, unless a problem is an error.
    pub spec: Option<Spec>,
    /// What the stack is, once its stage is chosen.
    pub outline: Option<Outline>,
    /// Every problem, by place.
    pub diagnostics: Vec<Diagnostic>,
    /// The files of the modules that the stack uses, each as it was read.
    pub module_files: Vec<Source>,
}

/// Whether a file of this name belongs to the stack or module whose directory it is in.
pub fn is_spec_file(name: &str) -> bool {
    let native = name.strip_suffix(".json").unwrap_or(name);
    let parts: Vec<&str> = native.split('.').collect();
    matches!(parts.as_slice(), [first, .., "hcl"] if !first.is_empty())
        && !matches!(parts.as_slice(), [_, .., "vars", "hcl"])
}

/// The code of a problem that is none any more once somebody has looked.
pub const UNSEEN: &str = "spec/known-once-looked-up";

/// Decodes a stack in one stage.
pub fn decode(request: &Request<'_>, inputs: &dyn Inputs) -> Decoded {
    decode::decode(request, inputs, Moment::Built)
}

/// Decodes a stack whose builds have yet to run: that what they make is not there, or lacks something, is no problem.
pub fn decode_before_builds(request: &Request<'_>, inputs: &dyn Inputs) -> Decoded {
    decode::decode(request, inputs, Moment::BeforeBuilds)
}

/// Before or after the commands of `build` blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// What builds make is to be looked at.
    Built,
    /// It is about to be made.
    BeforeBuilds,
}

/// The stage blocks of a stack, so that a stage, region and account can be chosen before decoding.
pub fn stages(sources: &[Source]) -> (Vec<StageHead>, Vec<Diagnostic>) {
    decode::stage::heads(sources)
}
