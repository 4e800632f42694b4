//! Parameters of Systems Manager's Parameter Store: published outputs.
//!
//! Limits: Systems Manager's API reference, `PutParameter`; the value's is that of standard parameters.
use crate::operations::Operation;
use crate::table::{ArnText, Literal, by, by_clearing, computed, immutable, kind};
use std::collections::BTreeMap;

/// Bytes that a standard parameter holds at most.
pub const LONGEST: usize = 4_096;

kind! {
    /// A parameter that anyone may read who may read parameters.
    Parameter = "parameter" {
        /// Its name, a path: `/cutover/<stack>/<stage>/<output>`.
        name: String = immutable().range(1, 1_011);
        /// The value.
        value: String = by(Operation::PutParameter).range(1, 4_096);
        /// What it holds: `String`, and never a secret.
        shape: String = by(Operation::PutParameter).or(Literal::Text("String"));
        /// Tags.
        tags: BTreeMap<String, String> = by_clearing(Operation::TagParameter, Operation::UntagParameter).or(Literal::NoEntries);
        /// ARN, known from account, region and name.
        arn: Option<ArnText> = computed().predictable();
    }
    create &[Operation::CreateParameter];
    update &[Operation::PutParameter, Operation::TagParameter, Operation::UntagParameter];
    delete &[Operation::DeleteParameter];
    with { rank: 130 }
}
