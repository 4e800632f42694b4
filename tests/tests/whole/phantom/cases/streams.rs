//! Data streams.
use super::{Case, cases};

const CLICKS: &str = "stream.clicks";

pub(super) const CASES: &[Case] = cases! {
    stream_mode: "stream" "mode" at CLICKS => ["mode", "shards"];
    stream_shards: "stream" "shards" at CLICKS => ["shards"];
    stream_retention: "stream" "retention" at CLICKS => ["retention"];
    stream_encryption_key: "stream" "encryption_key" at CLICKS => ["encryption_key"];
    stream_encryption_key_gone: "stream" "encryption_key" at CLICKS => ["encryption_key"];
    stream_tags: "stream" "tags" at CLICKS => ["tags.tier"];
    stream_tags_gone: "stream" "tags" at CLICKS => ["tags.tier"];
};
