//! A failed command, on stderr.
use super::diagnostics;
use crate::error::CliError;
use crate::render::push;
use crate::style::{Style, Tone};

/// The error as text: the problems of the spec first, then what happened and what to do.
pub fn error(error: &CliError, style: &Style) -> String {
    let mut out = diagnostics(&error.diagnostics, &error.sources, style);
    let label = style.paint(Tone::Delete, &format!("error[{}]:", error.code));
    // One problem of the spec has just been told with all its words.
    let told = error.diagnostics.iter().any(|one| one.message == error.message);
    if !told {
        push(&mut out, &[&label, " ", &error.message]);
    }
    for hint in &error.hints {
        push(&mut out, &["  ", &style.paint(Tone::Adopt, "hint:"), " ", hint]);
    }
    out
}
