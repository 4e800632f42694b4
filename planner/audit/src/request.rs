//! One request as IAM sees it, and the policies that decide it.
use crate::policy::Policy;
use cutover_schemas::finding::Witness;
use std::collections::BTreeMap;
use std::fmt;

/// Who asks to do what to which resource, and all that is known beside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Who.
    pub caller: Caller,
    /// Service prefix and name, such as `s3:GetObject`.
    pub action: String,
    /// The resource's ARN; `*` where the action has no resource.
    pub resource: String,
    /// Condition keys by name, in lower case. A key that isn't here is missing from the request.
    pub context: BTreeMap<String, Values>,
}

/// What a request says for a condition key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Values {
    /// A key with one value.
    One(String),
    /// A key that may have several, such as `aws:TagKeys`; none at all counts as missing.
    Many(Vec<String>),
}

/// Who makes a request.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Caller {
    /// Nobody known: the request isn't signed.
    Anonymous,
    /// A user, a role, a role's session or an account's root, by ARN.
    Aws(String),
    /// A service, such as `sns.amazonaws.com`.
    Service(String),
    /// Someone whom an identity provider vouches for, by the provider's ARN or domain.
    Federated(String),
    /// An account by its S3 canonical id.
    Canonical(String),
}

/// The policies that apply to a request: all limits must allow it, nothing may deny it, and the identity's or the
/// resource's policies must grant it.
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>)
#[derive(Clone, Debug, Default)]
pub struct Layers<'p> {
    /// Attached to the caller.
    pub identity: Vec<&'p Policy>,
    /// Attached to the resource; for `sts:AssumeRole*` the role's trust policy.
    pub resource: Option<&'p Policy>,
    /// The caller's permissions boundary.
    pub boundary: Option<&'p Policy>,
    /// The policies of the caller's session; any of them may allow.
    pub session: Option<Vec<&'p Policy>>,
    /// Service control policies, level by level from the root: each level must allow.
    pub scps: Vec<Vec<&'p Policy>>,
    /// Resource control policies, level by level.
    pub rcps: Vec<Vec<&'p Policy>>,
    /// Whether caller and resource are in different accounts, so that both sides must grant.
    pub cross_account: bool,
    /// Whether the resource's policy must grant even in the same account: a role's trust policy, a KMS key's policy.
    pub resource_must_grant: bool,
}

impl Request {
    /// The request as findings show it.
    pub fn witness(&self) -> Witness {
        let values = |values: &Values| match values {
            Values::One(value) => vec![value.clone()],
            Values::Many(values) => values.clone(),
        };
        Witness {
            principal: self.caller.to_string(),
            action: self.action.clone(),
            resource: self.resource.clone(),
            context: self.context.iter().map(|(key, of)| (key.clone(), values(of))).collect(),
        }
    }
}

impl<'p> Layers<'p> {
    /// Identity policies alone.
    pub fn identity(policies: impl IntoIterator<Item = &'p Policy>) -> Self {
        Self { identity: policies.into_iter().collect(), ..Self::default() }
    }

    /// A resource's policy alone.
    pub fn resource(policy: &'p Policy) -> Self {
        Self { resource: Some(policy), ..Self::default() }
    }
}

impl fmt::Display for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Anonymous => f.write_str("*"),
            Self::Aws(name)
            | Self::Service(name)
            | Self::Federated(name)
            | Self::Canonical(name) => f.write_str(name),
        }
    }
}
