//! The capacity that calls report when asked: whole units of a kilobyte written and of four read.

use serde_json::{Map, Value, json};

use crate::ops::Input;

/// Units for writing so many bytes.
pub(super) fn written(bytes: usize) -> f64 {
    units(bytes, 1024)
}

/// Units for reading so many bytes.
pub(super) fn read(bytes: usize, consistent: bool) -> f64 {
    units(bytes, 4096) * if consistent { 1.0 } else { 0.5 }
}

#[expect(clippy::cast_precision_loss, reason = "a request moves at most a few megabytes")]
fn units(bytes: usize, unit: usize) -> f64 {
    bytes.div_ceil(unit).max(1) as f64
}

/// The report on one table, when the request asks for it.
pub(super) fn report(
    input: &Input,
    table: &str,
    index: Option<(&str, bool)>,
    units: f64,
) -> Option<Value> {
    let mut report = json!({"TableName": table, "CapacityUnits": units});
    match (input.text("ReturnConsumedCapacity"), report.as_object_mut()) {
        (Some("TOTAL"), _) => {}
        (Some("INDEXES"), Some(members)) => {
            let own = if index.is_some() { 0.0 } else { units };
            members.insert("Table".to_owned(), json!({"CapacityUnits": own}));
            if let Some((index, global)) = index {
                let kind = if global { "GlobalSecondaryIndexes" } else { "LocalSecondaryIndexes" };
                members.insert(kind.to_owned(), json!({index: {"CapacityUnits": units}}));
            }
        }
        _ => return None,
    }
    Some(report)
}

/// Adds a report to an answer.
pub(super) fn put(body: &mut Map<String, Value>, report: Option<Value>) {
    if let Some(report) = report {
        body.insert("ConsumedCapacity".to_owned(), report);
    }
}
