//! The canonical form of a file, for the editor.
use cutover_language::Source;

/// The text as `cutover fmt` would write it; `None` for what can't be read.
pub(super) fn formatted(_source: &Source) -> Option<String> {
    None
}
