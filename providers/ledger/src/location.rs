//! Where ledgers are: `file:DIR` or `s3://BUCKET/PREFIX`, and the deployments in one.
use crate::file::LOG;
use cutover_cloud::LedgerError;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// A place for the ledgers of many deployments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// A folder.
    File(PathBuf),
}

/// Why a text doesn't say where a ledger is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LocationError {
    /// It is on S3.
    #[error("a ledger on S3 is not supported yet (`{text}`): use `file:DIR`")]
    NotYet {
        /// The text.
        text: String,
    },
    /// It is neither form.
    #[error("`{text}` is not a ledger: write `file:DIR` or `s3://BUCKET/PREFIX`")]
    Unknown {
        /// The text.
        text: String,
    },
    /// A stack or a stage can't be a folder's name.
    #[error("`{name}` can't name a stack or a stage: it can't be a folder's name")]
    BadName {
        /// The name.
        name: String,
    },
}

/// Reads where a ledger is. A relative folder is `beside` the file that names it.
pub fn location(text: &str, beside: &Path) -> Result<Location, LocationError> {
    let unknown = || LocationError::Unknown { text: text.to_owned() };
    if let Some(bucket) = text.strip_prefix("s3://") {
        if bucket.is_empty() || bucket.starts_with('/') {
            return Err(unknown());
        }
        return Err(LocationError::NotYet { text: text.to_owned() });
    }
    let path = text.strip_prefix("file:").ok_or_else(unknown)?;
    // A URL with an empty host, `file:///var/ledger`, means the same; another host means nothing.
    let path = match path.strip_prefix("//") {
        Some(local) if local.starts_with('/') => local,
        Some(_) => return Err(unknown()),
        None => path,
    };
    if path.is_empty() {
        return Err(unknown());
    }
    Ok(Location::File(beside.join(path)))
}

impl Location {
    /// The folder of one deployment.
    pub fn deployment(&self, stack: &str, stage: &str) -> Result<PathBuf, LocationError> {
        let Self::File(folder) = self;
        Ok(folder.join(part(stack)?).join(part(stage)?))
    }
}

fn part(name: &str) -> Result<&str, LocationError> {
    if name.is_empty() || name.starts_with('.') || name.contains(['/', '\\', '\0']) {
        return Err(LocationError::BadName { name: name.to_owned() });
    }
    Ok(name)
}

/// Stack and stage of every deployment that has a ledger in this folder, sorted.
pub fn deployments(folder: &Path) -> Result<Vec<(String, String)>, LedgerError> {
    let failed =
        |source| LedgerError::Storage { verb: "list", place: folder.display().to_string(), source };
    let mut found = Vec::new();
    for stack in folders(folder).map_err(failed)? {
        for stage in folders(&folder.join(&stack)).map_err(failed)? {
            if folder.join(&stack).join(&stage).join(LOG).is_file() {
                found.push((stack.clone(), stage));
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Names of the folders in a folder; none if it doesn't exist. Other names can't be ours.
fn folders(folder: &Path) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry?;
        if entry.path().is_dir() {
            names.extend(entry.file_name().into_string().ok());
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<&str, &str>) {
        let found = location(text, Path::new("/stack"));
        let expected = expected.map(|path| Location::File(PathBuf::from(path)));
        assert_eq!(found.map_err(|error| error.to_string()), expected.map_err(str::to_owned));
    }

    #[test]
    fn folders_are_beside_the_spec() {
        check("file:.cutover/ledger", Ok("/stack/.cutover/ledger"));
        check("file:/var/ledger", Ok("/var/ledger"));
        check("file:///var/ledger", Ok("/var/ledger"));
    }

    #[test]
    fn other_texts_say_what_is_possible() {
        check(
            "s3://acme-cutover/prod",
            Err("a ledger on S3 is not supported yet (`s3://acme-cutover/prod`): use `file:DIR`"),
        );
        for text in ["", "file:", "file://host/x", "s3://", "s3:///x", "./ledger", "gs://x"] {
            check(
                text,
                Err(&format!("`{text}` is not a ledger: write `file:DIR` or `s3://BUCKET/PREFIX`")),
            );
        }
    }

    #[test]
    fn a_deployment_stays_in_its_ledger() {
        let ledger = Location::File(PathBuf::from("/l"));
        assert_eq!(ledger.deployment("shop", "pr-1"), Ok(PathBuf::from("/l/shop/pr-1")));
        for name in ["", ".", "..", "a/b", ".hidden", "a\0"] {
            assert!(ledger.deployment("shop", name).is_err(), "{name}");
            assert!(ledger.deployment(name, "prod").is_err(), "{name}");
        }
    }
}
