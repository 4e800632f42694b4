//! Rollouts in shares, planned and carried out on the cloud in memory.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::unreachable,
    reason = "in tests, what fails fails the test"
)]
mod support;

use cutover_schemas::address::Address;
use cutover_schemas::kinds::KindName;
use cutover_schemas::ledger::RunResult;
use cutover_schemas::measure::Baseline;
use cutover_schemas::plan::{Action, Phase, Plan, StepAction};
use cutover_schemas::progress::Request;
use cutover_schemas::rollout::{
    Hold, HoldThen, Quiet, RolloutPolicy, ShareStep, Strategy, Supersede,
};
use cutover_schemas::value::Value;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use support::lab::{Ask, Lab, Ran, shown};

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

fn canary(group: Option<&str>) -> RolloutPolicy {
    let steps = [500, 5_000].map(|share| ShareStep { share, bake: 10 }).to_vec();
    RolloutPolicy {
        strategy: Strategy::Canary { named: "canary".into(), steps, bake: 5 },
        group: group.map(str::to_owned),
        ..RolloutPolicy::default()
    }
}

/// Functions with this code and more of a body, and whatever else.
fn text(functions: &[(&str, &str)], body: &str, rest: &str) -> String {
    let mut out = String::from("stack \"shop\" {}\n");
    for (name, code) in functions {
        let _ = writeln!(
            out,
            "function \"{name}\" {{\n  runtime = \"python3.12\"\n  handler = \"app.handler\"\n  code = \"src/{code}\"\n{body}\n}}"
        );
    }
    out + rest
}

fn one(code: &str) -> String {
    text(&[("f", code)], "", "")
}

/// A stack of one function that runs version 1.
fn served() -> Lab {
    let mut lab = Lab::new(5);
    lab.policies.insert(address("function.f"), canary(None));
    lab.must(&one("v1"), &Ask::apply());
    lab
}

fn ended(ran: &Ran, wanted: RunResult) {
    assert!(matches!(ran, Ran::Ended(report, _) if report.result == wanted), "{}", shown(ran));
}

fn blocked(ran: &Ran, why: &str) {
    assert!(matches!(ran, Ran::Blocked(_)) && shown(ran).contains(why), "{}", shown(ran));
}

/// What an alias routes: version, candidate, share.
fn routes(lab: &Lab, function: &str) -> (i64, i64, i64) {
    let mut aliases = lab.cloud.of(KindName::Alias);
    let found = aliases.find(|(_, alias)| alias.text("function").ends_with(function));
    let alias = found.unwrap().1;
    (alias.int("version"), alias.int("candidate"), alias.int("candidate_share"))
}

fn plan(lab: &Lab, text: &str) -> Plan {
    lab.plan(&lab.graph(text, &Ask::apply()), &Ask::apply()).plan
}

fn strategy(plan: &Plan) -> (String, String) {
    let one = &plan.rollouts[0];
    (one.strategy.clone(), one.why.join("; "))
}

#[test]
fn a_good_canary_is_promoted() {
    let mut lab = served();
    let plan = lab.must(&one("v2"), &Ask::apply());
    assert_eq!(strategy(&plan).0, "canary");
    assert_eq!(routes(&lab, "f"), (2, 0, 0));
    support::settled(&lab, &one("v2"), &Ask::apply());
}

#[test]
fn a_bad_canary_is_taken_back_and_its_content_pinned() {
    let mut lab = served();
    lab.errors = 50;
    ended(&lab.run(&one("v2"), &Ask::apply()), RunResult::Aborted);
    assert_eq!(routes(&lab, "f"), (1, 0, 0));
    assert!(lab.view().pins.contains_key(&address("function.f")));
    lab.errors = 0;
    blocked(&lab.run(&one("v2"), &Ask::apply()), "this very content was taken back");
    lab.must(&one("v3"), &Ask::apply());
    assert_eq!(routes(&lab, "f"), (3, 0, 0));
}

