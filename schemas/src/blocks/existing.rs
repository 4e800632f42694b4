//! `existing`: things that are not managed here.
use super::{Block, NONE};
use crate::table::{Literal, Type, attrs, written};

pub(super) static EXISTING: Block = Block {
    word: "existing",
    doc: "Something that is not managed here.",
    labels: &["kind", "name"],
    attrs: attrs! {
        /// Its physical name; of a key its id, or its alias as `alias/NAME`.
        name: Type::Text => written().optional();
        /// Its ARN.
        arn: Type::Text => written().optional();
        /// Its id, where it goes by one: a VPC's, a security group's, a user pool's, a zone's.
        id: Type::Text => written().optional();
        /// Ids of subnets.
        ids: Type::Set(&Type::Text) => written().or(Literal::Texts(&[]));
        /// The KMS key that it is encrypted with, so that readers may decrypt: of a secret or a parameter.
        key: Type::Either(&[Type::Reference(&["existing.key"]), Type::Arn]) => written().optional();
    },
    fields: &[
        ("arn", "ARN"),
        ("name", "physical name"),
        ("url", "address, of a queue"),
        ("id", "id, of what goes by one"),
        ("issuer", "who issues the tokens of a user pool"),
    ],
    ..NONE
};

/// Words that `existing` takes as its first label.
pub const EXISTING_KINDS: &[&str] = &[
    "function",
    "role",
    "queue",
    "topic",
    "bus",
    "bucket",
    "table",
    "stream",
    "secret",
    "parameter",
    "key",
    "certificate",
    "user_pool",
    "vpc",
    "subnets",
    "security_group",
    "zone",
];

/// Attributes one of which says which thing of a kind is meant.
pub fn found_by(kind: &str) -> &'static [&'static str] {
    match kind {
        "subnets" => &["ids"],
        "vpc" | "security_group" | "zone" => &["id"],
        "user_pool" => &["id", "arn"],
        "certificate" => &["arn"],
        _ => &["name", "arn"],
    }
}
