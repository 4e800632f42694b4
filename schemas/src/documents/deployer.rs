//! `audit deployer`: the policies of whoever carries out plans.
use super::DOCUMENT_FORMAT;
use crate::graph::Identity;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What whoever deploys must be allowed, and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DeployerDocument {
    /// Format of this document.
    pub format: u32,
    /// The stack's name.
    pub stack: String,
    /// The stage's name.
    pub stage: String,
    /// Account id.
    pub account: String,
    /// Region.
    pub region: String,
    /// What the policies suffice for.
    pub scope: DeployerScope,
    /// The policies, to be attached together; more than one where one would exceed AWS's quota.
    pub policies: Vec<NamedPolicyDocument>,
}

impl DeployerDocument {
    /// The document of these policies.
    pub fn new(
        identity: &Identity,
        scope: DeployerScope,
        policies: Vec<NamedPolicyDocument>,
    ) -> Self {
        Self {
            format: DOCUMENT_FORMAT,
            stack: identity.stack.clone(),
            stage: identity.stage.clone(),
            account: identity.account.clone(),
            region: identity.region.clone(),
            scope,
            policies,
        }
    }
}

/// What policies suffice for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DeployerScope {
    /// One plan.
    Plan,
    /// Any plan of the stack as it is written and as it was left.
    Envelope,
    /// Looking.
    ReadOnly,
}

/// A policy and what to call it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NamedPolicyDocument {
    /// A name for a managed policy.
    pub name: String,
    /// Characters of the document without white space, as IAM counts them: 6,144 at most.
    pub characters: usize,
    /// The policy, as IAM takes it.
    pub document: IamPolicyDocument,
}

/// A policy document of IAM.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct IamPolicyDocument {
    /// Version of the policy language: `2012-10-17`.
    #[serde(rename = "Version")]
    pub version: String,
    /// Its statements.
    #[serde(rename = "Statement")]
    pub statements: Vec<IamStatementDocument>,
}

/// A statement of a policy.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct IamStatementDocument {
    /// Its name: what it is for, and the service.
    #[serde(rename = "Sid")]
    pub sid: String,
    /// Always `Allow`.
    #[serde(rename = "Effect")]
    pub effect: String,
    /// What is allowed.
    #[serde(rename = "Action")]
    pub actions: Vec<String>,
    /// On what.
    #[serde(rename = "Resource")]
    pub resources: Vec<String>,
    /// When: operators, then keys, then values of which one must fit.
    #[serde(rename = "Condition", default, skip_serializing_if = "BTreeMap::is_empty")]
    pub conditions: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

/// Something that whoever carries out a plan needs and that the policies of `--as` don't allow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MissingDocument {
    /// The action.
    pub action: String,
    /// The resource: an ARN, or a pattern of which some ARN is not allowed.
    pub resource: String,
    /// What it is needed for.
    pub purpose: MissingFor,
    /// Why nobody can tell whether it is allowed; null where it is not.
    pub undecided: Option<String>,
}

/// What a permission is needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum MissingFor {
    /// Looking.
    Read,
    /// A call of the plan.
    Change,
    /// A call with which a rollout goes on.
    Rollout,
    /// A call with which a rollout goes back.
    Rollback,
}
