//! The Python that reads the outcome: boto3, and the two emulators that nobody here wrote.
//!
//! Made once per machine under `target/venv`, from exact versions.
use crate::skip::Skip;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The pinned packages.
const REQUIREMENTS: &str = include_str!("../python/requirements.txt");

/// A ready environment.
#[derive(Clone, Debug)]
pub struct Venv {
    folder: PathBuf,
}

impl Venv {
    /// The folder of its programs.
    pub fn programs(&self) -> PathBuf {
        self.folder.join("bin")
    }

    /// Its Python.
    pub fn python(&self) -> PathBuf {
        self.programs().join("python3")
    }
}

/// The environment of this machine, made if need be.
pub fn venv() -> Result<&'static Venv, Skip> {
    static VENV: OnceLock<Result<Venv, Skip>> = OnceLock::new();
    VENV.get_or_init(|| ready(&crate::workspace().join("target/venv")))
        .as_ref()
        .map_err(Clone::clone)
}

/// Makes the environment in a folder, unless it is there and made of the same packages.
fn ready(folder: &Path) -> Result<Venv, Skip> {
    let failed = |error: std::io::Error| Skip(format!("{}: {error}", folder.display()));
    fs::create_dir_all(folder.parent().unwrap()).map_err(failed)?;
    // Held until this function ends: the other test binary waits rather than making it twice.
    let lock = File::create(folder.with_extension("lock")).map_err(failed)?;
    lock.lock().map_err(failed)?;
    let venv = Venv { folder: folder.to_owned() };
    let stamp = folder.join("requirements.stamp");
    if fs::read_to_string(&stamp).is_ok_and(|made| made == REQUIREMENTS) && venv.python().exists() {
        return Ok(venv);
    }
    say(
        "python3",
        ["-m", "venv", "--clear"].map(OsStr::new).into_iter().chain([folder.as_os_str()]),
    )?;
    let requirements = crate::workspace().join("tests/python/requirements.txt");
    let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"];
    let words = install.map(OsStr::new).into_iter().chain([requirements.as_os_str()]);
    say(venv.python(), words)?;
    fs::write(stamp, REQUIREMENTS).map_err(failed)?;
    Ok(venv)
}

fn say<'a>(program: impl AsRef<OsStr>, words: impl Iterator<Item = &'a OsStr>) -> Result<(), Skip> {
    let name = program.as_ref().to_string_lossy().into_owned();
    let output = Command::new(program.as_ref())
        .args(words)
        .output()
        .map_err(|error| Skip(format!("no Python environment: {name}: {error}")))?;
    if output.status.success() {
        return Ok(());
    }
    let words = String::from_utf8_lossy(&output.stderr);
    let last = words.lines().last().unwrap_or_default();
    Err(Skip(format!("no Python environment: {name} failed: {last}")))
}
