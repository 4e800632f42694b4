//! Rollouts that go back, carried out on the cloud in memory.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::unreachable,
    reason = "in tests, what fails fails the test"
)]
mod support;

use cutover_schemas::ledger::RunResult;
use cutover_schemas::plan::Action;
use support::lab::{Ask, Lab, Ran, shown};

fn text(code: &str, environment: &str) -> String {
    format!(
        "stack \"shop\" {{}}
rollout \"careful\" {{
  strategy       = \"blue_green\"
  bake           = \"1m\"
  max_error_rate = \"1%\"
  smoke          = {{ event = {{}} }}
}}
function \"f\" {{
  code        = \"{code}\"
  runtime     = \"python3.12\"
  handler     = \"app.handler\"
  environment = {environment}
  rollout     = rollout.careful
  concurrency {{
    provisioned = 2
  }}
}}"
    )
}

fn aborted(ran: &Ran) {
    assert!(
        matches!(ran, Ran::Ended(report, _) if report.result == RunResult::Aborted),
        "{}",
        shown(ran)
    );
}

#[test]
fn a_failed_smoke_leaves_the_stable_version_and_nothing_warm_on_the_other() {
    let mut lab = Lab::new(3);
    lab.must(&text("src/v1", "{}"), &Ask::apply());
    let before = lab.cloud.dump();
    aborted(&lab.run(&text("src/v1", "{ FAIL = \"x\" }"), &Ask::apply()));
    let alias =
        |dump: &str| dump.lines().find(|line| line.starts_with("alias")).unwrap().to_owned();
    assert_eq!(alias(&before), alias(&lab.cloud.dump()));
    lab.must(&text("src/v1", "{}"), &Ask::apply());
    assert_eq!(before, lab.cloud.dump());
}

#[test]
fn a_bad_bake_goes_back_and_can_be_tried_again_once_it_is_unpinned() {
    let mut lab = Lab::new(3);
    lab.must(&text("src/v1", "{}"), &Ask::apply());
    lab.errors = 50;
    aborted(&lab.run(&text("src/v2", "{}"), &Ask::apply()));
    assert!(lab.view().rollouts.is_empty());
    lab.errors = 0;
    let again = lab.run(&text("src/v2", "{}"), &Ask::apply());
    assert!(shown(&again).contains("this very content was taken back"), "{}", shown(&again));
    lab.unpin("function.f");
    let plan = lab.must(&text("src/v2", "{}"), &Ask::apply());
    assert_eq!(plan.summary.update, 1, "the version is there already: only the alias moves");
    assert_eq!(lab.cloud.dump(), support::fresh(&text("src/v2", "{}")));
}

#[test]
fn a_bake_survives_every_crash_and_the_stable_version_stays_warm() {
    let mut lab = Lab::new(3);
    lab.must(&text("src/v1", "{}"), &Ask::apply());
    let (after, from) = (text("src/v2", "{}"), lab.moments);
    let mut baked = 0;
    for at in from.. {
        let mut lab = lab.clone();
        lab.dies_in = Some(at);
        if !matches!(lab.run(&after, &Ask::apply()), Ran::Crashed) {
            break;
        }
        lab.dies_in = None;
        let baking = support::bakes(&lab);
        if baking {
            baked += 1;
            let made = lab.plan(&lab.graph(&after, &Ask::apply()), &Ask::apply());
            let steps = made.plan.steps.len();
            assert_eq!(steps, 1, "only the bake goes on: {:?}", made.plan.steps);
        }
        lab.must(&after, &Ask::apply());
        assert_eq!(lab.cloud.dump(), support::fresh(&after), "died at {at}");
        let open = lab.plan(&lab.graph(&after, &Ask::apply()), &Ask::apply());
        assert!(open.plan.changes.iter().all(|change| change.action == Action::None));
    }
    assert!(baked > 0, "no crash fell into the bake");
}
