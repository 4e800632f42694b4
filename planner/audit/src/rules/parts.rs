//! What many rules look at.
use super::Subject;
use crate::policy::{Condition, Effect, Patterns, Statement};
use crate::table::{KeyKind, Table, global_key};

/// Whether a pattern without regard to case covers every text that another one does, as far as that shows in their
/// letters: the other one's wildcards are letters that only wildcards cover.
pub(super) fn covers(wide: &str, narrow: &str) -> bool {
    // Most pairs differ before the first wildcard.
    let letters = wide.split(['*', '?']).next().unwrap_or_default();
    if !narrow.starts_with(letters) {
        return false;
    }
    let (wide, narrow): (Vec<char>, Vec<char>) = (wide.chars().collect(), narrow.chars().collect());
    let (mut at, mut read) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while let Some(letter) = narrow.get(read) {
        match wide.get(at) {
            Some('*') => {
                star = Some((at, read));
                at += 1;
            }
            Some('?') if *letter != '*' => (at, read) = (at + 1, read + 1),
            Some(known) if known == letter && *known != '?' => (at, read) = (at + 1, read + 1),
            _ => match star {
                Some((back, taken)) => {
                    star = Some((back, taken + 1));
                    (at, read) = (back + 1, taken + 1);
                }
                None => return false,
            },
        }
    }
    wide.iter().skip(at).all(|letter| *letter == '*')
}

/// Whether patterns name an action; `Not` patterns name what they don't say.
pub(super) fn allows_action(actions: &Patterns, action: &str) -> bool {
    let action = action.to_ascii_lowercase();
    let named = actions.patterns.iter().any(|one| covers(&one.value.to_ascii_lowercase(), &action));
    named != actions.negated
}

/// The statements with an effect.
pub(super) fn with_effect<'p>(
    subject: &Subject<'p>,
    effect: Effect,
) -> impl Iterator<Item = &'p Statement> {
    subject.policy.statements.iter().filter(move |statement| statement.effect == effect)
}

/// Every condition, with the number of its statement.
pub(super) fn conditions<'p>(
    subject: &Subject<'p>,
) -> impl Iterator<Item = (usize, &'p Condition)> {
    subject
        .policy
        .statements
        .iter()
        .flat_map(|statement| statement.conditions.iter().map(|one| (statement.index, one)))
}

/// What the values of a key are, and whether a request may carry several; nothing of a key that isn't known.
pub(super) fn key_kind(table: &Table, key: &str) -> Option<(KeyKind, bool)> {
    if let Some((_, kind, many)) = global_key(key) {
        return Some((*kind, *many));
    }
    let (prefix, _) = key.split_once(':')?;
    let known = table.service(&prefix.to_ascii_lowercase())?.key(key)?;
    Some((known.kind, known.many))
}

#[cfg(test)]
mod tests {
    use super::covers;

    #[test]
    fn patterns_cover_patterns() {
        for (wide, narrow, expected) in [
            ("s3:get*", "s3:getobject", true),
            ("s3:get*", "s3:get*", true),
            ("s3:getobject", "s3:get*", false),
            ("*", "s3:*", true),
            ("s3:?*", "s3:*", false),
            ("a*b", "a*c*b", true),
            ("a*b", "a*c", false),
        ] {
            assert_eq!(covers(wide, narrow), expected, "{wide} {narrow}");
        }
    }
}
