//! `topology/pinball`: functions that wait for functions that wait for functions, and callers that give up first.
//!
//! Each link of such a chain is paid for while it waits, fails when any other fails, and multiplies the concurrency that
//! one request takes (<https://docs.aws.amazon.com/lambda/latest/operatorguide/functions-calling-functions.html>). Lambda
//! does not tell a call that waits from one that doesn't; a function that says what becomes of events that failed, and
//! that nothing else tells events to, is taken to be called without waiting.
use super::Finding;
use super::wiring::{Wiring, target};
use cutover_schemas::address::Address;
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::{Declared, Nested};
use cutover_schemas::units::print_seconds;
use std::collections::{BTreeMap, BTreeSet};

pub(super) const RULE: &str = "topology/pinball";

/// Functions in a row that are one too many.
const LONG: usize = 3;
/// Seconds that an HTTP API waits for an answer, and for that of an authorizer
/// (<https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html>).
const API_WAITS: i64 = 30;
const AUTHORIZER_WAITS: i64 = 10;

pub(super) fn find(wiring: &Wiring<'_>) -> Vec<Finding> {
    let calls = Calls::of(wiring);
    let mut findings = long(wiring, &calls);
    findings.extend(impatient(wiring, &calls));
    findings.extend(behind_apis(wiring));
    findings
}

/// Who waits for whom.
struct Calls<'w>(BTreeMap<&'w Address, BTreeSet<&'w Address>>);

impl<'w> Calls<'w> {
    fn of(wiring: &'w Wiring<'_>) -> Self {
        let waited = |callee: &Address| {
            wiring.function(callee).is_some_and(|callee| {
                let own = ["async", "on_success", "on_failure"];
                let says = own.iter().any(|name| !callee.attr(name).is_null());
                let heard =
                    wiring.listening(&callee.address).iter().any(|one| one.kind == "function");
                !(says || heard) || wiring.is_told(&callee.address)
            })
        };
        let each = wiring.functions().map(|caller| {
            let callees = wiring.invoked(&caller.address).map(|right| &right.target);
            (&caller.address, callees.filter(|callee| waited(callee)).collect())
        });
        Self(each.collect())
    }

    fn from(&self, caller: &Address) -> impl Iterator<Item = &'w Address> {
        self.0.get(caller).into_iter().flatten().copied()
    }

    /// The longest row of functions that begins with one. A circle of calls is a loop, and told as one.
    fn longest(
        &self,
        first: &'w Address,
        known: &mut BTreeMap<&'w Address, Vec<&'w Address>>,
        on: &mut Vec<&'w Address>,
    ) -> Vec<&'w Address> {
        if let Some(known) = known.get(first) {
            return known.clone();
        }
        if on.contains(&first) || on.len() > 64 {
            return Vec::new();
        }
        on.push(first);
        let rest = self.from(first).map(|callee| self.longest(callee, known, on));
        let rest = rest.max_by_key(Vec::len).unwrap_or_default();
        on.pop();
        let row: Vec<&Address> = [first].into_iter().chain(rest).collect();
        known.insert(first, row.clone());
        row
    }
}

/// One finding for each function that a long chain begins with.
fn long(wiring: &Wiring<'_>, calls: &Calls<'_>) -> Vec<Finding> {
    let called: BTreeSet<&Address> = calls.0.values().flatten().copied().collect();
    let mut known = BTreeMap::new();
    let starts = wiring.functions().filter(|function| !called.contains(&function.address));
    starts
        .filter_map(|function| {
            let row = calls.longest(&function.address, &mut known, &mut Vec::new());
            (row.len() >= LONG).then(|| chain(function, &row))
        })
        .collect()
}

fn chain(function: &Declared, row: &[&Address]) -> Finding {
    let line = row.iter().map(|address| address.as_str()).collect::<Vec<_>>().join(" -> ");
    let message = format!("{} functions wait for each other: {line}", row.len());
    let told = Diagnostic::warning(RULE, message)
        .at(function.place.clone())
        .label("the chain begins here")
        .help("put what belongs together into one function, or a queue between two of them");
    Finding { about: vec![function.address.clone()], told }
}

/// Callers whose time is over before that of the function which they wait for.
fn impatient(wiring: &Wiring<'_>, calls: &Calls<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for caller in wiring.functions() {
        let Some(waits) = caller.attr("timeout").as_int() else { continue };
        for callee in calls.from(&caller.address).filter_map(|callee| wiring.function(callee)) {
            if let Some(runs) = callee.attr("timeout").as_int().filter(|runs| *runs > waits) {
                findings.push(gives_up(
                    caller,
                    &format!("`{}`", caller.address),
                    waits,
                    callee,
                    runs,
                ));
            }
        }
    }
    findings
}

/// The same for APIs and their authorizers.
fn behind_apis(wiring: &Wiring<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for api in wiring.of_word("api") {
        let routes =
            api.nested("route").map(|route| (target(route.attr("to")), API_WAITS, "an API"));
        let guards =
            api.nested("authorizer").map(|guard| (guarding(guard), AUTHORIZER_WAITS, "an API"));
        let mut seen = BTreeSet::new();
        for (function, waits, who) in routes.chain(guards) {
            let Some(function) = function.and_then(|address| wiring.function(address)) else {
                continue;
            };
            let runs = function.attr("timeout").as_int().filter(|runs| *runs > waits);
            if let Some(runs) = runs.filter(|_| seen.insert((&function.address, waits))) {
                findings.push(gives_up(api, who, waits, function, runs));
            }
        }
    }
    findings
}

/// The function of an authorizer.
pub(super) fn guarding(authorizer: &Nested) -> Option<&Address> {
    authorizer.attr("lambda").as_map()?.get("function").and_then(target)
}

fn gives_up(caller: &Declared, who: &str, waits: i64, callee: &Declared, runs: i64) -> Finding {
    let (waits, runs) = (print_seconds(waits), print_seconds(runs));
    let message =
        format!("{who} waits {waits} at most for `{}`, which may run {runs}", callee.address);
    let told = Diagnostic::warning(RULE, message)
        .at(callee.place_of("timeout"))
        .label("longer than its caller waits")
        .related(caller.place.clone(), "the caller")
        .help("shorten this timeout, or answer before the work is done and leave that to a queue");
    Finding { about: vec![callee.address.clone(), caller.address.clone()], told }
}
