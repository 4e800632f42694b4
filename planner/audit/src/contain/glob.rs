//! Patterns over letters, with wildcards that may keep out of some.

/// A pattern: a text fits when all of it does.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Glob(pub(super) Vec<Piece>);

/// A piece of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Piece {
    /// This letter.
    Letter(char),
    /// Any one letter.
    One(Without),
    /// Any number of any letters.
    Any(Without),
}

/// Letters that a wildcard doesn't stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Without {
    /// It stands for every letter.
    Nothing,
    /// Not for `:`, as between the fields of an ARN.
    Colon,
    /// Neither for `:` nor for `/`.
    ColonAndSlash,
}

impl Without {
    pub(super) fn lets(self, letter: char) -> bool {
        match self {
            Self::Nothing => true,
            Self::Colon => letter != ':',
            Self::ColonAndSlash => !matches!(letter, ':' | '/'),
        }
    }
}

impl Glob {
    /// A text without wildcards.
    pub(super) fn literal(text: &str) -> Self {
        Self(text.chars().map(Piece::Letter).collect())
    }

    /// A text whose `*` and `?` are wildcards.
    pub(super) fn wild(text: &str) -> Self {
        let piece = |letter| match letter {
            '*' => Piece::Any(Without::Nothing),
            '?' => Piece::One(Without::Nothing),
            letter => Piece::Letter(letter),
        };
        Self(text.chars().map(piece).collect())
    }

    /// The pattern of an ARN operator: in the first five fields wildcards keep to their field. One with fewer than six
    /// fields fits nothing.
    pub(super) fn arn(&self) -> Option<Self> {
        let mut colons = 0;
        let mut pieces = Vec::with_capacity(self.0.len());
        for piece in &self.0 {
            let within = if colons < 5 { Without::Colon } else { Without::Nothing };
            pieces.push(match piece {
                Piece::Letter(':') => {
                    colons += 1;
                    *piece
                }
                Piece::Letter(_) => *piece,
                Piece::One(_) => Piece::One(within),
                Piece::Any(_) => Piece::Any(within),
            });
        }
        (colons >= 5).then_some(Self(pieces))
    }

    /// The text, if there are no wildcards, or what stands before the only one, a `*` at its end.
    pub(super) fn simple(&self) -> Option<(String, bool)> {
        let (body, open) = match self.0.split_last() {
            Some((Piece::Any(Without::Nothing), body)) => (body, true),
            _ => (&self.0[..], false),
        };
        let letters = body.iter().map(|piece| match piece {
            Piece::Letter(letter) => Some(*letter),
            Piece::One(_) | Piece::Any(_) => None,
        });
        Some((letters.collect::<Option<String>>()?, open))
    }

    /// Whether a text fits: the places in the pattern that its letters lead to, all at once.
    pub(super) fn fits(&self, text: &str) -> bool {
        if let Some((body, open)) = self.plain() {
            return if open { starts(body, text) } else { same(body, text) };
        }
        let mut here = vec![false; self.0.len() + 1];
        self.reach(&mut here, 0);
        for letter in text.chars() {
            let mut next = vec![false; self.0.len() + 1];
            for (at, piece) in self.0.iter().enumerate() {
                if !here.get(at).copied().unwrap_or_default() {
                    continue;
                }
                match piece {
                    Piece::Letter(known) if *known == letter => self.reach(&mut next, at + 1),
                    Piece::One(without) if without.lets(letter) => self.reach(&mut next, at + 1),
                    Piece::Any(without) if without.lets(letter) => self.reach(&mut next, at),
                    _ => {}
                }
            }
            here = next;
        }
        here.last().copied().unwrap_or_default()
    }

    /// The letters, and whether a `*` that stands for everything is behind them; nothing of other patterns.
    fn plain(&self) -> Option<(&[Piece], bool)> {
        let (body, open) = match self.0.split_last() {
            Some((Piece::Any(Without::Nothing), body)) => (body, true),
            _ => (&self.0[..], false),
        };
        body.iter().all(|piece| matches!(piece, Piece::Letter(_))).then_some((body, open))
    }

    /// Marks a place, and those behind it that need no letter.
    fn reach(&self, places: &mut [bool], at: usize) {
        let mut at = at;
        loop {
            if let Some(place) = places.get_mut(at) {
                *place = true;
            }
            match self.0.get(at) {
                Some(Piece::Any(_)) => at += 1,
                _ => return,
            }
        }
    }
}

fn starts(body: &[Piece], text: &str) -> bool {
    let mut letters = text.chars();
    body.iter().all(|piece| letters.next().map(Piece::Letter) == Some(*piece))
}

fn same(body: &[Piece], text: &str) -> bool {
    body.iter().copied().eq(text.chars().map(Piece::Letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_whole_texts() {
        let cases = [
            ("a*", "abc", true),
            ("a*", "ba", false),
            ("abc", "abcd", false),
            ("a?c*e", "abcde", true),
            ("a?c*e", "ace", false),
            ("*", "", true),
            ("*b*b", "abab", true),
        ];
        for (pattern, text, expected) in cases {
            assert_eq!(Glob::wild(pattern).fits(text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn arns_keep_to_their_fields() {
        let arn = Glob::wild("arn:aws:sns:*:*:t*").arn().unwrap();
        assert!(arn.fits("arn:aws:sns:r:1:t:x"));
        assert!(!arn.fits("arn:aws:sns:r:1:1:t"));
        assert_eq!(Glob::wild("arn:aws:sns:*").arn(), None);
    }

    #[test]
    fn simple_patterns_are_told() {
        assert_eq!(Glob::wild("a*").simple(), Some(("a".into(), true)));
        assert_eq!(Glob::wild("a").simple(), Some(("a".into(), false)));
        assert_eq!(Glob::wild("a*b*").simple(), None);
    }
}
