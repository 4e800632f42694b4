//! Who may assume a role, by its trust policy.

use super::evaluate;
use super::role::Role;
use crate::world::World;

/// Whether an AWS service (`lambda.amazonaws.com`) can assume the role of an ARN at this moment.
///
/// A trust policy written within `Windows::role_assumable_ms` is not seen yet: the one before it is.
pub(crate) fn can_be_assumed_by(world: &World, role_arn: &str, service: &str) -> bool {
    can_be_assumed_for(world, role_arn, service, None)
}

/// The same for a resource of the service, whose ARN conditions of the trust policy may name.
pub(crate) fn can_be_assumed_for(
    world: &World,
    role_arn: &str,
    service: &str,
    source: Option<&str>,
) -> bool {
    let name = role_arn.rsplit('/').next().unwrap_or_default();
    let role = world.iam.roles.get(name).filter(|role| role.arn == role_arn);
    role.and_then(|role| seen(world, role))
        .is_some_and(|trust| evaluate::service_may_assume(world, trust, role_arn, service, source))
}

/// The trust policy of a role that is seen at this moment, if any is.
pub(crate) fn seen<'a>(world: &World, role: &'a Role) -> Option<&'a str> {
    let seen_ms = role.trusted_ms.saturating_add(world.settings().windows.role_assumable_ms);
    if world.now_ms() >= seen_ms { Some(&role.trust) } else { role.trust_before.as_deref() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{can_be_assumed_by, can_be_assumed_for};
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
    fn a_deny_wins_other_services_are_not_meant_and_conditions_hold() {
        let settings = Settings { clock: Clock::Virtual { start_ms: 0 }, ..Settings::default() };
        let mut world = World::new(settings);
        let arn = "arn:aws:iam::000000000000:role/r";
        let role = json!({"RoleName": "r", "AssumeRolePolicyDocument": trust(LAMBDA)});
        call(&mut world, "CreateRole", role);
        assert!(can_be_assumed_by(&world, arn, LAMBDA));
        assert!(!can_be_assumed_by(&world, arn, "events.amazonaws.com"));
        let mut update = |text: String| {
            let members = json!({"RoleName": "r", "PolicyDocument": text});
            call(&mut world, "UpdateAssumeRolePolicy", members);
            let source = Some("arn:aws:lambda:us-east-1:000000000000:function:f");
            can_be_assumed_for(&world, arn, LAMBDA, source)
        };
        assert!(!update(trust(LAMBDA).replace("Allow", "Deny")));
        let bound = |source: &str| {
            let condition = json!({"ArnLike": {"aws:SourceArn": source}}).to_string();
            trust(LAMBDA).replace("\"Effect\"", &format!("\"Condition\":{condition},\"Effect\""))
        };
        assert!(update(bound("arn:aws:lambda:*:000000000000:function:*")));
        assert!(!update(bound("arn:aws:lambda:*:111111111111:function:*")));
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
