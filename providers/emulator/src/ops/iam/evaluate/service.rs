//! AWS services that act: by a resource's policy, or in a role they assume.

use super::{Context, Decision, Grants, Request, Who, decide, statement};
use crate::world::World;

/// What an AWS service wants to do for one of its resources.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ByService<'a> {
    /// `sns.amazonaws.com`.
    pub(crate) service: &'a str,
    /// The ARN of the resource it acts for: a topic, a rule, a bucket.
    pub(crate) source: &'a str,
    /// `lambda:InvokeFunction`.
    pub(crate) action: &'a str,
    /// The ARN of the resource it acts on.
    pub(crate) resource: &'a str,
}

/// Whether the policy of a resource lets an AWS service act on it. Nothing but the policy can allow it.
pub(crate) fn service_may(world: &World, policy: &str, call: ByService<'_>) -> bool {
    let who = Who::Service(call.service.to_owned());
    let context = context(world, call.service, call.source);
    let request =
        Request { who: &who, action: call.action, resource: call.resource, context: &context };
    let judged = statement::judge_with_principal(policy, request);
    judged.allows.is_some() && !judged.denies
}

/// Whether a trust policy lets an AWS service assume the role, for a resource of its own if that is known.
pub(crate) fn service_may_assume(
    world: &World,
    trust: &str,
    role: &str,
    service: &str,
    source: Option<&str>,
) -> bool {
    let call = ByService {
        service,
        source: source.unwrap_or_default(),
        action: "sts:AssumeRole",
        resource: role,
    };
    service_may(world, trust, call)
}

/// Whether a role's own policies let whoever is in it act on a resource.
///
/// `policy` is the resource's own policy, where it has one.
pub(crate) fn role_may(
    world: &World,
    role: &str,
    action: &str,
    resource: &str,
    policy: Option<&str>,
) -> bool {
    let account = world.settings().account.clone();
    let name = role.rsplit('/').next().unwrap_or_default();
    let who = Who::Session {
        arn: format!("arn:aws:sts::{account}:assumed-role/{name}/service"),
        account: account.clone(),
        role: role.to_owned(),
        role_id: String::new(),
    };
    let mut context = Context::of(world);
    context.set("aws:PrincipalArn", role);
    context.set("aws:PrincipalAccount", account);
    let request = Request { who: &who, action, resource, context: &context };
    decide(request, &Grants::of_role(world, role), policy) == Decision::Allowed
}

/// What a service that acts for a resource tells about itself.
pub(super) fn context(world: &World, service: &str, source: &str) -> Context {
    let mut context = Context::of(world);
    context.set("aws:PrincipalIsAWSService", "true");
    context.set("aws:PrincipalServiceName", service);
    if !source.is_empty() {
        context.set("aws:SourceArn", source);
    }
    // A bucket's ARN carries no account: it is this one.
    let owner = source.split(':').nth(4).filter(|owner| !owner.is_empty());
    context.set("aws:SourceAccount", owner.unwrap_or(&world.settings().account));
    context
}
