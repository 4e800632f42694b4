//! The rules of good policies: one file an idea, registered in [`RULES`].
//!
//! Many of them are IAM Access Analyzer's, whose codes they name
//! (<https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>).
mod parts;

mod calling_service;
mod confused_deputy;
mod elements;
mod escalation;
mod like;
mod named;
mod open_oidc_trust;
mod operator;
mod passing;
mod present;
mod public_access;
mod qualifiers;
mod redundant;
mod resource_arn;
mod size;
mod tags;
mod types;
mod unknown_action;
mod unknown_key;
mod version;

use crate::json::{self, Node, Span};
use crate::policy::{Policy, PolicyType};
use crate::request::Request;
use crate::table::Table;
use cutover_schemas::diagnostic::{Place, Related};
use cutover_schemas::finding::{Finding, Level};

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
    /// What it finds, in a few words.
    pub what: &'static str,
    /// Why that is bad, with the source of the fact.
    pub why: &'static str,
    /// A policy in which it finds something.
    pub example: &'static str,
    /// The same policy as it should be, in which it finds nothing.
    pub good: &'static str,
    /// What the example's policies are attached to, where that can't be told.
    pub of: Option<PolicyType>,
    /// What to do.
    pub fix: &'static str,
    /// The codes that IAM Access Analyzer has for its findings.
    pub access_analyzer: &'static [&'static str],
    /// Looks for it.
    pub check: fn(&Subject<'_>) -> Vec<Found>,
}

/// What a rule found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What is so: lower-case fragment without full stop, the policy's own words in backticks.
    pub message: String,
    /// What to do about it, where it is other than the rule's `fix`.
    pub help: Option<String>,
    /// Where it is.
    pub span: Span,
    /// The number of the statement, from 0.
    pub statement: Option<usize>,
    /// The code that IAM Access Analyzer has for it, of those the rule names; the rule's only one where it is not said.
    pub access_analyzer: Option<&'static str>,
    /// Requests that show it.
    pub evidence: Vec<Request>,
    /// Other places that belong to it, each with what is there.
    pub related: Vec<(Span, String)>,
}

/// Every rule, by code.
pub static RULES: &[&Rule] = &[
    &operator::ALLOW_ALL_BUT,
    &present::RULE,
    &like::ARN_AS_TEXT,
    &elements::BOTH,
    &calling_service::RULE,
    &confused_deputy::RULE,
    &passing::CREATE_LINKED_ROLE,
    &elements::EFFECT,
    &qualifiers::FOR_ALL_OF_ONE,
    &version::INVALID,
    &operator::KEY_FORM,
    &elements::MISSING,
    &qualifiers::MISSING,
    &version::MISSING,
    &open_oidc_trust::RULE,
    &passing::PASS_ROLE,
    &escalation::RULE,
    &public_access::RULE,
    &redundant::ACTION,
    &redundant::RESOURCE,
    &resource_arn::RULE,
    &elements::SAME_SID,
    &size::IDENTITY_QUOTA,
    &types::RULE,
    &unknown_action::RULE,
    &elements::UNKNOWN,
    &unknown_key::RULE,
    &operator::UNKNOWN,
    &tags::RULE,
    &like::WILDCARD_AS_LETTER,
];

/// The code of a text that is no JSON.
pub const SYNTAX: &str = "audit/json-syntax";

/// Every finding about a policy document, by place. `kind` is told by its statements where it is not given.
pub fn lint(file: &str, text: &str, kind: Option<PolicyType>) -> Vec<Finding> {
    lint_with(file, text, kind, Table::embedded())
}

/// The same with another table.
pub fn lint_with(file: &str, text: &str, kind: Option<PolicyType>, table: &Table) -> Vec<Finding> {
    let lines = Lines::of(file, text);
    let root = match json::parse(text) {
        Ok(root) => root,
        Err(error) => {
            return vec![Finding {
                rule: SYNTAX.to_owned(),
                level: Level::Error,
                message: format!("this is no JSON: {}", error.message),
                help: Some(
                    "IAM takes strict JSON: no comments, no comma behind the last item".to_owned(),
                ),
                place: Some(lines.place(&error.span)),
                address: None,
                statement: None,
                access_analyzer: Some("JSON_SYNTAX_ERROR".to_owned()),
                evidence: Vec::new(),
                related: Vec::new(),
            }];
        }
    };
    let policy = Policy::read(&root);
    let kind = kind.unwrap_or_else(|| policy.guess_type());
    let subject = Subject { text, root: &root, policy: &policy, kind, table };
    let mut findings: Vec<Finding> =
        RULES.iter().flat_map(|rule| of_rule(rule, &subject, &lines)).collect();
    findings.sort_by_key(|finding| finding.place.as_ref().map(|place| (place.start, place.end)));
    findings
}

