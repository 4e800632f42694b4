//! Texts with `*`, `?` and policy variables, and how they match.

use super::Context;

/// How a policy's text is to be read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading<'a> {
    /// Where the values of variables come from; `None` for policies of the old version, which have none.
    pub(super) variables: Option<&'a Context>,
    /// Whether `*` and `?` stand for others.
    pub(super) wildcards: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    Letter(char),
    /// `?`
    One,
    /// `*`
    Any,
}

/// A text ready to be matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Glob(Vec<Piece>);

impl Glob {
    /// Reads a text; `None` when it names a variable that the request does not tell.
    pub(super) fn read(text: &str, reading: Reading<'_>) -> Option<Glob> {
        let mut pieces = Vec::with_capacity(text.len());
        let mut rest = text;
        while let Some(letter) = rest.chars().next() {
            if let Some(context) = reading.variables
                && let Some((name, after)) =
                    rest.strip_prefix("${").and_then(|rest| rest.split_once('}'))
            {
                pieces.extend(value(name, context)?.chars().map(Piece::Letter));
                rest = after;
                continue;
            }
            pieces.push(match letter {
                '*' if reading.wildcards => Piece::Any,
                '?' if reading.wildcards => Piece::One,
                letter => Piece::Letter(letter),
            });
            rest = rest.get(letter.len_utf8()..).unwrap_or_default();
        }
        Some(Glob(pieces))
    }

    /// Whether the whole text matches.
    pub(super) fn matches(&self, text: &str) -> bool {
        matches(&self.0, text, |_| true)
    }

    /// The same, letters in any case.
    pub(super) fn matches_any_case(&self, text: &str) -> bool {
        let lower = self.0.iter().flat_map(|piece| match piece {
            Piece::Letter(letter) => letter.to_lowercase().map(Piece::Letter).collect(),
            other => vec![*other],
        });
        matches(&lower.collect::<Vec<_>>(), &text.to_lowercase(), |_| true)
    }

    /// Whether it matches a resource: a `*` inside one of the first five fields stays within it, one at a field's
    /// end may run on.
    pub(super) fn matches_resource(&self, arn: &str) -> bool {
        matches(&self.0, arn, |at| {
            let before = self.0.iter().take(at).filter(|piece| **piece == Piece::Letter(':'));
            let is_last = matches!(self.0.get(at + 1), None | Some(Piece::Letter(':')));
            is_last || before.count() >= 5
        })
    }

    /// Whether it matches an ARN field by field, as `ArnLike` does.
    pub(super) fn matches_arn(&self, arn: &str) -> bool {
        if self.0 == [Piece::Any] {
            return true;
        }
        let mut fields = self.0.splitn(6, |piece| *piece == Piece::Letter(':'));
        let mut parts = arn.splitn(6, ':');
        (0..6).all(|_| match (fields.next(), parts.next()) {
            (Some(field), Some(part)) => matches(field, part, |_| true),
            _ => false,
        })
    }
}

/// The value of a variable: `aws:username`, `aws:PrincipalTag/team, 'none'`, or one of `*`, `?`, `$`.
fn value<'a>(name: &'a str, context: &'a Context) -> Option<&'a str> {
    if matches!(name, "*" | "?" | "$") {
        return Some(name);
    }
    let (key, default) = match name.split_once(',') {
        Some((key, default)) => (key.trim(), default.trim().strip_prefix('\'')?.strip_suffix('\'')),
        None => (name, None),
    };
    context.single(key).or(default)
}

/// Matches greedily with backtracking; `crosses` tells for a `*`'s place whether it may take a `:`.
fn matches(pattern: &[Piece], text: &str, crosses: impl Fn(usize) -> bool) -> bool {
    let text: Vec<char> = text.chars().collect();
    // A row of a table: whether the pattern up to here matches the first n letters.
    let mut row = vec![false; text.len() + 1];
    if let Some(first) = row.first_mut() {
        *first = true;
    }
    for (at, piece) in pattern.iter().enumerate() {
        let mut before = false;
        let crossing = *piece == Piece::Any && crosses(at);
        let mut open = false;
        for (place, cell) in row.iter_mut().enumerate() {
            let letter = place.checked_sub(1).and_then(|last| text.get(last));
            let was = *cell;
            *cell = match piece {
                Piece::Letter(wanted) => before && letter == Some(wanted),
                Piece::One => before && letter.is_some(),
                Piece::Any => {
                    let taken = open && (crossing || letter != Some(&':'));
                    was || taken
                }
            };
            open = *cell;
            before = was;
        }
        if !row.contains(&true) {
            return false;
        }
    }
    row.last().copied().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::{Glob, Reading};
    use crate::ops::iam::evaluate::Context;

    fn glob(text: &str) -> Glob {
        Glob::read(text, Reading { variables: None, wildcards: true }).unwrap()
    }

    #[test]
    fn stars_and_question_marks_match_whole_texts() {
        for (pattern, text, expected) in [
            ("*", "", true),
            ("a*c", "abbc", true),
            ("a*c", "abbd", false),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("*b*b*", "abab", true),
            ("", "x", false),
            ("x", "x", true),
            ("é*", "école", true),
        ] {
            assert_eq!(glob(pattern).matches(text), expected, "{pattern} {text}");
        }
        assert!(glob("lambda:Get*").matches_any_case("LAMBDA:getFunction"));
    }

    #[test]
    fn a_star_inside_a_field_stays_there_and_one_at_its_end_runs_on() {
        let arn = "arn:aws:lambda:us-east-1:000000000000:function:orders:live";
        for (pattern, expected) in [
            ("*", true),
            ("arn:aws:lambda:*", true),
            ("arn:aws:lambda:*:orders:live", true),
            ("arn:aws:lambda:us-*-1:000000000000:function:orders:live", true),
            ("arn:aws:lam*1:000000000000:function:orders:live", false),
            ("arn:aws:lambda:us-east-1:000000000000:function:*:live", true),
            ("arn:aws:lambda:us-east-1:000000000000:function:o*live", true),
            ("arn:aws:lambda:us-east-1:000000000000:function:orders", false),
        ] {
            assert_eq!(glob(pattern).matches_resource(arn), expected, "{pattern}");
        }
    }

    #[test]
    fn arns_match_field_by_field() {
        let arn = "arn:aws:events:us-east-1:000000000000:rule/bus/name";
        assert!(glob("arn:aws:events:*:*:rule/*").matches_arn(arn));
        assert!(!glob("arn:aws:events:*:rule/*").matches_arn(arn));
        assert!(!glob("arn:*").matches_arn(arn));
        assert!(glob("*").matches_arn(arn));
    }

    #[test]
    fn variables_are_filled_in_and_unknown_ones_match_nothing() {
        let mut context = Context::default();
        context.set("aws:username", "a*b");
        let reading = Reading { variables: Some(&context), wildcards: true };
        let read = |text: &str| Glob::read(text, reading);
        assert!(read("home/${AWS:UserName}/*").unwrap().matches("home/a*b/x"));
        assert!(
            !read("home/${aws:username}").unwrap().matches("home/axb"),
            "values are no patterns"
        );
        assert!(read("${aws:PrincipalTag/team, 'none'}").unwrap().matches("none"));
        assert!(read("${*}${?}${$}").unwrap().matches("*?$"));
        assert_eq!(read("${aws:userid}"), None);
        assert!(
            glob("${aws:username}").matches("${aws:username}"),
            "the old version has no variables"
        );
    }
}
