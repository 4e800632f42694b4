//! Who may assume a role, by its trust policy. Conditions are taken as met.

use serde_json::{Map, Value};

use super::document;
use crate::world::World;

/// Whether an AWS service (`lambda.amazonaws.com`) can assume the role of an ARN at this moment.
///
/// A role or trust policy written within `Windows::role_assumable_ms` is not seen yet.
pub(crate) fn can_be_assumed_by(world: &World, role_arn: &str, service: &str) -> bool {
    let name = role_arn.rsplit('/').next().unwrap_or_default();
    let Some(role) = world.iam.roles.get(name).filter(|role| role.arn == role_arn) else {
        return false;
    };
    let seen_ms = role.trusted_ms.saturating_add(world.settings().windows.role_assumable_ms);
    world.now_ms() >= seen_ms
        && allows(&role.trust, |kind, name| kind == "Service" && name == service)
}

/// Whether a trust policy lets the account's own identities assume the role.
pub(crate) fn trusts_account(trust: &str, account: &str) -> bool {
    let prefix = format!("arn:aws:iam::{account}:");
    allows(trust, |kind, name| {
        kind == "AWS" && (name == "*" || name == account || name.starts_with(&prefix))
    })
}

/// Whether some statement allows, and none denies, a principal that `is_meant`.
fn allows(trust: &str, is_meant: impl Fn(&str, &str) -> bool) -> bool {
    let Ok(policy) = serde_json::from_str::<Map<String, Value>>(trust) else {
        return false;
    };
    let mut allowed = false;
    for statement in document::statements(&policy).unwrap_or_default() {
        let actions = document::texts(statement.get("Action")).unwrap_or_default();
        let assumes = actions.iter().any(|action| {
            *action == "*"
                || action.eq_ignore_ascii_case("sts:AssumeRole")
                || action.eq_ignore_ascii_case("sts:*")
        });
        if !assumes || !names(statement.get("Principal"), &is_meant) {
            continue;
        }
        match statement.get("Effect").and_then(Value::as_str) {
            Some("Allow") => allowed = true,
            _ => return false,
        }
    }
    allowed
}

fn names(principal: Option<&Value>, is_meant: &impl Fn(&str, &str) -> bool) -> bool {
    match principal {
        Some(Value::String(text)) => text == "*",
        Some(Value::Object(kinds)) => kinds.iter().any(|(kind, names)| {
            document::texts(Some(names)).unwrap_or_default().iter().any(|name| is_meant(kind, name))
        }),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::allows;

    #[test]
    fn a_deny_wins_and_other_services_are_not_meant() {
        let allow = r#"{"Effect":"Allow","Principal":{"Service":["a.amazonaws.com","lambda.amazonaws.com"]},"Action":"sts:AssumeRole"}"#;
        let trust = format!(r#"{{"Statement":[{allow}]}}"#);
        assert!(allows(&trust, |kind, name| kind == "Service" && name == "lambda.amazonaws.com"));
        assert!(!allows(&trust, |kind, name| kind == "Service" && name == "events.amazonaws.com"));
        let denied = format!(r#"{{"Statement":[{allow},{}]}}"#, allow.replace("Allow", "Deny"));
        assert!(!allows(&denied, |kind, name| kind == "Service" && name == "lambda.amazonaws.com"));
    }
}
