//! `audit` and `audit compare`.
use super::DOCUMENT_FORMAT;
use super::validate::RelatedDocument;
use crate::finding::{Finding, Level, Witness};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the auditor found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AuditDocument {
    /// Format of this document.
    pub format: u32,
    /// Every finding, by file and place.
    pub findings: Vec<FindingDocument>,
    /// Totals.
    pub summary: AuditSummary,
}

/// How many findings of each level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AuditSummary {
    /// AWS refuses it, or it never has an effect.
    pub error: usize,
    /// It grants what is likely too much.
    pub security: usize,
    /// It probably doesn't mean what was intended.
    pub warning: usize,
    /// It could be written better and would mean the same.
    pub suggestion: usize,
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LevelWord {
    /// AWS refuses it, or it never has an effect.
    Error,
    /// It grants what is likely too much.
    Security,
    /// It probably doesn't mean what was intended.
    Warning,
    /// It could be written better and would mean the same.
    Suggestion,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FindingDocument {
    /// Code of the rule; `cutover explain CODE` tells more.
    pub rule: String,
    /// How much it matters.
    pub severity: LevelWord,
    /// What is so.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// The file, if it is in one.
    pub file: Option<String>,
    /// Line, from 1.
    pub line: Option<u32>,
    /// Column in characters, from 1.
    pub column: Option<u32>,
    /// The block whose role or policy it is about, where it is one of a stack's.
    pub address: Option<String>,
    /// Number of the statement, from 0.
    pub statement: Option<usize>,
    /// Requests that show it.
    pub evidence: Vec<WitnessDocument>,
    /// The code that IAM Access Analyzer has for it.
    pub access_analyzer: Option<String>,
    /// Other places that belong to it.
    pub related: Vec<RelatedDocument>,
}

/// A request that shows what a policy lets pass.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WitnessDocument {
    /// Who asks; `*` is anyone.
    pub principal: String,
    /// What for.
    pub action: String,
    /// On what: an ARN, or `*` where the action has no resource.
    pub resource: String,
    /// Condition keys and their values.
    pub context: BTreeMap<String, Vec<String>>,
}

/// Whether a policy allows more than another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CompareDocument {
    /// Format of this document.
    pub format: u32,
    /// The answer.
    pub verdict: CompareVerdict,
    /// A request that the new policy allows and the old one does not.
    pub witness: Option<WitnessDocument>,
    /// Why it is so, or why it could not be decided.
    pub why: String,
}

/// The answer of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CompareVerdict {
    /// Proven: the new policy allows nothing that the old one does not.
    NoNewAccess,
    /// The new policy allows the witness, the old one does not.
    NewAccess,
    /// Neither could be shown.
    Undecided,
}

impl AuditSummary {
    /// Counts findings.
    pub fn of(findings: &[Finding]) -> Self {
        let of = |level| findings.iter().filter(|finding| finding.level == level).count();
        Self {
            error: of(Level::Error),
            security: of(Level::Security),
            warning: of(Level::Warning),
            suggestion: of(Level::Suggestion),
        }
    }
}

impl From<&[Finding]> for AuditDocument {
    fn from(findings: &[Finding]) -> Self {
        Self {
            format: DOCUMENT_FORMAT,
            findings: findings.iter().map(Into::into).collect(),
            summary: AuditSummary::of(findings),
        }
    }
}

impl From<&Finding> for FindingDocument {
    fn from(one: &Finding) -> Self {
        Self {
            rule: one.rule.clone(),
            severity: one.level.into(),
            message: one.message.clone(),
            help: one.help.clone(),
            file: one.place.as_ref().map(|place| place.file.clone()),
            line: one.place.as_ref().map(|place| place.line),
            column: one.place.as_ref().map(|place| place.column),
            address: one.address.clone(),
            statement: one.statement,
            evidence: one.evidence.iter().map(Into::into).collect(),
            access_analyzer: one.access_analyzer.clone(),
            related: one.related.iter().map(Into::into).collect(),
        }
    }
}

impl From<&Witness> for WitnessDocument {
    fn from(one: &Witness) -> Self {
        Self {
            principal: one.principal.clone(),
            action: one.action.clone(),
            resource: one.resource.clone(),
            context: one.context.clone(),
        }
    }
}

impl From<Level> for LevelWord {
    fn from(level: Level) -> Self {
        match level {
            Level::Error => Self::Error,
            Level::Security => Self::Security,
            Level::Warning => Self::Warning,
            Level::Suggestion => Self::Suggestion,
        }
    }
}
