//! Text for people, on a terminal or in a log.
pub mod builds;
pub mod drift;
pub mod events;
pub mod findings;
pub mod graph;
pub mod history;
pub mod missing;
pub mod outputs;
pub mod plan;
pub mod rollouts;
pub mod status;
pub mod tree;

mod diagnostics;
mod error;

pub use diagnostics::diagnostics;
pub use error::error;

use super::push;
use crate::style::{Style, Tone};
use cutover_schemas::plan::Action;

/// The tone of an action.
pub fn tone(action: Action) -> Tone {
    match action {
        Action::Create => Tone::Create,
        Action::Update => Tone::Update,
        Action::Replace => Tone::Replace,
        Action::Delete | Action::Blocked => Tone::Delete,
        Action::Adopt => Tone::Adopt,
        Action::None => Tone::Faint,
    }
}

/// A heading with a blank line before it.
fn heading(out: &mut String, text: &str, style: &Style) {
    push(out, &["\n", &style.paint(Tone::Strong, text)]);
}
