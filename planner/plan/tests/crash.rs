//! The pure sweep: a run dies at any moment, and whoever comes next ends in the same world.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::unreachable,
    reason = "in tests, what fails fails the test"
)]
mod support;

use cutover_schemas::plan::Mode;
use support::lab::{Ask, Lab, Ran, shown};
use support::rng::Rng;
use support::stacks::{doors, stack};
use support::{check, fresh, settled};

/// Moments tried of each run.
const TRIES: usize = 6;

/// Dies at some moment of a run, then asks for `next`, which must end as if nothing had happened.
fn dies_then(lab: &Lab, text: &str, ask: &Ask, next: (&str, &Ask)) {
    let whole = {
        let mut lab = lab.clone();
        lab.must(text, ask);
        lab.moments
    };
    let (next, next_ask) = next;
    let expected = if next_ask.mode == Mode::Destroy { String::new() } else { fresh(next) };
    let mut rng = lab.rng.clone();
    for _ in 0..TRIES {
        let at = rng.below(whole);
        let mut lab = lab.clone();
        lab.watch = true;
        lab.dies_in = Some(at);
        let ran = lab.run(text, ask);
        assert!(matches!(ran, Ran::Crashed), "{}", shown(&ran));
        lab.dies_in = None;
        match lab.run(next, next_ask) {
            Ran::Ended(report, _) if report.failures.is_empty() => {}
            other => panic!("died at {at}, then {}\nwas\n{text}\nnow\n{next}", shown(&other)),
        }
        settled(&lab, next, next_ask);
        assert_eq!(lab.cloud.dump(), expected, "died at {at}\nwas\n{text}\nnow\n{next}");
    }
}

#[test]
fn a_first_apply_goes_on_after_a_crash() {
    check(8, |seed| {
        let text = stack(&mut Rng(seed));
        dies_then(&Lab::new(seed), &text, &Ask::apply(), (&text, &Ask::apply()));
    });
}

#[test]
fn a_change_goes_on_after_a_crash() {
    check(12, |seed| {
        let mut rng = Rng(seed);
        let (before, after) = (stack(&mut rng), stack(&mut rng));
        let mut lab = Lab::new(seed);
        lab.must(&before, &Ask::apply());
        lab.moments = 0;
        dies_then(&lab, &after, &Ask::apply(), (&after, &Ask::apply()));
    });
}

#[test]
fn after_a_crash_something_else_can_be_asked_for() {
    check(12, |seed| {
        let mut rng = Rng(seed);
        let (before, after, other) = (stack(&mut rng), stack(&mut rng), stack(&mut rng));
        let mut lab = Lab::new(seed);
        lab.must(&before, &Ask::apply());
        lab.moments = 0;
        dies_then(&lab, &after, &Ask::apply(), (&before, &Ask::apply()));
        dies_then(&lab, &after, &Ask::apply(), (&other, &Ask::apply()));
        dies_then(&lab, &after, &Ask::apply(), ("", &Ask::destroy()));
    });
}

#[test]
fn an_api_with_doors_goes_on_after_a_crash() {
    check(8, |seed| {
        let mut rng = Rng(seed);
        let (before, after, other) = (doors(&mut rng), doors(&mut rng), doors(&mut rng));
        let mut lab = Lab::new(seed);
        lab.must(&before, &Ask::apply());
        lab.moments = 0;
        dies_then(&lab, &after, &Ask::apply(), (&after, &Ask::apply()));
        dies_then(&lab, &after, &Ask::apply(), (&other, &Ask::apply()));
        dies_then(&lab, &after, &Ask::apply(), ("", &Ask::destroy()));
    });
}

#[test]
fn taking_down_goes_on_after_a_crash() {
    check(8, |seed| {
        let text = stack(&mut Rng(seed));
        let mut lab = Lab::new(seed);
        lab.must(&text, &Ask::apply());
        lab.moments = 0;
        dies_then(&lab, "", &Ask::destroy(), ("", &Ask::destroy()));
    });
}

#[test]
fn a_half_done_update_is_seen_whether_it_is_asked_for_again_or_taken_back() {
    let text = |timeout: u32, tag: &str| {
        format!(
            "stack \"shop\" {{}}\nqueue \"jobs\" {{\n  visibility_timeout = {timeout}\n  tags = {{ {tag} = \"x\" }}\n}}"
        )
    };
    let (before, after) = (text(30, "p"), text(60, "q"));
    let mut lab = Lab::new(5);
    lab.must(&before, &Ask::apply());
    let (from, mut died) = (lab.moments, 0);
    for at in from.. {
        let mut crashed = lab.clone();
        crashed.dies_in = Some(at);
        if !matches!(crashed.run(&after, &Ask::apply()), Ran::Crashed) {
            break;
        }
        (crashed.dies_in, died) = (None, died + 1);
        for next in [&before, &after] {
            let mut lab = crashed.clone();
            lab.must(next, &Ask::apply());
            settled(&lab, next, &Ask::apply());
            assert_eq!(lab.cloud.dump(), fresh(next), "died at {at}\n{next}");
        }
    }
    assert!(died > 6, "only {died} moments");
}

#[test]
fn a_tag_that_could_not_be_taken_away_is_not_forgotten() {
    let text = |tag: &str| {
        format!("stack \"shop\" {{}}\nqueue \"jobs\" {{\n  tags = {{ {tag} = \"x\" }}\n}}")
    };
    let mut lab = Lab::new(5);
    lab.must(&text("p"), &Ask::apply());
    lab.refused.insert(2);
    assert!(matches!(lab.run(&text("q"), &Ask::apply()), Ran::Ended(..)));
    lab.refused.clear();
    lab.must(&text("q"), &Ask::apply());
    assert_eq!(lab.cloud.dump(), fresh(&text("q")));
}
