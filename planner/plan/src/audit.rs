//! Least privilege of a stack: what each role may do beside what the graph's edges need, and what a plan newly allows.
//!
//! The needs are those that derivation finds, whoever wrote the role: a derived role fits them by construction until
//! somebody changes it in the cloud, a written one is held against them.
mod access;
mod codes;
mod documents;
mod lint;
mod roles;
mod waivers;

pub use access::{Access, newly};
pub use codes::{CODES, waivable};
pub use lint::lint;
pub use roles::{Judged, judge};
pub use waivers::waive;

use cutover_schemas::address::Address;
use cutover_schemas::value::Value;

/// What one function must be allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// The function.
    pub function: Address,
    /// The role it runs as, where that is one of the stack's.
    pub role: Option<Address>,
    /// A policy of exactly what its settings and edges need, and of what its `access` block writes itself.
    pub document: Value,
}
