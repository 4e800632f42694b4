//! Policy variables
//! (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>).
use super::condition;
use super::pattern::{Pattern, Piece, piece};
use crate::policy::{Policy, Version};
use crate::request::Request;

/// A text of a policy whose `*` and `?` are wildcards, with its variables put in. Nothing where the request has no value
/// for one of them.
pub(super) fn wild(policy: &Policy, text: &str, request: &Request) -> Option<Pattern> {
    let mut pieces = Vec::new();
    for part in parts(policy, text) {
        match part {
            Part::Text(text) => pieces.extend(text.chars().map(piece)),
            Part::Variable(words) => {
                pieces.extend(value(words, request)?.chars().map(Piece::Letter));
            }
        }
    }
    Some(Pattern::of(pieces))
}

/// A text of a policy that has no wildcards, with its variables put in.
pub(super) fn plain(policy: &Policy, text: &str, request: &Request) -> Option<String> {
    let parts = parts(policy, text).into_iter().map(|part| match part {
        Part::Text(text) => Some(text.to_owned()),
        Part::Variable(words) => value(words, request),
    });
    parts.collect()
}

enum Part<'t> {
    Text(&'t str),
    /// What stands between `${` and `}`.
    Variable(&'t str),
}

fn parts<'t>(policy: &Policy, text: &'t str) -> Vec<Part<'t>> {
    if policy.version == Version::V2008 {
        return vec![Part::Text(text)];
    }
    let (mut parts, mut rest) = (Vec::new(), text);
    while let Some((before, after)) = rest.split_once("${") {
        let Some((words, behind)) = after.split_once('}') else { break };
        parts.extend([Part::Text(before), Part::Variable(words)]);
        rest = behind;
    }
    parts.push(Part::Text(rest));
    parts
}

/// The value of `key` or of `key, 'default'`; `*`, `?` and `$` stand for themselves.
fn value(words: &str, request: &Request) -> Option<String> {
    if matches!(words, "*" | "?" | "$") {
        return Some(words.to_owned());
    }
    let (key, default) = match words.split_once(',') {
        Some((key, rest)) => {
            let rest = rest.trim().strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
            (key.trim(), rest.map(str::to_owned))
        }
        None => (words.trim(), None),
    };
    match condition::of(key, request).as_deref() {
        Some([only]) => Some(only.clone()),
        // A key with several values is nothing that could be put in.
        Some(_) => None,
        None => default,
    }
}
