//! What a person asks of the rollouts under way: on the record beside whoever carries them, and an abort at once.
use super::session::Session;
use crate::error::CliError;
use cutover_cloud::{Attempt, Call, Cloud as _, Journal, LedgerStore, Permit};
use cutover_schemas::address::Address;
use cutover_schemas::kinds::KindName;
use cutover_schemas::ledger::{Ended, Entry, Outcome, PersonRecord, Started, View};
use cutover_schemas::operations::Operation;
use cutover_schemas::plan::StepId;
use cutover_schemas::progress::Request;
use cutover_schemas::value::{Attrs, Value};

/// Attempts are counted from here for calls that are made beside whoever carries the rollout.
const BESIDE: u32 = 1_000;

/// An alias to put back.
struct Restore {
    step: StepId,
    alias: Address,
    desired: Attrs,
}

impl Session {
    /// Records a request and answers its number. An abort of what somebody else is carrying also puts the aliases back,
    /// unguarded: going back must not wait for anybody.
    pub async fn ask<S: LedgerStore>(
        &self,
        journal: &mut Journal<S>,
        view: &View,
        person: PersonRecord,
    ) -> Result<u64, CliError> {
        let at_once = person.request == Request::Abort && self.place.is_held();
        let restores = if at_once { restores(view, &person) } else { Vec::new() };
        let intents = restores.iter().map(|restore| {
            Entry::Started(Started {
                step: restore.step,
                attempt: BESIDE,
                operation: Operation::RestoreAlias,
                address: restore.alias.clone(),
                kind: KindName::Alias,
                key: restore.desired.clone(),
            })
        });
        let entries = std::iter::once(Entry::Person(person)).chain(intents).collect();
        let (records, proofs) = journal.ask(entries).await?;
        let number = records.first().map_or(0, |record| record.seq);
        let mut ends = Vec::new();
        for (restore, proof) in restores.iter().zip(proofs) {
            let permit = Permit::new(restore.step, Operation::RestoreAlias, proof);
            let call = Call {
                kind: KindName::Alias,
                operation: Operation::RestoreAlias,
                desired: &restore.desired,
                live: &restore.desired,
                paths: &[],
                revision: None,
                body: None,
            };
            // Whoever carries the rollout restores too: a refusal here is no failure.
            let outcome = match self.target.aws.attempt(call, permit).await {
                Attempt::Done { .. } => Outcome::Done { outputs: Attrs::new() },
                Attempt::Refused { code, message, .. } => Outcome::Refused { code, message },
                Attempt::Unknown { why } | Attempt::Late { why } | Attempt::NotSent { why } => {
                    Outcome::Refused { code: "NoAnswer".into(), message: why }
                }
            };
            ends.push(Entry::Ended(Ended {
                step: restore.step,
                attempt: BESIDE,
                operation: Operation::RestoreAlias,
                address: restore.alias.clone(),
                outcome,
            }));
        }
        if !ends.is_empty() {
            journal.ask(ends).await?;
        }
        Ok(number)
    }
}

/// The aliases that share traffic in the rollouts that are meant.
fn restores(view: &View, person: &PersonRecord) -> Vec<Restore> {
    let meant = view.rollouts.iter().filter(|(_, record)| {
        let members = record.progress.iter().flat_map(|progress| &progress.members);
        let mut members = members.map(|member| &member.function);
        person.functions.is_empty() || members.any(|member| person.functions.contains(member))
    });
    let shared = meant.filter(|(_, record)| {
        record.progress.as_ref().is_some_and(|progress| progress.share() > 0)
    });
    shared
        .filter_map(|(function, record)| {
            let alias = function.with_part("alias");
            let known = &view.known.get(&alias)?.attrs;
            let mut desired: Attrs = ["function", "name"]
                .into_iter()
                .filter_map(|name| Some((name.to_owned(), known.get(name)?.clone())))
                .collect();
            desired.insert("version".into(), Value::Int(view.stable_of(function)?));
            desired.insert("candidate".into(), Value::Null);
            desired.insert("candidate_share".into(), Value::Null);
            Some(Restore { step: record.step, alias, desired })
        })
        .collect()
}
