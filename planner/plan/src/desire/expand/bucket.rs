//! `bucket`: one S3 bucket, and the flag in its notification document that tells the default event bus.
use super::{Build, copied};
use crate::desire::arns;
use cutover_schemas::kinds::KindName;
use cutover_schemas::spec::Declared;
use cutover_schemas::value::{Attrs, Value};
use std::collections::BTreeSet;

/// The id of the entry that tells the default event bus: S3 has one such flag a bucket.
const BUS: &str = "EventBridgeConfiguration";

pub(super) fn expand(build: &mut Build<'_>, block: &Declared) {
    let name = build.name_of(&block.address);
    let mut attrs =
        copied(block, &["versioning", "block_public_access", "lifecycle", "cors", "policy"]);
    let encryption = block.attr("encryption").as_map();
    let key = encryption.and_then(|encryption| encryption.get("key")).cloned();
    attrs.insert("encryption_key".into(), key.unwrap_or(Value::Null));
    attrs.insert("arn".into(), Value::text(arns::bucket(build.identity, &name)));
    attrs.insert("name".into(), Value::text(name.clone()));
    attrs.insert("tags".into(), build.tags(&block.address, block));
    build.add(block.address.clone(), KindName::Bucket, block, attrs, None, BTreeSet::new());
    if block.attr("event_bridge").as_bool() == Some(true) {
        let attrs =
            Attrs::from([("bucket".into(), Value::text(name)), ("id".into(), Value::text(BUS))]);
        let (parent, after) =
            (Some(block.address.clone()), BTreeSet::from([block.address.clone()]));
        let address = block.address.with_part("event_bridge");
        build.add(address, KindName::Notification, block, attrs, parent, after);
    }
}
