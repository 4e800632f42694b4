//! Source files: bytes to text, and byte spans to places that people can find.
use crate::json::{self, Parts};
use cutover_schemas::diagnostic::{Diagnostic, Place};
use std::ops::Range;

/// Largest file that is read.
pub(crate) const MAX_FILE: usize = 8 * 1024 * 1024;

/// One file of a stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Path as the user would write it, relative to the stack's directory.
    pub name: String,
    /// Its bytes.
    pub text: Vec<u8>,
}

/// A file that is known to be text, with an index of its lines.
#[derive(Debug)]
pub(crate) struct Text {
    name: String,
    content: String,
    /// Bytes of a byte order mark, which the parser must not see.
    skipped: usize,
    lines: Vec<usize>,
    /// The JSON that this text was made from: places are there.
    json: Option<Box<(Text, Parts)>>,
    /// What could not be made from it.
    problems: Vec<Diagnostic>,
}

impl Text {
    pub(crate) fn new(name: &str, text: String) -> Self {
        let lines =
            std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self {
            name: name.to_owned(),
            content: text,
            skipped: 0,
            lines,
            json: None,
            problems: Vec::new(),
        }
    }

    /// The native text of a JSON file.
    fn from_json(json: Self) -> Self {
        let transcript = json::transcribe(&json.name, &json);
        Self {
            problems: transcript.problems,
            json: Some(Box::new((json, transcript.parts))),
            ..Self::new("", transcript.text)
        }
    }

    /// Refuses what is too large or isn't text.
    pub(crate) fn read(source: &Source) -> Result<Self, Box<Diagnostic>> {
        if source.text.len() > MAX_FILE {
            let told = Diagnostic::error(
                "spec/too-large",
                format!("`{}` is larger than 8 MB", source.name),
            );
            return Err(Box::new(
                told.help("split the stack into several files, or into several stacks"),
            ));
        }
        let skipped = if source.text.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        let bytes = source.text.get(skipped..).unwrap_or_default();
        let valid = match std::str::from_utf8(bytes) {
            Ok(text) => match text.find('\0') {
                None => {
                    let text = Self { skipped, ..Self::new(&source.name, text.to_owned()) };
                    let is_json = json::is_json(&source.name);
                    return Ok(if is_json { Self::from_json(text) } else { text });
                }
                Some(at) => at,
            },
            Err(error) => error.valid_up_to(),
        };
        let before = String::from_utf8_lossy(bytes.get(..valid).unwrap_or_default()).into_owned();
        let place = Self::new(&source.name, before).place(valid..valid);
        let told = Diagnostic::error("spec/not-text", format!("`{}` is not text", source.name));
        Err(Box::new(
            told.at(place)
                .label("from here on the bytes are not UTF-8 text")
                .help("save the file as UTF-8, or keep other files out of the stack's directory"),
        ))
    }

    pub(crate) fn text(&self) -> &str {
        &self.content
    }

    /// What was wrong with it before it was parsed.
    pub(crate) fn problems(&self) -> &[Diagnostic] {
        &self.problems
    }

    /// The place of a byte range.
    pub(crate) fn place(&self, span: Range<usize>) -> Place {
        if let Some((json, parts)) = self.json.as_deref() {
            return json.place(parts.source(span));
        }
        let start = floor(&self.content, span.start);
        let line = self.lines.partition_point(|&first| first <= start).saturating_sub(1);
        let first = self.lines.get(line).copied().unwrap_or_default();
        let column = self.content.get(first..start).map_or(0, |before| before.chars().count());
        Place {
            file: self.name.clone(),
            line: u32::try_from(line + 1).unwrap_or(u32::MAX),
            column: u32::try_from(column + 1).unwrap_or(u32::MAX),
            start: start + self.skipped,
            end: floor(&self.content, span.end.max(start)) + self.skipped,
        }
    }
}

/// The last character boundary that is not after `at`.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The stack itself or an instance of a module: the same text means something else in each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct HomeId(pub(crate) usize);

/// Where a parsed piece of text came from: spans in it count from `base`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Origin<'s> {
    pub(crate) text: &'s Text,
    pub(crate) base: usize,
    /// Whose names its expressions mean.
    pub(crate) home: HomeId,
}

impl<'s> Origin<'s> {
    /// A piece of text of the stack itself.
    pub(crate) fn new(text: &'s Text, base: usize) -> Self {
        Self { text, base, home: HomeId::default() }
    }
}

impl Origin<'_> {
    /// The place of a span inside the piece; without a span, the piece's start.
    pub(crate) fn place(&self, span: Option<Range<usize>>) -> Place {
        let span = span.unwrap_or(0..0);
        self.text.place(self.base + span.start..self.base + span.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters_and_skip_the_byte_order_mark() {
        let source = Source { name: "a.hcl".into(), text: "\u{feff}é = 1\nü = 2\n".into() };
        let text = Text::read(&source).unwrap();
        let at = text.text().find('2').unwrap();
        let place = text.place(at..at + 1);
        assert_eq!((place.line, place.column), (2, 5));
        assert_eq!(source.text.get(place.start..place.end), Some(&b"2"[..]));
    }

    #[test]
    fn binary_and_huge_files_are_refused() {
        for (bytes, code) in [
            (b"a = 1\n\xff\xfe".to_vec(), "spec/not-text"),
            (b"a\0".to_vec(), "spec/not-text"),
            (vec![b' '; MAX_FILE + 1], "spec/too-large"),
        ] {
            let refused = Text::read(&Source { name: "a.hcl".into(), text: bytes });
            assert_eq!(refused.unwrap_err().code, code);
        }
    }
}
