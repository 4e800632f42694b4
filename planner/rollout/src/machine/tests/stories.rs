//! Single rollouts, told as stories.
use super::setting::{CANDIDATE, STABLE, all_at_once, blue_green, canary, digests, rollout};
use super::walk::{NONE, Walk};
use super::world::{Traffic, counted};
use crate::command::{Command, Outcome, Refusal, Who};
use crate::machine::{End, Machine};
use cutover_schemas::ledger::Timestamp;
use cutover_schemas::operations::Operation;
use cutover_schemas::plan::{RolloutStep, Routing};
use cutover_schemas::progress::{Held, Request, Stage};
use cutover_schemas::rollout::{HoldThen, WHOLE};

/// Answers each command by a rule, until nothing is asked any more.
fn drive<'a>(mut walk: Walk<'a>, rule: impl Fn(&Walk<'a>, Who, &Command) -> Outcome) -> Walk<'a> {
    for _ in 0..1_000 {
        let Some((who, command)) = walk.asks().into_iter().next() else { return walk };
        let outcome = rule(&walk, who, &command);
        walk = walk.after(who, &command, &outcome).unwrap();
    }
    panic!("it does not come to rest: {:?}", walk.machine.progress());
}

fn fine(walk: &Walk<'_>, who: Who, command: &Command) -> Outcome {
    walk.world.outcomes(who, command, walk.now).swap_remove(0)
}

fn with(traffic: Traffic) -> impl Fn(&Walk<'_>, Who, &Command) -> Outcome {
    move |walk, who, command| match command {
        Command::Measure { wanted, .. } => counted(wanted, traffic, walk.now),
        _ => fine(walk, who, command),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "it is compared with what may not be there")]
fn alone(version: i64) -> Option<Routing> {
    Some(Routing { version, candidate: None })
}

fn warm(walk: &Walk<'_>) -> Vec<i64> {
    walk.world.sides[0].warm.keys().copied().collect()
}

fn shares(step: &RolloutStep, traffic: Traffic) -> (Option<End>, Vec<i64>) {
    let walk = drive(Walk::begin(step, NONE), with(traffic));
    let shares = walk.machine.progress().shifts.iter().map(|shift| shift.share);
    (walk.machine.end(), shares.collect())
}

#[test]
fn a_good_candidate_takes_over_and_the_old_warmth_is_released() {
    let step = rollout(blue_green(false), 1, Some(4), true, true);
    let walk = drive(Walk::begin(&step, NONE), fine);
    assert_eq!(walk.machine.end(), Some(End::Promoted));
    assert_eq!((walk.world.sides[0].routes, warm(&walk)), (alone(CANDIDATE), vec![CANDIDATE]));
}

#[test]
fn a_bad_bake_flips_back_and_releases_the_candidate() {
    let step = rollout(blue_green(false), 1, Some(4), false, true);
    let walk = drive(Walk::begin(&step, NONE), with(Traffic::Worse));
    assert!(matches!(walk.machine.end(), Some(End::RolledBack { .. })));
    assert_eq!((walk.world.sides[0].routes, warm(&walk)), (alone(STABLE), vec![STABLE]));
}

#[test]
fn a_failed_smoke_leaves_the_alias_alone() {
    let step = rollout(canary(&[500]), 1, Some(4), true, true);
    let walk = drive(Walk::begin(&step, NONE), |walk, who, command| match command {
        Command::Call { operation: Operation::InvokeVersion, .. } => {
            walk.world.outcomes(who, command, walk.now).swap_remove(1)
        }
        _ => fine(walk, who, command),
    });
    let why = walk.machine.progress().why().unwrap().to_owned();
    assert!(why.contains("expected status 200, got status 500"), "{why}");
    assert_eq!((walk.world.sides[0].revision, warm(&walk)), (0, vec![STABLE]));
}

#[test]
fn an_interrupted_bake_goes_on_where_it_was() {
    let step = rollout(blue_green(false), 1, None, false, true);
    let begin = Walk::begin(&step, NONE);
    let mut walk = begin.clone();
    while !matches!(walk.machine.progress().stage, Stage::Watching { .. }) {
        let (who, command) = walk.asks().swap_remove(0);
        walk = walk.after(who, &command, &fine(&walk, who, &command)).unwrap();
    }
    let walk = walk.taken_up(180_000).unwrap();
    let asks = walk.asks();
    let Command::Measure { wanted, .. } = &asks[0].1 else { panic!("{asks:?}") };
    assert_eq!((wanted[0].candidate, wanted[0].from), (CANDIDATE, Timestamp(0)));
    let walk = walk.after(asks[0].0, &asks[0].1, &fine(&walk, asks[0].0, &asks[0].1)).unwrap();
    assert_eq!(walk.machine.end(), Some(End::Promoted));
}

#[test]
fn a_canary_takes_its_shares_one_after_the_other() {
    let step = rollout(canary(&[500, 2_500, 5_000]), 1, None, false, true);
    assert_eq!(shares(&step, Traffic::Good), (Some(End::Promoted), vec![500, 2_500, 5_000]));
    let (end, shares) = shares(&step, Traffic::Worse);
    assert!(matches!(end, Some(End::RolledBack { .. })));
    assert_eq!(shares, [500]);
}

#[test]
fn a_canary_warms_as_much_as_its_largest_share_needs_and_the_rest_before_all_traffic() {
    let step = rollout(canary(&[500, 5_000]), 1, Some(4), false, true);
    let mut walk = Walk::begin(&step, NONE);
    let mut asked = Vec::new();
    while let Some((who, command)) = walk.asks().into_iter().next() {
        if let Command::Call { operation: Operation::PutProvisionedConcurrency, with, .. } =
            &command
        {
            asked.push((with["provisioned"].as_int(), walk.machine.progress().share()));
        }
        walk = walk.after(who, &command, &fine(&walk, who, &command)).unwrap();
    }
    assert_eq!(asked, [(Some(2), 0), (Some(4), 5_000)]);
}

#[test]
fn an_undecided_canary_is_held_until_a_person_or_its_time_decides() {
    let step = rollout(canary(&[500]), 1, None, false, true);
    let held = drive(Walk::begin(&step, NONE), with(Traffic::Quiet));
    assert_eq!(held.machine.held(), Some(Held::Inconclusive));
    assert_eq!(held.world.sides[0].share(), 500);
    let promoted = held.asked(Request::Promote).unwrap().unwrap();
    assert_eq!(drive(promoted, fine).machine.end(), Some(End::Promoted));
    assert_eq!(held.taken_up(599_000).unwrap().machine.held(), Some(Held::Inconclusive));
    let over = drive(held.taken_up(600_000).unwrap(), fine);
    assert!(matches!(over.machine.end(), Some(End::RolledBack { .. })));
}

#[test]
fn without_any_data_a_hold_that_should_promote_goes_back_even_after_a_crash() {
    let mut step = rollout(canary(&[500]), 1, None, false, true);
    step.policy.hold.then = HoldThen::Promote;
    let held = drive(Walk::begin(&step, NONE), with(Traffic::Quiet));
    assert_eq!(held.machine.held(), Some(Held::Inconclusive));
    let over = drive(held.taken_up(600_000).unwrap(), fine);
    assert!(matches!(over.machine.end(), Some(End::RolledBack { .. })), "{:?}", over.machine.end());
    // The same at once, where the policy leaves no time.
    step.policy.hold.timeout = 0;
    let over = drive(Walk::begin(&step, NONE), with(Traffic::Quiet));
    assert!(matches!(over.machine.end(), Some(End::RolledBack { .. })), "{:?}", over.machine.end());
}

#[test]
fn counts_that_cannot_be_read_never_promote() {
    let mut step = rollout(canary(&[500]), 1, None, false, true);
    (step.policy.hold.timeout, step.policy.hold.then) = (0, HoldThen::Promote);
    let over = drive(Walk::begin(&step, NONE), |walk, who, command| match command {
        Command::Measure { .. } => Outcome::NotMeasured("throttled".into()),
        _ => fine(walk, who, command),
    });
    assert!(matches!(over.machine.end(), Some(End::RolledBack { .. })), "{:?}", over.machine.end());
}

#[test]
fn a_stable_version_in_trouble_is_waited_for_and_then_held() {
    let step = rollout(canary(&[500]), 1, None, false, true);
    let held = drive(Walk::begin(&step, NONE), with(Traffic::Outage));
    assert_eq!(held.machine.held(), Some(Held::BaselineUnhealthy));
}

#[test]
fn a_pause_that_is_asked_for_early_holds_the_next_share_unless_it_is_taken_back() {
    let step = rollout(canary(&[500]), 1, None, false, true);
    let paused = Walk::begin(&step, NONE).asked(Request::Pause).unwrap().unwrap();
    let held = drive(paused.clone(), fine);
    assert_eq!(held.machine.held(), Some(Held::Paused));
    let resumed = held.asked(Request::Resume).unwrap().unwrap();
    assert_eq!(drive(resumed, fine).machine.end(), Some(End::Promoted));
    let taken_back = paused.asked(Request::Resume).unwrap().expect("it can be taken back");
    assert_eq!(drive(taken_back, fine).machine.end(), Some(End::Promoted));
}

#[test]
fn past_its_deadline_a_rollout_is_restored_by_whoever_looks() {
    let mut step = rollout(canary(&[500, 5_000]), 1, None, false, true);
    step.policy.deadline = Some(100);
    let (end, shares) = shares(&step, Traffic::Good);
    assert_eq!(shares, [500]);
    assert!(matches!(end, Some(End::RolledBack { why }) if why.contains("deadline")));
}

#[test]
fn without_a_deadline_of_its_own_a_long_canary_has_all_the_time_that_its_steps_need() {
    let mut step = rollout(canary(&[500, 5_000]), 1, None, false, true);
    let crate::machine::Strategy::Canary { steps, .. } = &mut step.policy.strategy else {
        panic!("a canary")
    };
    for step in steps.iter_mut() {
        step.bake = 86_400;
    }
    step.policy.deadline = None;
    let mut walk = Walk::begin(&step, NONE);
    while !matches!(walk.machine.progress().stage, Stage::Baking { step: 1, .. }) {
        let (who, command) = walk.asks().swap_remove(0);
        if matches!(command, Command::Measure { .. }) {
            walk.now = walk.now.plus_seconds(8 * 3_600);
        }
        walk = walk.after(who, &command, &fine(&walk, who, &command)).unwrap();
    }
    let walk = walk.taken_up(3_600_000).unwrap();
    assert!(matches!(walk.machine.progress().stage, Stage::Baking { .. }));
}

#[test]
fn one_of_a_group_that_cannot_go_back_keeps_no_other_from_it() {
    let step = rollout(canary(&[500]), 3, None, false, true);
    let held = drive(Walk::begin(&step, NONE), with(Traffic::Quiet));
    let back = held.asked(Request::Abort).unwrap().unwrap();
    let refused =
        Outcome::Refused(Refusal { code: "Denied".into(), message: "no".into(), conflict: false });
    let over = drive(back, |walk, who, command| match command {
        Command::Call { operation: Operation::RestoreAlias, .. } if who == Who::Member(0) => {
            refused.clone()
        }
        _ => fine(walk, who, command),
    });
    assert!(matches!(over.machine.end(), Some(End::Failed { .. })));
    let shares: Vec<i64> = over.world.sides.iter().map(super::world::Side::share).collect();
    assert_eq!(shares, [500, 0, 0]);
}

#[test]
fn a_flip_that_is_refused_leaves_nothing_warm() {
    let step = rollout(all_at_once(), 1, Some(4), false, true);
    let over = drive(Walk::begin(&step, NONE), |walk, who, command| match command {
        Command::Call { operation: Operation::UpdateAlias, .. } => {
            walk.world.outcomes(who, command, walk.now).swap_remove(1)
        }
        _ => fine(walk, who, command),
    });
    assert!(matches!(over.machine.end(), Some(End::Failed { .. })));
    assert_eq!(warm(&over), [STABLE]);
}

#[test]
fn an_answer_of_an_earlier_stage_is_not_an_answer_of_this_one() {
    let step = rollout(blue_green(true), 1, None, false, true);
    let machine = Machine::new(&step, &digests(&step), Timestamp(0));
    let aborted = machine.ask(Request::Abort, "ada", Timestamp(0)).unwrap();
    assert_ne!(machine.round(), aborted.round());
    assert!(aborted.record(Who::Member(0), &Outcome::Found(None), Timestamp(0)).is_err());
    assert_eq!(WHOLE, 10_000);
}
