//! Scaling of what is kept warm: targets follow the version that serves, and nothing is released that is still scaled.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "in tests, what fails fails the test"
)]
mod support;

use cutover_schemas::ledger::RunResult;
use cutover_schemas::plan::{Action, Plan, StepAction};
use support::lab::{Ask, Lab, Ran};

/// A function with these words in `concurrency`.
fn text(code: &str, concurrency: &str) -> String {
    format!(
        "stack \"shop\" {{}}
rollout \"careful\" {{
  strategy = \"blue_green\"
  bake     = \"1m\"
}}
function \"f\" {{
  code    = \"{code}\"
  runtime = \"python3.12\"
  handler = \"app.handler\"
  rollout = rollout.careful
  concurrency {{
    {concurrency}
  }}
}}"
    )
}

const SCALED: &str = "provisioned = 3
    autoscale = { min = 2, max = 9, target = \"50%\" }
    schedule \"morning\" {
      cron = \"0 7 ? * MON-FRI *\"
      timezone = \"Europe/Berlin\"
      min = 5
    }";

/// The calls of a plan in their order, and the rollout between them.
fn calls(plan: &Plan) -> Vec<String> {
    let word = |action: &StepAction| match action {
        StepAction::Call { operation, with, .. } => {
            let version = with.as_ref().and_then(|with| with.get("version"));
            let of = version.map(|version| format!(" {}", version.to_json()));
            Some(format!("{}{}", operation.name(), of.unwrap_or_default()))
        }
        StepAction::Rollout(_) => Some("rollout".to_owned()),
        StepAction::Wait { .. } => None,
    };
    plan.steps.iter().filter_map(|step| word(&step.action)).collect()
}

fn position(calls: &[String], call: &str) -> usize {
    calls.iter().position(|one| one == call).unwrap_or_else(|| panic!("no {call} in {calls:?}"))
}

fn lines(lab: &Lab, word: &str) -> Vec<String> {
    lab.cloud.dump().lines().filter(|line| line.starts_with(word)).map(str::to_owned).collect()
}

#[test]
fn the_first_version_begins_with_its_number_and_gets_bounds_policy_and_schedule() {
    let mut lab = Lab::new(1);
    let plan = lab.must(&text("src/v1", SCALED), &Ask::apply());
    let calls = calls(&plan);
    let last = &calls[calls.len() - 4..];
    assert_eq!(
        last,
        ["rollout", "RegisterScalableTarget", "PutScalingPolicy", "PutScheduledAction"],
        "{calls:?}"
    );
    support::settled(&lab, &text("src/v1", SCALED), &Ask::apply());
}

#[test]
fn bounds_move_with_the_version_and_the_old_one_is_released_last() {
    let mut lab = Lab::new(2);
    lab.must(&text("src/v1", SCALED), &Ask::apply());
    let plan = lab.must(&text("src/v2", SCALED), &Ask::apply());
    let calls = calls(&plan);
    let order = [
        "rollout",
        "RegisterScalableTarget",
        "PutScalingPolicy",
        "DeregisterScalableTarget",
        "DeleteProvisionedConcurrency 1",
    ];
    let places: Vec<usize> = order.iter().map(|call| position(&calls, call)).collect();
    assert!(places.is_sorted(), "{calls:?}");
    let targets = lines(&lab, "scaling_target");
    assert!(targets.len() == 1 && targets[0].contains("function:shop-default-f:2"), "{targets:?}");
    assert_eq!(lines(&lab, "scaling_policy").len(), 1);
    assert_eq!(lines(&lab, "scheduled_scaling").len(), 1);
    support::settled(&lab, &text("src/v2", SCALED), &Ask::apply());
}

#[test]
fn how_many_are_warm_is_nobodys_difference_while_something_scales_them() {
    let mut lab = Lab::new(3);
    lab.must(&text("src/v1", SCALED), &Ask::apply());
    let versions = lab.cloud.versions.values_mut().flatten();
    versions.for_each(|version| version.provisioned = Some(7));
    support::settled(&lab, &text("src/v1", SCALED), &Ask::apply());
    // The next version begins with as many as there are.
    let plan = lab.must(&text("src/v2", SCALED), &Ask::apply());
    let warmed = plan.steps.iter().find_map(|step| match &step.action {
        StepAction::Rollout(rollout) => rollout.members[0].provisioned,
        _ => None,
    });
    assert_eq!(warmed, Some(7));
}