#[test]
fn an_undecided_canary_is_held_until_a_person_promotes_it() {
    let mut lab = served();
    lab.calls = 1;
    ended(&lab.run(&one("v2"), &Ask::apply()), RunResult::Held);
    assert_eq!(routes(&lab, "f"), (1, 2, 5_000));
    lab.says = Some(Request::Promote);
    lab.must(&one("v2"), &Ask::apply());
    assert_eq!(routes(&lab, "f"), (2, 0, 0));
}

#[test]
fn an_undecided_canary_goes_back_when_its_time_is_over() {
    let mut lab = served();
    lab.policies.get_mut(&address("function.f")).unwrap().hold =
        Hold { timeout: 0, then: HoldThen::Promote };
    lab.calls = 0;
    ended(&lab.run(&one("v2"), &Ask::apply()), RunResult::Aborted);
    assert_eq!(routes(&lab, "f"), (1, 0, 0));
}

#[test]
fn versions_of_two_roles_or_dead_letter_queues_are_not_shared() {
    let dead = |name: &str| {
        let rest = "role \"r\" {\n}\nqueue \"d\" {\n}\n";
        text(&[("f", "v2")], name, rest)
    };
    let lab = served();
    let (is, why) = strategy(&plan(&lab, &dead("  role = role.r")));
    assert_eq!(is, "blue_green");
    assert!(why.contains("gets another role"), "{why}");
}

#[test]
fn another_dead_letter_queue_is_a_reason_too() {
    let mut lab = served();
    let function = lab.cloud.find(KindName::Function, &[]).unwrap();
    let attrs = &mut lab.cloud.things.get_mut(&function).unwrap().attrs;
    attrs.insert("dead_letter".into(), Value::text("arn:aws:sqs:eu-west-1:111122223333:ext-d"));
    let (is, why) = strategy(&plan(&lab, &one("v2")));
    assert_eq!(is, "blue_green");
    assert!(why.contains("dead-letter"), "{why}");
}

#[test]
fn a_quiet_function_flips_unless_it_asks_for_a_canary() {
    let mut lab = served();
    let baseline = Baseline { seconds: 86_400, invocations: 100, errors: 0, p99: None };
    lab.baselines.insert(address("function.f"), baseline);
    let (is, why) = strategy(&plan(&lab, &one("v2")));
    assert_eq!(is, "blue_green");
    assert!(why.contains("too quiet for a canary"), "{why}");
    lab.policies.get_mut(&address("function.f")).unwrap().quiet = Quiet::Canary;
    let (is, why) = strategy(&plan(&lab, &one("v2")));
    assert_eq!(is, "canary");
    assert!(why.contains("it will end undecided"), "{why}");
}

#[test]
fn a_fallback_that_dies_while_it_is_watched_goes_on_as_it_began() {
    let mut lab = served();
    let baseline = Baseline { seconds: 86_400, invocations: 100, errors: 0, p99: None };
    lab.baselines.insert(address("function.f"), baseline);
    for at in lab.moments.. {
        let mut lab = lab.clone();
        lab.dies_in = Some(at);
        assert!(matches!(lab.run(&one("v2"), &Ask::apply()), Ran::Crashed), "nothing bakes");
        lab.dies_in = None;
        if support::bakes(&lab) {
            let again = plan(&lab, &one("v2"));
            assert_eq!(strategy(&again).0, "blue_green");
            lab.errors = 50;
            ended(&lab.run(&one("v2"), &Ask::apply()), RunResult::Aborted);
            assert_eq!(routes(&lab, "f"), (1, 0, 0));
            return;
        }
    }
}

#[test]
fn weights_that_somebody_else_set_block() {
    let mut lab = served();
    let alias = lab.cloud.find(KindName::Alias, &[]).unwrap();
    let attrs = &mut lab.cloud.things.get_mut(&alias).unwrap().attrs;
    attrs.insert("candidate".into(), Value::Int(7));
    attrs.insert("candidate_share".into(), Value::Int(100));
    blocked(&lab.run(&one("v2"), &Ask::apply()), "someone else is shifting its traffic");
}

