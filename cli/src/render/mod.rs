//! Renderers: pure functions from data and a style to text. Nothing here prints.
pub mod dot;
pub mod github;
pub mod html;
pub mod human;
pub mod json;
pub mod markdown;
pub mod picture;
pub mod progress;
pub mod reading;
pub mod report;
pub mod sarif;
pub mod simulation;
pub mod svg;
pub mod words;

#[cfg(test)]
mod fixture;

/// Adds a line made of pieces.
pub fn push(out: &mut String, pieces: &[&str]) {
    for piece in pieces {
        out.push_str(piece);
    }
    out.push('\n');
}
