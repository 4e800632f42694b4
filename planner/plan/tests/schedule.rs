//! Plans and runs against naive oracles: order, edges, and what a failure stops.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::unreachable,
    reason = "in tests, what fails fails the test"
)]
mod support;

use cutover_apply::Report;
use cutover_schemas::address::Address;
use cutover_schemas::graph::Graph;
use cutover_schemas::ledger::{Entry, Outcome};
use cutover_schemas::operations::Operation;
use cutover_schemas::plan::{Action, Plan, Step, StepAction, StepId};
use cutover_schemas::value::Value;
use std::collections::{BTreeMap, BTreeSet};
use support::check;
use support::lab::{Ask, Lab, Ran, shown};
use support::rng::Rng;
use support::stacks::stack;

/// A random change of a random stack: the world before it and the graph after it.
fn change(seed: u64) -> (Lab, String, Graph, Plan) {
    let mut rng = Rng(seed);
    let (before, after) = (stack(&mut rng), stack(&mut rng));
    let mut lab = Lab::new(seed);
    if !rng.once_in(4) {
        lab.must(&before, &Ask::apply());
    }
    let graph = lab.graph(&after, &Ask::apply());
    let plan = lab.plan(&graph, &Ask::apply()).plan;
    (lab, after, graph, plan)
}

/// Everything that a step waits for, directly or not.
fn behind(steps: &[Step]) -> BTreeMap<StepId, BTreeSet<StepId>> {
    let mut all: BTreeMap<StepId, BTreeSet<StepId>> = BTreeMap::new();
    for step in steps {
        let mut before: BTreeSet<StepId> = step.after.iter().copied().collect();
        for one in &step.after {
            before.extend(&all[one]);
        }
        all.insert(step.id, before);
    }
    all
}

fn deletes(step: &Step) -> bool {
    match &step.action {
        StepAction::Call { operation, .. } => step.kind.row().delete.contains(operation),
        _ => false,
    }
}

#[test]
fn steps_are_numbered_in_an_order_that_can_be_followed() {
    check(40, |seed| {
        let (_, _, _, plan) = change(seed);
        for (index, step) in plan.steps.iter().enumerate() {
            assert_eq!(usize::try_from(step.id).unwrap(), index + 1);
            assert!(step.after.iter().all(|before| *before < step.id), "{step:?}");
        }
        let acting: BTreeSet<&Address> = plan.steps.iter().map(|step| &step.address).collect();
        for change in &plan.changes {
            let acts = acting.contains(&change.address);
            assert!(!(acts && change.action == Action::None), "{}", change.address);
            assert!(change.action == Action::None || !change.reasons.is_empty());
        }
    });
}

#[test]
fn every_reference_is_kept_by_the_order() {
    check(40, |seed| {
        let (_, text, graph, plan) = change(seed);
        let behind = behind(&plan.steps);
        let of = |address: &Address| -> Vec<&Step> {
            plan.steps.iter().filter(|step| step.address == *address && !deletes(step)).collect()
        };
        for (address, resource) in &graph.resources {
            let creates = plan.changes.iter().any(|change| {
                change.address == *address
                    && matches!(change.action, Action::Create | Action::Replace)
            });
            for used in resource.depends_on().iter().filter(|_| creates) {
                // The narrowing of a policy comes late on purpose: its first write is what counts.
                let (Some(first), Some(needed)) =
                    (of(address).first().copied(), of(used).first().copied())
                else {
                    continue;
                };
                assert!(behind[&first.id].contains(&needed.id), "{address} before {used}\n{text}");
            }
        }
    });
}

#[test]
fn equal_graphs_make_no_steps_and_equal_plans() {
    check(20, |seed| {
        let text = stack(&mut Rng(seed));
        let mut lab = Lab::new(seed);
        lab.must(&text, &Ask::apply());
        let one = lab.plan(&lab.graph(&text, &Ask::apply()), &Ask::apply().full()).plan;
        let two = lab.plan(&lab.graph(&text, &Ask::apply()), &Ask::apply().full()).plan;
        assert_eq!((&one.steps, &one.digest), (&vec![], &two.digest));
        assert!(one.changes.iter().all(|change| change.fields.is_empty()));
    });
}

#[test]
fn taking_down_deletes_everything_that_is_known() {
    check(20, |seed| {
        let text = stack(&mut Rng(seed));
        let mut lab = Lab::new(seed);
        lab.must(&text, &Ask::apply());
        let plan = lab.plan(&Graph::default(), &Ask::destroy()).plan;
        let doomed: BTreeSet<&Address> = plan
            .changes
            .iter()
            .filter(|change| change.action == Action::Delete)
            .map(|change| &change.address)
            .collect();
        assert_eq!(doomed, lab.view().known.keys().collect());
    });
}

