//! Mutated policies: whatever the bytes, the parser, the evaluator and the engine answer, in time, and never panic. A test
//! gives each a bounded number, the same in every run; with `CUTOVER_FUZZ_SECONDS=600` it goes on for that long instead.
use crate::chance::Chance;
use cutover_audit::contain::{Options, Verdict, beyond, reach};
use cutover_audit::evaluate::decide;
use cutover_audit::json;
use cutover_audit::policy::{Policy, PolicyType};
use cutover_audit::request::{Caller, Layers, Request, Values};
use cutover_audit::rules::RULES;
use cutover_audit::table::Table;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

/// Longest that one input may take, on a machine that does other things as well.
const SLOW: Duration = Duration::from_secs(10);

/// Policies to begin with: what the rules know as wrong and as good.
fn seeds() -> Vec<&'static str> {
    RULES
        .iter()
        .flat_map(|rule| [rule.example, rule.good])
        .filter(|text| text.len() < 800)
        .collect()
}

/// Pieces that mean something in policies.
const PIECES: &[&str] = &[
    "*",
    "?",
    "${",
    "}",
    "${aws:username}",
    "${*}",
    "${a, 'b'}",
    ":",
    "/",
    "\"",
    ",",
    "[",
    "]",
    "{",
    "}",
    "\\u0000",
    "ForAllValues:",
    "ForAnyValue:",
    "IfExists",
    "NotResource",
    "NotAction",
    "NotPrincipal",
    "Deny",
    "Null",
    "arn:aws:s3:::",
    "aws:PrincipalArn",
    "aws:TagKeys",
    "2012-10-17",
    "::/0",
    "10.0.0.0/33",
    "-1",
    "1e999",
    "é",
    "StringLike",
    "ArnLike",
    "NumericLessThan",
    "DateGreaterThan",
    "IpAddress",
    "Bool",
    "BinaryEquals",
];

/// A seed with some changes: pieces put in, parts taken out, doubled, or from another seed.
fn mutated(chance: &mut Chance, seeds: &[&str]) -> String {
    let mut text: Vec<char> = chance.one(seeds).chars().collect();
    for _ in 0..=chance.below(5) {
        let at = chance.below(text.len() + 1);
        let end = (at + chance.below(12)).min(text.len());
        match chance.below(5) {
            0 => {
                text.splice(at..at, chance.one(PIECES).chars());
            }
            1 => {
                text.drain(at..end);
            }
            2 => {
                let part: Vec<char> = text[at..end].to_vec();
                text.splice(at..at, part);
            }
            3 => {
                let other: Vec<char> = chance.one(seeds).chars().collect();
                let from = chance.below(other.len());
                let to = (from + chance.below(60)).min(other.len());
                text.splice(at..end, other[from..to].iter().copied());
            }
            _ => {
                text.splice(at..end, chance.one(PIECES).chars());
            }
        }
    }
    text.into_iter().collect()
}

fn fuzz(rounds: usize, target: fn(&mut Chance, &str)) {
    let seconds = std::env::var("CUTOVER_FUZZ_SECONDS").ok().map(|text| text.parse().unwrap());
    let (began, seeds) = (Instant::now(), seeds());
    let mut chance = Chance(0x5eed);
    let mut round = 0;
    let goes_on = |round: usize| match seconds {
        Some(seconds) => began.elapsed() < Duration::from_secs(seconds),
        None => round < rounds,
    };
    while goes_on(round) {
        let text = mutated(&mut chance, &seeds);
        let one = Instant::now();
        let ended = catch_unwind(AssertUnwindSafe(|| target(&mut chance, &text)));
        assert!(ended.is_ok(), "round {round}, input:\n{text}");
        assert!(one.elapsed() < SLOW, "round {round} took {:?}, input:\n{text}", one.elapsed());
        round += 1;
    }
    println!("{round} inputs in {:?}", began.elapsed());
}

/// A policy of the text, or of as much of it as there is.
fn policy(text: &str) -> Policy {
    json::parse(text).map(|root| Policy::read(&root)).unwrap_or_default()
}

fn layers(policy: &Policy) -> Layers<'_> {
    match policy.guess_type() {
        PolicyType::Resource | PolicyType::Trust => Layers::resource(policy),
        _ => Layers::identity([policy]),
    }
}

/// Text to findings, each within the text.
fn parser(_: &mut Chance, text: &str) {
    for kind in [None, Some(PolicyType::Identity), Some(PolicyType::Trust), Some(PolicyType::Scp)] {
        for finding in cutover_audit::lint("p.json", text, kind) {
            let place = finding.place.unwrap();
            assert!(place.start <= place.end && place.end <= text.len(), "{place:?}");
            assert!(text.get(place.start..place.end).is_some(), "{place:?} cuts a letter");
        }
    }
}

/// Requests of all sorts against the policy.
fn evaluator(chance: &mut Chance, text: &str) {
    let policy = policy(text);
    let words: Vec<&str> = text.split('"').collect();
    let mut word = || (*chance.one(&words)).to_owned();
    let request = Request {
        caller: Caller::Aws(word()),
        action: word(),
        resource: word(),
        context: BTreeMap::from([
            (word().to_lowercase(), Values::One(word())),
            (word().to_lowercase(), Values::Many(vec![word(), word()])),
        ]),
    };
    let limited = Layers { boundary: Some(&policy), ..layers(&policy) };
    // A limit that is the policy itself takes nothing away but what only principals grant.
    if decide(&limited, &request).is_allowed() {
        assert!(decide(&layers(&policy), &request).is_allowed());
    }
}

/// The policy beside itself and beside another one.
fn engine(chance: &mut Chance, text: &str) {
    let (one, other) = (policy(text), policy(&mutated(chance, &seeds())));
    for options in [Options::default(), Options::FREE] {
        let itself = beyond(&layers(&one), &layers(&one), Table::embedded(), &options);
        assert!(!matches!(itself, Verdict::Witness(_)), "{itself:?}");
        let (new, old) = (layers(&one), layers(&other));
        if let Verdict::Witness(request) = beyond(&new, &old, Table::embedded(), &options) {
            assert!(decide(&new, &request).is_allowed() && !decide(&old, &request).is_allowed());
        }
        let _ = reach(&new, &cutover_audit::contain::Ask::default(), Table::embedded(), &options);
    }
}

#[test]
fn mutated_texts_are_linted() {
    fuzz(1_500, parser);
}

#[test]
fn mutated_policies_decide_requests() {
    fuzz(4_000, evaluator);
}

#[test]
fn mutated_policies_are_compared() {
    fuzz(150, engine);
}

/// A wildcard in a service's name may mean any of them.
#[test]
fn wildcards_in_names_of_services_are_decided() {
    for action in ["sq?s:s:SendMessage", "*:Get*", "s*:*Object"] {
        let text = format!(
            r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Action": "{action}", "Resource": "*"}}]}}"#
        );
        let (one, other) = (policy(&text), policy(&text.replace(['G', 'O'], "L")));
        for options in [Options::default(), Options::FREE] {
            for (new, old) in [(&one, &other), (&other, &one)] {
                let verdict = beyond(&layers(new), &layers(old), Table::embedded(), &options);
                assert!(!matches!(verdict, Verdict::Undecided(_)), "{action}: {verdict:?}");
            }
        }
    }
}
