//! The place of the IAM auditor: policy parser, containment engine, rules.
//!
//! Nothing is here yet. What a derived role allows is exact by construction (`cutover-plan`,
//! `desire/derive`); judging policies that people wrote needs an engine of its own.
