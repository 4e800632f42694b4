//! One request against the policies that apply to it, written from IAM's documentation
//! (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>).
//!
//! It is the definition that [`crate::contain`] is held against, and shares no code with it: every witness that is
//! shown has been decided here.
//!
//! Where IAM's documentation leaves room, this is how it is read:
//! - `*` in a resource stands for any letters, colons among them, as in AWS's own analysis of policies (Backes et al.,
//!   FMCAD 2018);
//! - a condition without a qualifier on a key with several values looks for one that passes;
//! - a variable that the request has no value for matches nothing, and neither does a `NotResource` with one.
mod condition;
mod pattern;
mod principal;
mod scalar;
mod variable;

use crate::policy::{Effect, Policy, Statement};
use crate::request::{Layers, Request};
use principal::Naming;

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It passes.
    Allowed,
    /// A statement denies it.
    Denied {
        /// Where the statement's policy is attached.
        by: Layer,
        /// The statement's number in its policy, from 0.
        statement: usize,
    },
    /// Nothing denies it, and this layer doesn't allow it.
    NotAllowed {
        /// The first layer that would have had to.
        by: Layer,
    },
}

/// Where a policy is attached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the fields of `Layers`")]
pub enum Layer {
    Identity,
    Resource,
    Boundary,
    Session,
    Scp,
    Rcp,
}

impl Decision {
    /// Whether the request passes.
    pub fn is_allowed(self) -> bool {
        self == Self::Allowed
    }
}

/// Decides a request.
pub fn decide(layers: &Layers<'_>, request: &Request) -> Decision {
    if let Some(denied) = denied(layers, request) {
        return denied;
    }
    let allows = |policies: &[&Policy], layer: Layer| {
        policies.iter().any(|policy| granted(policy, layer, request).is_some())
    };
    let by_identity = allows(&layers.identity, Layer::Identity);
    let by_resource = layers.resource.and_then(|policy| granted(policy, Layer::Resource, request));
    if let Some(by) = not_granted(layers, by_identity, by_resource) {
        return Decision::NotAllowed { by };
    }
    // A resource's policy that names the very user or session isn't held back by what limits those.
    let limited = by_resource != Some(Naming::Exactly);
    let boundary = layers.boundary.map(|policy| vec![policy]);
    let limits = [(boundary.as_ref(), Layer::Boundary), (layers.session.as_ref(), Layer::Session)];
    for (policies, layer) in limits {
        if limited && policies.is_some_and(|policies| !allows(policies, layer)) {
            return Decision::NotAllowed { by: layer };
        }
    }
    for (levels, layer) in [(&layers.scps, Layer::Scp), (&layers.rcps, Layer::Rcp)] {
        if levels.iter().any(|level| !allows(level, layer)) {
            return Decision::NotAllowed { by: layer };
        }
    }
    Decision::Allowed
}

/// The first statement that denies the request.
fn denied(layers: &Layers<'_>, request: &Request) -> Option<Decision> {
    let session = layers.session.iter().flatten();
    let all = layers.identity.iter().map(|policy| (*policy, Layer::Identity));
    let all = all.chain(layers.resource.map(|policy| (policy, Layer::Resource)));
    let all = all.chain(layers.boundary.map(|policy| (policy, Layer::Boundary)));
    let all = all.chain(session.map(|policy| (*policy, Layer::Session)));
    let all = all.chain(layers.scps.iter().flatten().map(|policy| (*policy, Layer::Scp)));
    let mut all = all.chain(layers.rcps.iter().flatten().map(|policy| (*policy, Layer::Rcp)));
    all.find_map(|(policy, by)| {
        let statement = matching(policy, Effect::Deny, by, request).next()?.0.index;
        Some(Decision::Denied { by, statement })
    })
}

/// How the policy's grants name the caller at their most exact, if it grants anything.
fn granted(policy: &Policy, layer: Layer, request: &Request) -> Option<Naming> {
    matching(policy, Effect::Allow, layer, request).map(|(_, naming)| naming).max()
}

/// The layer that lacks a grant.
fn not_granted(
    layers: &Layers<'_>,
    by_identity: bool,
    by_resource: Option<Naming>,
) -> Option<Layer> {
    // An account that a resource's policy names passes the right on: its principals need a policy of their own. Where
    // no such policy is known, the account itself is meant.
    let passed_on = by_resource == Some(Naming::Account) && !layers.identity.is_empty();
    let alone = by_resource.is_some() && !passed_on;
    if layers.resource_must_grant {
        return match by_resource {
            None => Some(Layer::Resource),
            Some(_) if passed_on && !by_identity => Some(Layer::Identity),
            Some(_) => None,
        };
    }
    if layers.cross_account {
        return match (by_identity, by_resource) {
            (false, _) => Some(Layer::Identity),
            (true, None) => Some(Layer::Resource),
            (true, Some(_)) => None,
        };
    }
    if by_identity || alone {
        return None;
    }
    Some(if layers.identity.is_empty() && layers.resource.is_some() {
        Layer::Resource
    } else {
        Layer::Identity
    })
}

/// The statements with this effect that match a request, and how they name its caller.
fn matching<'p>(
    policy: &'p Policy,
    effect: Effect,
    layer: Layer,
    request: &Request,
) -> impl Iterator<Item = (&'p Statement, Naming)> {
    let statements = policy.statements.iter().filter(move |statement| statement.effect == effect);
    statements.filter_map(move |statement| {
        let naming = caller(statement, layer, request)?;
        let matches = action(statement, request)
            && resource(policy, statement, layer, request)
            && statement.conditions.iter().all(|one| condition::passes(policy, one, request));
        matches.then_some((statement, naming))
    })
}

fn action(statement: &Statement, request: &Request) -> bool {
    let Some(actions) = &statement.actions else { return false };
    let lower = request.action.to_ascii_lowercase();
    let named = actions
        .patterns
        .iter()
        .any(|text| pattern::wild(&text.value.to_ascii_lowercase()).matches(&lower));
    named != actions.negated
}

fn resource(policy: &Policy, statement: &Statement, layer: Layer, request: &Request) -> bool {
    let Some(resources) = &statement.resources else {
        // A trust policy is about its own role.
        return layer == Layer::Resource;
    };
    let patterns = resources.patterns.iter();
    let patterns = patterns.map(|text| variable::wild(policy, &text.value, request));
    let fits = |pattern: pattern::Pattern| pattern.matches(&request.resource);
    if resources.negated {
        // All but what nobody can tell is nothing.
        return patterns.collect::<Option<Vec<_>>>().is_some_and(|all| !all.into_iter().any(fits));
    }
    patterns.flatten().any(fits)
}

/// How the statement names the caller; nobody is named in policies of identities, which are about whoever has them.
fn caller(statement: &Statement, layer: Layer, request: &Request) -> Option<Naming> {
    match (&statement.principals, layer) {
        (Some(principals), _) => principal::named(principals, &request.caller),
        (None, Layer::Resource | Layer::Rcp) => None,
        (None, _) => Some(Naming::Broadly),
    }
}

#[cfg(test)]
mod tests;
