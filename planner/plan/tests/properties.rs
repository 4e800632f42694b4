//! What holds for every small stack and every change of it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::unreachable,
    reason = "in tests, what fails fails the test"
)]
mod support;

use support::lab::{Ask, Lab};
use support::rng::Rng;
use support::stacks::stack;
use support::{check, fresh, settled};

#[test]
fn after_apply_there_is_nothing_to_plan() {
    check(60, |seed| {
        let mut rng = Rng(seed);
        let mut lab = Lab::new(seed);
        for _ in 0..3 {
            let text = stack(&mut rng);
            lab.must(&text, &Ask::apply());
            settled(&lab, &text, &Ask::apply());
            assert_eq!(lab.cloud.dump(), fresh(&text), "what was before shows");
        }
        lab.must("", &Ask::destroy());
        settled(&lab, "", &Ask::destroy());
        assert_eq!(lab.cloud.dump(), "");
    });
}