#[test]
fn a_failed_step_stops_exactly_what_waits_for_it() {
    check(30, |seed| {
        let (lab, text, _, plan) = change(seed);
        let mut rng = Rng(seed ^ 1);
        let calls = plan.steps.iter().filter(|step| matches!(step.action, StepAction::Call { .. }));
        let calls: Vec<StepId> = calls.map(|step| step.id).collect();
        if calls.is_empty() {
            return;
        }
        let failed = calls[rng.below(calls.len())];
        let mut lab = lab.clone();
        let before = lab.records.len();
        lab.refused = BTreeSet::from([failed]);
        lab.watch = true;
        let Ran::Ended(report, plan) = lab.run(&text, &Ask::apply()) else {
            panic!("it came to no end\n{text}");
        };
        let waiting: BTreeSet<StepId> = behind(&plan.steps)
            .into_iter()
            .filter(|(_, before)| before.contains(&failed))
            .map(|(id, _)| id)
            .collect();
        counts(&report, &plan, waiting.len());
        assert_eq!(lab.skipped, waiting);
        let started = lab.records[before..].iter().filter_map(|record| match &record.entry {
            Entry::Started(started) => Some(started.step),
            _ => None,
        });
        let started: BTreeSet<StepId> = started.collect();
        assert!(waiting.iter().all(|id| !started.contains(id)), "{text}");
        // What is left can be done by running again.
        lab.refused.clear();
        let again = lab.run(&text, &Ask::apply());
        assert!(
            matches!(&again, Ran::Ended(report, _) if report.failures.is_empty()),
            "{}\n{text}",
            shown(&again)
        );
        assert_eq!(lab.cloud.dump(), support::fresh(&text), "{text}");
    });
}

fn counts(report: &Report, plan: &Plan, waiting: usize) {
    assert_eq!(report.failures.len(), 1, "{:?}", report.failures);
    assert_eq!(report.skipped, waiting);
    assert_eq!(report.done + 1 + waiting, plan.steps.len());
}

#[test]
fn a_rollout_makes_only_calls_that_it_foretold() {
    check(30, |seed| {
        let (mut lab, text, _, _) = change(seed);
        let before = lab.records.len();
        let plan = lab.must(&text, &Ask::apply());
        let mut made: BTreeMap<(StepId, String), u32> = BTreeMap::new();
        for record in &lab.records[before..] {
            if let Entry::Ended(ended) = &record.entry {
                assert!(matches!(ended.outcome, Outcome::Done { .. }));
                *made.entry((ended.step, format!("{:?}", ended.operation))).or_default() += 1;
            }
        }
        for ((step, operation), times) in made {
            let step = plan.steps.iter().find(|one| one.id == step).unwrap();
            let most: u32 = match &step.action {
                StepAction::Call { operation: one, .. } => {
                    u32::from(format!("{one:?}") == operation)
                }
                StepAction::Wait { .. } => 0,
                StepAction::Rollout(rollout) => {
                    let may = rollout.may.iter();
                    may.filter(|call| format!("{:?}", call.operation) == operation)
                        .map(|call| call.at_most)
                        .sum()
                }
            };
            assert!(
                times <= most,
                "{operation} of {} {times} times, {most} foretold",
                step.address
            );
        }
    });
}

const BIG: &str = r#"
stack "shop" {}

function "big" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  memory  = 256
}
"#;

/// The calls on the function, and where those that need its code find it.
fn calls(plan: &Plan) -> Vec<(Operation, Option<String>)> {
    let big = Address::parse("function.big").unwrap();
    let own = plan.steps.iter().filter(|step| step.address == big);
    own.filter_map(|step| match &step.action {
        StepAction::Call { operation, with, .. } => {
            let source = with.as_ref().and_then(|with| with.get("source"));
            Some((*operation, source.and_then(Value::as_text).map(str::to_owned)))
        }
        _ => None,
    })
    .collect()
}

#[test]
fn large_code_is_put_into_a_bucket_before_the_call_that_names_it() {
    let mut lab = Lab::new(1);
    let place = "s3://acme/shop/default/code/x.zip".to_owned();
    let planned = |lab: &Lab, text: &str| {
        let mut graph = lab.graph(text, &Ask::apply());
        graph.uploads.insert(Address::parse("function.big").unwrap(), place.clone());
        calls(&lab.plan(&graph, &Ask::apply()).plan)
    };
    let there = || Some(place.clone());
    let wanted = [(Operation::PutObject, there()), (Operation::CreateFunction, there())];
    assert_eq!(planned(&lab, BIG), wanted);
    lab.must(BIG, &Ask::apply());
    assert_eq!(planned(&lab, BIG), []);
    // What leaves the code alone puts nothing anywhere.
    let larger = BIG.replace("256", "512");
    assert_eq!(planned(&lab, &larger), [(Operation::UpdateFunctionConfiguration, None)]);
    let wanted = [
        (Operation::PutObject, there()),
        (Operation::UpdateFunctionConfiguration, None),
        (Operation::UpdateFunctionCode, there()),
    ];
    assert_eq!(planned(&lab, &larger.replace("src", "lib")), wanted);
}

#[test]
fn only_what_is_too_large_to_be_sent_along_goes_to_the_bucket_of_the_stage() {
    const LIMIT: u64 = 50 * 1024 * 1024;
    let staged = BIG
        .replace("function", "stage \"default\" { artifacts = \"s3://acme/packed\" }\n\nfunction");
    let uploads = |text: &str, size| support::lab::desired(text, size).uploads;
    assert!(uploads(BIG, LIMIT + 1).is_empty());
    assert!(uploads(&staged, LIMIT).is_empty());
    // The digest is 32 zeroes.
    let place = format!("s3://acme/packed/shop/default/code/{}.zip", "00".repeat(32));
    assert_eq!(uploads(&staged, LIMIT + 1).into_values().collect::<Vec<_>>(), [place]);
}
