//! Numbers of invocations at once that must fit each other
//! (<https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html>).
use super::{autoscale, callers, of};
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::{Declared, Spec};

pub(super) fn check(spec: &Spec, problems: &mut Vec<Diagnostic>) {
    let callers = callers(spec);
    for function in of(spec, "function") {
        let Some(concurrency) = function.nested("concurrency").next() else { continue };
        let Some(reserved) = concurrency.attr("reserved").as_int() else { continue };
        if let Some((warm, attr)) = autoscale::warm(concurrency) {
            let place = concurrency.place_of(attr);
            if warm > reserved {
                let message = format!(
                    "`{}` keeps {warm} environments warm, and may run {reserved}",
                    function.address
                );
                problems.push(
                    Diagnostic::error("spec/bad-concurrency", message)
                        .at(place)
                        .related(concurrency.place_of("reserved"), "all that it may have")
                        .help("Lambda refuses this: what is kept warm is at most `reserved`"),
                );
            } else if warm.saturating_mul(2) > reserved {
                let message = format!(
                    "the next version of `{}` needs {warm} warm environments beside the {warm} that serve, and `reserved` is {reserved}",
                    function.address
                );
                problems.push(
                    Diagnostic::warning("spec/no-headroom", message)
                        .at(place)
                        .related(concurrency.place_of("reserved"), "all that both versions may have")
                        .help(format!("a new version is warmed before it takes over: reserve {} or more, or keep fewer warm", warm.saturating_mul(2))),
                );
            }
        }
        let triggers = callers.get(&function.address).map_or(&[][..], Vec::as_slice);
        consumers(function, reserved, triggers, problems);
    }
}

/// What readers of queues call beyond the function's limit is refused, and the messages come back as if they had failed
/// (<https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html>).
fn consumers(
    function: &Declared,
    reserved: i64,
    triggers: &[&Declared],
    problems: &mut Vec<Diagnostic>,
) {
    let each: Vec<(&Declared, i64)> = triggers
        .iter()
        .filter(|trigger| trigger.address.trigger_kind() == Some("queue"))
        .filter_map(|trigger| Some((*trigger, trigger.attr("max_concurrency").as_int()?)))
        .collect();
    let together: i64 = each.iter().map(|(_, most)| most).sum();
    let Some((last, _)) = each.last().filter(|_| together > reserved && reserved > 0) else {
        return;
    };
    let message = format!(
        "queues may call `{}` {together} times at once, and it may run {reserved}",
        function.address
    );
    problems.push(
        Diagnostic::warning("spec/over-reserved", message)
            .at(last.place_of("max_concurrency"))
            .help("lower `max_concurrency`, or raise `reserved`: what is refused counts as failed"),
    );
}
