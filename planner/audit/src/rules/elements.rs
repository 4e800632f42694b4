//! The elements of a policy: which there are, which must be, which go together
//! (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>).
use super::{Found, Rule, Subject};
use crate::json::{Kind, Member, Node};
use crate::policy::PolicyType;
use cutover_schemas::diagnostic::did_you_mean;
use cutover_schemas::finding::Level;
use std::collections::BTreeMap;

const OF_POLICY: [&str; 3] = ["Version", "Id", "Statement"];
const OF_STATEMENT: [&str; 9] = [
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

pub(super) static UNKNOWN: Rule = Rule {
    code: "audit/unknown-element",
    level: Level::Error,
    what: "an element that policies don't have",
    why: "IAM refuses a policy with an element it doesn't know. Names of elements are written exactly so, capitals included.",
    example: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListBucket", "Resources": "*"}]}"#,
    good: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"}]}"#,
    of: None,
    fix: "take it out, or write its name as IAM has it",
    access_analyzer: &["INVALID_POLICY_ELEMENT"],
    check: unknown,
};

pub(super) static MISSING: Rule = Rule {
    code: "audit/missing-element",
    level: Level::Error,
    what: "a statement without an element that it must have",
    why: "IAM refuses the policy. A statement has an effect, actions, and, by what the policy is attached to, resources or principals.",
    example: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListBucket"}]}"#,
    good: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"}]}"#,
    of: None,
    fix: "add it",
    access_analyzer: &[
        "MISSING_STATEMENT",
        "MISSING_EFFECT",
        "MISSING_ACTION",
        "MISSING_RESOURCE",
        "MISSING_PRINCIPAL",
    ],
    check: missing,
};

pub(super) static BOTH: Rule = Rule {
    code: "audit/both-elements",
    level: Level::Error,
    what: "an element together with its opposite",
    why: "IAM refuses a statement that says both what it is about and what it is not about.",
    example: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "NotAction": "s3:DeleteBucket", "Resource": "*"}]}"#,
    good: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "NotAction": "s3:DeleteBucket", "Resource": "*"}]}"#,
    of: None,
    fix: "keep one of the two; what must not be done belongs in a statement that denies it",
    access_analyzer: &["UNSUPPORTED_ELEMENT_COMBINATION"],
    check: both,
};

pub(super) static EFFECT: Rule = Rule {
    code: "audit/effect",
    level: Level::Error,
    what: "an effect that is neither `Allow` nor `Deny`",
    why: "IAM refuses the policy: the two words are written with a capital.",
    example: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "allow", "Action": "s3:ListBucket", "Resource": "*"}]}"#,
    good: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"}]}"#,
    of: None,
    fix: "write `Allow` or `Deny`",
    access_analyzer: &["INVALID_EFFECT"],
    check: effect,
};

pub(super) static SAME_SID: Rule = Rule {
    code: "audit/same-sid",
    level: Level::Warning,
    what: "an id that two statements have",
    why: "Ids tell statements apart, for people, and for tools that change one. Some services refuse a policy in which an id comes twice.",
    example: r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Read", "Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}, {"Sid": "Read", "Effect": "Allow", "Action": "s3:List*", "Resource": "*"}]}"#,
    good: r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Read", "Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}, {"Sid": "List", "Effect": "Allow", "Action": "s3:List*", "Resource": "*"}]}"#,
    of: None,
    fix: "give each statement an id of its own, or none",
    access_analyzer: &["UNIQUE_SIDS_RECOMMENDED"],
    check: same_sid,
};

/// The statements as they are written.
fn statements<'p>(subject: &Subject<'p>) -> impl Iterator<Item = (usize, &'p Node)> {
    let all = subject.root.get("Statement").map_or(&[][..], Node::elements);
    all.iter().enumerate().filter(|(_, one)| matches!(one.kind, Kind::Object(_)))
}

fn unknown(subject: &Subject<'_>) -> Vec<Found> {
    let strange = |member: &Member, known: &[&str]| {
        (!known.contains(&member.name.as_str())).then(|| {
            let found =
                Found::at(&member.name_span, format!("there is no element `{}`", member.name));
            match did_you_mean(&member.name, known.iter().copied()) {
                Some(near) => found.help(format!("did you mean `{near}`?")),
                None => found,
            }
        })
    };
    let own = subject.root.members().iter().filter_map(|member| strange(member, &OF_POLICY));
    let of_statements = statements(subject).flat_map(|(index, statement)| {
        let members = statement.members().iter();
        members.filter_map(|member| strange(member, &OF_STATEMENT)).map(move |one| one.of(index))
    });
    own.chain(of_statements).collect()
}

fn missing(subject: &Subject<'_>) -> Vec<Found> {
    if subject.root.get("Statement").is_none() {
        let start = subject.root.span.start;
        let found = Found::at(&(start..start + 1), "the policy has no statements");
        return vec![found.called("MISSING_STATEMENT")];
    }
    let mut needed =
        vec![(["Effect", "Effect"], "MISSING_EFFECT"), (["Action", "NotAction"], "MISSING_ACTION")];
    match subject.kind {
        PolicyType::Identity | PolicyType::Scp | PolicyType::Rcp => {
            needed.push((["Resource", "NotResource"], "MISSING_RESOURCE"));
        }
        PolicyType::Resource | PolicyType::Trust => {
            needed.push((["Principal", "NotPrincipal"], "MISSING_PRINCIPAL"));
        }
    }
    let mut found = Vec::new();
    for (index, statement) in statements(subject) {
        for (names, code) in &needed {
            if names.iter().all(|name| statement.get(name).is_none()) {
                let [name, _] = names;
                let head = statement.span.start..statement.span.start + 1;
                let message = format!("the statement has no `{name}`");
                found.push(Found::at(&head, message).of(index).called(code));
            }
        }
    }
    found
}

fn both(subject: &Subject<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (index, statement) in statements(subject) {
        for (name, not) in
            [("Action", "NotAction"), ("Resource", "NotResource"), ("Principal", "NotPrincipal")]
        {
            let named = |name: &str| statement.members().iter().find(|member| member.name == name);
            if let (Some(one), Some(other)) = (named(name), named(not)) {
                let message = format!("`{name}` and `{not}` in one statement");
                let at = Found::at(&other.name_span, message).of(index);
                found.push(at.with(&one.name_span, "its opposite"));
            }
        }
    }
    found
}

fn effect(subject: &Subject<'_>) -> Vec<Found> {
    let wrong = statements(subject).filter_map(|(index, statement)| {
        let effect = statement.get("Effect")?;
        (!matches!(effect.as_text(), Some("Allow" | "Deny")))
            .then(|| Found::at(&effect.span, "the effect is neither `Allow` nor `Deny`").of(index))
    });
    wrong.collect()
}

fn same_sid(subject: &Subject<'_>) -> Vec<Found> {
    let mut known: BTreeMap<&str, &Node> = BTreeMap::new();
    let mut found = Vec::new();
    for (index, statement) in statements(subject) {
        let Some(sid) = statement.get("Sid") else { continue };
        let Some(text) = sid.as_text().filter(|text| !text.is_empty()) else { continue };
        if let Some(first) = known.insert(text, sid) {
            let message = format!("another statement is `{text}` as well");
            found.push(Found::at(&sid.span, message).of(index).with(&first.span, "this one"));
        }
    }
    found
}
