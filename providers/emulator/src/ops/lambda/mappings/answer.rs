//! Which records of a batch a function says have failed.

use std::collections::BTreeSet;

use serde_json::Value;

/// The records that failed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Failures {
    /// The whole batch: the answer cannot be read.
    All,
    /// These; none when all is well.
    Some(BTreeSet<String>),
}

/// Reads `batchItemFailures`, where the mapping asks for it. See
/// <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html> for what counts as a failure of all.
pub(super) fn failures(partial: bool, payload: &str, ids: &[&str]) -> Failures {
    let none = Failures::Some(BTreeSet::new());
    if !partial || payload.is_empty() {
        return none;
    }
    let list = match serde_json::from_str(payload) {
        Ok(Value::Null) => return none,
        Ok(Value::Object(mut members)) => match members.remove("batchItemFailures") {
            None | Some(Value::Null) => return none,
            Some(Value::Array(list)) => list,
            Some(_) => return Failures::All,
        },
        _ => return Failures::All,
    };
    let named: Option<BTreeSet<String>> = list
        .iter()
        .map(|one| one.get("itemIdentifier").and_then(Value::as_str))
        .map(|id| id.filter(|id| ids.contains(id)).map(str::to_owned))
        .collect();
    named.map_or(Failures::All, Failures::Some)
}

#[cfg(test)]
mod tests {
    use super::{Failures, failures};

    fn check(payload: &str) -> Option<Vec<String>> {
        match failures(true, payload, &["a", "b"]) {
            Failures::All => None,
            Failures::Some(failed) => Some(failed.into_iter().collect()),
        }
    }

    #[test]
    fn an_answer_names_the_failed_or_condemns_all() {
        for well in
            ["null", "", "{}", r#"{"batchItemFailures":null}"#, r#"{"batchItemFailures":[]}"#]
        {
            assert_eq!(check(well), Some(Vec::new()), "{well}");
        }
        let one = r#"{"batchItemFailures":[{"itemIdentifier":"b"}]}"#;
        assert_eq!(check(one), Some(vec!["b".to_owned()]));
        for bad in [
            "\"done\"",
            "{",
            r#"{"batchItemFailures":"b"}"#,
            r#"{"batchItemFailures":[{"itemIdentifier":""}]}"#,
            r#"{"batchItemFailures":[{"itemIdentifier":null}]}"#,
            r#"{"batchItemFailures":[{"id":"b"}]}"#,
            r#"{"batchItemFailures":[{"itemIdentifier":"unknown"}]}"#,
        ] {
            assert_eq!(check(bad), None, "{bad}");
        }
        assert_eq!(failures(false, "{", &[]), Failures::Some(std::collections::BTreeSet::new()));
    }
}
