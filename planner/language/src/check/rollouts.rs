//! Rollouts that can't do what they say, as far as the spec alone tells.
//!
//! What an alias can't split, what has changed and what traffic there is are for the plan to say; here is what is so
//! whatever changes.
use super::{callers, of};
use cutover_schemas::address::Address;
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::{Declared, Spec};
use cutover_schemas::units::print_seconds;
use cutover_schemas::value::Value;
use std::collections::BTreeSet;

/// Strategies that send a share of the traffic to the new version.
const SHIFTING: &[&str] = &["canary", "linear"];

pub(super) fn check(spec: &Spec, problems: &mut Vec<Diagnostic>) {
    for rollout in spec.rollouts.values() {
        settings(rollout, problems);
    }
    let (callers, waited) = (callers(spec), waited_for(spec));
    for function in of(spec, "function") {
        let Value::Reference(name) = function.attr("rollout") else { continue };
        let Some(rollout) = spec.rollouts.get(name) else { continue };
        let triggers = callers.get(&function.address).map_or(&[][..], Vec::as_slice);
        let asked = triggers.iter().any(|one| one.address.trigger_kind() == Some("url"));
        if !triggers.is_empty() && !asked && !waited.contains(&function.address) {
            judged(function, rollout, triggers, problems);
        }
    }
}

fn told(message: String, rollout: &Declared, attr: &str) -> Diagnostic {
    Diagnostic::warning("spec/idle-rollout", message).at(rollout.place_of(attr))
}

/// Settings that nothing looks at.
fn settings(rollout: &Declared, problems: &mut Vec<Diagnostic>) {
    let strategy = strategy(rollout);
    let bakes = rollout.attr("bake").as_int().is_some_and(|bake| bake > 0);
    let judges = !rollout.attr("max_error_rate").is_null();
    if strategy == "all_at_once" && (bakes || judges) {
        let attr = if judges { "max_error_rate" } else { "bake" };
        let message = format!(
            "`{}` flips at once and then looks no more: `{attr}` says nothing",
            rollout.address
        );
        problems.push(
            told(message, rollout, attr)
                .help("`strategy = \"blue_green\"` watches the new version after the flip"),
        );
    } else if judges && !bakes && strategy == "blue_green" {
        let message = format!("`{}` has no `bake` in which errors could show", rollout.address);
        problems.push(
            told(message, rollout, "max_error_rate")
                .help("add `bake = \"5m\"`: so long the new version is watched"),
        );
    }
}

fn strategy(rollout: &Declared) -> &str {
    rollout.attr("strategy").as_text().unwrap_or("all_at_once")
}

/// The functions that requests of people or other functions come to, or may come to from elsewhere.
fn waited_for(spec: &Spec) -> BTreeSet<Address> {
    let routes = of(spec, "api").flat_map(|api| api.nested("route"));
    let routed = routes.flat_map(|route| route.attr("to").references());
    let access = of(spec, "function").flat_map(|function| function.nested("access"));
    let invoked = access.flat_map(|access| access.attr("invoke").references());
    let given = spec.outputs.values().flat_map(|output| output.value.references());
    routed.chain(invoked).chain(given).collect()
}