#[test]
fn bounds_change_in_place_and_go_before_the_number_is_set_again() {
    let mut lab = Lab::new(4);
    lab.must(&text("src/v1", SCALED), &Ask::apply());
    let wider = SCALED.replace("max = 9", "max = 20").replace("min = 5", "min = 6");
    let plan = lab.must(&text("src/v1", &wider), &Ask::apply());
    assert_eq!(calls(&plan), ["RegisterScalableTarget", "PutScheduledAction"]);
    let plan = lab.must(&text("src/v1", "provisioned = 4"), &Ask::apply());
    assert_eq!(calls(&plan), ["DeregisterScalableTarget", "PutProvisionedConcurrency 1"]);
    let plan = lab.must(&text("src/v1", SCALED), &Ask::apply());
    assert_eq!(position(&calls(&plan), "RegisterScalableTarget"), 0);
    let plan = lab.must(&text("src/v1", "reserved = 100"), &Ask::apply());
    let calls = calls(&plan);
    assert!(
        position(&calls, "DeregisterScalableTarget")
            < position(&calls, "DeleteProvisionedConcurrency 1"),
        "{calls:?}"
    );
    support::settled(&lab, &text("src/v1", "reserved = 100"), &Ask::apply());
}

#[test]
fn schedules_alone_scale_a_fixed_number() {
    let fixed = "provisioned = 3
    schedule \"night\" {
      at  = \"2030-01-31T22:00:00\"
      max = 1
      min = 1
    }";
    let mut lab = Lab::new(5);
    let plan = lab.must(&text("src/v1", fixed), &Ask::apply());
    let calls = calls(&plan);
    assert_eq!(calls[calls.len() - 2..], ["RegisterScalableTarget", "PutScheduledAction"]);
    let target = lines(&lab, "scaling_target");
    assert!(target[0].contains("\"min\":3") || target[0].contains("min=3"), "{target:?}");
}

#[test]
fn taking_down_ends_the_scaling_first() {
    let mut lab = Lab::new(6);
    lab.must(&text("src/v1", SCALED), &Ask::apply());
    let plan = lab.must(&text("src/v1", SCALED), &Ask::destroy());
    let calls = calls(&plan);
    assert_eq!(position(&calls, "DeregisterScalableTarget"), 0, "{calls:?}");
    assert!(plan.changes.iter().all(|change| change.action == Action::Delete));
    assert_eq!(lines(&lab, "scaling"), [""; 0]);
}

#[test]
fn whoever_comes_after_a_crash_ends_with_one_target_and_one_warm_version() {
    let (before, after) = (text("src/v1", SCALED), text("src/v2", SCALED));
    let mut lab = Lab::new(7);
    lab.must(&before, &Ask::apply());
    lab.moments = 0;
    let whole = {
        let mut lab = lab.clone();
        lab.must(&after, &Ask::apply());
        lab
    };
    for at in 0..whole.moments {
        let mut lab = lab.clone();
        lab.watch = true;
        lab.dies_in = Some(at);
        assert!(matches!(lab.run(&after, &Ask::apply()), Ran::Crashed), "{at}");
        lab.dies_in = None;
        // What was left warm shows to a close look.
        lab.must(&after, &Ask::apply().full());
        support::settled(&lab, &after, &Ask::apply());
        assert_eq!(lab.cloud.dump(), whole.cloud.dump(), "died at {at}");
    }
}

#[test]
fn a_version_that_fails_leaves_the_old_one_warm_and_scaled() {
    let failing = text("src/v2", SCALED)
        .replace("  rollout =", "  environment = { FAIL = \"x\" }\n  rollout =");
    let failing = failing.replace("bake     = \"1m\"", "smoke    = { event = {} }");
    let mut lab = Lab::new(8);
    lab.must(&text("src/v1", SCALED), &Ask::apply());
    let before = lines(&lab, "scaling");
    assert!(matches!(
        lab.run(&failing, &Ask::apply()),
        Ran::Ended(report, _) if report.result == RunResult::Aborted
    ));
    assert_eq!(lines(&lab, "scaling"), before);
    let warm = lab.cloud.version("shop-default-f", 1).unwrap().provisioned;
    assert_eq!(warm, Some(3));
}
