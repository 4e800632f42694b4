//! The IAM auditor: reads policies with their places, decides single requests, proves what one policy allows beyond
//! another, and knows the rules of good policies.
//!
//! Four parts that check each other:
//! - [`policy`]: JSON with spans to statements, for every type of policy;
//!
//! [`table`] holds what AWS's services publish of their actions, resource types and condition keys.
//!
//! Nothing here asks a network, a file or a clock.
pub mod contain;
pub mod escalation;
pub mod evaluate;
pub mod json;
pub mod policy;
pub mod request;
pub mod rules;
pub mod table;

pub use rules::lint;
