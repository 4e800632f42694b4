//! Packing code: a directory becomes a zip that is the same bytes on every machine.
//!
//! Lambda tells of deployed code only its SHA-256 (`CodeSha256`). Code is compared with what runs
//! by that digest, so equal code must give equal bytes wherever it is packed: entries are sorted,
//! times fixed, modes reduced to 0644 and 0755, and the deflate implementation is pinned.
//!
//! What is left out of a package: `.git`, `.cutover`, `__pycache__`, `*.pyc`, `.DS_Store`,
//! `node_modules/.cache`, whatever the directory's `.cutoverignore` names, that file itself, and
//! empty directories (version control doesn't keep them, so they can't be counted on).
//!
//! What a `build` of the spec makes is made here too, when asked: see [`build`]. Nothing here talks to a cloud.
mod archive;
pub mod build;
mod error;
mod given;
mod ignore;
mod limits;
mod walk;

pub use error::{Largest, PackError, Size};
pub use limits::UNZIPPED_LIMIT;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};
use std::fs;
use std::path::Path;

/// Code, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// The zip's bytes.
    pub zip: Vec<u8>,
    /// Their SHA-256 in base64: what Lambda answers as `CodeSha256`.
    pub digest: String,
    /// What is in it, sorted by name for a packed directory.
    pub files: Vec<PackedFile>,
    /// Bytes of all files together, which is what Lambda's second limit counts.
    pub unzipped: u64,
}

/// One file of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackedFile {
    /// Its path in the zip, with `/` between folders.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// Whether it can be executed, as a custom runtime's `bootstrap` must be.
    pub executable: bool,
}

/// Packs a directory, or takes a `.zip` as it is.
///
/// Symbolic links are followed as long as they stay inside the directory. The result is within
/// Lambda's limit of what may be unzipped; whether it can be sent along with a call tells
/// [`Package::check_inline`].
pub fn pack(path: &Path) -> Result<Package, PackError> {
    let metadata = fs::metadata(path).map_err(|source| PackError::read(path, source))?;
    if metadata.is_dir() {
        return pack_directory(path);
    }
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("zip")) {
        return given::take(path);
    }
    Err(PackError::NeitherDirectoryNorZip { path: path.to_owned() })
}

fn pack_directory(directory: &Path) -> Result<Package, PackError> {
    let found = walk::walk(directory)?;
    let expected: Vec<PackedFile> = found.iter().map(walk::Found::as_packed).collect();
    if expected.is_empty() {
        return Err(PackError::Empty { path: directory.to_owned() });
    }
    // Before anything is read: a wrong directory can be far larger than memory.
    limits::check_unzipped(directory, &expected)?;
    let (zip, files) = archive::write(directory, &found)?;
    Package::new(directory, zip, files)
}

impl Package {
    fn new(path: &Path, zip: Vec<u8>, files: Vec<PackedFile>) -> Result<Self, PackError> {
        let unzipped = limits::check_unzipped(path, &files)?;
        Ok(Self { digest: STANDARD.encode(Sha256::digest(&zip)), zip, files, unzipped })
    }

    /// Refuses a zip that is too large to be sent along with a call; `path` is what was packed.
    pub fn check_inline(&self, path: &Path) -> Result<(), PackError> {
        limits::check_zip(path, self.zip.len(), &self.files)
    }
}
