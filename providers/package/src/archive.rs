//! Writing the zip.
use crate::PackedFile;
use crate::error::PackError;
use crate::walk::Found;
use std::fs;
use std::io::{Cursor, Write as _};
use std::path::Path;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

/// Policy: the compressor's own default. Changing it, like changing the compressor, makes every
/// deployed function look changed once.
const LEVEL: i64 = 6;
/// Below this many bytes deflate's own overhead eats what it could save.
const TINY: usize = 64;

/// Writes a zip of these files, which are in order, and answers what was read.
pub(crate) fn write(
    directory: &Path,
    found: &[Found],
) -> Result<(Vec<u8>, Vec<PackedFile>), PackError> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let mut files = Vec::with_capacity(found.len());
    for file in found {
        let bytes = fs::read(&file.path).map_err(|source| PackError::read(&file.path, source))?;
        writer
            .start_file(&file.name, options(bytes.len(), file.executable))
            .map_err(|source| PackError::zip(&file.path, source))?;
        writer.write_all(&bytes).map_err(|source| PackError::zip(&file.path, source))?;
        files.push(PackedFile {
            // A file may have grown since it was found.
            size: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            ..file.as_packed()
        });
    }
    let cursor = writer.finish().map_err(|source| PackError::zip(directory, source))?;
    Ok((cursor.into_inner(), files))
}

/// Everything that an entry says besides its name and content, none of it from the machine.
fn options(size: usize, executable: bool) -> SimpleFileOptions {
    let options = SimpleFileOptions::default()
        .system(System::Unix)
        // 1980-01-01 00:00:00, the earliest time that the format can express.
        .last_modified_time(DateTime::default())
        .unix_permissions(if executable { 0o755 } else { 0o644 });
    if size < TINY {
        options.compression_method(CompressionMethod::Stored)
    } else {
        options.compression_method(CompressionMethod::Deflated).compression_level(Some(LEVEL))
    }
}
