//! What the local cloud does as AWS does, operation by operation, read from the operation tables.

use crate::ops::{Fidelity, SERVICES};

/// How far an operation is modelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// As AWS does, as far as known.
    Modelled,
    /// In part; the note says what is missing.
    Partly,
    /// Answered as an unknown operation.
    Not,
}

/// One row of the fidelity table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The service's name.
    pub service: &'static str,
    /// The operation's name.
    pub operation: &'static str,
    /// How far it is modelled.
    pub status: Status,
    /// What is missing.
    pub note: &'static str,
}

/// Every operation of every service.
pub fn fidelity() -> Vec<Row> {
    let mut rows = Vec::new();
    for service in SERVICES {
        for operation in service.operations {
            let (status, note) = match operation.fidelity {
                Fidelity::Modelled => (Status::Modelled, ""),
                Fidelity::Partly(note) => (Status::Partly, note),
            };
            rows.push(Row { service: service.name, operation: operation.name, status, note });
        }
        let missing = service.missing.iter();
        rows.extend(missing.map(|operation| Row {
            service: service.name,
            operation,
            status: Status::Not,
            note: "",
        }));
    }
    rows
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::fidelity;

    #[test]
    fn no_operation_is_listed_twice() {
        let rows = fidelity();
        let names: BTreeSet<_> = rows.iter().map(|row| (row.service, row.operation)).collect();
        assert_eq!(names.len(), rows.len());
    }
}
