//! Lambda's limits on code.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>
use crate::PackedFile;
use crate::error::{Largest, PackError};
use cutover_schemas::kinds::function::ZIP_LIMIT;
use std::path::Path;

/// Bytes of all files together, layers apart: 250 MB.
pub const UNZIPPED_LIMIT: u64 = 262_144_000;

pub(crate) fn check_unzipped(path: &Path, files: &[PackedFile]) -> Result<u64, PackError> {
    let size = files.iter().fold(0_u64, |sum, file| sum.saturating_add(file.size));
    if size > UNZIPPED_LIMIT {
        return Err(PackError::UnzippedTooLarge {
            path: path.to_owned(),
            size,
            limit: UNZIPPED_LIMIT,
            largest: Largest::of(files),
        });
    }
    Ok(size)
}

pub(crate) fn check_zip(path: &Path, bytes: usize, files: &[PackedFile]) -> Result<(), PackError> {
    let size = u64::try_from(bytes).unwrap_or(u64::MAX);
    if size > ZIP_LIMIT {
        return Err(PackError::ZipTooLarge {
            path: path.to_owned(),
            size,
            limit: ZIP_LIMIT,
            largest: Largest::of(files),
        });
    }
    Ok(())
}
