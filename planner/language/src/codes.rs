//! Every code that a diagnostic of this crate can carry.

/// A code and its explanation.
#[derive(Clone, Copy, Debug)]
pub struct Code {
    /// Such as `spec/unknown-block`.
    pub code: &'static str,
    /// A few words.
    pub title: &'static str,
    /// What it means and what to do.
    pub text: &'static str,
}

/// The codes, by name.
pub static CODES: &[Code] = &[];
