//! Looks at one thing that is expected to change; the driver decides when to look again.
use crate::clients::Clients;
use crate::errors::Failure;
use crate::kinds::{alias, stream, version};
use aws_sdk_dynamodb::types::TableStatus;
use aws_sdk_lambda::types::{
    FunctionConfiguration, LastUpdateStatus, LastUpdateStatusReasonCode,
    ProvisionedConcurrencyStatusEnum as Warmth, State, StateReasonCode,
};
use cutover_cloud::ProbeAnswer;
use cutover_schemas::plan::{Probe, Routing};
use cutover_schemas::value::{Attrs, Value};

/// Answers a probe; whatever goes wrong with the question is `Unanswered`.
pub(crate) async fn probe(reads: &Clients, probe: &Probe) -> ProbeAnswer {
    let answer = match probe {
        Probe::FunctionSettled { function } => settled(reads, function).await,
        Probe::TableSettled { table } => written(reads, table).await,
        Probe::StreamSettled { stream } => stream::settled(reads, stream).await,
        Probe::VersionActive { function, version } => active(reads, function, *version).await,
        Probe::ProvisionedReady { function, version } => warm(reads, function, *version).await,
        Probe::AliasRouting { function, alias, expect } => {
            routed(reads, function, alias, expect.as_ref()).await
        }
        Probe::VersionWithDigest { function, digest } => published(reads, function, digest).await,
    };
    let action = match probe {
        Probe::TableSettled { .. } => "dynamodb:DescribeTable",
        Probe::StreamSettled { .. } => "kinesis:DescribeStreamSummary",
        Probe::AliasRouting { .. } => "lambda:GetAlias",
        _ => "lambda:GetFunction",
    };
    answer.unwrap_or_else(|failure| {
        if failure.is_missing() {
            ProbeAnswer::Absent
        } else {
            ProbeAnswer::Unanswered { why: failure.cloud(action).to_string() }
        }
    })
}

/// By `GetFunction`, which has a rate limit of its own, six times that of the other calls.
async fn settled(reads: &Clients, function: &str) -> Result<ProbeAnswer, Failure> {
    let answer = reads.lambda.get_function().function_name(function).send().await?;
    Ok(answer.configuration().map_or(ProbeAnswer::Absent, |found| judge(found, true)))
}

/// Ready once the alias routes what is expected, or with whatever it routes.
async fn routed(
    reads: &Clients,
    function: &str,
    name: &str,
    expect: Option<&Routing>,
) -> Result<ProbeAnswer, Failure> {
    let (outputs, revision) = alias::routing(reads, function, name).await?.unwrap_or_default();
    let int = |name: &str| outputs.get(name).and_then(Value::as_int);
    let there = int("version").map(|version| Routing {
        version,
        candidate: int("candidate").zip(int("candidate_share")),
    });
    Ok(match expect {
        Some(expect) if there.as_ref() != Some(expect) => ProbeAnswer::Pending,
        _ => ProbeAnswer::Ready { outputs, revision },
    })
}

async fn written(reads: &Clients, table: &str) -> Result<ProbeAnswer, Failure> {
    let answer = reads.dynamodb.describe_table().table_name(table).send().await?;
    let status = answer.table().and_then(|table| table.table_status());
    Ok(match status {
        Some(TableStatus::Active) => ProbeAnswer::Ready { outputs: Attrs::new(), revision: None },
        Some(
            TableStatus::InaccessibleEncryptionCredentials
            | TableStatus::Archiving
            | TableStatus::Archived,
        ) => ProbeAnswer::Failed {
            reason: status.map(TableStatus::as_str).unwrap_or_default().to_owned(),
        },
        _ => ProbeAnswer::Pending,
    })
}

async fn active(reads: &Clients, function: &str, version: i64) -> Result<ProbeAnswer, Failure> {
    let call = reads.lambda.get_function().function_name(function);
    let answer = call.qualifier(version.to_string()).send().await?;
    Ok(answer.configuration().map_or(ProbeAnswer::Absent, |found| judge(found, false)))
}