#[test]
fn other_content_during_a_rollout_is_refused_or_takes_its_place() {
    let mut lab = served();
    lab.calls = 1;
    ended(&lab.run(&one("v2"), &Ask::apply()), RunResult::Held);
    lab.calls = 1_000;
    blocked(&lab.run(&one("v3"), &Ask::apply()), "is under way at 50%");
    lab.policies.get_mut(&address("function.f")).unwrap().supersede = Supersede::AbortFirst;
    lab.must(&one("v3"), &Ask::apply());
    assert_eq!(routes(&lab, "f"), (3, 0, 0));
}

#[test]
fn nothing_to_roll_out_rolls_nothing() {
    let mut lab = served();
    assert!(plan(&lab, &one("v1")).steps.is_empty());
    let reserved = text(&[("f", "v1")], "  concurrency {\n    reserved = 5\n  }", "");
    let plan = lab.must(&reserved, &Ask::apply());
    assert!(!plan.steps.is_empty() && plan.rollouts.is_empty(), "{:?}", plan.steps);
    assert_eq!(routes(&lab, "f"), (1, 0, 0));
}

const FIVE: [&str; 5] = ["a", "b", "c", "d", "e"];

fn five(code: &str) -> String {
    text(&FIVE.map(|name| (name, code)), "", "")
}

fn five_served() -> Lab {
    let mut lab = Lab::new(5);
    for name in FIVE {
        lab.policies.insert(address(&format!("function.{name}")), canary(Some("shop")));
    }
    lab.must(&five("v1"), &Ask::apply());
    lab
}

#[test]
fn of_five_that_move_together_one_bad_one_takes_all_back() {
    let mut lab = five_served();
    let mut good = lab.clone();
    good.must(&five("v2"), &Ask::apply());
    for name in FIVE {
        assert_eq!(routes(&good, name), (2, 0, 0));
    }
    let bad = lab.cloud.of(KindName::Function).map(|(_, one)| one.text("name"));
    lab.bad = bad.filter(|name| name.ends_with('c')).collect();
    lab.errors = 90;
    ended(&lab.run(&five("v2"), &Ask::apply()), RunResult::Aborted);
    for name in FIVE {
        assert_eq!(routes(&lab, name), (1, 0, 0));
    }
    assert_eq!(lab.view().pins.len(), 5);
}

#[test]
fn a_new_trigger_waits_for_the_whole_group_and_a_removed_one_goes_before_it() {
    let route = |route: &str, code: &str| {
        let api = format!("api \"w\" {{\n  route \"{route}\" {{ to = function.c }}\n}}\n");
        text(&FIVE.map(|name| (name, code)), "", &api)
    };
    let mut lab = five_served();
    lab.must(&route("GET /old", "v1"), &Ask::apply());
    let plan = plan(&lab, &route("GET /new", "v2"));
    let rollouts: Vec<_> =
        plan.steps.iter().filter(|step| matches!(step.action, StepAction::Rollout(_))).collect();
    assert_eq!(rollouts.len(), 1);
    let routes = plan.steps.iter().filter(|step| step.kind == KindName::Route);
    let mut phases: Vec<(bool, Phase)> = routes
        .map(|step| {
            let StepAction::Call { operation, .. } = &step.action else { panic!("{step:?}") };
            (step.kind.row().delete.contains(operation), step.phase)
        })
        .collect();
    phases.sort_unstable();
    assert_eq!(phases, [(false, Phase::AfterBake), (true, Phase::BeforeShift)]);
    let change = |step: &&cutover_schemas::plan::Step| step.phase == Phase::BeforeShift;
    let before: BTreeSet<u32> = plan.steps.iter().filter(change).map(|step| step.id).collect();
    assert!(rollouts[0].after.iter().all(|id| before.contains(id)));
}

