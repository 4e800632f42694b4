//! Bytes of files to ranges of the protocol, and back.
use cutover_editor::{Encoding, Lines};
use lsp_types::{Position, Range};

/// A text with its lines, and how the editor counts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Places<'t> {
    pub(super) text: &'t str,
    pub(super) lines: &'t Lines,
    pub(super) encoding: Encoding,
}

impl Places<'_> {
    pub(super) fn offset(&self, position: Position) -> usize {
        let position = cutover_editor::Position { line: position.line, column: position.character };
        self.lines.offset(self.text, position, self.encoding)
    }

    pub(super) fn bytes(&self, range: Range) -> std::ops::Range<usize> {
        let start = self.offset(range.start);
        start..self.offset(range.end).max(start)
    }

    pub(super) fn range(&self, span: &std::ops::Range<usize>) -> Range {
        let position = |at: usize| {
            let found = self.lines.position(self.text, at, self.encoding);
            Position { line: found.line, character: found.column }
        };
        Range { start: position(span.start), end: position(span.end) }
    }
}
