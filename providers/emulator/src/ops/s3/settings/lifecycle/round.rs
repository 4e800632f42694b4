//! The daily round at midnight (UTC): what is old enough goes.

use serde_json::Value;

use super::super::text;
use super::{rule, rules, store, time};
use crate::ops::s3::model::{Version, Versioning};
use crate::ops::s3::objects::events::{self, Deed};
use crate::ops::service::TagMap;
use crate::world::World;

/// The subject of the round among the things that happen.
const ROUND: &str = "lifecycle";

/// Sees to it that there will be a round, when a bucket with rules holds something.
pub(in crate::ops::s3) fn watch(world: &mut World, bucket: &str) {
    let prefix = format!("{bucket}/");
    let holds = world.s3.versions.prefixed(&prefix).next().is_some()
        || world.s3.uploads.prefixed(&prefix).next().is_some();
    if !holds || rules(world, bucket).is_empty() {
        return;
    }
    let planned = world.due.values().any(|due| due.service == "s3" && due.subject == ROUND);
    if !planned {
        let at_ms = time::midnight_after(world.now_ms() + 1);
        world.schedule(at_ms, "s3", ROUND);
    }
}

/// Carries out every bucket's rules, and plans the next round.
pub(in crate::ops::s3) fn happen(world: &mut World, _subject: &str) {
    let buckets: Vec<String> = world.s3.buckets.keys().map(str::to_owned).collect();
    for bucket in buckets {
        for rule in rules(world, &bucket) {
            if text(&rule, "Status") == Some("Enabled") {
                carry_out(world, &bucket, &rule);
            }
        }
        watch(world, &bucket);
    }
}

fn carry_out(world: &mut World, bucket: &str, rule: &Value) {
    let prefix = format!("{bucket}/");
    let all: Vec<Version> =
        world.s3.versions.prefixed(&prefix).map(|(_, version)| version.clone()).collect();
    // Those of one key stand together, the newest first.
    let mut newer: Option<&Version> = None;
    let mut kept = 0;
    for (place, version) in all.iter().enumerate() {
        let above = newer.filter(|newer| newer.key == version.key);
        match above {
            None => {
                kept = 0;
                let alone = all.get(place + 1).is_none_or(|next| next.key != version.key);
                newest(world, rule, version, alone);
            }
            Some(above) => {
                kept += 1;
                noncurrent(world, rule, version, above.modified_ms, kept);
            }
        }
        newer = Some(version);
    }
    abandon(world, bucket, rule);
}

/// Expires the newest version of a key.
fn newest(world: &mut World, rule: &Value, version: &Version, alone: bool) {
    let Some(expiration) = rule.get("Expiration").filter(|_| rule::fits(rule, version)) else {
        return;
    };
    if version.content.is_none() {
        if alone && text(expiration, "ExpiredObjectDeleteMarker") == Some("true") {
            store::remove(world, version);
        }
        return;
    }
    let days = rule::number(expiration, "Days");
    let date = text(expiration, "Date").and_then(time::parse);
    let due = days.map(|days| after(version.modified_ms, days)).or(date);
    if due.is_none_or(|due| world.now_ms() < due) {
        return;
    }
    let versioning = world.s3.buckets.get(&version.bucket).map(|bucket| bucket.versioning);
    if versioning == Some(Versioning::Off) {
        store::remove(world, version);
        events::tell(world, &Deed::expired(version));
    } else if let Ok(marker) = store::put(world, &version.bucket, &version.key, None, TagMap::new())
    {
        events::tell(world, &Deed::expired(&marker));
    }
}

/// Removes a version that has not been the newest for long enough, unless so many are to be kept.
fn noncurrent(world: &mut World, rule: &Value, version: &Version, since_ms: u64, place: usize) {
    let Some(expiration) = rule.get("NoncurrentVersionExpiration") else { return };
    let spared = rule::number(expiration, "NewerNoncurrentVersions").unwrap_or(0);
    let days = rule::number(expiration, "NoncurrentDays").unwrap_or(0);
    let due = after(since_ms, days) <= world.now_ms();
    if due && place > spared && rule::fits(rule, version) {
        store::remove(world, version);
    }
}

/// Drops uploads that were begun long ago.
fn abandon(world: &mut World, bucket: &str, rule: &Value) {
    let days = rule.get("AbortIncompleteMultipartUpload");
    let Some(days) = days.and_then(|one| rule::number(one, "DaysAfterInitiation")) else { return };
    let now_ms = world.now_ms();
    let prefix = format!("{bucket}/");
    let uploads = world.s3.uploads.prefixed(&prefix);
    let old = uploads.filter(|(_, upload)| {
        after(upload.begun_ms, days) <= now_ms && rule::fits_key(rule, &upload.key)
    });
    let old: Vec<String> = old.map(|(row, _)| row.to_owned()).collect();
    for row in old {
        store::drop_upload(world, &row);
    }
}

/// The midnight after so many days.
fn after(ms: u64, days: usize) -> u64 {
    let days_ms = u64::try_from(days).unwrap_or(u64::MAX).saturating_mul(time::DAY_MS);
    time::midnight_after(ms.saturating_add(days_ms))
}
