//! Multipart uploads: begun, filled part by part, completed or given up.

pub(super) mod complete;
pub(super) mod create;
pub(super) mod list;
pub(super) mod part;

use super::model::Upload;
use super::{faults, store};
use crate::ops::{Fault, Input};
use crate::world::World;

/// The row of an upload.
fn row(bucket: &str, key: &str, id: &str) -> String {
    format!("{bucket}/{key}\0{id}")
}

/// The row of a part.
fn part_row(upload: &str, number: u32) -> String {
    format!("{upload}/{number:05}")
}

/// The upload a call is about, and its row.
fn asked(world: &World, input: &Input) -> Result<(String, Upload), Fault> {
    let bucket = &store::bucket(world, input)?.name;
    let id = input.text("UploadId").unwrap_or_default();
    let row = row(bucket, store::key(input)?, id);
    let upload = world.s3.uploads.get(&row).cloned().ok_or_else(|| faults::no_upload(id))?;
    Ok((row, upload))
}
