//! Who may do what: one request held against the policies that speak about it.
//!
//! * `context`: what a request tells about itself (`aws:SourceArn`, tags, the time).
//! * `who`: the identity that asks, and whether a policy's `Principal` means it.
//! * `statement`: one document held against one request.
//! * `condition`: the operators of `Condition` blocks; `glob`: wildcards and policy variables.
//! * `grants`: the policies an identity has in this world.
//!
//! The rules are those of
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html> within one account:
//! there are no organisations, so no service or resource control policies.
//! Not in here: which action and resource an operation needs (`auth::table`), and who signed a call (`auth`).

mod condition;
mod context;
mod glob;
mod grants;
mod service;
mod statement;
mod who;

pub(crate) use context::Context;
pub(crate) use grants::Grants;
pub(crate) use service::{ByService, role_may, service_may, service_may_assume};
pub(crate) use who::Who;

use glob::{Glob, Reading};
use statement::Judgement;
use who::Named;

/// One thing that somebody asks to do.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Request<'a> {
    pub(crate) who: &'a Who,
    /// `lambda:GetFunction`.
    pub(crate) action: &'a str,
    /// An ARN, or `*` for actions that are about no resource.
    pub(crate) resource: &'a str,
    pub(crate) context: &'a Context,
}

/// The kinds of policy, as AWS's refusals name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layer {
    Identity,
    Boundary,
    Session,
    Resource,
    Trust,
}

/// What the policies come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    Allowed,
    /// Some policy of this layer denies it.
    Denied(Layer),
    /// No policy of this layer allows it.
    NotAllowed(Layer),
}

/// Whether a text matches a pattern with `*` and `?`, as policies match.
pub(crate) fn like(pattern: &str, text: &str) -> bool {
    let reading = Reading { variables: None, wildcards: true };
    Glob::read(pattern, reading).is_some_and(|glob| glob.matches(text))
}

/// Decides about a request by the identity's policies and, where it has one, the resource's.
pub(crate) fn decide(
    request: Request<'_>,
    grants: &Grants,
    resource_policy: Option<&str>,
) -> Decision {
    let judge = |documents: &[String]| Judgement::of_all(documents, request);
    let (identity, boundary) = (judge(&grants.identity), grants.boundary.as_deref().map(judge));
    let session = grants.session.as_deref().map(judge);
    let resource = resource_policy.map(|policy| statement::judge_with_principal(policy, request));
    let layers = [
        (Layer::Identity, Some(identity.denies)),
        (Layer::Boundary, boundary.map(|judged| judged.denies)),
        (Layer::Session, session.map(|judged| judged.denies)),
        (Layer::Resource, resource.map(|judged| judged.denies)),
    ];
    if let Some((layer, _)) = layers.into_iter().find(|(_, denies)| *denies == Some(true)) {
        return Decision::Denied(layer);
    }
    let named = resource.and_then(|judged| judged.allows);
    // A policy that names the user or the session itself is not limited by what the other layers leave out.
    if named == Some(Named::Exactly) {
        return Decision::Allowed;
    }
    let is_granted = identity.allows.is_some() || named == Some(Named::ThroughRole);
    if !is_granted {
        return Decision::NotAllowed(match request.who {
            Who::Service(_) | Who::Anonymous => Layer::Resource,
            Who::Root { .. } | Who::User { .. } | Who::Session { .. } => Layer::Identity,
        });
    }
    if boundary.is_some_and(|judged| judged.allows.is_none()) {
        return Decision::NotAllowed(Layer::Boundary);
    }
    if session.is_some_and(|judged| judged.allows.is_none()) {
        return Decision::NotAllowed(Layer::Session);
    }
    Decision::Allowed
}

/// Decides whether a role may be assumed: its trust policy must name the caller, or the account that lets it.
pub(crate) fn decide_trust(request: Request<'_>, grants: &Grants, trust: &str) -> Decision {
    let judged = statement::judge_with_principal(trust, request);
    match (judged.denies, judged.allows) {
        (true, _) => Decision::Denied(Layer::Trust),
        (false, None) => Decision::NotAllowed(Layer::Trust),
        (false, Some(_)) => decide(request, grants, Some(trust)),
    }
}

impl Decision {
    /// The end of AWS's sentence that refuses: why it is refused.
    pub(crate) fn reason(self, action: &str) -> String {
        match self {
            Decision::Allowed => String::new(),
            Decision::Denied(layer) => {
                let policy = match layer {
                    Layer::Identity => "an identity-based policy",
                    Layer::Boundary => "a permissions boundary",
                    Layer::Session => "a session policy",
                    Layer::Resource => "a resource-based policy",
                    Layer::Trust => "the role trust policy",
                };
                format!(" with an explicit deny in {policy}")
            }
            Decision::NotAllowed(layer) => {
                let policy = match layer {
                    Layer::Identity => "identity-based policy",
                    Layer::Boundary => "permissions boundary",
                    Layer::Session => "session policy",
                    Layer::Resource => "resource-based policy",
                    Layer::Trust => "role trust policy",
                };
                format!(" because no {policy} allows the {action} action")
            }
        }
    }
}

#[cfg(test)]
mod tests;
