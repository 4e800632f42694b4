//! Text that grows line by line.
use std::fmt::{Arguments, Write as _};

/// Adds formatted text. Writing to a text can't fail.
pub(crate) fn add(out: &mut String, text: Arguments<'_>) {
    let _ = out.write_fmt(text);
}
