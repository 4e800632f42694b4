//! The journal: the calls and their answers, for tests and for people, within bounds.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use crate::world::real_now_ms;

/// One call and its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Exchange {
    /// The service's name; empty when the request named none.
    pub service: &'static str,
    /// The operation's name; empty when the request named none.
    pub operation: String,
    /// The members of the request; long texts are cut.
    pub request: Value,
    /// The HTTP status; 0 when the connection was closed without an answer.
    pub status: u16,
    /// The members of the answer; long texts are cut.
    pub response: Value,
    /// The code of the error, as the caller sees it.
    pub error_code: Option<String>,
    /// Whether the operation may change the world.
    pub mutating: bool,
}

/// Texts longer than this (function code, for one) are cut.
const LONGEST_TEXT: usize = 16 * 1024;

/// About how many bytes of calls are remembered: answers of bulk reads are large.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// The latest calls.
#[derive(Debug)]
pub(crate) struct Journal {
    bound: usize,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    exchanges: VecDeque<Line>,
    bytes: usize,
    written: u64,
}

/// A remembered call.
#[derive(Debug)]
struct Line {
    /// Counts all calls, from 1.
    number: u64,
    at_ms: u64,
    /// About its size in bytes.
    size: usize,
    exchange: Exchange,
}

impl Journal {
    pub(crate) fn new(bound: usize) -> Journal {
        Journal { bound, kept: Mutex::default() }
    }

    pub(crate) fn write(&self, mut exchange: Exchange) {
        cut(&mut exchange.request);
        cut(&mut exchange.response);
        let size = size(&exchange.request) + size(&exchange.response);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.bytes += size;
        kept.written += 1;
        let (number, at_ms) = (kept.written, real_now_ms());
        kept.exchanges.push_back(Line { number, at_ms, size, exchange });
        while kept.exchanges.len() > self.bound || kept.bytes > MOST_BYTES {
            let Some(oldest) = kept.exchanges.pop_front() else { break };
            kept.bytes -= oldest.size;
        }
    }

    pub(crate) fn read(&self) -> Vec<Exchange> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.exchanges.iter().map(|line| line.exchange.clone()).collect()
    }

    /// The latest calls, newest first, without what they said; times are the machine's.
    pub(crate) fn latest(&self, most: usize) -> Value {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let told = kept.exchanges.iter().rev().take(most).map(|line| {
            let Exchange { service, operation, status, error_code, mutating, .. } = &line.exchange;
            json!({
                "number": line.number, "at_ms": line.at_ms, "service": service, "operation": operation,
                "status": status, "error": error_code, "mutating": mutating,
            })
        });
        Value::Array(told.collect())
    }

    pub(crate) fn clear(&self) {
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = Kept::default();
    }
}

/// About how many bytes a value takes.
fn size(value: &Value) -> usize {
    let inner = match value {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(members) => {
            members.iter().map(|(name, value)| name.len() + 32 + size(value)).sum()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    };
    inner + size_of::<Value>()
}

fn cut(value: &mut Value) {
    match value {
        Value::String(text) if text.len() > LONGEST_TEXT => {
            *text = format!("<{} bytes>", text.len());
        }
        Value::Array(items) => items.iter_mut().for_each(cut),
        Value::Object(members) => members.values_mut().for_each(cut),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Exchange, Journal};

    fn exchange(request: Value) -> Exchange {
        Exchange {
            service: "sqs",
            operation: "SendMessage".to_owned(),
            request,
            status: 200,
            response: Value::Null,
            error_code: None,
            mutating: true,
        }
    }

    #[test]
    fn the_journal_is_bounded_by_calls_and_by_bytes() {
        let journal = Journal::new(3);
        (0..5).for_each(|number| journal.write(exchange(json!(number))));
        let numbers: Vec<Value> =
            journal.read().into_iter().map(|exchange| exchange.request).collect();
        assert_eq!(numbers, [json!(2), json!(3), json!(4)]);
        let journal = Journal::new(1_000_000);
        let large = json!(vec!["x".repeat(1_000); 1_000]);
        (0..100).for_each(|_| journal.write(exchange(large.clone())));
        assert!((55..70).contains(&journal.read().len()), "{}", journal.read().len());
    }

    #[test]
    fn long_texts_are_cut() {
        let journal = Journal::new(1);
        journal.write(exchange(json!({"ZipFile": "x".repeat(20_000)})));
        assert_eq!(journal.read().pop().unwrap().request, json!({"ZipFile": "<20000 bytes>"}));
    }
}