/// What is called from schedules or streams alone gives little to judge by.
fn judged(
    function: &Declared,
    rollout: &Declared,
    triggers: &[&Declared],
    problems: &mut Vec<Diagnostic>,
) {
    let kinds = || triggers.iter().filter_map(|trigger| trigger.address.trigger_kind());
    let place = function.place_of("rollout");
    if SHIFTING.contains(&strategy(rollout)) {
        // Unless told otherwise a quiet function falls back by itself, once the plan has looked at its traffic.
        let stays = rollout.attr("quiet").as_text() == Some("canary");
        let quiet = stays && kinds().all(|kind| kind == "schedule");
        let batches = kinds().any(|kind| matches!(kind, "table" | "stream"));
        let message = if quiet {
            format!(
                "`{}` is called on time only: a share of that is too little to judge by",
                function.address
            )
        } else if batches {
            format!(
                "`{}` reads a stream, whose batches go to either version, in whatever order",
                function.address
            )
        } else {
            return;
        };
        problems.push(
            Diagnostic::warning("spec/idle-rollout", message)
                .at(place)
                .related(rollout.place_of("strategy"), "shares the traffic")
                .help("give it a rollout with `strategy = \"blue_green\"`"),
        );
        return;
    }
    let bake = rollout.attr("bake").as_int().unwrap_or(0);
    let rates = triggers.iter().map(|trigger| trigger.attr("rate").as_int());
    let seldom: Option<Vec<i64>> = rates.collect();
    let most_often = seldom
        .filter(|_| kinds().all(|kind| kind == "schedule"))
        .and_then(|all| all.into_iter().min());
    if let Some(rate) =
        most_often.filter(|rate| bake > 0 && *rate > bake && strategy(rollout) == "blue_green")
    {
        let message = format!(
            "`{}` is called every {}, and its new version is watched for {}",
            function.address,
            print_seconds(rate),
            print_seconds(bake)
        );
        problems.push(
            Diagnostic::warning("spec/idle-rollout", message)
                .at(place)
                .related(rollout.place_of("bake"), "too short to see a call")
                .help("lengthen `bake`, or give this function a rollout with a `smoke` call and without `bake`"),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::{Inputs, PathKind, Request, Source};
    use cutover_schemas::address::Address;
    use cutover_schemas::value::Value;

    struct Anything;

    impl Inputs for Anything {
        fn file(&self, path: &str) -> Result<Vec<u8>, String> {
            Err(path.to_owned())
        }
        fn exists(&self, path: &str) -> PathKind {
            if path.contains('.') { PathKind::File } else { PathKind::Dir }
        }
        fn env(&self, _: &str) -> Option<String> {
            None
        }
    }

    /// What is told of a function with these triggers under a strategy, also one that the block table has not yet.
    fn told(strategy: &str, quiet: &str, triggers: &str) -> Vec<String> {
        let text = format!(
            "stack \"s\" {{}}\nrollout \"r\" {{}}\nstream \"s\" {{}}\nqueue \"q\" {{}}\nfunction \"f\" {{\n  code = \"src\"\n  runtime = \"python3.12\"\n  handler = \"app.handler\"\n  rollout = rollout.r\n}}\n{triggers}"
        );
        let sources = [Source { name: "stack.hcl".into(), text: text.into_bytes() }];
        let request = Request {
            sources: &sources,
            stage: None,
            variables: &[],
            var_files: &[],
            local: false,
            account: None,
            region: None,
            found: None,
        };
        let mut spec = crate::decode(&request, &Anything).spec.unwrap();
        let rollout = spec.rollouts.get_mut(&Address::parse("rollout.r").unwrap()).unwrap();
        rollout.attrs.insert("strategy".into(), Value::text(strategy));
        rollout.attrs.insert("quiet".into(), Value::text(quiet));
        let mut problems = Vec::new();
        super::check(&spec, &mut problems);
        problems.into_iter().map(|one| one.message).collect()
    }

    const QUEUE: &str = "trigger \"queue\" \"t\" {\n  queue = queue.q\n  to = function.f\n}\n";
    const STREAM: &str = "trigger \"stream\" \"t\" {\n  stream = stream.s\n  to = function.f\n}\n";
    const NIGHTLY: &str =
        "trigger \"schedule\" \"t\" {\n  cron = \"0 3 * * ? *\"\n  to = function.f\n}\n";
    const URL: &str = "trigger \"url\" \"t\" { to = function.f }\n";

    #[test]
    fn a_share_of_a_schedule_or_a_stream_says_little() {
        for strategy in ["canary", "linear"] {
            assert_eq!(
                told(strategy, "canary", NIGHTLY),
                ["`function.f` is called on time only: a share of that is too little to judge by"]
            );
            let found = told(strategy, "blue_green", STREAM);
            assert!(found.len() == 1 && found[0].contains("reads a stream"), "{found:?}");
        }
        assert_eq!(told("canary", "blue_green", NIGHTLY), [""; 0]);
        assert_eq!(told("blue_green", "canary", NIGHTLY), [""; 0]);
        assert_eq!(told("blue_green", "canary", STREAM), [""; 0]);
    }

    #[test]
    fn requests_queues_and_functions_without_triggers_can_be_split() {
        for triggers in [QUEUE, URL, "", &format!("{NIGHTLY}{URL}")] {
            assert_eq!(told("canary", "canary", triggers), [""; 0], "{triggers}");
        }
    }
}
