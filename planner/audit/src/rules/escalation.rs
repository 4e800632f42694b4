//! Policies whose holder can make itself someone mightier.
use super::parts::{allows_action, covers};
use super::{Found, Rule, Subject};
use crate::contain::Options;
use crate::escalation::{Answer, Known, PATHS, Path, find_knowing};
use crate::evaluate::decide;
use crate::policy::{Effect, Patterns, Policy, PolicyType, Statement, Text};
use crate::request::{Layers, Request};
use cutover_schemas::finding::Level;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "audit/privilege-escalation",
    level: Level::Security,
    what: "a policy that lets its holder gain the rights of another role or user",
    why: "Whoever holds it has, in effect, all the rights that it can take: those of every role it can pass or change, or of an administrator. The paths are those of https://pathfinding.cloud (Apache-2.0), and some more of serverless stacks.",
    example: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:PutRolePolicy", "Resource": "*"}]}"#,
    good: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:GetRolePolicy", "Resource": "*"}]}"#,
    of: Some(PolicyType::Identity),
    fix: "allow the actions on the resources that are meant, `iam:PassRole` with `iam:PassedToService`",
    access_analyzer: &[],
    check,
};

/// One finding for all paths that rest on the same statements, told by the shortest.
fn check(subject: &Subject<'_>) -> Vec<Found> {
    if subject.kind != PolicyType::Identity {
        return Vec::new();
    }
    let relevant = relevant(subject.policy);
    if relevant.statements.is_empty() {
        return Vec::new();
    }
    let layers = Layers::identity([&relevant]);
    let options = Options::default();
    let mut known = Known::new();
    let mut open: BTreeMap<Vec<usize>, Vec<(&Path, Vec<Request>)>> = BTreeMap::new();
    for path in PATHS.iter().filter(|path| may_be_open(&relevant, path)) {
        let answer = find_knowing(path, &layers, subject.table, &options, &mut known);
        if let Answer::Open(requests) = answer {
            let mut statements: Vec<usize> =
                requests.iter().filter_map(|one| allowing(&relevant, one)).collect();
            statements.sort_unstable();
            statements.dedup();
            open.entry(statements).or_default().push((path, requests));
        }
    }
    open.into_iter().filter_map(|(at, paths)| found(&relevant, &at, paths)).collect()
}

/// What the policy says of the actions of paths: the statements that name some of them, with the patterns that do. Of
/// most policies that is nothing.
fn relevant(policy: &Policy) -> Policy {
    static KNOWN: OnceLock<BTreeSet<String>> = OnceLock::new();
    let lower = |one: &&str| one.to_ascii_lowercase();
    let known =
        KNOWN.get_or_init(|| PATHS.iter().flat_map(|path| path.actions).map(lower).collect());
    let names = |text: &Text| {
        let lower = text.value.to_ascii_lowercase();
        known.contains(&lower)
            || (lower.contains(['*', '?']) && known.iter().any(|action| covers(&lower, action)))
    };
    let statements = policy.statements.iter().filter_map(|statement| {
        let actions = statement.actions.as_ref()?;
        if actions.negated {
            return Some(statement.clone());
        }
        let patterns: Vec<Text> =
            actions.patterns.iter().filter(|one| names(one)).cloned().collect();
        let kept = Patterns { patterns, span: actions.span.clone(), ..*actions };
        (!kept.patterns.is_empty()).then(|| Statement {
            sid: statement.sid.clone(),
            span: statement.span.clone(),
            actions: Some(kept),
            resources: statement.resources.clone(),
            principals: statement.principals.clone(),
            conditions: statement.conditions.clone(),
            ..*statement
        })
    });
    let statements: Vec<Statement> = statements.collect();
    let grants = statements.iter().any(|one| one.effect == Effect::Allow);
    Policy { version: policy.version, statements: if grants { statements } else { Vec::new() } }
}

/// Whether grants name every action, whatever else they ask: a quick look before the proof.
fn may_be_open(policy: &Policy, path: &Path) -> bool {
    let grants = || policy.statements.iter().filter(|one| one.effect == Effect::Allow);
    path.actions.iter().all(|action| {
        grants()
            .filter_map(|one| one.actions.as_ref())
            .any(|actions| allows_action(actions, action))
    })
}

fn found(policy: &Policy, at: &[usize], paths: Vec<(&Path, Vec<Request>)>) -> Option<Found> {
    let more = paths.len().saturating_sub(1);
    let (path, evidence) = paths.into_iter().min_by_key(|(path, _)| path.actions.len())?;
    let first = policy.statements.get(*at.first()?)?;
    let others = if more == 0 { String::new() } else { format!(", and {more} more ways") };
    let related = at.iter().skip(1).filter_map(|one| policy.statements.get(*one));
    Some(Found {
        message: format!("`{}` is enough to gain rights{others}", path.actions.join("` with `")),
        help: None,
        span: first.span.clone(),
        statement: Some(first.index),
        access_analyzer: None,
        evidence,
        related: related.map(|one| (one.span.clone(), "needed with it".to_owned())).collect(),
    })
}

/// The place of the first statement that allows a request.
fn allowing(policy: &Policy, request: &Request) -> Option<usize> {
    policy.statements.iter().position(|one| {
        let alone = Policy { version: policy.version, statements: vec![one.clone()] };
        one.effect == Effect::Allow && decide(&Layers::identity([&alone]), request).is_allowed()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;
    use crate::table::Table;

    fn findings(statements: &str) -> Vec<Found> {
        let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
        let root = json::parse(&text).unwrap();
        let (policy, table) = (Policy::read(&root), Table::default());
        check(&Subject {
            text: &text,
            root: &root,
            policy: &policy,
            kind: PolicyType::Identity,
            table: &table,
        })
    }

    #[test]
    fn everything_is_one_finding() {
        let all = findings(r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#);
        assert_eq!(all.len(), 1);
        assert_eq!((all[0].statement, all[0].evidence.len()), (Some(0), 1));
    }

    #[test]
    fn reading_and_what_is_denied_are_none() {
        let reading = r#"{"Effect":"Allow","Action":["s3:Get*","iam:Get*"],"Resource":"*"}"#;
        assert_eq!(findings(reading), []);
        let denied = r#"{"Effect":"Allow","Action":"iam:PutRolePolicy","Resource":"*"},
            {"Effect":"Deny","Action":"iam:*","Resource":"*"}"#;
        assert_eq!(findings(denied), []);
    }

    #[test]
    fn statements_that_need_each_other_are_told_together() {
        let two = findings(
            r#"{"Effect":"Allow","Action":"iam:PassRole","Resource":"*"},
            {"Effect":"Allow","Action":"scheduler:CreateSchedule","Resource":"*"}"#,
        );
        assert_eq!((two.len(), two[0].related.len(), two[0].evidence.len()), (1, 1, 2));
    }
}
