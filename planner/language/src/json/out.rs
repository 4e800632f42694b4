//! Text that knows, byte by byte, which part of another text it stands for.
use std::ops::Range;

/// From `at` on, what is written stands for a range of the source; the next part ends it.
#[derive(Clone, Debug)]
struct Part {
    at: usize,
    source: Range<usize>,
    /// Whether it is the source's own bytes, so that places inside it are known, too.
    same: bool,
}

/// The parts of a written text, in order.
#[derive(Debug, Default)]
pub(crate) struct Parts(Vec<Part>);

impl Parts {
    fn part(&self, at: usize) -> Option<&Part> {
        let after = self.0.partition_point(|part| part.at <= at);
        self.0.get(after.checked_sub(1)?)
    }

    /// The range of the source that a range of the written text stands for.
    pub(crate) fn source(&self, span: Range<usize>) -> Range<usize> {
        let start = self.part(span.start).map_or(0, |part| {
            let inside = if part.same { span.start - part.at } else { 0 };
            (part.source.start + inside).min(part.source.end)
        });
        let end = match self.part(span.end.saturating_sub(1)) {
            Some(part) if span.end > span.start => {
                let inside = part.source.start + (span.end - part.at);
                if part.same { inside.min(part.source.end) } else { part.source.end }
            }
            _ => start,
        };
        start..end.max(start)
    }
}

/// A text that is being written.
#[derive(Debug, Default)]
pub(super) struct Out {
    text: String,
    parts: Vec<Part>,
}

impl Out {
    /// Adds text that stands for a range of the source.
    pub(super) fn put(&mut self, text: &str, source: Range<usize>) {
        self.parts.push(Part { at: self.text.len(), source, same: false });
        self.text.push_str(text);
    }

    /// Adds the source's own bytes, found there from `from` on.
    pub(super) fn copy(&mut self, text: &str, from: usize) {
        let end = from + text.len();
        match self.parts.last_mut() {
            Some(part) if part.same && part.source.end == from => part.source.end = end,
            _ => self.parts.push(Part { at: self.text.len(), source: from..end, same: true }),
        }
        self.text.push_str(text);
    }

    pub(super) fn finish(self) -> (String, Parts) {
        (self.text, Parts(self.parts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_inside_copies_are_exact_and_others_whole() {
        let mut out = Out::default();
        out.put("a = ", 10..13);
        out.copy("xy", 20);
        out.copy("z", 22);
        out.put("\n", 30..31);
        let (text, parts) = out.finish();
        assert_eq!(text, "a = xyz\n");
        assert_eq!(parts.source(0..1), 10..13);
        assert_eq!(parts.source(5..7), 21..23);
        assert_eq!(parts.source(0..7), 10..23);
        assert_eq!(parts.source(7..7), 30..30);
    }
}
