//! Who may assume a role, by its trust policy. Conditions are taken as met.

use serde_json::{Map, Value};

use super::document;
use crate::world::World;

/// Whether an AWS service (`lambda.amazonaws.com`) can assume the role of an ARN at this moment.
///
/// A trust policy written within `Windows::role_assumable_ms` is not seen yet: the one before it is.
pub(crate) fn can_be_assumed_by(world: &World, role_arn: &str, service: &str) -> bool {
    let name = role_arn.rsplit('/').next().unwrap_or_default();
    let Some(role) = world.iam.roles.get(name).filter(|role| role.arn == role_arn) else {
        return false;
    };
    let seen_ms = role.trusted_ms.saturating_add(world.settings().windows.role_assumable_ms);
    let seen =
        if world.now_ms() >= seen_ms { Some(&role.trust) } else { role.trust_before.as_ref() };
    seen.is_some_and(|trust| allows(trust, |kind, name| kind == "Service" && name == service))
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
    use serde_json::json;

    use super::{allows, can_be_assumed_by};
    use crate::ops::iam::SERVICE;
    use crate::ops::{Caller, Input};
    use crate::world::World;
    use crate::world::settings::{Clock, Settings};

    const LAMBDA: &str = "lambda.amazonaws.com";

    fn trust(service: &str) -> String {
        let principal = json!({"Service": ["other.amazonaws.com", service]});
        json!({"Statement": [{"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}]}).to_string()
    }

    fn call(world: &mut World, operation: &str, members: serde_json::Value) {
        let operation = SERVICE.operation(operation).unwrap();
        (operation.run)(world, &Caller::default(), &Input::new(members, SERVICE.validation))
            .unwrap();
    }

    #[test]
    fn a_deny_wins_and_other_services_are_not_meant() {
        let lambda = |kind: &str, name: &str| kind == "Service" && name == LAMBDA;
        assert!(allows(&trust(LAMBDA), lambda));
        assert!(!allows(&trust("events.amazonaws.com"), lambda));
        assert!(!allows(&trust(LAMBDA).replace("Allow", "Deny"), lambda));
    }

    #[test]
    fn a_new_trust_policy_is_seen_after_the_window_and_the_old_one_until_then() {
        let mut settings =
            Settings { clock: Clock::Virtual { start_ms: 0 }, ..Settings::default() };
        settings.windows.role_assumable_ms = 8_000;
        let mut world = World::new(settings);
        let arn = "arn:aws:iam::000000000000:role/r";
        call(
            &mut world,
            "CreateRole",
            json!({"RoleName": "r", "AssumeRolePolicyDocument": trust(LAMBDA)}),
        );
        assert!(!can_be_assumed_by(&world, arn, LAMBDA));
        world.advance_to(8_000);
        assert!(can_be_assumed_by(&world, arn, LAMBDA));
        let events = json!({"RoleName": "r", "PolicyDocument": trust("events.amazonaws.com")});
        call(&mut world, "UpdateAssumeRolePolicy", events);
        assert!(can_be_assumed_by(&world, arn, LAMBDA));
        world.advance_to(16_000);
        assert!(!can_be_assumed_by(&world, arn, LAMBDA));
        assert!(!can_be_assumed_by(&world, "arn:aws:iam::000000000000:role/x/r", LAMBDA));
    }
}
