//! Who a key belongs to, and what they may do: the account itself, a user, or a role session.

use super::evaluate::{Context, Grants, Who};
use super::user::User;
use crate::ops::sts::Session;
use crate::world::World;

/// An identity with its permissions and what requests of it tell.
#[derive(Debug, Clone)]
pub(crate) struct Identity {
    pub(crate) who: Who,
    pub(crate) grants: Grants,
    pub(crate) context: Context,
}

impl Identity {
    /// Whoever signs with a key. A key that is nobody's in particular is the account's own.
    pub(crate) fn of_key(world: &World, key: Option<&str>) -> Identity {
        let session = key.and_then(|key| world.sts.sessions.get(key));
        let user = key.and_then(|key| world.iam.keys.get(key));
        let user = user.and_then(|key| world.iam.users.get(&key.user));
        match (session, user) {
            (Some(session), _) => in_session(world, session),
            (None, Some(user)) => of_user(world, user),
            (None, None) => root(world),
        }
    }

    /// Whoever did not sign.
    pub(crate) fn stranger(world: &World) -> Identity {
        Identity { who: Who::Anonymous, grants: Grants::default(), context: Context::of(world) }
    }
}

/// The account itself.
fn root(world: &World) -> Identity {
    let account = world.settings().account.clone();
    let who = Who::Root { account: account.clone() };
    let mut context = Context::of(world);
    describe(&mut context, &who, "Account", &account);
    Identity { who, grants: Grants::everything(), context }
}

fn of_user(world: &World, user: &User) -> Identity {
    let account = world.settings().account.clone();
    let who = Who::User { account, arn: user.arn.clone(), id: user.id.clone() };
    let mut context = Context::of(world);
    describe(&mut context, &who, "User", &user.id);
    context.set("aws:username", user.name.clone());
    context.set_tags("aws:PrincipalTag", &user.tags);
    let grants = Grants::held(world, &user.inline, &user.attached, user.boundary.as_deref());
    Identity { who, grants, context }
}

/// Somebody in a role.
fn in_session(world: &World, session: &Session) -> Identity {
    let account = world.settings().account.clone();
    let name = session.role.rsplit('/').next().unwrap_or_default();
    let role = world.iam.roles.get(name).filter(|role| role.arn == session.role);
    let who = Who::Session {
        account,
        arn: session.arn.clone(),
        role: session.role.clone(),
        role_id: session.id.split(':').next().unwrap_or_default().to_owned(),
    };
    let mut context = Context::of(world);
    describe(&mut context, &who, "AssumedRole", &session.id);
    context.set("aws:MultiFactorAuthPresent", "false");
    let mut tags = role.map(|role| role.tags.clone()).unwrap_or_default();
    tags.extend(session.tags.clone());
    context.set_tags("aws:PrincipalTag", &tags);
    let session_policies = Some(session.policies.clone()).filter(|policies| !policies.is_empty());
    let grants = Grants { session: session_policies, ..Grants::of_role(world, &session.role) };
    Identity { who, grants, context }
}

/// The keys that tell who asks.
fn describe(context: &mut Context, who: &Who, kind: &str, id: &str) {
    if let Some(arn) = who.holder() {
        let account = arn.split(':').nth(4).unwrap_or_default().to_owned();
        context.set("aws:PrincipalArn", arn);
        context.set("aws:PrincipalAccount", account);
    }
    context.set("aws:PrincipalType", kind);
    context.set("aws:userid", id);
    context.set("aws:PrincipalIsAWSService", "false");
}
