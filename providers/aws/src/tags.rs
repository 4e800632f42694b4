//! Tags: whose a thing is, and which tags a call has to write or take away.
use cutover_schemas::address::Address;
use cutover_schemas::graph::Identity;
use cutover_schemas::snapshot::Ownership;
use cutover_schemas::value::{Attrs, Value};
use std::collections::{BTreeMap, HashMap};

pub(crate) const STACK: &str = "cutover:stack";
pub(crate) const STAGE: &str = "cutover:stage";
pub(crate) const ADDRESS: &str = "cutover:address";
const OWNER: &str = "cutover:owner";

/// Tags by key, without those AWS keeps for itself.
pub(crate) type Tags = BTreeMap<String, String>;

/// Tags as the SDK gives them.
pub(crate) fn from_map(tags: Option<&HashMap<String, String>>) -> Tags {
    from_pairs(tags.into_iter().flatten().map(|(key, value)| (key.as_str(), value.as_str())))
}

/// Tags from pairs.
pub(crate) fn from_pairs<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Tags {
    pairs
        .filter(|(key, _)| !key.starts_with("aws:"))
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect()
}

/// Tags as an attribute.
pub(crate) fn value(tags: &Tags) -> Value {
    Value::Map(tags.iter().map(|(key, value)| (key.clone(), Value::text(value))).collect())
}

/// Whose a tagged thing is.
pub(crate) fn ownership(identity: &Identity, tags: &Tags) -> Ownership {
    let (Some(stack), Some(stage)) = (tags.get(STACK), tags.get(STAGE)) else {
        return Ownership::Nobody;
    };
    if *stack != identity.stack || *stage != identity.stage {
        return Ownership::Theirs(format!("stack {stack}, stage {stage}"));
    }
    Ownership::Ours { owner: tags.get(OWNER).cloned(), address: address(tags) }
}

/// The address in the tags.
pub(crate) fn address(tags: &Tags) -> Option<Address> {
    tags.get(ADDRESS).and_then(|tag| Address::from_tag(tag).ok())
}

/// Whether the tags are this deployment's.
pub(crate) fn ours(identity: &Identity, tags: &Tags) -> bool {
    matches!(ownership(identity, tags), Ownership::Ours { .. })
}

/// Tags to write: those that a changed path names and that are not so already.
pub(crate) fn to_write(desired: &Attrs, live: &Attrs, paths: &[String]) -> Tags {
    let live = read(live);
    let mut tags = read(desired);
    tags.retain(|key, value| named(paths, key) && live.get(key) != Some(value));
    tags
}

/// Keys to take away: those that a changed path names and that are not wanted any more.
pub(crate) fn to_remove(desired: &Attrs, live: &Attrs, paths: &[String]) -> Vec<String> {
    let desired = read(desired);
    let gone = |key: &String| named(paths, key) && !desired.contains_key(key);
    read(live).into_keys().filter(gone).collect()
}

/// All tags of an attribute tree.
pub(crate) fn read(attrs: &Attrs) -> Tags {
    let entries = attrs.get("tags").and_then(Value::as_map);
    from_pairs(
        entries
            .into_iter()
            .flatten()
            .filter_map(|(key, value)| Some((key.as_str(), value.as_text()?))),
    )
}

/// Whether the changed paths cover this tag: by its key, as a whole, or because everything is sent.
fn named(paths: &[String], key: &str) -> bool {
    let this = |path: &String| path == "tags" || path.strip_prefix("tags.") == Some(key);
    paths.is_empty() || paths.iter().any(this)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attrs(tags: &[(&str, &str)]) -> Attrs {
        Attrs::from([("tags".into(), value(&from_pairs(tags.iter().copied())))])
    }

    #[test]
    fn only_changed_tags_are_written_and_only_removed_ones_taken_away() {
        let desired = attrs(&[("a", "1"), ("b", "2"), ("c.d", "3")]);
        let live = attrs(&[("a", "1"), ("b", "1"), ("x", "9"), ("aws:y", "9")]);
        assert_eq!(to_write(&desired, &live, &[]).into_keys().collect::<Vec<_>>(), ["b", "c.d"]);
        let paths = ["tags.c.d".to_owned()];
        assert_eq!(to_write(&desired, &live, &paths).into_keys().collect::<Vec<_>>(), ["c.d"]);
        assert_eq!(to_remove(&desired, &live, &[]), ["x"]);
        assert!(to_remove(&desired, &live, &paths).is_empty());
    }

    #[test]
    fn ownership_is_read_from_stack_and_stage() {
        let identity = Identity {
            stack: "shop".into(),
            stage: "prod".into(),
            partition: "aws".into(),
            account: "1".into(),
            region: "eu-west-1".into(),
            caller: String::new(),
        };
        let of = |tags: &[(&str, &str)]| ownership(&identity, &from_pairs(tags.iter().copied()));
        let ours =
            [(STACK, "shop"), (STAGE, "prod"), (OWNER, "o1"), (ADDRESS, "queue.a=5B=22b=22=5D")];
        let address = Address::parse("queue.a[\"b\"]").ok();
        assert_eq!(of(&ours), Ownership::Ours { owner: Some("o1".into()), address });
        assert_eq!(
            of(&[(STACK, "shop"), (STAGE, "dev")]),
            Ownership::Theirs("stack shop, stage dev".into())
        );
        assert_eq!(of(&[("team", "x")]), Ownership::Nobody);
    }
}
