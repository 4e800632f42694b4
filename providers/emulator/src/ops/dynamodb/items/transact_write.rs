//! `TransactWriteItems`: all or nothing, and once only for each token.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::super::check::{constraint, part, parts, text};
use super::super::faults::invalid;
use super::change::{Change, Outcome};
use super::transact_get::count;
use super::{capacity, reports};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// How long a token is remembered.
const REMEMBERED_MS: u64 = 10 * 60_000;

/// A transaction that a token was given for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Done {
    digest: String,
    at_ms: u64,
}

pub(in super::super) fn run(
    world: &mut World,
    _caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    reports(input)?;
    let elements = parts(input, "TransactItems")?;
    count(elements.len())?;
    let token = token(input)?;
    if let Some(token) = &token
        && repeated(world, input, token)?
    {
        return Ok(Reply::empty());
    }
    let changes: Vec<Change> =
        elements.iter().map(|element| read(world, element)).collect::<Result<_, Fault>>()?;
    let mut rows = BTreeSet::new();
    if !changes.iter().all(|change| rows.insert(change.row.as_str())) {
        return Err(invalid("Transaction request cannot include multiple operations on one item"));
    }
    let outcomes: Vec<Result<Outcome, Fault>> =
        changes.iter().map(|change| change.outcome(world)).collect();
    if outcomes.iter().any(Result::is_err) {
        return Err(cancelled(&outcomes));
    }
    let mut units: std::collections::BTreeMap<String, f64> = std::collections::BTreeMap::new();
    for (change, outcome) in changes.iter().zip(outcomes.iter().flatten()) {
        change.carry_out(world, outcome);
        // Transactions cost double.
        *units.entry(change.table.name.clone()).or_default() +=
            2.0 * capacity::written(outcome.bytes());
    }
    if let Some(token) = token {
        let done = Done { digest: digest(input), at_ms: world.now_ms() };
        world.dynamodb.transactions.insert(token, done);
    }
    let reports: Vec<Value> = units
        .into_iter()
        .filter_map(|(table, units)| capacity::report(input, &table, None, units))
        .collect();
    let body = if reports.is_empty() { json!({}) } else { json!({"ConsumedCapacity": reports}) };
    Ok(body.into())
}

fn token(input: &Input) -> Result<Option<String>, Fault> {
    let Some(token) = text(input, "ClientRequestToken")? else { return Ok(None) };
    let rule = match token.len() {
        0 => "Member must have length greater than or equal to 1",
        1..=36 => return Ok(Some(token.to_owned())),
        _ => "Member must have length less than or equal to 36",
    };
    Err(constraint("clientRequestToken", Some(token), rule))
}

/// Whether the same transaction was carried out before; what is forgotten is removed on the way.
fn repeated(world: &mut World, input: &Input, token: &str) -> Result<bool, Fault> {
    let now_ms = world.now_ms();
    let old: Vec<String> = world
        .dynamodb
        .transactions
        .iter()
        .filter(|(_, done)| done.at_ms.saturating_add(REMEMBERED_MS) <= now_ms)
        .map(|(token, _)| token.to_owned())
        .collect();
    for token in old {
        world.dynamodb.transactions.remove(&token);
    }
    match world.dynamodb.transactions.get(token) {
        None => Ok(false),
        Some(done) if done.digest == digest(input) => Ok(true),
        Some(_) => Err(Fault::sender(
            400,
            "IdempotentParameterMismatchException",
            "Request cannot be completed because the token was used with other parameters",
        )),
    }
}

fn digest(input: &Input) -> String {
    let items = input.get("TransactItems").map(Value::to_string).unwrap_or_default();
    hex::encode(Sha256::digest(items.as_bytes()))
}

fn read(world: &World, element: &Input) -> Result<Change, Fault> {
    let kinds = ["ConditionCheck", "Put", "Update", "Delete"];
    let mut given = kinds.iter().filter(|kind| element.has(kind));
    let (Some(kind), None) = (given.next(), given.next()) else {
        return Err(invalid("TransactItems can only contain one of Check, Put, Update or Delete"));
    };
    let Some(part) = part(element, kind)? else {
        return Err(invalid("TransactItems can only contain one of Check, Put, Update or Delete"));
    };
    match *kind {
        "Put" => Change::put(world, &part),
        "Update" => Change::update(world, &part),
        "Delete" => Change::delete(world, &part),
        _ => Change::check(world, &part),
    }
}

/// The refusal that names a reason for each part.
fn cancelled(outcomes: &[Result<Outcome, Fault>]) -> Fault {
    let code = |outcome: &Result<Outcome, Fault>| match outcome {
        Ok(_) => "None",
        Err(fault) if fault.code == "ConditionalCheckFailedException" => "ConditionalCheckFailed",
        Err(_) => "ValidationError",
    };
    let codes: Vec<&str> = outcomes.iter().map(code).collect();
    let text = format!(
        "Transaction cancelled, please refer cancellation reasons for specific reasons [{}]",
        codes.join(", ")
    );
    let reasons: Vec<Value> = outcomes
        .iter()
        .map(|outcome| {
            let mut reason = json!({"Code": code(outcome)});
            if let (Err(fault), Some(members)) = (outcome, reason.as_object_mut()) {
                members.insert("Message".to_owned(), fault.message.clone().into());
                if let Some(item) = fault.extra.get("Item") {
                    members.insert("Item".to_owned(), item.clone());
                }
            }
            reason
        })
        .collect();
    Fault::sender(400, "TransactionCanceledException", text.clone())
        .with("Message", text)
        .with("CancellationReasons", reasons)
}
