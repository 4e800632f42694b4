//! Aliases: the version that serves, and what is kept warm behind them.
use super::version::digest;
use super::{attrs, int, seen, text};
use crate::attempt::{Done, Outcome, Writer};
use crate::clients::Clients;
use crate::errors::Failure;
use crate::observation::{Observation, key};
use aws_sdk_lambda::operation::get_alias::GetAliasOutput;
use aws_sdk_lambda::types::AliasRoutingConfiguration;
use cutover_schemas::graph::Wanted;
use cutover_schemas::kinds::KindName;
use cutover_schemas::snapshot::{Ownership, Sight};
use cutover_schemas::units::{fraction_of_share, share_of_fraction};
use cutover_schemas::value::{Attrs, Value};
use std::collections::{BTreeMap, HashMap};

pub(crate) async fn observe(o: &Observation<'_>, wanted: &Wanted) -> Result<Sight, Failure> {
    let (Some(function), Some(name)) = (key(wanted, "function"), key(wanted, "name")) else {
        return Ok(Sight::Absent);
    };
    if o.bulk() {
        let there = o.functions().await?.contains(function);
        return Ok(if there { Sight::Listed } else { Sight::Absent });
    }
    if o.lacks_function(function).await? {
        return Ok(Sight::Absent);
    }
    let alias = o.reads.lambda.get_alias().function_name(function).name(name).send();
    // The description of the version behind the alias carries the digest.
    let behind = o.reads.lambda.get_function().function_name(function).qualifier(name).send();
    let warm = provisioned(o, function);
    let (alias, (behind, warm)) =
        futures_util::future::join(alias, futures_util::future::join(behind, warm)).await;
    let (alias, behind) = (alias?, behind?);
    let warm = match warm? {
        Some(warm) => warm,
        None => provisioned_here(o, function, alias.function_version().unwrap_or_default()).await?,
    };
    let description = behind.configuration().and_then(|found| found.description());
    let mut live = read(&alias, &warm);
    live.insert("function".into(), Value::text(function));
    live.insert("digest".into(), text(digest(description)));
    let behind = behind.configuration();
    live.insert("role".into(), text(behind.and_then(|found| found.role())));
    let dead_letter = behind.and_then(|found| found.dead_letter_config());
    live.insert("dead_letter".into(), text(dead_letter.and_then(|to| to.target_arn())));
    Ok(seen(KindName::Alias, live, alias.revision_id(), Ownership::Parent))
}

/// Provisioned concurrency by qualifier; `None` from a cloud that has no such list.
async fn provisioned(
    o: &Observation<'_>,
    function: &str,
) -> Result<Option<BTreeMap<String, i32>>, Failure> {
    let list = o.reads.lambda.list_provisioned_concurrency_configs().function_name(function);
    let mut pages = list.into_paginator().items().send();
    let mut found = BTreeMap::new();
    while let Some(item) = pages.next().await {
        let item = match item.map_err(Failure::from) {
            Ok(item) => item,
            Err(failure) if failure.is_unknown_call() => return Ok(None),
            Err(failure) => return Err(failure),
        };
        let qualifier = item.function_arn().and_then(|arn| arn.rsplit(':').next());
        // What was asked for: what is allocated lags behind it.
        let requested = item.requested_provisioned_concurrent_executions();
        if let (Some(qualifier), Some(requested)) = (qualifier, requested) {
            found.insert(qualifier.to_owned(), requested);
        }
    }
    Ok(Some(found))
}

/// Provisioned concurrency of the version that serves alone.
async fn provisioned_here(
    o: &Observation<'_>,
    function: &str,
    version: &str,
) -> Result<BTreeMap<String, i32>, Failure> {
    let call = o.reads.lambda.get_provisioned_concurrency_config().function_name(function);
    match call.qualifier(version).send().await.map_err(Failure::from) {
        Ok(answer) => {
            let requested = answer.requested_provisioned_concurrent_executions();
            Ok(requested.map(|count| (version.to_owned(), count)).into_iter().collect())
        }
        Err(failure) if failure.is_unknown_call() => Ok(BTreeMap::new()),
        Err(failure) => Err(failure),
    }
}

