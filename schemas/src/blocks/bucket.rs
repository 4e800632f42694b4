//! `bucket`.
use super::{Block, NONE, TAGS};
use crate::kinds::bucket::{CORS, LIFECYCLE};
use crate::table::{Attr, Literal, Type, attrs, written};

/// The rows of `encryption = { ... }`.
const ENCRYPTION: &[Attr] = attrs! {
    /// ARN of the KMS key that new objects are encrypted with.
    key: Type::Arn => written();
};

pub(super) static BUCKET: Block = Block {
    word: "bucket",
    doc: "An S3 bucket: private, encrypted, without access control lists.",
    labels: &["name"],
    resource: true,
    attrs: attrs! {
        /// Physical name, when the derived one won't do; all accounts share these names.
        name: Type::Text => written().optional().range(3, 63);
        /// Keep old versions of objects.
        versioning: Type::Bool => written().or(Literal::Bool(false));
        /// Encrypt with a key of one's own instead of S3's.
        encryption: Type::Object(ENCRYPTION) => written().optional();
        /// Keep public policies and access control lists out.
        block_public_access: Type::Bool => written().or(Literal::Bool(true));
        /// What is removed after a while.
        lifecycle: Type::List(&Type::Object(LIFECYCLE)) => written().or(Literal::Texts(&[]));
        /// Which web pages may use it.
        cors: Type::List(&Type::Object(CORS)) => written().or(Literal::Texts(&[]));
        /// Resource policy.
        policy: Type::Any => written().optional();
        /// Tell the default event bus of everything that happens to objects.
        event_bridge: Type::Bool => written().or(Literal::Bool(false));
        /// Tags.
        tags: TAGS => written().or(Literal::NoEntries);
    },
    fields: &[("arn", "ARN"), ("name", "physical name")],
    ..NONE
};
