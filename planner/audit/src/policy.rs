//! Policies as statements, each part with its place.
//!
//! Reading is lenient: it takes what can be understood, so that one slip doesn't hide what the rest of a policy means.
//! What it can't take is left out of [`Policy`] and told by the rules of grammar, which look at the JSON itself.
mod condition;
mod read;

pub use condition::{Condition, Operator, Qualifier, Test};

use crate::json::{Node, Span};

/// What a policy is attached to, which decides its grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PolicyType {
    /// To a user, group or role; permissions boundaries and session policies have its grammar too.
    Identity,
    /// To a resource, such as a queue: it says for which principals.
    Resource,
    /// To a role: who may assume it.
    Trust,
    /// To an account or organisational unit, limiting what its principals may do.
    Scp,
    /// To an account or organisational unit, limiting what may be done to its resources.
    Rcp,
}

/// The language's version, which decides whether `${...}` is a variable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// `2008-10-17`, and a policy that says none: `${...}` are letters.
    #[default]
    V2008,
    /// `2012-10-17`: `${...}` is a variable.
    V2012,
}

/// A text of a policy and where it stands, with its quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The text.
    pub value: String,
    /// Its place.
    pub span: Span,
}

/// A policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// Which language it is in.
    pub version: Version,
    /// What could be read of its statements, in order.
    pub statements: Vec<Statement>,
}

/// What a statement does to the requests it matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// Lets them pass, where nothing denies them.
    Allow,
    /// Refuses them.
    Deny,
}

/// One statement. An element that it doesn't have is `None`, and matches whatever the type of policy makes of that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Its number in the policy's JSON, from 0.
    pub index: usize,
    /// Where it stands.
    pub span: Span,
    /// Its `Sid`.
    pub sid: Option<Text>,
    /// Allow or deny.
    pub effect: Effect,
    /// `Action` or `NotAction`.
    pub actions: Option<Patterns>,
    /// `Resource` or `NotResource`; trust policies have none.
    pub resources: Option<Patterns>,
    /// `Principal` or `NotPrincipal`; identity policies have none.
    pub principals: Option<Principals>,
    /// All of `Condition`: a request must pass each.
    pub conditions: Vec<Condition>,
}

/// `X` or `NotX`: texts with wildcards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patterns {
    /// Whether it is the `Not` form: everything but these.
    pub negated: bool,
    /// The patterns, in order.
    pub patterns: Vec<Text>,
    /// Where the element's value stands.
    pub span: Span,
}

/// `Principal` or `NotPrincipal`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principals {
    /// Whether it is `NotPrincipal`.
    pub negated: bool,
    /// Who.
    pub who: Vec<Principal>,
    /// Where the element's value stands.
    pub span: Span,
}

/// One principal of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// What sort.
    pub kind: PrincipalKind,
    /// The account, ARN, service or provider as written.
    pub name: Text,
}

/// The keys of a `Principal` object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PrincipalKind {
    /// `"Principal": "*"`: everyone, signed or not.
    Everyone,
    /// `AWS`: `*`, an account, or the ARN of an account, user, role, or session.
    Aws,
    /// `Service`: such as `lambda.amazonaws.com`.
    Service,
    /// `Federated`: an identity provider.
    Federated,
    /// `CanonicalUser`: an S3 canonical id.
    CanonicalUser,
}

impl Policy {
    /// What can be understood of a policy document.
    pub fn read(document: &Node) -> Self {
        read::policy(document)
    }

    /// The type that a policy looks like: with principals it is a resource's, or a role's where it has no resource and
    /// is about `sts` alone; without, an identity's. SCPs and RCPs can't be told from the others: they must be said.
    pub fn guess_type(&self) -> PolicyType {
        if self.statements.iter().all(|statement| statement.principals.is_none()) {
            return PolicyType::Identity;
        }
        let about_sts = |statement: &Statement| {
            statement.resources.is_none()
                && statement.actions.as_ref().is_some_and(|actions| {
                    actions.patterns.iter().all(|one| {
                        one.value.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("sts:"))
                    })
                })
        };
        if self.statements.iter().all(about_sts) {
            return PolicyType::Trust;
        }
        PolicyType::Resource
    }
}

impl PolicyType {
    /// Every type, as `--type` names them.
    pub const ALL: [(&'static str, Self); 5] = [
        ("identity", Self::Identity),
        ("resource", Self::Resource),
        ("trust", Self::Trust),
        ("scp", Self::Scp),
        ("rcp", Self::Rcp),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Resource => "resource",
            Self::Trust => "trust",
            Self::Scp => "scp",
            Self::Rcp => "rcp",
        }
    }
}
