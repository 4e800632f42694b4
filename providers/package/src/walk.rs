//! Finding the files of a directory.
use crate::PackedFile;
use crate::error::PackError;
use crate::ignore::Ignore;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// A file to pack.
pub(crate) struct Found {
    /// Its path in the zip.
    pub(crate) name: String,
    /// Where it is.
    pub(crate) path: PathBuf,
    size: u64,
    pub(crate) executable: bool,
}

impl Found {
    pub(crate) fn as_packed(&self) -> PackedFile {
        PackedFile { name: self.name.clone(), size: self.size, executable: self.executable }
    }
}

/// Every file of a directory that is not left out, sorted by its name's bytes.
pub(crate) fn walk(directory: &Path) -> Result<Vec<Found>, PackError> {
    let root = fs::canonicalize(directory).map_err(|source| PackError::read(directory, source))?;
    let ignore = Ignore::of(&root)?;
    let mut found = Vec::new();
    let entries = WalkDir::new(&root)
        .min_depth(1)
        .follow_links(true)
        .into_iter()
        .filter_entry(|entry| !ignore.leaves_out(&lossy_name(&root, entry.path())));
    for entry in entries {
        let entry = entry.map_err(|error| walk_error(directory, error))?;
        // A link comes before what it leads to, so nothing outside is ever listed.
        stay_inside(&root, &entry)?;
        if !entry.file_type().is_dir() {
            found.push(file(&root, &entry)?);
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

fn stay_inside(root: &Path, entry: &DirEntry) -> Result<(), PackError> {
    if !entry.path_is_symlink() {
        return Ok(());
    }
    let target =
        fs::canonicalize(entry.path()).map_err(|source| PackError::read(entry.path(), source))?;
    if target.starts_with(root) {
        Ok(())
    } else {
        Err(PackError::Outside { path: entry.path().to_owned(), target })
    }
}

fn file(root: &Path, entry: &DirEntry) -> Result<Found, PackError> {
    let path = entry.path();
    let metadata = fs::metadata(path).map_err(|source| PackError::read(path, source))?;
    if !metadata.is_file() {
        return Err(PackError::NotAFile { path: path.to_owned() });
    }
    Ok(Found {
        name: name(root, path)?,
        path: path.to_owned(),
        size: metadata.len(),
        executable: is_executable(&metadata),
    })
}

fn name(root: &Path, path: &Path) -> Result<String, PackError> {
    let parts: Option<Vec<&str>> = relative(root, path).iter().map(|part| part.to_str()).collect();
    parts.map(|parts| parts.join("/")).ok_or_else(|| PackError::BadName { path: path.to_owned() })
}

/// For patterns only: a name that is not UTF-8 can still be left out.
fn lossy_name(root: &Path, path: &Path) -> String {
    let parts: Vec<_> = relative(root, path).iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

fn relative<'a>(root: &Path, path: &'a Path) -> &'a Path {
    path.strip_prefix(root).unwrap_or(path)
}

/// Whether the owner may execute what is at a path.
pub(crate) fn is_executable_at(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| is_executable(&metadata))
}

/// Whether the owner may execute the file; the other bits depend on the umask.
#[cfg(unix)]
fn is_executable(metadata: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    metadata.permissions().mode() & 0o100 != 0
}
#[cfg(not(unix))]
fn is_executable(_: &Metadata) -> bool {
    false
}

fn walk_error(directory: &Path, error: walkdir::Error) -> PackError {
    let path = error.path().unwrap_or(directory).to_owned();
    if let Some(ancestor) = error.loop_ancestor() {
        return PackError::Loop { ancestor: ancestor.to_owned(), path };
    }
    let source = error
        .into_io_error()
        .unwrap_or_else(|| std::io::Error::other("the directory can't be listed"));
    PackError::Read { path, source }
}
