//! The files of a stack, and what expressions may ask of the world.
use crate::error::{CliError, Sources};
use cutover_language::{Inputs, PathKind, Source, is_spec_file};
use cutover_schemas::date::Date;
use std::path::{Path, PathBuf};

/// Reads every `*.hcl` and `*.hcl.json` of the directory but dotfiles and files of values
/// (`*.vars.hcl`, `*.vars.hcl.json`), in the order of their names.
pub(super) fn sources(directory: &Path) -> Result<Vec<Source>, CliError> {
    let entries =
        std::fs::read_dir(directory).map_err(|error| CliError::file("read", directory, &error))?;
    let mut names: Vec<String> = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| CliError::file("read", directory, &error))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if is_spec_file(&name) && entry.path().is_file() {
            names.push(name);
        }
    }
    names.sort();
    names.into_iter().map(|name| source(&directory.join(&name), name)).collect()
}

/// Reads one file under the name that messages use for it.
pub(crate) fn source(path: &Path, name: String) -> Result<Source, CliError> {
    let text = std::fs::read(path).map_err(|error| CliError::file("read", path, &error))?;
    Ok(Source { name, text })
}

/// The texts for excerpts.
pub(super) fn texts<'a>(sources: impl IntoIterator<Item = &'a Source>) -> Sources {
    sources
        .into_iter()
        .map(|source| (source.name.clone(), String::from_utf8_lossy(&source.text).into_owned()))
        .collect()
}

/// The world as expressions see it: files below the stack's directory, the process's environment.
pub(crate) struct World {
    directory: PathBuf,
}

impl World {
    pub(crate) fn of(directory: &Path) -> Self {
        Self { directory: directory.to_owned() }
    }
}

impl Inputs for World {
    fn file(&self, path: &str) -> Result<Vec<u8>, String> {
        std::fs::read(self.directory.join(path)).map_err(|error| error.to_string())
    }

    fn exists(&self, path: &str) -> PathKind {
        match std::fs::metadata(self.directory.join(path)) {
            Ok(meta) if meta.is_dir() => PathKind::Dir,
            Ok(_) => PathKind::File,
            Err(_) => PathKind::Missing,
        }
    }

    fn list(&self, path: &str) -> Result<Vec<String>, String> {
        let entries =
            std::fs::read_dir(self.directory.join(path)).map_err(|error| error.to_string())?;
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.map_err(|error| error.to_string())?;
            if entry.path().is_file() {
                names.push(entry.file_name().to_string_lossy().into_owned());
            }
        }
        Ok(names)
    }

    fn env(&self, name: &str) -> Option<String> {
        std::env::var(name).ok()
    }

    /// The day in UTC, so that a waiver ends for everybody at once.
    fn today(&self) -> Option<Date> {
        today()
    }
}

/// The day in UTC.
pub fn today() -> Option<Date> {
    Date::parse(&jiff::Timestamp::now().strftime("%Y-%m-%d").to_string())
}
