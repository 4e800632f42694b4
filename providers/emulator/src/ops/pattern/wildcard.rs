//! Wildcards: `*` stands for any characters; `\*` and `\\` for themselves.

/// A part of a wildcard pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Any,
    Letter(char),
}

/// A compiled wildcard pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wildcard {
    parts: Vec<Part>,
}

impl Wildcard {
    /// Reads a pattern, refusing in AWS's words. Positions count bytes, and the opening quote is one of them.
    pub(super) fn parse(text: &str) -> Result<Wildcard, String> {
        let mut parts = Vec::new();
        let mut letters = text.char_indices().peekable();
        while let Some((at, letter)) = letters.next() {
            let next = letters.peek().map(|(_, letter)| *letter);
            let part = match (letter, next) {
                ('*', Some('*')) => {
                    return Err(format!("Consecutive wildcard characters at pos {}", at + 1));
                }
                ('*', _) => Part::Any,
                ('\\', Some(escaped @ ('*' | '\\'))) => {
                    letters.next();
                    Part::Letter(escaped)
                }
                ('\\', _) => return Err(format!("Invalid escape character at pos {}", at + 1)),
                (letter, _) => Part::Letter(letter),
            };
            parts.push(part);
        }
        Ok(Wildcard { parts })
    }

    /// Whether a text fits, from its beginning to its end.
    pub(super) fn fits(&self, text: &str) -> bool {
        let text: Vec<char> = text.chars().collect();
        let (mut part, mut place, mut star) = (0, 0, None);
        while place < text.len() {
            match self.parts.get(part) {
                Some(Part::Any) => {
                    star = Some((part, place));
                    part += 1;
                }
                Some(Part::Letter(letter)) if text.get(place) == Some(letter) => {
                    part += 1;
                    place += 1;
                }
                _ => {
                    let Some((back, from)) = star else { return false };
                    star = Some((back, from + 1));
                    part = back + 1;
                    place = from + 1;
                }
            }
        }
        self.parts.iter().skip(part).all(|part| *part == Part::Any)
    }
}
