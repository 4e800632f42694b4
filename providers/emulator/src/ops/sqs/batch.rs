//! Batches: up to ten entries with ids of their own, each of which succeeds or fails alone.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::faults;
use crate::ops::{Fault, Input, Reply};

/// Runs each entry; `kind` names an entry in the refusal of an empty batch.
pub(super) fn each(
    input: &Input,
    kind: &str,
    mut run: impl FnMut(&Input) -> Result<Value, Fault>,
) -> Result<Reply, Fault> {
    let entries = input.list("Entries");
    check(entries, kind)?;
    let (mut successful, mut failed) = (Vec::new(), Vec::new());
    for entry in entries {
        let id = entry.get("Id").cloned().unwrap_or_default();
        match run(&input.part(entry)) {
            Ok(mut answer) => {
                if let Value::Object(members) = &mut answer {
                    members.insert("Id".to_owned(), id);
                }
                successful.push(answer);
            }
            Err(fault) => {
                let code = fault.query_code.unwrap_or(fault.code);
                failed.push(json!({"Id": id, "SenderFault": fault.sender, "Code": code, "Message": fault.message}));
            }
        }
    }
    Ok(json!({"Successful": successful, "Failed": failed}).into())
}

fn check(entries: &[Value], kind: &str) -> Result<(), Fault> {
    if entries.is_empty() {
        return Err(faults::empty_batch(kind));
    }
    if entries.len() > 10 {
        return Err(faults::long_batch(entries.len()));
    }
    let mut seen = BTreeSet::new();
    for entry in entries {
        let id = entry.get("Id").and_then(Value::as_str).unwrap_or_default();
        let allowed =
            |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
        if id.is_empty() || id.len() > 80 || !id.chars().all(allowed) {
            return Err(faults::bad_entry());
        }
        if !seen.insert(id) {
            return Err(faults::repeated_entry(id));
        }
    }
    Ok(())
}
