//! Parts of a statement that another part covers.
use super::parts::covers;
use super::{Found, Rule, Subject};
use crate::policy::{Patterns, Statement, Text};
use cutover_schemas::finding::Level;

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
    parts.flat_map(|(index, patterns)| pairs(index, &patterns.patterns, folded)).collect()
}

/// Every pattern that another one covers, told once for each that does.
fn pairs(index: usize, patterns: &[Text], folded: bool) -> Vec<Found> {
    let words: Vec<String> = patterns
        .iter()
        .map(|text| if folded { text.value.to_ascii_lowercase() } else { text.value.clone() })
        .collect();
    let wild = |text: &&String| text.contains(['*', '?']);
    let mut found = Vec::new();
    for (at, (text, word)) in patterns.iter().zip(&words).enumerate() {
        for (other_at, (other, other_word)) in patterns.iter().zip(&words).enumerate() {
            // Of two that are equal the later one is too many.
            let same = word == other_word;
            let is_covered =
                (same && other_at < at) || (!same && wild(&other_word) && covers(other_word, word));
            if at != other_at && is_covered {
                let message = format!("`{}` is covered by `{}`", text.value, other.value);
                found.push(
                    Found::at(&text.span, message).of(index).with(&other.span, "by this one"),
                );
            }
        }
    }
    found
}
