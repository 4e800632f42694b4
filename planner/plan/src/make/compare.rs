//! The difference of two canonical attribute trees, field by field. Knows types and owners, no kind.
use cutover_schemas::canonical::complete;
use cutover_schemas::keyed;
use cutover_schemas::plan::FieldChange;
use cutover_schemas::table::{Absent, Attr, Kind, Owner, Type, Writes};
use cutover_schemas::value::{Attrs, Value};
use std::collections::BTreeSet;

/// How secrets are told apart from other values.
#[derive(Clone, Copy)]
pub(super) struct Eyes<'a> {
    /// The ledger's last word on the resource: what was secret there stays secret here.
    pub(super) known: Option<&'a Attrs>,
    /// Key of the digests of secrets.
    pub(super) key: Option<&'a str>,
}

/// Everything that differs, in table order.
pub(super) fn fields(
    kind: &Kind,
    desired: &Attrs,
    live: &Attrs,
    eyes: Eyes<'_>,
) -> Vec<FieldChange> {
    let (want, have) = (complete(kind, desired), complete(kind, live));
    let mut out = Vec::new();
    for row in kind.attrs.iter().filter(|row| row.flags.owner == Owner::Spec) {
        let value = |attrs: &Attrs| attrs.get(row.name).cloned().unwrap_or(Value::Null);
        let (w, h) = (value(&want), value(&have));
        if matches!(row.flags.absent, Absent::Unmanaged) && w.is_null() {
            continue;
        }
        let known = eyes.known.and_then(|known| known.get(row.name));
        walk(&Walk { row, key: eyes.key }, row.name.to_owned(), &w, &h, known, &mut out);
    }
    out
}

/// What a creation sets besides what everything has anyway.
pub(super) fn creation(kind: &Kind, desired: &Attrs) -> Vec<FieldChange> {
    let empty = Attrs::from_iter(desired.get("name").map(|name| ("name".to_owned(), name.clone())));
    let eyes = Eyes { known: None, key: None };
    let mut fields = fields(kind, desired, &empty, eyes);
    for field in &mut fields {
        field.before = Value::Null;
        field.replaces = false;
        // Nothing that exists is hidden here: only the spec's own secrets are.
        field.sensitive = field.after.has_secret();
    }
    fields.retain(|field| !field.after.is_null());
    // Its name was known above only so that what follows from it is no difference.
    let name = desired.get("name").filter(|_| kind.attr("name").is_some()).cloned();
    let named = name.map(|after| FieldChange {
        path: "name".to_owned(),
        before: Value::Null,
        after,
        sensitive: false,
        replaces: false,
        versioned: false,
    });
    named.into_iter().chain(fields).collect()
}

struct Walk<'a> {
    row: &'a Attr,
    key: Option<&'a str>,
}

fn walk(
    at: &Walk<'_>,
    path: String,
    want: &Value,
    have: &Value,
    known: Option<&Value>,
    out: &mut Vec<FieldChange>,
) {
    if let (Value::Map(w), Value::Map(h), true) = (want, have, splits(&at.row.ty)) {
        let keys: BTreeSet<&String> = w.keys().chain(h.keys()).collect();
        for key in keys {
            let side = |map: &Attrs| map.get(key).cloned().unwrap_or(Value::Null);
            let inner = known.and_then(Value::as_map).and_then(|known| known.get(key));
            walk(at, format!("{path}.{key}"), &side(w), &side(h), inner, out);
        }
        return;
    }
    if equal(want, have, at.key) {
        return;
    }
    let drifted_secret = at.row.flags.sensitive && known.is_none() && want.is_null();
    let sensitive = want.has_secret()
        || have.has_secret()
        || known.is_some_and(Value::has_secret)
        || drifted_secret;
    out.push(FieldChange {
        path,
        before: masked(have, sensitive),
        after: masked(want, sensitive),
        sensitive,
        replaces: at.row.flags.writes == Writes::Replaces,
        versioned: at.row.flags.versioned,
    });
}

/// Maps and objects differ entry by entry; a document differs as a whole, since its keys are no fields of ours.
fn splits(ty: &Type) -> bool {
    matches!(ty, Type::Map(_) | Type::Object(_))
}

/// Equality that sees through secrecy: a secret equals its value, and equals its own keyed digest.
pub(super) fn equal(want: &Value, have: &Value, key: Option<&str>) -> bool {
    want.revealed() == have.revealed()
        || redacted(want, key) == redacted(have, key) && !bare(want, have)
}

/// A redacted value without digest says only that something was set: that equals nothing.
fn bare(want: &Value, have: &Value) -> bool {
    [want, have].iter().any(|value| matches!(value, Value::Redacted(None)))
}

/// The stored form of a value: secrets as keyed digests.
pub(super) fn redacted(value: &Value, key: Option<&str>) -> Value {
    value.redacted(&|text| key.and_then(|key| keyed::digest(key, text)))
}

fn masked(value: &Value, sensitive: bool) -> Value {
    if sensitive && !value.is_null() && !value.has_secret() {
        Value::Secret(Box::new(value.clone()))
    } else {
        value.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cutover_schemas::kinds::KindName;

    fn attrs(pairs: &[(&str, Value)]) -> Attrs {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
    }

    fn paths(desired: &Attrs, live: &Attrs) -> Vec<(String, bool)> {
        let eyes = Eyes { known: None, key: Some("00") };
        fields(KindName::Function.row(), desired, live, eyes)
            .into_iter()
            .map(|field| (field.path, field.sensitive))
            .collect()
    }

    #[test]
    fn equal_trees_differ_in_nothing() {
        let one = attrs(&[("name", Value::text("f")), ("memory", Value::Int(256))]);
        assert_eq!(paths(&one, &one), []);
    }

    #[test]
    fn map_entries_differ_one_by_one_and_secrets_stay_masked() {
        let secret = |text: &str| Value::Secret(Box::new(Value::text(text)));
        let map = |pairs: &[(&str, Value)]| Value::Map(attrs(pairs));
        let want = attrs(&[("environment", map(&[("A", Value::text("1")), ("S", secret("x"))]))]);
        let same =
            attrs(&[("environment", map(&[("A", Value::text("1")), ("S", Value::text("x"))]))]);
        assert_eq!(paths(&want, &same), []);
        let live = attrs(&[(
            "environment",
            map(&[("A", Value::text("2")), ("S", Value::text("y")), ("Z", Value::text("z"))]),
        )]);
        let expect = [("environment.A", false), ("environment.S", true), ("environment.Z", true)];
        assert_eq!(
            paths(&want, &live),
            expect.map(|(path, sensitive)| (path.to_owned(), sensitive))
        );
    }

    #[test]
    fn a_secret_equals_its_own_keyed_digest_only() {
        let secret = Value::Secret(Box::new(Value::text("x")));
        let digest = redacted(&secret, Some("00"));
        assert!(equal(&secret, &digest, Some("00")));
        assert!(!equal(&Value::Secret(Box::new(Value::text("y"))), &digest, Some("00")));
        assert!(!equal(&secret, &Value::Redacted(None), None));
    }

    #[test]
    fn silence_leaves_an_unmanaged_attribute_alone() {
        let want = attrs(&[("name", Value::text("q"))]);
        let live = attrs(&[("name", Value::text("q")), ("max_message_size", Value::Int(262_144))]);
        let eyes = Eyes { known: None, key: None };
        assert_eq!(fields(KindName::Queue.row(), &want, &live, eyes), []);
    }
}
