//! `topology/no-dead-letter`: work that is dropped, or comes back for ever, when a function fails with it.
//!
//! A queue gives a message again and again until it expires, unless it has a dead letter queue; that of a function is for
//! events which nobody waits for, not for queues
//! (<https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html>). Such events are tried three times and dropped
//! (<https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html>). A stream stands still until a batch
//! that fails has expired (<https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-errors.html>).
//!
//! FIFO queues are left out: what is set aside breaks their order, which is why AWS advises against it for some
//! (<https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html>). So are
//! queues and functions that take what others failed with: somewhere it ends.
use super::Finding;
use super::wiring::{Trigger, Wiring};
use cutover_schemas::address::Address;
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::Declared;
use std::collections::BTreeSet;

pub(super) const RULE: &str = "topology/no-dead-letter";

pub(super) fn find(wiring: &Wiring<'_>) -> Vec<Finding> {
    let ends = wiring.failures();
    let mut findings = queues(wiring, &ends);
    findings.extend(functions(wiring, &ends));
    findings.extend(streams(wiring));
    findings
}

fn queues(wiring: &Wiring<'_>, ends: &BTreeSet<&Address>) -> Vec<Finding> {
    let lacks = |queue: &&Declared| {
        queue.attr("dead_letter").is_null()
            && queue.attr("fifo").as_bool() == Some(false)
            && !ends.contains(&queue.address)
    };
    let read = |queue: &Declared| {
        wiring.listening(&queue.address).iter().find(|trigger| trigger.kind == "queue").copied()
    };
    let all = wiring.of_word("queue").filter(lacks);
    let found = all.filter_map(|queue| Some((queue, read(queue)?)));
    found
        .map(|(queue, trigger)| {
            let message = format!("what fails in `{}` comes back until it expires", queue.address);
            let told = Diagnostic::warning(RULE, message)
                .at(queue.place.clone())
                .label("no dead letter queue")
                .related(trigger.block.place.clone(), "read here")
                .help("add `dead_letter = { queue = queue.dead }`, so that a message that fails again and again is set aside");
            Finding { about: vec![queue.address.clone()], told }
        })
        .collect()
}

/// One finding a function, however many triggers tell it something.
fn functions(wiring: &Wiring<'_>, ends: &BTreeSet<&Address>) -> Vec<Finding> {
    let loses = |trigger: &&Trigger<'_>| {
        // Whoever is told how events ended is at their end.
        trigger.tells() && trigger.kind != "function" && trigger.block.attr("on_failure").is_null()
    };
    let mut findings = Vec::new();
    for function in wiring.functions() {
        if wiring.gives_up_to(function) || ends.contains(&function.address) {
            continue;
        }
        let triggers: Vec<&Trigger<'_>> =
            wiring.calling(&function.address).iter().filter(loses).collect();
        if triggers.is_empty() {
            continue;
        }
        let message = format!("events that `{}` fails with are dropped", function.address);
        let told = Diagnostic::warning(RULE, message)
            .at(function.place.clone())
            .label("nothing takes what it fails with")
            .help("add `on_failure = queue.dead` to the function: after the last try an event goes there");
        let told = triggers.iter().fold(told, |told, trigger| {
            told.related(trigger.block.place.clone(), "nobody waits for its answer here")
        });
        let about =
            [&function.address].into_iter().chain(triggers.iter().map(|one| &one.block.address));
        findings.push(Finding { about: about.cloned().collect(), told });
    }
    findings
}

fn streams(wiring: &Wiring<'_>) -> Vec<Finding> {
    let read = wiring.triggers.iter().filter(|trigger| {
        matches!(trigger.kind, "table" | "stream") && trigger.block.attr("on_failure").is_null()
    });
    read.map(|trigger| {
        let block = trigger.block;
        let for_ever = block.attr("retries").as_int() == Some(-1) && block.attr("max_age").is_null();
        let (message, help) = if for_ever {
            (
                format!("one record that fails holds up `{}` until it expires", block.address),
                "add `retries` and `on_failure = queue.given_up`; `bisect` or `report_failures` find the record",
            )
        } else {
            (
                format!("records that `{}` gives up are lost", block.address),
                "add `on_failure = queue.given_up`, which is told where they were",
            )
        };
        let told = Diagnostic::warning(RULE, message)
            .at(block.place.clone())
            .label("nothing takes what fails")
            .help(help);
        Finding { about: vec![block.address.clone()], told }
    })
    .collect()
}
