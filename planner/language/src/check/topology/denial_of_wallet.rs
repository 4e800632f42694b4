//! `topology/denial-of-wallet`: a door that is open to everybody, with nothing that limits how often it is gone through.
//!
//! Whoever finds the address can make it cost as much as they like. An API has a `throttle`; a function's URL has none, so
//! that its function's reserved concurrency is the only limit
//! (<https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html#urls-throttling>). A function that decides who
//! may come in is called by everybody, whatever it then says.
use super::Finding;
use super::pinball::guarding;
use super::wiring::{Wiring, nested_number, target};
use cutover_schemas::address::Address;
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::{Declared, Nested};
use cutover_schemas::value::Value;

pub(super) const RULE: &str = "topology/denial-of-wallet";

pub(super) fn find(wiring: &Wiring<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> =
        wiring.of_word("api").filter_map(|api| routes(wiring, api)).collect();
    findings.extend(urls(wiring));
    findings
}

/// One finding an API: its open doors are named.
fn routes(wiring: &Wiring<'_>, api: &Declared) -> Option<Finding> {
    let open: Vec<&Nested> =
        api.nested("route").filter(|route| is_open(wiring, api, route)).collect();
    let first = open.first()?;
    let key = first.labels.first().map(String::as_str).unwrap_or_default();
    let message = match open.len() {
        1 => format!("nothing limits how often everybody may call `{key}` of `{}`", api.address),
        more => format!(
            "nothing limits how often everybody may call {more} routes of `{}`, such as `{key}`",
            api.address
        ),
    };
    let told = Diagnostic::warning(RULE, message)
        .at(api.place.clone())
        .label("no `throttle`")
        .help("add `throttle = { rate = 50, burst = 100 }` to the API or the route, or `concurrency { reserved = 20 }` to the function");
    let told = open
        .iter()
        .take(5)
        .fold(told, |told, route| told.related(route.place.clone(), "open to everybody"));
    Some(Finding { about: vec![api.address.clone()], told })
}

fn said<'a>(api: &'a Declared, route: &'a Nested, name: &str) -> &'a Value {
    match route.attr(name) {
        Value::Null => api.attr(name),
        own => own,
    }
}

fn is_open(wiring: &Wiring<'_>, api: &Declared, route: &Nested) -> bool {
    if !said(api, route, "throttle").is_null() {
        return false;
    }
    let reached = match said(api, route, "authorize").as_text() {
        None | Some("none") => target(route.attr("to")),
        Some("iam") => return false,
        // A token costs nothing before it is known to be good; a function that looks at it does.
        Some(name) => {
            let named = |one: &&Nested| one.labels.first().is_some_and(|label| label == name);
            match api.nested("authorizer").find(named).and_then(guarding) {
                Some(function) => Some(function),
                None => return false,
            }
        }
    };
    reached.is_some_and(|reached| !is_limited(wiring, reached))
}

/// Whether what is behind a door limits itself; of what is not managed here that is not known.
fn is_limited(wiring: &Wiring<'_>, reached: &Address) -> bool {
    match wiring.spec.blocks.get(reached) {
        Some(block) if block.word == "function" => reserved(block).is_some(),
        Some(block) => block.word == "existing",
        None => true,
    }
}

fn reserved(function: &Declared) -> Option<i64> {
    nested_number(function, "concurrency", "reserved")
}

fn urls(wiring: &Wiring<'_>) -> Vec<Finding> {
    let open = wiring.triggers.iter().filter(|trigger| {
        trigger.kind == "url" && trigger.block.attr("auth").as_text() == Some("none")
    });
    open.filter_map(|trigger| {
        let function = wiring.function(trigger.to?).filter(|function| reserved(function).is_none())?;
        let message = format!("nothing limits how often everybody may call `{}`", trigger.block.address);
        let told = Diagnostic::warning(RULE, message)
            .at(trigger.block.place.clone())
            .label("open to everybody")
            .related(function.place.clone(), "no reserved concurrency")
            .help("add `concurrency { reserved = 20 }` to the function, or put an API with `throttle` in front of it");
        Some(Finding { about: vec![trigger.block.address.clone(), function.address.clone()], told })
    })
    .collect()
}
