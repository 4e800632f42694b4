//! Texts with wildcards: `*` stands for any letters, `?` for one.

/// A text with wildcards, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern(Vec<Piece>);

/// A letter of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Letter(char),
    One,
    Any,
}

/// A text whose `*` and `?` are wildcards.
pub(super) fn wild(text: &str) -> Pattern {
    Pattern(text.chars().map(piece).collect())
}

/// What a letter of a pattern means.
pub(super) fn piece(letter: char) -> Piece {
    match letter {
        '*' => Piece::Any,
        '?' => Piece::One,
        letter => Piece::Letter(letter),
    }
}

impl Pattern {
    pub(super) fn of(pieces: Vec<Piece>) -> Self {
        Self(pieces)
    }

    /// Whether a whole text fits. Back to the last `*` whenever it doesn't go on, which is enough and never slow.
    pub(super) fn matches(&self, text: &str) -> bool {
        let text: Vec<char> = text.chars().collect();
        let (mut at, mut read) = (0, 0);
        let mut star: Option<(usize, usize)> = None;
        while let Some(letter) = text.get(read) {
            match self.0.get(at) {
                Some(Piece::Any) => {
                    star = Some((at, read));
                    at += 1;
                }
                Some(Piece::One) => (at, read) = (at + 1, read + 1),
                Some(Piece::Letter(known)) if known == letter => (at, read) = (at + 1, read + 1),
                _ => match star {
                    Some((back, taken)) => {
                        star = Some((back, taken + 1));
                        (at, read) = (back + 1, taken + 1);
                    }
                    None => return false,
                },
            }
        }
        self.0.iter().skip(at).all(|piece| *piece == Piece::Any)
    }

    /// The parts between colons: the first five, and the rest.
    pub(super) fn fields(&self) -> Vec<Self> {
        let mut fields = vec![Vec::new()];
        for piece in &self.0 {
            if *piece == Piece::Letter(':') && fields.len() < 6 {
                fields.push(Vec::new());
            } else if let Some(last) = fields.last_mut() {
                last.push(*piece);
            }
        }
        fields.into_iter().map(Self).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::wild;

    #[test]
    fn stars_take_what_they_must() {
        let cases = [
            ("*", "", true),
            ("a*c", "abcabc", true),
            ("a*c", "abcab", false),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("*a*b*", "xxaxxbxx", true),
            ("**", "", true),
            ("", "a", false),
            ("é?", "éü", true),
        ];
        for (pattern, text, expected) in cases {
            assert_eq!(wild(pattern).matches(text), expected, "{pattern} {text}");
        }
    }
}