/// Settled means active and, for the function itself, that its last update went through; only then
/// does the revision hold still.
fn judge(found: &FunctionConfiguration, updates: bool) -> ProbeAnswer {
    let reason = |code: Option<&str>, words: Option<&str>| ProbeAnswer::Failed {
        reason: [code, words].into_iter().flatten().collect::<Vec<_>>().join(": "),
    };
    let updated = match found.last_update_status() {
        Some(LastUpdateStatus::Failed) if updates => {
            let code =
                found.last_update_status_reason_code().map(LastUpdateStatusReasonCode::as_str);
            return reason(code, found.last_update_status_reason());
        }
        // A function that was just created has no status of an update yet.
        Some(LastUpdateStatus::Successful) => true,
        _ => !updates,
    };
    match found.state() {
        Some(State::Failed) => {
            reason(found.state_reason_code().map(StateReasonCode::as_str), found.state_reason())
        }
        // An idle function wakes up with its first invocation; it can be published and updated.
        Some(State::Active | State::Inactive) if updated => ProbeAnswer::Ready {
            outputs: Attrs::new(),
            revision: found.revision_id().map(str::to_owned),
        },
        _ => ProbeAnswer::Pending,
    }
}

async fn warm(reads: &Clients, function: &str, version: i64) -> Result<ProbeAnswer, Failure> {
    let call = reads.lambda.get_provisioned_concurrency_config().function_name(function);
    let answer = call.qualifier(version.to_string()).send().await?;
    // The status, never the counts: old environments may still be counted.
    Ok(match answer.status() {
        Some(Warmth::Ready) => ProbeAnswer::Ready { outputs: Attrs::new(), revision: None },
        Some(Warmth::Failed) => ProbeAnswer::Failed {
            reason: answer.status_reason().unwrap_or("no reason given").to_owned(),
        },
        _ => ProbeAnswer::Pending,
    })
}

/// The newest version with this digest: numbers ascend, so it is the last match.
async fn published(reads: &Clients, function: &str, digest: &str) -> Result<ProbeAnswer, Failure> {
    let list = reads.lambda.list_versions_by_function().function_name(function);
    let mut pages = list.into_paginator().items().send();
    let mut newest: Option<(i64, Option<String>)> = None;
    while let Some(found) = pages.next().await {
        let found = found?;
        let number = found.version().and_then(|version| version.parse::<i64>().ok());
        if let Some(number) =
            number.filter(|_| version::digest(found.description()) == Some(digest))
            && newest.as_ref().is_none_or(|(best, _)| *best < number)
        {
            newest = Some((number, found.revision_id));
        }
    }
    Ok(newest.map_or(ProbeAnswer::Absent, |(number, revision)| ProbeAnswer::Ready {
        outputs: Attrs::from([("version".to_owned(), Value::Int(number))]),
        revision,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(state: State, update: Option<LastUpdateStatus>, updates: bool, ready: Option<bool>) {
        let found = FunctionConfiguration::builder()
            .state(state)
            .set_last_update_status(update)
            .revision_id("r1")
            .build();
        let answer = judge(&found, updates);
        let expected = match ready {
            Some(true) => {
                matches!(&answer, ProbeAnswer::Ready { revision: Some(r), .. } if r == "r1")
            }
            Some(false) => answer == ProbeAnswer::Pending,
            None => matches!(answer, ProbeAnswer::Failed { .. }),
        };
        assert!(expected, "{answer:?}");
    }

    #[test]
    fn a_function_is_settled_when_active_and_updated() {
        check(State::Active, Some(LastUpdateStatus::Successful), true, Some(true));
        check(State::Active, Some(LastUpdateStatus::InProgress), true, Some(false));
        check(State::Active, None, true, Some(false));
        check(State::Pending, Some(LastUpdateStatus::Successful), true, Some(false));
        check(State::Active, Some(LastUpdateStatus::Failed), true, None);
        check(State::Failed, None, true, None);
        check(State::Active, None, false, Some(true));
        check(State::Pending, None, false, Some(false));
    }
}
