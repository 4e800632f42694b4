//! The engine against every request of a small world, and against itself.
use crate::chance::{Chance, World, read};
use cutover_audit::contain::{Options, Verdict, beyond};
use cutover_audit::evaluate::decide;
use cutover_audit::policy::{Effect, Policy};
use cutover_audit::request::{Layers, Request};
use cutover_audit::table::Table;
use serde_json::json;
use std::collections::BTreeSet;

/// How many pairs are compared. `CUTOVER_AUDIT_CASES` asks for more: 100,000 take some minutes.
fn cases() -> u64 {
    let asked = std::env::var("CUTOVER_AUDIT_CASES").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(1_500)
}

fn layers<'p>(world: &World, policies: &'p [Policy], chance: &mut Chance) -> Layers<'p> {
    let [one, two, three] = policies else { panic!("three policies") };
    if world.of_resources {
        let identity = if chance.once_in(2) { Vec::new() } else { vec![two] };
        return Layers {
            identity,
            cross_account: chance.once_in(6),
            resource_must_grant: chance.once_in(6),
            boundary: chance.once_in(5).then_some(three),
            rcps: if chance.once_in(5) { vec![vec![one, three]] } else { Vec::new() },
            ..Layers::resource(one)
        };
    }
    Layers {
        identity: if chance.once_in(3) { vec![one, two] } else { vec![one] },
        boundary: chance.once_in(6).then_some(three),
        session: chance.once_in(6).then_some(vec![two, three]),
        scps: if chance.once_in(6) { vec![vec![two], vec![three, one]] } else { Vec::new() },
        ..Layers::default()
    }
}

fn shown(request: &Request) -> String {
    format!("{} {} {} {:?}", request.caller, request.action, request.resource, request.context)
}

/// The engine finds a request whenever some request of the small world is one. That what it finds is one, it has asked
/// the evaluator itself; it must not be undecided.
#[test]
fn what_is_proven_holds_for_every_request() {
    let table = Table::default();
    let (mut proven, mut found) = (0, 0);
    for seed in 0..cases() {
        let chance = &mut Chance(seed);
        let world = World::any(chance);
        let policies = |chance: &mut Chance| [(); 3].map(|()| world.policy(chance));
        let (new_policies, old_policies) = (policies(chance), policies(chance));
        let new = layers(&world, &new_policies, chance);
        let old = layers(&world, &old_policies, chance);
        match beyond(&new, &old, &table, &Options::FREE) {
            Verdict::Witness(_) => found += 1,
            Verdict::Undecided(why) => panic!("seed {seed}: {why}\n{new:#?}\n{old:#?}"),
            Verdict::None => {
                proven += 1;
                let allowed =
                    |layers: &Layers<'_>, request: &Request| decide(layers, request).is_allowed();
                let several = keys_of_several(&[&new, &old]);
                for request in world.requests(&several) {
                    assert!(
                        !allowed(&new, &request) || allowed(&old, &request),
                        "seed {seed}: proven that there is no {}\n{new:#?}\n{old:#?}",
                        shown(&request)
                    );
                }
            }
        }
    }
    println!("{proven} proven, {found} found");
    assert!(proven * 5 > cases() && found * 5 > cases(), "{proven} proven, {found} found");
}

/// Keys that some condition takes to have several values; others have one.
fn keys_of_several(sides: &[&Layers<'_>]) -> BTreeSet<String> {
    let policies = sides.iter().flat_map(|side| {
        let lists = side.scps.iter().chain(&side.rcps).chain(&side.session).flatten();
        lists.chain(&side.identity).copied().chain(side.resource).chain(side.boundary)
    });
    let conditions = policies.flat_map(|policy| &policy.statements).flat_map(|one| &one.conditions);
    let qualified = conditions.filter(|condition| condition.operator.qualifier.is_some());
    qualified.map(|condition| condition.key.value.to_ascii_lowercase()).collect()
}

fn none(new: &Policy, old: &Policy, what: &str) {
    let side = |policy| Layers::identity([policy]);
    let verdict = beyond(&side(new), &side(old), &Table::default(), &Options::FREE);
    assert_eq!(verdict, Verdict::None, "{what}\n{new:#?}\n{old:#?}");
}

#[test]
fn more_allows_more_and_the_same_allows_the_same() {
    for seed in 0..cases() {
        let chance = &mut Chance(seed);
        let world = World { of_resources: false, ..World::any(chance) };
        let policy = world.policy(chance);
        none(&policy, &policy, "nothing is beyond itself");
        let more = world.policy(chance);
        let with = |effect: Effect| {
            let added = more.statements.iter().filter(|statement| statement.effect == effect);
            let mut policy = policy.clone();
            policy.statements.extend(added.cloned());
            policy
        };
        none(&policy, &with(Effect::Allow), "another grant takes nothing away");
        none(&with(Effect::Deny), &policy, "another denial adds nothing");
        let mut turned = policy.clone();
        turned.statements.reverse();
        none(&policy, &turned, "the order of statements means nothing");
        none(&turned, &policy, "the order of statements means nothing");
        let split = split(&policy);
        none(&policy, &split, "a statement may be split");
        none(&split, &policy, "a statement may be split");
    }
}

/// Every statement apart into one for each action that it names.
fn split(policy: &Policy) -> Policy {
    let mut apart = policy.clone();
    apart.statements = policy
        .statements
        .iter()
        .flat_map(|statement| {
            let actions = statement.actions.clone().filter(|actions| !actions.negated);
            let Some(actions) = actions else { return vec![statement.clone()] };
            let one = |pattern: &cutover_audit::policy::Text| {
                let mut statement = statement.clone();
                if let Some(actions) = &mut statement.actions {
                    actions.patterns = vec![pattern.clone()];
                }
                statement
            };
            actions.patterns.iter().map(one).collect()
        })
        .collect();
    apart
}

#[test]
fn variables_are_compared_or_left_undecided() {
    let of = |resource: &str| {
        read(&json!({ "Version": "2012-10-17", "Statement":
            { "Effect": "Allow", "Action": "s3:GetObject", "Resource": resource } }))
    };
    let home = of("arn:aws:s3:::b/${aws:username}/*");
    none(&home, &home, "a variable is itself");
    none(&home, &of("arn:aws:s3:::b/*"), "a variable is something");
    let verdict = |new: &Policy, old: &Policy| {
        let (new, old) = (Layers::identity([new]), Layers::identity([old]));
        beyond(&new, &old, &Table::default(), &Options::FREE)
    };
    let other = of("arn:aws:s3:::b/${aws:userid}/*");
    assert!(matches!(verdict(&home, &other), Verdict::Witness(_)));
    assert!(matches!(verdict(&of("arn:aws:s3:::b/*"), &home), Verdict::Witness(_)));
    // Whether somebody is named so is not written anywhere.
    let denied = read(&json!({ "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/ann/x" },
        { "Effect": "Deny", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/${aws:username}/*" } ] }));
    let all = of("arn:aws:s3:::b/ann/x");
    assert!(matches!(verdict(&all, &denied), Verdict::Undecided(_)));
}
