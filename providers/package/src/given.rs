//! A zip that somebody else made, taken as it is.
use crate::error::PackError;
use crate::{Package, PackedFile};
use std::fs::{self, File};
use std::io::{Cursor, Read, Seek};
use std::path::Path;
use zip::ZipArchive;

/// Reads a zip, checks that it opens, and changes nothing about it.
pub(crate) fn take(path: &Path) -> Result<Package, PackError> {
    let read_error = |source| PackError::read(path, source);
    let file = File::open(path).map_err(read_error)?;
    let length = file.metadata().map_err(read_error)?.len();
    if length > crate::UNZIPPED_LIMIT {
        // Only its directory is read: no file holds less than its zip, so it is too large in any case.
        crate::limits::check_unzipped(path, &list(path, file)?)?;
    }
    let bytes = fs::read(path).map_err(read_error)?;
    let files = list(path, Cursor::new(bytes.as_slice()))?;
    if files.is_empty() {
        return Err(PackError::Empty { path: path.to_owned() });
    }
    Package::new(path, bytes, files)
}

fn list(path: &Path, zip: impl Read + Seek) -> Result<Vec<PackedFile>, PackError> {
    let mut archive = ZipArchive::new(zip).map_err(|source| PackError::zip(path, source))?;
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(|source| PackError::zip(path, source))?;
        if entry.is_dir() {
            continue;
        }
        let name = entry.name().map_err(|source| PackError::zip(path, source))?.into_owned();
        files.push(PackedFile {
            name,
            size: entry.size(),
            executable: entry.unix_mode().is_some_and(|mode| mode & 0o100 != 0),
        });
    }
    Ok(files)
}
