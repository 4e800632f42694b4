//! Notes: JSON that the command line leaves for people who look at the local cloud (a graph, a rollout's phase).
//!
//! The emulator does not read them: it knows none of their types. They are not part of the world.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

/// How many notes are kept; older names make room for newer ones.
const MOST: usize = 64;

/// Notes by name.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    notes: Mutex<BTreeMap<String, Value>>,
}

impl Notes {
    /// Keeps a note in place of the one of the same name.
    pub(crate) fn write(&self, name: &str, note: Value) {
        let mut notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        notes.insert(name.to_owned(), note);
        if notes.len() > MOST {
            notes.pop_first();
        }
    }

    /// All notes, by name.
    pub(crate) fn read(&self) -> Value {
        json!(*self.notes.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn clear(&self) {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
