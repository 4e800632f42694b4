//! Random long sequences: outcomes, requests, crashes, and calls that land although their stage has passed.
use super::every::REQUESTS;
use super::setting::{of_one, of_three};
use super::walk::{Broken, Fault, Invariant, NONE, Walk};
use crate::command::{Command, Outcome, Who};
use cutover_schemas::plan::RolloutStep;

/// Events until a rollout must have come to its end.
const EVENTS: usize = 3_000;

/// Chance, the same every time (splitmix64).
struct Rng(u64);

impl Rng {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(most).unwrap()).unwrap()
    }
}

fn one_in(rng: &mut Rng, many: usize) -> bool {
    rng.below(many) == 0
}

/// What comes of a command: mostly what is hoped for.
fn outcome(walk: &Walk<'_>, rng: &mut Rng, who: Who, command: &Command) -> Outcome {
    let mut all = walk.world.outcomes(who, command, walk.now);
    let measured = matches!(command, Command::Measure { .. });
    let bad = if measured { one_in(rng, 3) } else { one_in(rng, 12) };
    let which = if bad { rng.below(all.len()) } else { 0 };
    all.swap_remove(which)
}

/// Calls in the air whose answers come too late, or never: they may have taken effect.
fn lost(walk: &mut Walk<'_>, rng: &mut Rng, air: &[(Who, Command)], but: Option<Who>) {
    for (who, command) in air {
        if Some(*who) == but || !matches!(command, Command::Call { .. }) || one_in(rng, 2) {
            continue;
        }
        let best = walk.world.outcomes(*who, command, walk.now).swap_remove(0);
        walk.world.land(*who, command, &best, walk.now);
    }
}

/// One rollout from its beginning to its end.
pub(super) fn live(step: &RolloutStep, fault: Fault, seed: u64) -> Result<(), Broken> {
    let mut rng = Rng(seed);
    let mut walk = Walk::begin(step, fault);
    walk.holds()?;
    for _ in 0..EVENTS {
        if walk.machine.end().is_some() {
            return Ok(());
        }
        let air = walk.asks();
        let chance = rng.below(25);
        if chance == 0 {
            lost(&mut walk, &mut rng, &air, None);
            walk = walk.taken_up(i64::try_from(rng.below(700)).unwrap() * 1_000)?;
        } else if chance == 1 {
            let round = walk.machine.round();
            let request = REQUESTS[rng.below(REQUESTS.len())];
            walk = walk.asked(request)?.unwrap_or(walk);
            if walk.machine.round() != round {
                lost(&mut walk, &mut rng, &air, None);
            }
        } else if walk.machine.held().is_some() {
            // Nobody decides: whoever comes by later does what time has decided.
            if walk.asks().is_empty() {
                walk = walk.taken_up(60_000)?;
            } else {
                let (who, command) = walk.asks().swap_remove(0);
                let told = outcome(&walk, &mut rng, who, &command);
                walk = walk.after(who, &command, &told)?;
            }
        } else {
            let (who, command) = air[rng.below(air.len())].clone();
            let (told, round) = (outcome(&walk, &mut rng, who, &command), walk.machine.round());
            walk = walk.after(who, &command, &told)?;
            if walk.machine.round() != round {
                lost(&mut walk, &mut rng, &air, Some(who));
            }
        }
    }
    let progress = walk.machine.progress().clone();
    Err(Broken(Invariant::ItEndsOrIsHeld, format!("still going: {progress:?}")))
}

fn sound(steps: &[RolloutStep], seeds: u64) {
    for step in steps {
        for seed in 0..seeds {
            if let Err(Broken(invariant, at)) = live(step, NONE, seed) {
                panic!("{invariant:?}, seed {seed} of {:?}\n{at}", step.policy.strategy);
            }
        }
    }
}

#[test]
fn every_invariant_holds_in_long_lives_of_one_function() {
    sound(&of_one(), 8);
}

#[test]
fn every_invariant_holds_in_long_lives_of_a_group() {
    sound(&of_three(), 20);
}
