//! The rules of good policies: one file each, registered in [`RULES`].
use crate::json::{Node, Span};
use crate::policy::{Policy, PolicyType};
use crate::request::Request;
use crate::table::Table;
use cutover_schemas::finding::Level;

/// A policy as the rules see it.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'p> {
    /// Its text.
    pub text: &'p str,
    /// Its JSON.
    pub root: &'p Node,
    /// What could be read of it.
    pub policy: &'p Policy,
    /// What it is attached to.
    pub kind: PolicyType,
    /// What AWS's services know.
    pub table: &'p Table,
}

/// One rule.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Its code, such as `audit/redundant-action`.
    pub code: &'static str,
    /// How much its findings matter.
    pub level: Level,
    /// What it finds, in a sentence.
    pub what: &'static str,
    /// Why that is bad, with the source of the fact.
    pub why: &'static str,
    /// A statement, or a policy, in which it finds something.
    pub example: &'static str,
    /// What to write instead.
    pub fix: &'static str,
    /// The codes that IAM Access Analyzer has for its findings.
    pub access_analyzer: &'static [&'static str],
    /// Looks for it.
    pub check: fn(&Subject<'_>) -> Vec<Found>,
}

impl Rule {
    /// The whole story, for `cutover explain`.
    pub fn text(&self) -> String {
        let mut text = format!("{}\n\nFor example:\n\n{}\n\n{}", self.why, self.example, self.fix);
        if let [first, rest @ ..] = self.access_analyzer {
            text.push_str("\n\nIAM Access Analyzer calls it ");
            text.push_str(first);
            for one in rest {
                text.push_str(", ");
                text.push_str(one);
            }
            text.push('.');
        }
        text
    }
}

/// What a rule found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What is so: lower-case fragment without full stop, the policy's own words in backticks.
    pub message: String,
    /// What to do about it, where it is more than the rule's `fix`.
    pub help: Option<String>,
    /// Where it is.
    pub span: Span,
    /// The number of the statement, from 0.
    pub statement: Option<usize>,
    /// The code that IAM Access Analyzer has for it, of those the rule names.
    pub access_analyzer: Option<&'static str>,
    /// Requests that show it.
    pub evidence: Vec<Request>,
    /// Other places that belong to it, each with what is there.
    pub related: Vec<(Span, String)>,
}

/// Every rule, by code.
pub static RULES: &[&Rule] = &[];
