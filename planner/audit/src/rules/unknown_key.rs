//! Condition keys that no service has.
use super::parts::conditions;
use super::{Found, Rule, Subject};
use crate::table::{GLOBAL_KEYS, global_key};
use cutover_schemas::diagnostic::did_you_mean;
use cutover_schemas::finding::Level;

pub(super) static RULE: Rule = Rule {
    code: "audit/unknown-key",
    level: Level::Error,
    what: "a condition key that no request has",
    why: "A key that is never there fails every comparison, or passes every one that is negated or ends in `IfExists`: the condition is not what it looks like.",
    example: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"StringEquals": {"aws:SourceVpcEndpoint": "vpce-1", "s3:prefixes": "a"}}}]}"#,
    good: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-1", "s3:ExistingObjectTag/team": "a", "secretsmanager:ResourceTag/team": "a"}}}]}"#,
    of: None,
    fix: "write the key as the service authorization reference has it",
    access_analyzer: &["INVALID_GLOBAL_CONDITION_KEY", "INVALID_SERVICE_CONDITION_KEY"],
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Found> {
    let wrong = conditions(subject).filter_map(|(statement, condition)| {
        let key = condition.key.value.as_str();
        let (prefix, _) = key.split_once(':')?;
        let (near, code) = if prefix.eq_ignore_ascii_case("aws") {
            if global_key(key).is_some() {
                return None;
            }
            (did_you_mean(key, GLOBAL_KEYS.iter().map(|row| row.0)), "INVALID_GLOBAL_CONDITION_KEY")
        } else {
            let service = subject.table.service(&prefix.to_ascii_lowercase())?;
            if service.key(key).is_some() {
                return None;
            }
            let own = service.keys.iter().map(|known| known.name.as_str());
            (did_you_mean(key, own), "INVALID_SERVICE_CONDITION_KEY")
        };
        let found = Found::at(&condition.key.span, format!("no request has the key `{key}`"));
        let found = match near {
            Some(near) => found.help(format!("did you mean `{near}`?")),
            None => found,
        };
        Some(found.of(statement).called(code))
    });
    wrong.collect()
}
