//! Parts of a statement that another part covers.
use super::parts::covers;
use super::{Found, Rule, Subject};
use crate::policy::{Patterns, Statement, Text};
use cutover_schemas::finding::Level;
use std::collections::BTreeMap;

pub(super) static ACTION: Rule = Rule {
    code: "audit/redundant-action",
    level: Level::Suggestion,
    what: "an action that another one of the statement covers",
    why: "It grants nothing more, takes up the policy's quota, and whoever takes away one of the two later believes the access is gone.",
    example: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["ecs:DescribeClusters", "ecs:Describe*"], "Resource": "*"}]}"#,
    good: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecs:Describe*", "Resource": "*"}]}"#,
    of: None,
    fix: "take out the one that is covered",
    access_analyzer: &["REDUNDANT_ACTION"],
    check: |subject| each(subject, |statement| statement.actions.as_ref(), true),
};

pub(super) static RESOURCE: Rule = Rule {
    code: "audit/redundant-resource",
    level: Level::Suggestion,
    what: "a resource that another one of the statement covers",
    why: "It grants nothing more, takes up the policy's quota, and whoever takes away one of the two later believes the access is gone. A `*` in a resource stands for any characters, `/` and `:` among them.",
    example: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::logs-*", "arn:aws:s3:::logs-*/*"]}]}"#,
    good: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::logs-a/*", "arn:aws:s3:::logs-b/*"]}]}"#,
    of: None,
    fix: "take out the one that is covered",
    access_analyzer: &["REDUNDANT_RESOURCE"],
    check: |subject| each(subject, |statement| statement.resources.as_ref(), false),
};

fn each(
    subject: &Subject<'_>,
    part: fn(&Statement) -> Option<&Patterns>,
    folded: bool,
) -> Vec<Found> {
    let statements = subject.policy.statements.iter();
    let parts = statements.filter_map(|one| Some((one.index, part(one)?)));
    parts.flat_map(|(index, patterns)| groups(index, &patterns.patterns, folded)).collect()
}

/// Every pattern that covers others and is covered by none, with those that it covers. Of equal ones the first covers.
fn groups(index: usize, patterns: &[Text], folded: bool) -> Vec<Found> {
    let words: Vec<String> = patterns
        .iter()
        .map(|text| if folded { text.value.to_ascii_lowercase() } else { text.value.clone() })
        .collect();
    // Only wildcards and twins cover anything, and most patterns are neither.
    let wild: Vec<usize> = words
        .iter()
        .enumerate()
        .filter(|(_, word)| word.contains(['*', '?']))
        .map(|(at, _)| at)
        .collect();
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, word) in words.iter().enumerate() {
        first.entry(word).or_insert(at);
    }
    let covering = |at: usize| -> Vec<usize> {
        let Some(word) = words.get(at) else { return Vec::new() };
        let twin = first.get(word.as_str()).copied().filter(|twin| *twin < at);
        let wider = wild.iter().copied().filter(|by| {
            words.get(*by).is_some_and(|by_word| by_word != word && covers(by_word, word))
        });
        twin.into_iter().chain(wider).collect()
    };
    let mut covered_by: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut is_covered = vec![false; words.len()];
    for (at, is_covered) in is_covered.iter_mut().enumerate() {
        let by = covering(at);
        *is_covered = !by.is_empty();
        for by in by {
            covered_by.entry(by).or_default().push(at);
        }
    }
    let mut found = Vec::new();
    for (by, covered) in covered_by {
        if is_covered.get(by).copied().unwrap_or_default() {
            continue;
        }
        let covered: Vec<&Text> = covered.into_iter().filter_map(|at| patterns.get(at)).collect();
        let (Some(wide), Some(first)) = (patterns.get(by), covered.first()) else { continue };
        let more = match covered.len() {
            1 => format!("`{}` is", first.value),
            number => format!("`{}` and {} more are", first.value, number - 1),
        };
        let message = format!("{more} covered by `{}`", wide.value);
        let one = Found::at(&wide.span, message).of(index);
        found.push(covered.into_iter().fold(one, |one, text| one.with(&text.span, "covered")));
    }
    found
}
