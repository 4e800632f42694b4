//! Functions for which a rollout can't do what it says, as far as the spec alone tells.
use super::super::{callers, of};
use super::codedeploy;
use cutover_schemas::address::Address;
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::{Declared, Spec};
use cutover_schemas::strategies::{self, Family};
use cutover_schemas::units::print_seconds;
use cutover_schemas::value::Value;
use std::collections::BTreeSet;

/// Seconds of a function's timeout above which a share is over before its numbers are in.
const SLOW: i64 = 300;

/// A function, its rollout, and what calls it.
struct Case<'s> {
    function: &'s Declared,
    rollout: &'s Declared,
    triggers: &'s [&'s Declared],
    /// Whether people or other functions call it and wait.
    waited_for: bool,
    /// Whether requests of an API or a URL come to it.
    requested: bool,
}

pub(super) fn check(spec: &Spec, problems: &mut Vec<Diagnostic>) {
    let (callers, waited, routed) = (callers(spec), waited_for(spec), routed(spec));
    for function in of(spec, "function") {
        let Value::Reference(name) = function.attr("rollout") else { continue };
        let Some(rollout) = spec.rollouts.get(name) else { continue };
        let triggers = callers.get(&function.address).map_or(&[][..], Vec::as_slice);
        let asked = triggers.iter().any(|one| one.address.trigger_kind() == Some("url"));
        let case = Case {
            function,
            rollout,
            triggers,
            waited_for: asked || waited.contains(&function.address),
            requested: asked || routed.contains(&function.address),
        };
        if strategies::family(rollout).shares() {
            case.shared(problems);
        } else {
            case.seldom(problems);
        }
    }
}

/// The functions that routes lead to.
fn routed(spec: &Spec) -> BTreeSet<Address> {
    let routes = of(spec, "api").flat_map(|api| api.nested("route"));
    routes.flat_map(|route| route.attr("to").references()).collect()
}

/// The functions that requests of people or other functions come to, or may come to from elsewhere.
fn waited_for(spec: &Spec) -> BTreeSet<Address> {
    let access = of(spec, "function").flat_map(|function| function.nested("access"));
    let invoked = access.flat_map(|access| access.attr("invoke").references());
    let given = spec.outputs.values().flat_map(|output| output.value.references());
    routed(spec).into_iter().chain(invoked).chain(given).collect()
}

