//! Lines and columns as editors count them, and the bytes that they mean.
//!
//! Editors count columns in units of UTF-16, unless they agreed to count bytes. Whatever they ask
//! for leads to a character's boundary inside of the text: a line too far is the end of the text, a
//! column too far the end of the line.

/// In which units an editor counts columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// Units of UTF-16.
    #[default]
    Utf16,
}

/// A line and a column, both from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The column, in units of the encoding.
    pub column: u32,
}

/// Where the lines of a text begin.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    /// Finds the lines of a text.
    pub fn of(text: &str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self { starts: std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect() }
    }

    /// The byte that a position means.
    pub fn offset(&self, text: &str, position: Position, encoding: Encoding) -> usize {
        let line = usize::try_from(position.line).unwrap_or(usize::MAX);
        let Some(start) = self.starts.get(line).copied() else {
            return text.len();
        };
        let end = self.starts.get(line + 1).map_or(text.len(), |next| next - 1);
        let content = text.get(start..end).unwrap_or_default();
        let content = content.strip_suffix('\r').unwrap_or(content);
        let (mut units, column) = (0, u64::from(position.column));
        for (at, c) in content.char_indices() {
            units += width(c, encoding);
            if units > column {
                return start + at;
            }
        }
        start + content.len()
    }

    /// The position of a byte.
    pub fn position(&self, text: &str, offset: usize, encoding: Encoding) -> Position {
        let offset = floor(text, offset);
        let line = self.starts.partition_point(|&start| start <= offset).saturating_sub(1);
        let start = self.starts.get(line).copied().unwrap_or_default();
        let before = text.get(start..offset).unwrap_or_default();
        let column: u64 = before.chars().map(|c| width(c, encoding)).sum();
        Position {
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: u32::try_from(column).unwrap_or(u32::MAX),
        }
    }
}

fn width(c: char, encoding: Encoding) -> u64 {
    let units = match encoding {
        Encoding::Utf8 => c.len_utf8(),
        Encoding::Utf16 => c.len_utf16(),
    };
    units as u64
}

/// The last character boundary that is not after `at`.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_as_the_editor_counts() {
        let text = "a𐐀é\r\nb\n";
        let lines = Lines::of(text);
        for (line, column, encoding, byte) in [
            (0, 3, Encoding::Utf16, 5),
            (0, 5, Encoding::Utf8, 5),
            (0, 4, Encoding::Utf16, 7),
            (1, 0, Encoding::Utf16, 9),
            (2, 0, Encoding::Utf16, 11),
        ] {
            let position = Position { line, column };
            assert_eq!(lines.offset(text, position, encoding), byte, "{position:?}");
            assert_eq!(lines.position(text, byte, encoding), position, "{byte}");
        }
    }

    #[test]
    fn what_is_out_of_the_text_is_its_nearest_end() {
        let text = "a𐐀\r\nb";
        let lines = Lines::of(text);
        let offset = |line, column| lines.offset(text, Position { line, column }, Encoding::Utf16);
        assert_eq!(offset(0, 99), 5, "before the end of the line");
        assert_eq!(offset(0, 2), 1, "not in the middle of a character");
        assert_eq!((offset(1, 99), offset(9, 0), offset(u32::MAX, u32::MAX)), (8, 8, 8));
        assert_eq!(lines.position(text, 3, Encoding::Utf16), Position { line: 0, column: 1 });
        assert_eq!(lines.position(text, 99, Encoding::Utf8), Position { line: 1, column: 1 });
    }
}
