//! Containment that shows in the letters: each grant of one side within a grant of the other, each denial of the other
//! within one of this side. It is a proof where it holds, and says nothing where it doesn't.
use crate::policy::{
    Condition, Effect, Patterns, Policy, PrincipalKind, Principals, Statement, Version,
};
use crate::request::Layers;

/// Whether it shows that the new side allows nothing that the old one does not.
pub(super) fn show(new: &Layers<'_>, old: &Layers<'_>) -> bool {
    let (Some(new), Some(old)) = (plain(new), plain(old)) else { return false };
    let grants = |side: &[Whole<'_>], effect: Effect| -> Vec<(Version, Statement)> {
        let statements = side.iter().flat_map(|whole| {
            whole.0.statements.iter().map(|statement| (whole.0.version, statement.clone()))
        });
        statements.filter(|(_, statement)| statement.effect == effect).collect()
    };
    let within = |narrow: &[(Version, Statement)], wide: &[(Version, Statement)]| {
        narrow.iter().all(|one| wide.iter().any(|other| is_within(one, other)))
    };
    within(&grants(&new, Effect::Allow), &grants(&old, Effect::Allow))
        && within(&grants(&old, Effect::Deny), &grants(&new, Effect::Deny))
}

struct Whole<'p>(&'p Policy);

/// The policies of a side that has nothing but identity policies, or nothing but a resource's.
fn plain<'p>(layers: &Layers<'p>) -> Option<Vec<Whole<'p>>> {
    let limited = layers.boundary.is_some()
        || layers.session.is_some()
        || !layers.scps.is_empty()
        || !layers.rcps.is_empty()
        || layers.cross_account
        || layers.resource_must_grant;
    if limited {
        return None;
    }
    match layers.resource {
        None => Some(layers.identity.iter().map(|policy| Whole(policy)).collect()),
        Some(policy) => layers.identity.is_empty().then(|| vec![Whole(policy)]),
    }
}

fn is_within(narrow: &(Version, Statement), wide: &(Version, Statement)) -> bool {
    let ((version, narrow), (wide_version, wide)) = (narrow, wide);
    // A variable means something in one version only.
    version == wide_version
        && patterns(narrow.actions.as_ref(), wide.actions.as_ref(), true)
        && patterns(narrow.resources.as_ref(), wide.resources.as_ref(), false)
        && principals(narrow.principals.as_ref(), wide.principals.as_ref())
        && wide
            .conditions
            .iter()
            .all(|asked| narrow.conditions.iter().any(|one| implies(one, asked)))
}

fn patterns(narrow: Option<&Patterns>, wide: Option<&Patterns>, folded: bool) -> bool {
    let (Some(narrow), Some(wide)) = (narrow, wide) else {
        return narrow.is_none() && wide.is_none();
    };
    let text = |text: &str| if folded { text.to_ascii_lowercase() } else { text.to_owned() };
    let each_in = |these: &Patterns, those: &Patterns| {
        these.patterns.iter().all(|one| {
            let one = text(&one.value);
            those.patterns.iter().any(|other| covers(&text(&other.value), &one))
        })
    };
    match (narrow.negated, wide.negated) {
        (false, false) => each_in(narrow, wide),
        // All but these is within all but those, where those are among these.
        (true, true) => each_in(wide, narrow),
        (true, false) => wide.patterns.iter().any(|one| one.value == "*"),
        (false, true) => false,
    }
}

/// Whether every text of a pattern is one of another: letter by letter, where a `*` may stand for anything.
fn covers(wide: &str, narrow: &str) -> bool {
    if wide == narrow {
        return true;
    }
    // One letter of the name of a variable is not one of its value.
    if wide.contains('?') {
        return false;
    }
    let mut parts = wide.split('*');
    let Some(first) = parts.next() else { return false };
    let Some(mut rest) = narrow.strip_prefix(first) else { return false };
    let Some(last) = parts.next_back() else { return false };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = rest.get(at + part.len()..).unwrap_or_default();
    }
    rest.ends_with(last)
}

fn principals(narrow: Option<&Principals>, wide: Option<&Principals>) -> bool {
    let (Some(narrow), Some(wide)) = (narrow, wide) else {
        return narrow.is_none() && wide.is_none();
    };
    let same = |one: &Principals, other: &Principals| {
        one.who.iter().all(|who| {
            other
                .who
                .iter()
                .any(|known| known.kind == who.kind && known.name.value == who.name.value)
        })
    };
    match (narrow.negated, wide.negated) {
        (false, false) => {
            wide.who.iter().any(|who| who.kind == PrincipalKind::Everyone) || same(narrow, wide)
        }
        (true, true) => same(wide, narrow),
        _ => false,
    }
}

/// Whether what passes one condition passes the other, because they are the same or one lists fewer values.
fn implies(one: &Condition, asked: &Condition) -> bool {
    let listed = |these: &Condition, those: &Condition| {
        these.values.iter().all(|value| those.values.iter().any(|known| known.value == value.value))
    };
    one.operator == asked.operator
        && one.key.value.eq_ignore_ascii_case(&asked.key.value)
        && if one.operator.test.is_negated() { listed(asked, one) } else { listed(one, asked) }
}

#[cfg(test)]
mod tests {
    use super::covers;

    #[test]
    fn letters_cover_letters() {
        for (wide, narrow, expected) in [
            ("b/*", "b/${aws:username}/x", true),
            ("b/${aws:username}/*", "b/${aws:username}/x", true),
            ("a*b*c", "aXbYc", true),
            ("a*b*c", "aXc", false),
            ("a*a", "a", false),
            ("x", "x*", false),
            ("b/??", "b/${", false),
        ] {
            assert_eq!(covers(wide, narrow), expected, "{wide} {narrow}");
        }
    }
}
