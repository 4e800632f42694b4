//! What the gateway remembers between requests: how full its token buckets are, and what authorizers said.
//!
//! None of it is the world's: a restart forgets it, as moving to another host of API Gateway's would.

use std::collections::BTreeMap;

use super::access::Decision;

/// The most answers of authorizers that are kept.
const MOST: usize = 10_000;

/// What the gateway remembers between requests.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// Tokens left and when they were counted, by `api/stage/route`.
    pub(super) buckets: BTreeMap<String, (f64, u64)>,
    /// Answers and until when they hold, by authorizer and what identified the caller.
    answers: BTreeMap<String, (Decision, u64)>,
}

impl Memory {
    /// What the authorizer said of this caller, while it holds.
    pub(super) fn answer(&self, key: &str, now_ms: u64) -> Option<Decision> {
        self.answers.get(key).filter(|(_, until)| *until > now_ms).map(|(said, _)| said.clone())
    }

    /// Keeps what an authorizer said.
    pub(super) fn keep(&mut self, key: String, decision: Decision, now_ms: u64, ttl_ms: u64) {
        if self.answers.len() >= MOST {
            self.answers.retain(|_, (_, until)| *until > now_ms);
        }
        if self.answers.len() < MOST {
            self.answers.insert(key, (decision, now_ms.saturating_add(ttl_ms)));
        }
    }
}
