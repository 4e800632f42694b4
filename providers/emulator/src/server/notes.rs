//! Notes: JSON that the command line leaves for people who look at the local cloud (a graph, a rollout's phase).
//!
//! The emulator does not read them: it knows none of their types. They are not part of the world. Its page shows two
//! shapes of them, and leaves out every member that it finds missing:
//!
//! * `{"kind": "graph", "title", "picture": {"width", "height", "cards": [{"address", "name", "kind", "hue", "icon", "x",
//!   "y", "width", "height", "lines": [{"strong", "text", "y"}], "parts": []}], "arrows": [{"from", "to", "hue", "line",
//!   "head"}]}, "names": {address: physical name}}`; `icon`, `line` and `head` are SVG paths.
//! * `{"kind": "run", "title", "command", "steps", "done", "failed", "result", "rollouts": [{"function", "phase",
//!   "stable", "candidate", "share", "why", "evidence": {"e", "threshold", "upper", "margin", "candidate": {"invocations",
//!   "bad"}, "stable": {"invocations", "bad"}}, "until"}]}`; `share` is the candidate's, in ten-thousandths, and `until`,
//!   in milliseconds since 1970, is when it ends.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};

/// How many notes are kept; older names make room for newer ones.
const MOST: usize = 64;

/// Notes by name, each with a number that a newer note of that name exceeds.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    notes: BTreeMap<String, (u64, Value)>,
    written: u64,
}

impl Notes {
    /// Keeps a note in place of the one of the same name; `null` removes it.
    pub(crate) fn write(&self, name: &str, note: Value) {
        let kept = &mut *self.kept();
        kept.written += 1;
        if note.is_null() {
            kept.notes.remove(name);
            return;
        }
        kept.notes.insert(name.to_owned(), (kept.written, note));
        if kept.notes.len() > MOST {
            let oldest = kept.notes.iter().min_by_key(|(_, (number, _))| *number);
            if let Some(name) = oldest.map(|(name, _)| name.clone()) {
                kept.notes.remove(&name);
            }
        }
    }

    /// All notes, by name.
    pub(crate) fn read(&self) -> Value {
        let kept = self.kept();
        Value::Object(
            kept.notes.iter().map(|(name, (_, note))| (name.clone(), note.clone())).collect(),
        )
    }

    /// One note.
    pub(crate) fn one(&self, name: &str) -> Option<Value> {
        self.kept().notes.get(name).map(|(_, note)| note.clone())
    }

    /// The numbers of all notes, by name: who has seen a number need not read that note again.
    pub(crate) fn revisions(&self) -> Value {
        let kept = self.kept();
        Value::Object(
            kept.notes.iter().map(|(name, (number, _))| (name.clone(), json!(number))).collect(),
        )
    }

    pub(crate) fn clear(&self) {
        let kept = &mut *self.kept();
        // Numbers go on: a page that saw the old notes must not mistake new ones for them.
        kept.notes.clear();
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{MOST, Notes};

    #[test]
    fn a_newer_note_has_a_higher_number_and_null_removes() {
        let notes = Notes::default();
        notes.write("a", json!(1));
        notes.write("b", json!(2));
        notes.write("a", json!(3));
        assert_eq!(notes.revisions(), json!({"a": 3, "b": 2}));
        notes.write("a", Value::Null);
        assert_eq!((notes.one("a"), notes.read()), (None, json!({"b": 2})));
        notes.clear();
        notes.write("b", json!(4));
        assert_eq!(notes.revisions(), json!({"b": 5}));
    }

    #[test]
    fn the_oldest_notes_make_room() {
        let notes = Notes::default();
        (0..=MOST).for_each(|at| notes.write(&format!("{:03}", MOST - at), json!(at)));
        assert_eq!(notes.one(&format!("{MOST:03}")), None);
        assert_eq!(notes.one("000"), Some(json!(MOST)));
    }
}
