//! Stamps: what a build last worked from, one file a build.
use super::{Build, BuildError, Inputs, Place, find};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

/// The format of stamps; another one counts as no stamp.
const FORMAT: u32 = 1;

/// How a build stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// What it made is of what its inputs are now.
    Fresh,
    /// What it made may be of something else.
    Stale(Why),
    /// It has made nothing.
    NotBuilt,
}

/// Why a build is stale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Its inputs or its command changed since.
    Changed,
    /// Nothing here tells what it was made of.
    NoRecord,
}

/// What is kept about a build.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Stamp {
    pub(super) format: u32,
    /// The digest of what it worked from.
    pub(super) inputs: String,
    /// Digests of the packages that were made of its output, in hex.
    #[serde(default)]
    pub(super) code: BTreeSet<String>,
}

impl Stamp {
    pub(super) fn new(inputs: String) -> Self {
        Self { format: FORMAT, inputs, code: BTreeSet::new() }
    }
}

/// How a build stands now.
pub fn state(place: &Place, build: &Build) -> Result<(State, Inputs), BuildError> {
    let inputs = find(&place.root, build)?;
    if !place.root.join(&build.output).exists() {
        return Ok((State::NotBuilt, inputs));
    }
    let state = match read(place, &build.name)? {
        None => State::Stale(Why::NoRecord),
        Some(stamp) if stamp.inputs == inputs.digest(build)? => State::Fresh,
        Some(_) => State::Stale(Why::Changed),
    };
    Ok((state, inputs))
}

/// The stamp of a build; one that can't be understood is none.
pub(super) fn read(place: &Place, name: &str) -> Result<Option<Stamp>, BuildError> {
    let path = path(place, name);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(BuildError::file("read", &path, source)),
    };
    let stamp: Option<Stamp> = serde_json::from_str(&text).ok();
    Ok(stamp.filter(|stamp| stamp.format == FORMAT))
}

/// Replaces the stamp of a build whole: half a stamp would be one that lies.
pub(super) fn write(place: &Place, name: &str, stamp: &Stamp) -> Result<(), BuildError> {
    let path = path(place, name);
    let failed = |source| BuildError::file("write", &path, source);
    fs::create_dir_all(folder(place)).map_err(failed)?;
    let text = serde_json::to_string_pretty(stamp).map_err(|error| failed(error.into()))?;
    let fresh = path.with_extension("new");
    fs::write(&fresh, text + "\n").and_then(|()| fs::rename(&fresh, &path)).map_err(failed)
}

/// Takes the stamp away: while a command runs, nothing says what its output is made of.
pub(super) fn remove(place: &Place, name: &str) -> Result<(), BuildError> {
    let path = path(place, name);
    match fs::remove_file(&path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(BuildError::file("remove", &path, error))
        }
        _ => Ok(()),
    }
}

pub(super) fn folder(place: &Place) -> PathBuf {
    place.artifacts.join("builds")
}

fn path(place: &Place, name: &str) -> PathBuf {
    folder(place).join(format!("{}.json", file_name(name)))
}

/// A name that is a file's on every system.
pub(super) fn file_name(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    name.chars()
        .map(|c| if plain(c) { c.to_string() } else { format!("={:X}", u32::from(c)) })
        .collect()
}
