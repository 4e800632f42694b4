//! `rollout`.
use super::{Block, NONE};
use crate::table::{Attr, Literal, Type, attrs, written};

/// The rows of `smoke = { ... }`.
pub(super) const SMOKE: &[Attr] = attrs! {
    /// Method and path of a route: the candidate gets the event which that route would send.
    http: Type::Text => written().optional();
    /// The event itself.
    event: Type::Any => written().optional();
    /// What the answer must be: `status`, `body` (text it must contain), or nothing but success.
    expect: Type::Object(EXPECT) => written().optional();
};

/// The rows of `expect = { ... }`.
pub(super) const EXPECT: &[Attr] = attrs! {
    /// HTTP status of the answer.
    status: Type::Int => written().optional().range(100, 599);
    /// Text that the answer must contain.
    contains: Type::Text => written().optional();
};

pub(super) static ROLLOUT: Block = Block {
    word: "rollout",
    doc: "How a new version of a function takes over.",
    labels: &["name"],
    attrs: attrs! {
        /// `all_at_once` flips; `blue_green` warms, smokes, flips, watches and flips back.
        strategy: Type::Enum(&["all_at_once", "blue_green"]) => written().or(Literal::Text("all_at_once"));
        /// How long the new version is watched after the flip.
        bake: Type::Duration => written().or(Literal::Int(0)).range(0, 86_400);
        /// A call of the new version before it gets traffic.
        smoke: Type::Object(SMOKE) => written().optional();
        /// Share of failed invocations during the bake that flips back.
        max_error_rate: Type::Share => written().optional();
    },
    ..NONE
};