fn of_rule<'r>(
    rule: &'r Rule,
    subject: &Subject<'_>,
    lines: &Lines<'_>,
) -> impl Iterator<Item = Finding> + use<'r> {
    let only = match rule.access_analyzer {
        [only] => Some(*only),
        _ => None,
    };
    let found: Vec<Finding> = (rule.check)(subject)
        .into_iter()
        .map(|found| Finding {
            rule: rule.code.to_owned(),
            level: rule.level,
            message: found.message,
            help: Some(found.help.unwrap_or_else(|| rule.fix.to_owned())),
            place: Some(lines.place(&found.span)),
            address: None,
            statement: found.statement,
            access_analyzer: found.access_analyzer.or(only).map(str::to_owned),
            evidence: found.evidence.iter().map(Request::witness).collect(),
            related: found
                .related
                .into_iter()
                .map(|(span, label)| Related { place: lines.place(&span), label })
                .collect(),
        })
        .collect();
    found.into_iter()
}

impl Rule {
    /// The whole story, for `cutover explain`.
    pub fn text(&self) -> String {
        let codes = match self.access_analyzer {
            [] => String::new(),
            codes => format!("\n\nIAM Access Analyzer calls it {}.", codes.join(", ")),
        };
        let (why, example, good, fix) = (self.why, self.example, self.good, self.fix);
        format!("{why}\n\nFound in:\n\n{example}\n\nNot in:\n\n{good}{codes}\n\nWhat to do: {fix}.")
    }
}

impl Found {
    /// Something at a place.
    pub(crate) fn at(span: &Span, message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: None,
            span: span.clone(),
            statement: None,
            access_analyzer: None,
            evidence: Vec::new(),
            related: Vec::new(),
        }
    }

    /// In which statement it is.
    pub(crate) fn of(self, statement: usize) -> Self {
        Self { statement: Some(statement), ..self }
    }

    /// What IAM Access Analyzer calls it.
    pub(crate) fn called(self, code: &'static str) -> Self {
        Self { access_analyzer: Some(code), ..self }
    }

    /// What to do about this one.
    pub(crate) fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// Another place that belongs to it.
    pub(crate) fn with(mut self, span: &Span, label: impl Into<String>) -> Self {
        self.related.push((span.clone(), label.into()));
        self
    }
}

/// The lines of a file, to tell places.
struct Lines<'t> {
    file: &'t str,
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    fn of(file: &'t str, text: &'t str) -> Self {
        let ends = text.match_indices('\n').map(|(at, _)| at + 1);
        Self { file, text, starts: std::iter::once(0).chain(ends).collect() }
    }

    fn place(&self, span: &Span) -> Place {
        let line = self.starts.partition_point(|start| *start <= span.start).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or_default();
        let before = self.text.get(start..span.start).unwrap_or_default();
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Place {
            file: self.file.to_owned(),
            line: number(line),
            column: number(before.chars().count() + 1),
            start: span.start,
            end: span.end,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The codes that a rule finds in a policy.
    fn codes(rule: &Rule, text: &str) -> Vec<String> {
        let findings = lint("p.json", text, rule.of);
        let own = findings.into_iter().filter(|finding| finding.rule == rule.code);
        own.map(|finding| finding.access_analyzer.unwrap_or_default()).collect()
    }

    #[test]
    fn every_rule_finds_its_example_and_nothing_in_what_is_good() {
        for rule in RULES {
            let found = codes(rule, rule.example);
            assert!(!found.is_empty(), "{} finds nothing in its example", rule.code);
            let named = |code: &String| rule.access_analyzer.contains(&code.as_str());
            assert!(
                rule.access_analyzer.is_empty() || found.iter().all(named),
                "{}: {found:?} is not among {:?}",
                rule.code,
                rule.access_analyzer
            );
            assert!(
                codes(rule, rule.good).is_empty(),
                "{} finds something in what is good",
                rule.code
            );
        }
    }

    #[test]
    fn rules_are_in_order_and_told_well() {
        assert!(RULES.windows(2).all(|pair| pair[0].code < pair[1].code));
        for rule in RULES {
            assert!(rule.code.starts_with("audit/"), "{}", rule.code);
            for text in [rule.what, rule.fix] {
                assert!(!text.ends_with('.') && !text.is_empty(), "{}: {text}", rule.code);
            }
            assert!(rule.why.ends_with('.'), "{}", rule.code);
            for text in [rule.example, rule.good] {
                assert!(json::parse(text).is_ok(), "{}: {text}", rule.code);
            }
        }
    }

    #[test]
    fn places_count_lines_and_letters() {
        let findings = lint("p.json", "{\n  \"é\": ?\n}", None);
        let place = findings[0].place.as_ref().unwrap();
        assert_eq!((place.line, place.column), (2, 8));
        assert_eq!(findings[0].rule, SYNTAX);
    }
}
