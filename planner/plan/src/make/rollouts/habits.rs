//! What the judge has to know of a function: how long it runs, how often an event is tried, what it did so far.
use super::super::Situation;
use super::super::decide::Decision;
use cutover_schemas::address::Address;
use cutover_schemas::graph::Resource;
use cutover_schemas::kinds::KindName;
use cutover_schemas::plan::Habits;
use cutover_schemas::value::Value;

/// Services that hand events over without waiting for an answer, and try again when the function fails:
/// <https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html>.
const ASYNCHRONOUS: &[&str] =
    &["events.amazonaws.com", "sns.amazonaws.com", "s3.amazonaws.com", "logs.amazonaws.com"];

/// Retries of an asynchronous event unless they are set.
const RETRIES: i64 = 2;

pub(super) fn of(
    situation: &Situation<'_>,
    function: &Address,
    alias: &Resource,
    made: &Decision,
) -> Habits {
    let text = |name: &str| made.resolved.get(name).and_then(Value::as_text).unwrap_or_default();
    Habits {
        log_group: text("log_group").to_owned(),
        timeout: made.resolved.get("timeout").and_then(Value::as_int).unwrap_or(3),
        tries: tries(situation, alias),
        baseline: situation.baselines.get(function).copied(),
        rank: 0,
    }
}

/// How often the same version may get one event.
///
/// Whether a retry draws anew between the two versions is documented nowhere, so it is reckoned with that it doesn't.
fn tries(situation: &Situation<'_>, alias: &Resource) -> i64 {
    let of_alias = |resource: &&Resource| resource.parent.as_ref() == Some(&alias.address);
    let mut behind = situation.graph.resources.values().filter(of_alias);
    let asynchronous = behind.clone().any(|resource| {
        let principal = resource.attrs.get("principal").and_then(Value::as_text);
        resource.kind == KindName::Permission
            && principal.is_some_and(|principal| ASYNCHRONOUS.contains(&principal))
    });
    let config = behind.find(|resource| resource.kind == KindName::EventInvokeConfig);
    let retries = config
        .and_then(|config| config.attrs.get("retries").and_then(Value::as_int))
        .unwrap_or(RETRIES);
    if asynchronous { 1 + retries } else { 1 }
}
