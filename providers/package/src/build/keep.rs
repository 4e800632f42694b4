//! Packed code by its digest, kept as the outcome of builds: exactly what would be sent.
use super::stamp::{self, Stamp};
use super::{BuildError, Place};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

/// Keeps zips made of a build's output, each with its digest as Lambda tells it, and answers their files.
pub fn keep(
    place: &Place,
    build: &str,
    zips: &[(&str, &[u8])],
) -> Result<Vec<PathBuf>, BuildError> {
    let mut files = Vec::new();
    let mut code = BTreeSet::new();
    for (digest, zip) in zips {
        let digest = hex::encode(STANDARD.decode(digest).unwrap_or_default());
        let path = place.artifacts.join(format!("{digest}.zip"));
        if !path.exists() {
            let fresh = path.with_extension("new");
            let failed = |source| BuildError::file("write", &path, source);
            fs::create_dir_all(&place.artifacts).map_err(failed)?;
            fs::write(&fresh, zip).and_then(|()| fs::rename(&fresh, &path)).map_err(failed)?;
        }
        files.push(path);
        code.insert(digest);
    }
    if let Some(old) = stamp::read(place, build)? {
        // Another stage may pack other parts of the same output: they stay until it is built anew.
        let code = old.code.union(&code).cloned().collect();
        stamp::write(place, build, &Stamp { code, ..old })?;
    }
    Ok(files)
}

/// Removes the packages that no stamp names: what older outputs were made into.
pub fn sweep(place: &Place) -> Result<(), BuildError> {
    let mut kept = BTreeSet::new();
    for path in entries(&stamp::folder(place))? {
        let text = fs::read_to_string(&path).unwrap_or_default();
        let stamp: Option<Stamp> = serde_json::from_str(&text).ok();
        kept.extend(stamp.map(|stamp| stamp.code).unwrap_or_default());
    }
    for path in entries(&place.artifacts)? {
        let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
        if path.extension().is_some_and(|end| end == "zip") && !kept.contains(name) {
            fs::remove_file(&path).map_err(|source| BuildError::file("remove", &path, source))?;
        }
    }
    Ok(())
}

/// What is in a folder; nothing, when there is none.
fn entries(folder: &PathBuf) -> Result<Vec<PathBuf>, BuildError> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let failed = |source| BuildError::file("read", folder, source);
    let entries = fs::read_dir(folder).map_err(failed)?;
    entries.map(|entry| entry.map(|entry| entry.path()).map_err(failed)).collect()
}
