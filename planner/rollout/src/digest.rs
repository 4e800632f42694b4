//! The digest of a function's content: decides whether there is anything to roll out.
//!
//! Lambda's own test for "same version" is whether `$LATEST` was touched, not whether it differs,
//! so the decision needs a digest of our own; it is kept in the version's description.
use cutover_schemas::kinds::KindName;
use cutover_schemas::table::Absent;
use cutover_schemas::value::{Attrs, Value};
use sha2::{Digest as _, Sha256};

/// Digest of the versioned attributes of a function; `None` while one is unknown.
///
/// Secrets enter as keyed digests only, as the result is readable by whoever may list versions.
/// `keyed` makes such a digest; it answers `None` before the deployment has a key.
pub fn of_function(attrs: &Attrs, keyed: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let mut hasher = Sha256::new();
    for row in KindName::Function.row().attrs.iter().filter(|row| row.flags.versioned) {
        let value = attrs.get(row.name).unwrap_or(&Value::Null);
        // What is as if nobody had said it doesn't count, so that a new attribute makes no new versions.
        let silent = match row.flags.absent {
            Absent::Is(literal) => literal.value() == *value,
            Absent::From(follows) => follows(attrs) == *value,
            Absent::Required | Absent::Unmanaged => false,
        };
        if silent || value.is_null() {
            continue;
        }
        if value.is_unknown() {
            return None;
        }
        hasher.update(row.name);
        hasher.update([0]);
        hasher.update(value.redacted(keyed).to_json().to_string());
        hasher.update([0]);
    }
    Some(hex::encode(hasher.finalize()).chars().take(32).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attrs(memory: i64, secret: &str) -> Attrs {
        let environment =
            Attrs::from([("KEY".into(), Value::Secret(Box::new(Value::text(secret))))]);
        Attrs::from([
            ("memory".into(), Value::Int(memory)),
            ("environment".into(), Value::Map(environment)),
        ])
    }

    #[test]
    fn only_versioned_content_counts_and_secrets_enter_by_keyed_digest() {
        let keyed = |text: &str| Some(format!("k{}", text.len()));
        let one = of_function(&attrs(128, "aa"), &keyed);
        assert!(one.is_some());
        assert_ne!(one, of_function(&attrs(256, "aa"), &keyed));
        assert_ne!(one, of_function(&attrs(128, "aaa"), &keyed));
        let mut plain = attrs(128, "aa");
        plain.insert("tracing".into(), Value::text("PassThrough"));
        assert_eq!(one, of_function(&plain, &keyed), "what is said needlessly changes nothing");
        let mut reserved = attrs(128, "aa");
        reserved.insert("reserved".into(), Value::Int(5));
        assert_eq!(
            one,
            of_function(&reserved, &keyed),
            "reserved concurrency is not part of a version"
        );
    }
}