fn read(alias: &GetAliasOutput, warm: &BTreeMap<String, i32>) -> Attrs {
    let weights = alias.routing_config().and_then(|routing| routing.additional_version_weights());
    let candidate = weights.and_then(|weights| weights.iter().next());
    let serves = alias.function_version();
    let number = |text: &str| text.parse().map_or(Value::Null, Value::Int);
    let routed =
        |version: &str| Some(version) == serves || candidate.is_some_and(|(to, _)| to == version);
    // A qualifier that isn't a number is an alias, whose own configuration is not ours to judge.
    let leaked = warm
        .iter()
        .filter(|(version, _)| version.parse::<u64>().is_ok() && !routed(version))
        .map(|(version, count)| (version.clone(), Value::Int(i64::from(*count))))
        .collect();
    let share = candidate.and_then(|(_, weight)| share_of_fraction(*weight));
    attrs([
        ("name", text(alias.name())),
        ("version", serves.map_or(Value::Null, number)),
        ("candidate", candidate.map_or(Value::Null, |(version, _)| number(version))),
        ("candidate_share", share.map_or(Value::Null, Value::Int)),
        ("provisioned", int(serves.and_then(|version| warm.get(version).copied()))),
        ("leaked", Value::Map(leaked)),
        ("arn", text(alias.alias_arn())),
    ])
}

/// The second version's weight, or none at all.
fn weights(w: &Writer<'_>) -> AliasRoutingConfiguration {
    let (candidate, share) = (w.desired_int("candidate"), w.desired_int("candidate_share"));
    let Some((version, share)) = candidate.zip(share) else { return no_weights() };
    AliasRoutingConfiguration::builder()
        .additional_version_weights(version.to_string(), fraction_of_share(share))
        .build()
}

/// What an alias routes; nothing where there is none.
pub(crate) async fn routing(
    reads: &Clients,
    function: &str,
    alias: &str,
) -> Result<Option<(Attrs, Option<String>)>, Failure> {
    let call = reads.lambda.get_alias().function_name(function).name(alias);
    match call.send().await.map_err(Failure::from) {
        Ok(found) => {
            let mut routes = read(&found, &BTreeMap::new());
            routes.retain(|name, _| {
                matches!(name.as_str(), "version" | "candidate" | "candidate_share")
            });
            Ok(Some((routes, found.revision_id().map(str::to_owned))))
        }
        Err(failure) if failure.is_missing() => Ok(None),
        Err(failure) => Err(failure),
    }
}

/// Weights survive a change of the version unless they are sent empty.
fn no_weights() -> AliasRoutingConfiguration {
    AliasRoutingConfiguration::builder()
        .set_additional_version_weights(Some(HashMap::new()))
        .build()
}

pub(crate) async fn create(w: &Writer<'_>) -> Outcome {
    let call = w.clients.lambda.create_alias().function_name(w.text("function")?);
    let call = call.name(w.text("name")?).function_version(w.int("version")?.to_string());
    let made = call.routing_config(no_weights()).send().await?;
    Ok(Done::texts([("arn", made.alias_arn())]).revised(made.revision_id()))
}

pub(crate) async fn shift(w: &Writer<'_>) -> Outcome {
    point(w, w.revision()).await
}

/// Without a guard: putting an alias back must not fail because somebody touched it.
pub(crate) async fn restore(w: &Writer<'_>) -> Outcome {
    point(w, None).await
}

async fn point(w: &Writer<'_>, revision: Option<String>) -> Outcome {
    let call = w.clients.lambda.update_alias().function_name(w.text("function")?);
    let call = call.name(w.text("name")?).function_version(w.int("version")?.to_string());
    let made = call.routing_config(weights(w)).set_revision_id(revision).send().await?;
    Ok(Done::texts([("arn", made.alias_arn())]).revised(made.revision_id()))
}

pub(crate) async fn delete(w: &Writer<'_>) -> Outcome {
    let call = w.clients.lambda.delete_alias().function_name(w.text("function")?);
    call.name(w.text("name")?).send().await?;
    Ok(Done::default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_name_the_candidate_and_warm_versions_nothing_routes_to_are_leaked() {
        let weights = AliasRoutingConfiguration::builder().additional_version_weights("8", 0.05);
        let alias = GetAliasOutput::builder()
            .name("live")
            .function_version("7")
            .routing_config(weights.build())
            .build();
        let warm = [("5", 2), ("7", 10), ("8", 3), ("blue", 1)];
        let warm = warm.map(|(version, count)| (version.to_owned(), count)).into();
        let live = read(&alias, &warm);
        let of = |name: &str| live.get(name).cloned().unwrap_or(Value::Null);
        assert_eq!((of("version"), of("candidate")), (Value::Int(7), Value::Int(8)));
        assert_eq!((of("candidate_share"), of("provisioned")), (Value::Int(500), Value::Int(10)));
        assert_eq!(of("leaked"), Value::Map(attrs([("5", Value::Int(2))])));
    }
}
