//! `existing`: things that are not managed here.
use super::{Block, NONE, TAGS};
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
        /// Tags that exactly one thing of the kind carries, all of them, in this account and region; of subnets several may.
        tags: TAGS => written().or(Literal::NoEntries);
        /// The KMS key that it is encrypted with, so that readers may decrypt: of a secret or a parameter.
        key: Type::Either(&[Type::Reference(&["existing.key"]), Type::Arn]) => written().optional();
    },
    fields: &[
        ("arn", "ARN"),
        ("name", "physical name"),
        ("url", "address, of a queue and of an API"),
        ("id", "id, of what goes by one"),
        ("value", "what a parameter holds when a plan is made; not of secret ones"),
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
    "api",
    "layer",
    "alarm",
];

/// Attributes one of which says which thing of a kind is meant.
pub fn found_by(kind: &str) -> &'static [&'static str] {
    match kind {
        "subnets" => &["ids", "tags"],
        "vpc" | "security_group" | "zone" => &["id", "tags"],
        "user_pool" | "api" => &["id", "arn", "tags"],
        "certificate" => &["arn", "tags"],
        // The tagging API knows neither roles nor versions of layers.
        "layer" => &["arn"],
        "role" => &["name", "arn"],
        _ => &["name", "arn", "tags"],
    }
}

/// What can be named of an existing thing of a kind, besides what is written there.
pub fn fields_of(kind: &str) -> &'static [&'static str] {
    match kind {
        "subnets" => &[],
        "vpc" | "security_group" | "zone" => &["id"],
        "certificate" | "layer" => &["arn"],
        "user_pool" => &["arn", "id", "issuer", "name"],
        "api" => &["arn", "id", "url"],
        "queue" => &["arn", "name", "url"],
        "parameter" => &["arn", "name", "value"],
        _ => &["arn", "name"],
    }
}
