//! What the auditor finds in a policy or a stack.
use crate::diagnostic::{Place, Related};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How much a finding matters, from least to most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// It could be written better and would mean the same.
    Suggestion,
    /// It probably doesn't mean what was intended.
    Warning,
    /// It grants what is likely too much.
    Security,
    /// AWS refuses it, or it can never have an effect.
    Error,
}

/// One finding of one rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The rule's code, such as `audit/redundant-action`; `cutover explain CODE` tells more.
    pub rule: String,
    /// How much it matters.
    pub level: Level,
    /// What is so: lower-case fragment without full stop, the policy's own words in backticks.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Where, if it is in a file.
    pub place: Option<Place>,
    /// The block whose role or policy it is about, where it is one of a stack's.
    pub address: Option<String>,
    /// The number of the statement, from 0.
    pub statement: Option<usize>,
    /// The code that IAM Access Analyzer has for it, where it has one.
    pub access_analyzer: Option<String>,
    /// Requests that show it.
    pub evidence: Vec<Witness>,
    /// Other places that belong to it.
    pub related: Vec<Related>,
}

/// A request that shows what a policy lets pass.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Witness {
    /// Who asks; `*` is anyone.
    pub principal: String,
    /// What for, such as `s3:GetObject`.
    pub action: String,
    /// On what: an ARN, or `*` where the action has no resource.
    pub resource: String,
    /// Condition keys and their values.
    pub context: BTreeMap<String, Vec<String>>,
}

impl Level {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Suggestion => "suggestion",
            Self::Warning => "warning",
            Self::Security => "security",
            Self::Error => "error",
        }
    }
}
