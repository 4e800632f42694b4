//! `role`, and the statements that people write themselves.
use super::{Block, NONE, TAGS};
use crate::table::{Attr, Literal, Type, attrs, written};

/// The rows of one `allow = [{ ... }]` entry.
pub(super) const ALLOW: &[Attr] = attrs! {
    /// IAM actions.
    actions: Type::Set(&Type::Text) => written();
    /// ARNs, or references to things that have one.
    resources: Type::Set(&Type::Arn) => written();
    /// IAM conditions: operator, key, values.
    conditions: Type::Any => written().optional();
};

pub(super) static ROLE_ALLOW: Block = Block {
    word: "allow",
    doc: "One named permission of a role.",
    labels: &["name"],
    attrs: ALLOW,
    ..NONE
};

pub(super) static ROLE: Block = Block {
    word: "role",
    doc: "An IAM role.",
    labels: &["name"],
    resource: true,
    attrs: attrs! {
        /// Physical name, when the derived one won't do.
        name: Type::Text => written().optional().range(1, 64);
        /// Services that may assume it.
        services: Type::Set(&Type::Text) => written().or(Literal::Texts(&["lambda.amazonaws.com"]));
        /// Managed policies to attach, by ARN.
        managed: Type::Set(&Type::Arn) => written().or(Literal::Texts(&[]));
        /// Words for people.
        description: Type::Text => written().or(Literal::Text("")).range(0, 1_000);
        /// Longest session.
        max_session: Type::Duration => written().or(Literal::Int(3_600)).range(3_600, 43_200);
        /// Tags.
        tags: TAGS => written().or(Literal::NoEntries);
    },
    blocks: &[&ROLE_ALLOW],
    fields: &[("arn", "ARN"), ("name", "physical name")],
    ..NONE
};
