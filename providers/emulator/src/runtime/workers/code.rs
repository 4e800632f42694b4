//! Unpacks functions' zips and layers, once for each content.

use std::io::{self, Cursor};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::Digest as _;

use super::spec::Spec;

/// Where code lies unpacked, with the bootstraps beside it.
#[derive(Debug)]
pub(super) struct CodeStore {
    root: PathBuf,
    /// Held for its removal when the runtime ends.
    _temporary: Option<tempfile::TempDir>,
}

const PYTHON: &str = include_str!("bootstrap.py");
const NODE: &str = include_str!("bootstrap.cjs");

impl CodeStore {
    pub(super) fn open(dir: Option<&Path>) -> io::Result<Self> {
        let (root, temporary) = if let Some(dir) = dir {
            (dir.join("functions"), None)
        } else {
            let dir = tempfile::Builder::new().prefix("cutover-functions-").tempdir()?;
            (dir.path().to_path_buf(), Some(dir))
        };
        std::fs::create_dir_all(&root)?;
        // Absolute: workers run in another folder.
        let root = std::fs::canonicalize(root)?;
        std::fs::write(root.join("bootstrap.py"), PYTHON)?;
        std::fs::write(root.join("bootstrap.cjs"), NODE)?;
        Ok(Self { root, _temporary: temporary })
    }

    /// Returns the path of an embedded bootstrap.
    pub(super) fn bootstrap(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// Returns the folder that holds the function's code, unpacking it if it is new.
    pub(super) fn unpack(&self, spec: &Spec) -> io::Result<PathBuf> {
        self.lay(self.root.join(&spec.code_hash), std::iter::once(&spec.code))
    }

    /// Returns the folder that stands for `/opt`: the function's layers, each laid over the one before. `None` for a
    /// function without layers.
    pub(super) fn unpack_layers(&self, spec: &Spec) -> io::Result<Option<PathBuf>> {
        if spec.layers.is_empty() {
            return Ok(None);
        }
        let mut digest = sha2::Sha256::new();
        for (hash, _) in &spec.layers {
            digest.update(hash);
        }
        let folder = self.root.join(format!("opt-{}", hex::encode(digest.finalize())));
        self.lay(folder, spec.layers.iter().map(|(_, zip)| zip)).map(Some)
    }

    /// Unpacks zips over one another into a folder, unless it is there already.
    fn lay<'a>(
        &self,
        folder: PathBuf,
        zips: impl Iterator<Item = &'a Arc<Vec<u8>>>,
    ) -> io::Result<PathBuf> {
        if folder.is_dir() {
            return Ok(folder);
        }
        let partial = tempfile::Builder::new().prefix("partial-").tempdir_in(&self.root)?;
        for zip in zips {
            zip::ZipArchive::new(Cursor::new(&zip[..]))
                .and_then(|mut archive| archive.extract(partial.path()))
                .map_err(io::Error::other)?;
        }
        // The rename makes the folder appear whole or not at all; a loser of the race is dropped.
        match std::fs::rename(partial.path(), &folder) {
            Err(error) if !folder.is_dir() => Err(error),
            _ => Ok(folder),
        }
    }
}
