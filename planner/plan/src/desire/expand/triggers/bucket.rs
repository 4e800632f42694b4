//! `trigger "bucket"`: an entry in the bucket's notification document, and the right to be told.
use super::super::permission::{self, Caller};
use super::super::{Build, arn_of};
use crate::desire::{edge_to, existing};
use cutover_schemas::address::Address;
use cutover_schemas::kinds::KindName;
use cutover_schemas::spec::Declared;
use cutover_schemas::value::{Attrs, Value};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;

pub(super) fn expand(build: &mut Build<'_>, block: &Declared) {
    // S3 knows no entry that rests: what is not enabled is not there.
    if block.attr("enabled").as_bool() != Some(true) {
        return;
    }
    let (Value::Reference(bucket), Value::Reference(target)) =
        (block.attr("bucket").clone(), block.attr("to").clone())
    else {
        return;
    };
    let caller = Caller {
        principal: "s3.amazonaws.com",
        source_arn: arn_of(build, &bucket),
        // The ARN of a bucket names no account: without this, whoever gets the name after us could call.
        source_account: Some(Value::text(build.identity.account.clone())),
        key: "",
    };
    // S3 asks whether it may when the entry is written, so the permission comes first.
    let mut after: BTreeSet<Address> =
        permission::let_in(build, block, &target, caller).into_iter().collect();
    after.extend(edge_to(&bucket));
    let managed = build.spec.blocks.get(&bucket).is_some_and(|found| found.word == "bucket");
    let attrs = Attrs::from([
        ("bucket".into(), name(build, &bucket)),
        ("id".into(), Value::text(id(build, &block.address))),
        ("target_arn".into(), arn_of(build, &target)),
        ("events".into(), events(block)),
        ("prefix".into(), block.attr("prefix").clone()),
        ("suffix".into(), block.attr("suffix").clone()),
    ]);
    let parent = managed.then(|| bucket.clone());
    build.add(block.address.clone(), KindName::Notification, block, attrs, parent, after);
}

fn name(build: &Build<'_>, bucket: &Address) -> Value {
    match build.spec.blocks.get(bucket).filter(|block| block.word == "existing") {
        Some(block) => existing::field(build, block, "name").unwrap_or(Value::Null),
        None => Value::text(build.name_of(bucket)),
    }
}

/// The entry's id: whose it is can be read from it.
fn id(build: &Build<'_>, address: &Address) -> String {
    let digest: String = hex::encode(Sha256::digest(address.as_str())).chars().take(12).collect();
    format!("cutover-{}-{}-{digest}", build.identity.stack, build.identity.stage)
}

fn events(block: &Declared) -> Value {
    let events = block.attr("events").as_list().unwrap_or_default().iter();
    Value::List(
        events.filter_map(Value::as_text).map(|event| Value::text(format!("s3:{event}"))).collect(),
    )
}
