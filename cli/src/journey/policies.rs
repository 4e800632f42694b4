//! From paths to policy documents.
use crate::error::CliError;
use std::path::{Path, PathBuf};

/// A policy document that a path led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyFile {
    /// Its path as messages name it.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// The files at these paths; of a directory every `*.json` in it and below, by name, that has statements.
pub fn policies(paths: &[PathBuf]) -> Result<Vec<PolicyFile>, CliError> {
    let mut found = Vec::new();
    for path in paths {
        let unreadable = |error| CliError::file("read", path, &error);
        if std::fs::metadata(path).map_err(unreadable)?.is_dir() {
            let before = found.len();
            within(path, &mut found)?;
            if found.len() == before {
                let message = format!("there is no policy document below `{}`", path.display());
                let hint = "of a directory, files named `*.json` with a `Statement` are read";
                return Err(CliError::user("audit/no-policy", message).hint(hint));
            }
        } else {
            found.push(read(path)?);
        }
    }
    Ok(found)
}

fn within(folder: &Path, found: &mut Vec<PolicyFile>) -> Result<(), CliError> {
    let unreadable = |error| CliError::file("read", folder, &error);
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
        // Links are not followed: they may lead in circles.
        let is_link = entry.file_type().map_err(unreadable)?.is_symlink();
        if !(is_hidden || is_link && entry.path().is_dir()) {
            paths.push(entry.path());
        }
    }
    paths.sort();
    for path in paths {
        if path.is_dir() {
            within(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "json") {
            let file = read(&path)?;
            // Other documents are none of the auditor's business; one that can't be read might be a policy.
            if file.text.contains("\"Statement\"") {
                found.push(file);
            }
        }
    }
    Ok(())
}

/// Reads one policy document.
pub fn read(path: &Path) -> Result<PolicyFile, CliError> {
    let bytes = std::fs::read(path).map_err(|error| CliError::file("read", path, &error))?;
    let name = path.display().to_string();
    let Ok(text) = String::from_utf8(bytes) else {
        let message = format!("`{name}` is not UTF-8 text");
        return Err(CliError::user("audit/no-text", message).hint("save it as UTF-8"));
    };
    // A byte order mark is no part of the document.
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    Ok(PolicyFile { name, text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_gives_the_policies_below_it() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("b/.git")).unwrap();
        let policy = r#"{"Statement": []}"#;
        for (name, text) in [
            ("b/x.json", policy),
            ("a.json", policy),
            ("package.json", "{}"),
            ("notes.txt", policy),
            ("b/.git/y.json", policy),
        ] {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let found = policies(&[folder.path().to_owned()]).unwrap();
        let ends: Vec<bool> = found
            .iter()
            .zip(["a.json", "b/x.json"])
            .map(|(file, end)| file.name.ends_with(end))
            .collect();
        assert_eq!(ends, [true, true], "{found:?}");
        // A file that is named is taken whatever its ending and its content.
        let named = policies(&[folder.path().join("package.json")]).unwrap();
        assert_eq!(named.len(), 1);
        let empty = tempfile::tempdir().unwrap();
        let refused = policies(&[empty.path().to_owned()]).unwrap_err();
        assert_eq!(refused.code, "audit/no-policy");
        assert_eq!(read(&empty.path().join("none")).unwrap_err().code, "cli/file");
    }

    #[test]
    fn what_is_no_text_is_refused_and_a_mark_of_byte_order_passes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("p.json");
        std::fs::write(&path, [0xff, 0xfe]).unwrap();
        assert_eq!(read(&path).unwrap_err().code, "audit/no-text");
        std::fs::write(&path, "\u{feff}{}").unwrap();
        assert_eq!(read(&path).unwrap().text, "{}");
    }
}
