//! Objects: put, read, copied, listed, deleted, tagged.

pub(super) mod attributes;
mod conditions;
pub(super) mod copy;
pub(super) mod delete;
pub(super) mod describe;
pub(super) mod events;
pub(super) mod get;
pub(super) mod list;
pub(super) mod list_versions;
pub(super) mod put;
pub(super) mod range;
pub(super) mod tagging;

pub(super) use conditions::writable;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What stays as it is in a key that is encoded for a document or a link.
const PLAIN: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'*').remove(b'/');

/// A key as `encoding-type=url` shows it.
pub(super) fn encoded(key: &str) -> String {
    utf8_percent_encode(key, PLAIN).to_string()
}
