//! Buckets and the entries in their notifications.
use super::{Case, cases};

const BUCKET: &str = "bucket.pictures";
const NOTIFICATION: &str = "trigger.bucket.resize";

pub(super) const CASES: &[Case] = cases! {
    bucket_versioning: "bucket" "versioning" at BUCKET => ["versioning"];
    bucket_encryption_key: "bucket" "encryption_key" at BUCKET => ["encryption_key"];
    bucket_encryption_key_gone: "bucket" "encryption_key" at BUCKET => ["encryption_key"];
    bucket_block_public_access: "bucket" "block_public_access" at BUCKET => ["block_public_access"];
    bucket_block_public_access_in_part: "bucket" "block_public_access" at BUCKET => ["block_public_access"];
    bucket_lifecycle: "bucket" "lifecycle" at BUCKET => ["lifecycle"];
    bucket_lifecycle_gone: "bucket" "lifecycle" at BUCKET => ["lifecycle"];
    bucket_cors: "bucket" "cors" at BUCKET => ["cors"];
    bucket_cors_gone: "bucket" "cors" at BUCKET => ["cors"];
    bucket_policy: "bucket" "policy" at BUCKET => ["policy"];
    bucket_policy_gone: "bucket" "policy" at BUCKET => ["policy"];
    bucket_tags: "bucket" "tags" at BUCKET => ["tags.tier"];
    bucket_tags_added: "bucket" "tags" at BUCKET => ["tags.seen"];
    notification_target_arn: "notification" "target_arn" at NOTIFICATION => ["target_arn"];
    notification_events: "notification" "events" at NOTIFICATION => ["events"];
    notification_prefix: "notification" "prefix" at NOTIFICATION => ["prefix"];
    notification_suffix: "notification" "suffix" at NOTIFICATION => ["suffix"];
};
