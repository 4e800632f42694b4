//! Every sequence of outcomes and requests, up to a bound: states that are alike are walked once.
use super::setting::{of_one, of_three};
use super::walk::{Broken, Fault, NONE, Walk};
use cutover_schemas::plan::RolloutStep;
use cutover_schemas::progress::Request;
use std::collections::BTreeSet;

pub(super) const REQUESTS: [Request; 4] =
    [Request::Promote, Request::Pause, Request::Resume, Request::Abort];

/// What a walk does besides landing commands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Others {
    Nobody,
    /// People ask for things at every moment, and the process dies at every moment.
    PeopleAndCrashes,
}

/// Walks all states, at most so many; answers how many there were.
pub(super) fn walk(
    step: &RolloutStep,
    fault: Fault,
    others: Others,
    most: usize,
) -> Result<usize, Broken> {
    let first = Walk::begin(step, fault);
    first.holds()?;
    let mut seen = BTreeSet::from([first.key()]);
    let mut open = std::collections::VecDeque::from([first]);
    // From the shallow end and from the deep one in turn: a bound cuts off neither the beginning nor the end.
    while let Some(walk) = if seen.len() % 2 == 0 { open.pop_front() } else { open.pop_back() } {
        if seen.len() > most {
            break;
        }
        for next in beside(&walk, others)? {
            if seen.insert(next.key()) {
                open.push_back(next);
            }
        }
    }
    Ok(seen.len())
}

/// All states that can come next.
fn beside<'a>(walk: &Walk<'a>, others: Others) -> Result<Vec<Walk<'a>>, Broken> {
    let mut all = Vec::new();
    for (who, command) in walk.asks() {
        for outcome in walk.world.outcomes(who, &command, walk.now) {
            all.push(walk.after(who, &command, &outcome)?);
        }
    }
    if others == Others::PeopleAndCrashes {
        for request in REQUESTS {
            all.extend(walk.asked(request)?);
        }
        all.push(walk.taken_up(0)?);
    }
    Ok(all)
}

fn sound(steps: &[RolloutStep], others: Others, most: usize) -> usize {
    let walked = steps.iter().map(|step| match walk(step, NONE, others, most) {
        Ok(states) => states,
        Err(Broken(invariant, at)) => panic!("{invariant:?} of {:?}\n{at}", step.policy.strategy),
    });
    walked.sum()
}

#[test]
fn every_invariant_holds_in_every_state_of_one_function() {
    let states = sound(&of_one(), Others::Nobody, 250);
    assert!(states > 1_000, "only {states} states");
}

#[test]
fn every_invariant_holds_whatever_people_ask_and_whenever_the_process_dies() {
    let states = sound(&of_one(), Others::PeopleAndCrashes, 200);
    assert!(states > 4_000, "only {states} states");
}

#[test]
fn every_invariant_holds_in_the_states_of_a_group() {
    let states = sound(&of_three(), Others::Nobody, 400);
    assert!(states > 2_000, "only {states} states");
}
