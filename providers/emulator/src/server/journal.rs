//! The journal: the calls and their answers, for tests and for people, within bounds.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

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

/// The latest calls.
#[derive(Debug)]
pub(crate) struct Journal {
    bound: usize,
    exchanges: Mutex<VecDeque<Exchange>>,
}

impl Journal {
    pub(crate) fn new(bound: usize) -> Journal {
        Journal { bound, exchanges: Mutex::default() }
    }

    pub(crate) fn write(&self, mut exchange: Exchange) {
        cut(&mut exchange.request);
        cut(&mut exchange.response);
        let mut exchanges = self.exchanges.lock().unwrap_or_else(PoisonError::into_inner);
        exchanges.push_back(exchange);
        while exchanges.len() > self.bound {
            exchanges.pop_front();
        }
    }

    pub(crate) fn read(&self) -> Vec<Exchange> {
        self.exchanges.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    pub(crate) fn clear(&self) {
        self.exchanges.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
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