impl Case<'_> {
    fn kinds(&self) -> impl Iterator<Item = &str> {
        self.triggers.iter().filter_map(|trigger| trigger.address.trigger_kind())
    }

    fn told(&self, code: &'static str, message: String) -> Diagnostic {
        Diagnostic::warning(code, message)
            .at(self.function.place_of("rollout"))
            .related(self.rollout.place_of("strategy"), "shares the traffic")
    }

    /// Shares of the traffic tell something only where there is traffic, and where it tells of one version.
    fn shared(&self, problems: &mut Vec<Diagnostic>) {
        let name = &self.function.address;
        let idle = |message: String| {
            self.told("spec/idle-rollout", message)
                .help("give it a rollout with `strategy = \"blue_green\"`")
        };
        // Unless told otherwise a quiet function falls back by itself, once the plan has looked at its traffic.
        let stays = self.rollout.attr("quiet").as_text() == Some("canary");
        let on_time = !self.triggers.is_empty()
            && !self.waited_for
            && self.kinds().all(|kind| kind == "schedule");
        if stays && on_time {
            let message = format!(
                "`{name}` is called on time only: a share of that is too little to judge by"
            );
            problems.push(idle(message));
        } else if self.kinds().any(|kind| matches!(kind, "table" | "stream")) {
            let message = format!(
                "`{name}` reads a stream, whose batches go to either version, in whatever order"
            );
            problems.push(idle(message));
        }
        if self.is_stopped() {
            problems.push(idle(format!("`{name}` may not run: there is nothing to judge by")));
        }
        if codedeploy::is_engine(self.rollout) {
            return;
        }
        self.late(problems);
        self.blind(problems);
    }

    fn is_stopped(&self) -> bool {
        let mut concurrency = self.function.nested("concurrency");
        concurrency.any(|nested| nested.attr("reserved").as_int() == Some(0))
    }

    /// An invocation is counted when it ends: what begins under a share may end a timeout later.
    fn late(&self, problems: &mut Vec<Diagnostic>) {
        let Some(timeout) = self.function.attr("timeout").as_int().filter(|span| *span > SLOW)
        else {
            return;
        };
        let message = format!(
            "`{}` may run for {}: so late the last of a share is known, and every share is kept that much longer",
            self.function.address,
            print_seconds(timeout)
        );
        problems.push(
            self.told("spec/idle-rollout", message)
                .related(self.function.place_of("timeout"), "waited for at every share")
                .help("shorten the timeout, or give it a rollout with `strategy = \"blue_green\"`"),
        );
    }

    /// `Errors` counts what was thrown: an answer that says 500, or that names failed messages, is none
    /// (<https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html>).
    fn blind(&self, problems: &mut Vec<Diagnostic>) {
        let mut judges = self.rollout.nested("judge");
        if judges.any(|judge| !judge.blocks.is_empty()) {
            return;
        }
        let reports =
            |trigger: &&&Declared| trigger.attr("report_failures").as_bool() == Some(true);
        let (what, help) = if self.requested {
            (
                "answers requests: a status of 500 that it returns is no error to Lambda, and the judge sees nothing of it",
                "let it log the status, and count that: `signal \"http_5xx\" { source = \"logs\" pattern = \"{ $.status >= 500 }\" }` in a `judge`",
            )
        } else if self.triggers.iter().any(|trigger| reports(&trigger)) {
            (
                "reports failed messages one by one: they are no errors to Lambda, and the judge sees nothing of them",
                "let it log each failure, and count that: `signal \"failed\" { source = \"logs\" pattern = \"FAILED\" }` in a `judge`",
            )
        } else {
            return;
        };
        let message = format!("`{}` {what}", self.function.address);
        problems.push(self.told("spec/blind-judge", message).help(help));
    }

    /// A flip is watched for some time, in which something should happen.
    fn seldom(&self, problems: &mut Vec<Diagnostic>) {
        let on_time = !self.waited_for && self.kinds().all(|kind| kind == "schedule");
        let rates = self.triggers.iter().map(|trigger| trigger.attr("rate").as_int());
        let seldom: Option<Vec<i64>> = rates.collect();
        let most_often = seldom.filter(|_| on_time).and_then(|all| all.into_iter().min());
        let bake = self.rollout.attr("bake").as_int().unwrap_or(0);
        let watched = bake > 0 && strategies::family(self.rollout) == Family::BlueGreen;
        let Some(rate) = most_often.filter(|rate| watched && *rate > bake) else { return };
        let message = format!(
            "`{}` is called every {}, and its new version is watched for {}",
            self.function.address,
            print_seconds(rate),
            print_seconds(bake)
        );
        problems.push(
            Diagnostic::warning("spec/idle-rollout", message)
                .at(self.function.place_of("rollout"))
                .related(self.rollout.place_of("bake"), "too short to see a call")
                .help("lengthen `bake`, or give this function a rollout with a `smoke` call and without `bake`"),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::{Inputs, PathKind, Request, Source};

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

    /// What is told of a function with these triggers and settings under a rollout.
    fn told_of(rollout: &str, settings: &str, triggers: &str) -> Vec<String> {
        let text = format!(
            "stack \"s\" {{}}\nrollout \"r\" {{\n{rollout}\n}}\nstream \"s\" {{}}\nqueue \"q\" {{}}\nfunction \"f\" {{\n  code = \"src\"\n  runtime = \"python3.12\"\n  handler = \"app.handler\"\n  rollout = rollout.r\n{settings}\n}}\n{triggers}"
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
        let spec = crate::decode(&request, &Anything).spec.unwrap();
        let mut problems = Vec::new();
        super::check(&spec, &mut problems);
        problems.into_iter().map(|one| one.message).collect()
    }

    fn told(strategy: &str, quiet: &str, triggers: &str) -> Vec<String> {
        let shares = match strategy {
            "canary" => "steps = [{ weight = \"10%\", bake = \"5m\" }]",
            "linear" => "linear = { by = \"10%\", every = \"1m\" }",
            _ => "",
        };
        let signal = "judge {\n  signal \"x\" {\n  source = \"logs\"\n  pattern = \"x\"\n  }\n  }";
        let rollout = format!("strategy = \"{strategy}\"\nquiet = \"{quiet}\"\n{shares}\n{signal}");
        told_of(&rollout, "", triggers)
    }

    const QUEUE: &str = "trigger \"queue\" \"t\" {\n  queue = queue.q\n  to = function.f\n}\n";
    const REPORTS: &str = "trigger \"queue\" \"t\" {\n  queue = queue.q\n  to = function.f\n  report_failures = true\n}\n";
    const STREAM: &str = "trigger \"stream\" \"t\" {\n  stream = stream.s\n  to = function.f\n}\n";
    const NIGHTLY: &str =
        "trigger \"schedule\" \"t\" {\n  cron = \"0 3 * * ? *\"\n  to = function.f\n}\n";
    const URL: &str = "trigger \"url\" \"t\" { to = function.f }\n";

    #[test]
    fn a_share_of_a_schedule_or_a_stream_says_little() {
        for strategy in ["canary", "linear", "Canary10Percent5Minutes"] {
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
        for triggers in [QUEUE, REPORTS, URL, "", &format!("{NIGHTLY}{URL}")] {
            assert_eq!(told("canary", "canary", triggers), [""; 0], "{triggers}");
        }
    }

    #[test]
    fn without_signals_a_judge_sees_only_what_is_thrown() {
        let canary = "strategy = \"Canary10Percent5Minutes\"";
        let one = |triggers: &str, part: &str| {
            let found = told_of(canary, "", triggers);
            assert!(found.len() == 1 && found[0].contains(part), "{triggers}: {found:?}");
        };
        one(URL, "a status of 500");
        one(REPORTS, "one by one");
        assert_eq!(told_of(canary, "", QUEUE), [""; 0]);
    }

    #[test]
    fn long_timeouts_and_stopped_functions_are_told() {
        let canary = "strategy = \"Linear10PercentEvery1Minute\"";
        let found = told_of(canary, "timeout = \"15m\"", "");
        assert!(found.len() == 1 && found[0].contains("may run for 15m"), "{found:?}");
        assert_eq!(told_of(canary, "timeout = \"5m\"", ""), [""; 0]);
        let found = told_of(canary, "concurrency { reserved = 0 }", QUEUE);
        assert!(found.len() == 1 && found[0].contains("nothing to judge by"), "{found:?}");
    }
}
