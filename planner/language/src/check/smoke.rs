//! A smoke call needs something to call with, and a bake is needed to judge errors in.
use crate::check::routes;
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::Spec;
use cutover_schemas::value::Value;

pub(super) fn check(spec: &Spec, problems: &mut Vec<Diagnostic>) {
    for rollout in spec.rollouts.values() {
        let Some(smoke) = rollout.attr("smoke").as_map() else {
            continue;
        };
        let given = |name: &str| smoke.get(name).is_some_and(|value| !value.is_null());
        match (given("http"), given("event")) {
            (true, true) => problems.push(
                Diagnostic::error("spec/bad-smoke", "a smoke call is made with `http` or with `event`, not with both")
                    .at(rollout.place_of("smoke"))
                    .help("keep one of them"),
            ),
            (false, false) => problems.push(
                Diagnostic::error("spec/bad-smoke", "a smoke call needs `http` or `event`")
                    .at(rollout.place_of("smoke"))
                    .help("write `smoke = { http = \"GET /health\" }`, or `event = { ... }` with what the function gets"),
            ),
            _ => {}
        }
        let route = smoke.get("http").and_then(Value::as_text);
        if let Some(Err(why)) = route.map(routes::request) {
            let place = rollout
                .places
                .get("smoke.http")
                .cloned()
                .unwrap_or_else(|| rollout.place_of("smoke"));
            problems.push(
                Diagnostic::error("spec/bad-smoke", format!("`smoke.http`: {why}"))
                    .at(place)
                    .help("it is a request: method and path, as in `GET /health`"),
            );
        }
    }
}