#[test]
fn rights_widen_before_the_shift_and_narrow_after_the_bake() {
    let body = |access: &str| {
        let queues = "queue \"p\" {\n}\nqueue \"q\" {\n}\n";
        let code = if access == "p" { "v1" } else { "v2" };
        text(&[("f", code)], &format!("  access {{\n    send = [queue.{access}]\n  }}"), queues)
    };
    let mut lab = Lab::new(5);
    lab.policies.insert(address("function.f"), canary(None));
    lab.must(&body("p"), &Ask::apply());
    let plan = plan(&lab, &body("q"));
    let rollout = plan.steps.iter().find(|step| matches!(step.action, StepAction::Rollout(_)));
    let rollout = rollout.unwrap().id;
    let policies: Vec<_> =
        plan.steps.iter().filter(|step| step.kind == KindName::RolePolicy).collect();
    let phases: Vec<Phase> = policies.iter().map(|step| step.phase).collect();
    assert_eq!(phases, [Phase::BeforeShift, Phase::AfterBake]);
    assert!(policies[0].id < rollout && policies[1].id > rollout);
    let StepAction::Call { with: Some(with), .. } = &policies[0].action else { panic!("widened") };
    let both = serde_json::to_string(with).unwrap();
    assert!(both.contains("p\"") && both.contains("q\""), "{both}");
}

#[test]
fn a_canary_survives_every_crash() {
    let lab = served();
    let (after, from) = (one("v2"), lab.moments);
    let mut whole = lab.clone();
    whole.must(&after, &Ask::apply());
    let mut died = 0;
    for at in from.. {
        let mut lab = lab.clone();
        lab.dies_in = Some(at);
        if !matches!(lab.run(&after, &Ask::apply()), Ran::Crashed) {
            break;
        }
        (lab.dies_in, died) = (None, died + 1);
        lab.must(&after, &Ask::apply());
        assert_eq!(lab.cloud.dump(), whole.cloud.dump(), "died at {at}");
        let open = plan(&lab, &after);
        assert!(open.changes.iter().all(|change| change.action == Action::None), "died at {at}");
    }
    assert!(died > 15, "only {died} moments");
}

#[test]
fn a_group_survives_every_crash() {
    let lab = five_served();
    let (after, from) = (five("v2"), lab.moments);
    let mut whole = lab.clone();
    whole.must(&after, &Ask::apply());
    for at in from..whole.moments {
        let mut lab = lab.clone();
        lab.dies_in = Some(at);
        assert!(matches!(lab.run(&after, &Ask::apply()), Ran::Crashed));
        lab.dies_in = None;
        lab.must(&after, &Ask::apply());
        assert_eq!(lab.cloud.dump(), whole.cloud.dump(), "died at {at}");
    }
}

#[test]
fn a_rollout_is_taken_up_from_the_ledger_alone_at_every_record() {
    for errors in [0, 50] {
        let mut lab = served();
        lab.errors = errors;
        let (after, from) = (one("v2"), lab.moments);
        let mut whole = lab.clone();
        let _ = whole.run(&after, &Ask::apply());
        let mut taken_up = 0;
        for at in from..whole.moments {
            let mut lab = lab.clone();
            lab.dies_in = Some(at);
            assert!(matches!(lab.run(&after, &Ask::apply()), Ran::Crashed));
            lab.dies_in = None;
            let published = lab.view().rollouts.values().any(|record| record.candidate.is_some());
            if !published {
                continue;
            }
            let phase = lab.view().rollouts.values().next().map(|one| one.phase.clone());
            let report = lab.take_up();
            taken_up += 1;
            assert_eq!(routes(&lab, "f"), routes(&whole, "f"), "at {phase:?}: {report:?}");
            assert_eq!(lab.cloud.dump(), whole.cloud.dump(), "died at {at}");
            assert!(lab.view().carried.is_none(), "died at {at}");
        }
        assert!(taken_up > 5, "only {taken_up} moments");
    }
}
