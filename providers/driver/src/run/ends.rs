//! What answers mean: a step is done, looked after, tried again, or failed.
use super::{DriveError, Loop, slot};
use crate::answer::{self, Found, Verdict};
use crate::{Artifacts, flight};
use cutover_apply::retry;
use cutover_apply::{Failure, Prepared, StepEnd, Ticket};
use cutover_cloud::{Clock, Cloud, LedgerStore, ProbeAnswer};
use cutover_rollout::{Outcome as RolloutOutcome, Refusal};
use cutover_schemas::ledger::Outcome;
use cutover_schemas::plan::StepId;
use cutover_schemas::value::{Attrs, Value};
use futures_util::future::FutureExt as _;

impl<C: Cloud, K: Clock, A: Artifacts, S: LedgerStore> Loop<'_, C, K, A, S> {
    pub(super) fn verdict(
        &mut self,
        prepared: Box<Prepared>,
        attempt: u32,
        verdict: Verdict,
    ) -> Result<(), DriveError> {
        match verdict {
            Verdict::Done { outputs, revision } => {
                self.done(&prepared, attempt, outputs, revision, false)
            }
            Verdict::Failed { code, message, conflict } => {
                self.refused(&prepared, attempt, &code, &message, conflict)
            }
            Verdict::Look { why } => {
                self.say_retry(&prepared, why, 0);
                self.calls_in_air += 1;
                let flight = flight::look(
                    self.driver.cloud,
                    self.driver.clock,
                    self.driver.identity,
                    prepared,
                    attempt,
                );
                self.air.push(flight.boxed());
                Ok(())
            }
            Verdict::Again { patience, asked, code, message } => {
                let now = self.now();
                let waited = now.0 - self.first.get(&slot(&prepared)).copied().unwrap_or(now).0;
                let spread = i64::from(prepared.step.wrapping_mul(7_919) % 1_000);
                match retry::pause(patience, attempt, waited, asked, spread) {
                    Some(pause) => {
                        self.append_end(
                            &prepared,
                            attempt,
                            Outcome::Refused { code, message: message.clone() },
                        );
                        self.say_retry(&prepared, message, pause);
                        self.air.push(
                            flight::rest(self.driver.clock, prepared, now.plus_millis(pause))
                                .boxed(),
                        );
                        Ok(())
                    }
                    None => self.refused(&prepared, attempt, &code, &message, false),
                }
            }
        }
    }

    pub(super) fn looked(
        &mut self,
        prepared: Box<Prepared>,
        attempt: u32,
        sight: Result<cutover_schemas::snapshot::Sight, String>,
    ) -> Result<(), DriveError> {
        let sight = match sight {
            Ok(sight) => sight,
            // Nobody knows whether it took effect: the intent stays open, and the next run looks again. Were it
            // recorded as ended, what it made would be a stranger to the ledger from then on.
            Err(message) => return self.fail(&prepared, "NoAnswer", &message, false),
        };
        match answer::found(&prepared, &sight, self.driver.owner) {
            Found::Done { outputs, revision } => {
                self.done(&prepared, attempt, outputs, revision, true)
            }
            Found::Conflict { message } => {
                self.refused(&prepared, attempt, "Conflict", &message, true)
            }
            Found::Undone => {
                let now = self.now();
                let waited = now.0 - self.first.get(&slot(&prepared)).copied().unwrap_or(now).0;
                match retry::pause(retry::Patience::Lost, attempt, waited, None, 0) {
                    Some(pause) => {
                        self.append_end(&prepared, attempt, Outcome::FoundUndone);
                        self.air.push(
                            flight::rest(self.driver.clock, prepared, now.plus_millis(pause))
                                .boxed(),
                        );
                        Ok(())
                    }
                    // The look may lag behind the effect: this intent stays open, too.
                    None => self.fail(
                        &prepared,
                        "NoAnswer",
                        "no answer came, and a look shows no effect",
                        false,
                    ),
                }
            }
        }
    }

    fn done(
        &mut self,
        prepared: &Prepared,
        attempt: u32,
        outputs: Attrs,
        revision: Option<String>,
        found: bool,
    ) -> Result<(), DriveError> {
        let kept = kept_outputs(prepared, &outputs);
        let outcome = if found {
            Outcome::FoundDone { outputs: kept }
        } else {
            Outcome::Done { outputs: kept }
        };
        self.append_end(prepared, attempt, outcome);
        if let Some(ticket) = prepared.ticket {
            self.run.release(&prepared.address);
            let outcome = RolloutOutcome::Called { attrs: outputs, revision };
            return self.rollout(prepared.step, ticket, &outcome);
        }
        self.end(prepared.step, StepEnd::Done { outputs, revision })
    }

    fn refused(
        &mut self,
        prepared: &Prepared,
        attempt: u32,
        code: &str,
        message: &str,
        conflict: bool,
    ) -> Result<(), DriveError> {
        self.append_end(
            prepared,
            attempt,
            Outcome::Refused { code: code.to_owned(), message: message.to_owned() },
        );
        self.fail(prepared, code, message, conflict)
    }

    fn fail(
        &mut self,
        prepared: &Prepared,
        code: &str,
        message: &str,
        conflict: bool,
    ) -> Result<(), DriveError> {
        if let Some(ticket) = prepared.ticket {
            self.run.release(&prepared.address);
            let refusal = Refusal { code: code.to_owned(), message: message.to_owned(), conflict };
            return self.rollout(prepared.step, ticket, &RolloutOutcome::Refused(refusal));
        }
        self.end(prepared.step, StepEnd::Failed(answer::failure(prepared, code, message, conflict)))
    }

    pub(super) fn waited(
        &mut self,
        step: StepId,
        ticket: Option<Ticket>,
        answer: ProbeAnswer,
    ) -> Result<(), DriveError> {
        if let Some(ticket) = ticket {
            let outcome = match answer {
                ProbeAnswer::Ready { outputs: attrs, revision } => {
                    RolloutOutcome::Ready { attrs, revision }
                }
                ProbeAnswer::Failed { reason } => RolloutOutcome::NotReady(reason),
                ProbeAnswer::Absent | ProbeAnswer::Pending | ProbeAnswer::Unanswered { .. } => {
                    RolloutOutcome::NotReady("it is gone".to_owned())
                }
            };
            return self.rollout(step, ticket, &outcome);
        }
        match answer {
            ProbeAnswer::Ready { outputs, revision } => {
                self.end(step, StepEnd::Done { outputs, revision })
            }
            ProbeAnswer::Failed { reason } => self.never_ready(step, reason),
            // A wait ends only as ready or failed.
            ProbeAnswer::Absent | ProbeAnswer::Pending | ProbeAnswer::Unanswered { .. } => {
                self.never_ready(step, "it is gone".to_owned())
            }
        }
    }

    fn never_ready(&mut self, step: StepId, reason: String) -> Result<(), DriveError> {
        let address = self.run.step(step)?.address.clone();
        self.end(
            step,
            StepEnd::Failed(Failure::refused(step, address, "NeverReady", &reason, false)),
        )
    }
}

/// What the ledger keeps of an answer: attributes of the kind that the service computed, and what
/// the rollout decided. An invocation's payload may hold anything, so it is never kept.
fn kept_outputs(prepared: &Prepared, outputs: &Attrs) -> Attrs {
    use cutover_schemas::table::Owner;
    let kept = outputs.iter().filter(|(name, value)| {
        !value.is_null()
            && prepared.kind.row().attr(name).is_some_and(|attr| attr.flags.owner != Owner::Spec)
            || (*name == "digest" && **value == Value::Null)
    });
    kept.map(|(name, value)| (name.clone(), value.clone())).collect()
}
