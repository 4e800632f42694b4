//! From paths to formatted files.
use super::files;
use crate::error::CliError;
use cutover_language::{Source, Unformatted};
use cutover_schemas::diagnostic::Diagnostic;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

/// A file as the formatter found it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// Its path as messages name it.
    pub name: String,
    /// Where it is; nowhere when it came from stdin.
    pub path: Option<PathBuf>,
    /// Its bytes.
    pub source: Source,
    /// What the formatter says.
    pub found: Found,
}

/// What the formatter says of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// The file is canonical.
    Canonical,
    /// This text would be.
    Changed(String),
    /// The file can't be read.
    Refused(Vec<Diagnostic>),
    /// The formatter would have changed what the file means.
    Broken,
}

/// Looks at files and at what directories hold: every `*.hcl` but dotfiles, by name.
pub fn look(paths: &[PathBuf]) -> Result<Vec<Look>, CliError> {
    let mut looks = Vec::new();
    for path in paths {
        for path in files_at(path)? {
            let name = path.display().to_string();
            let source = files::source(&path, name.clone())?;
            looks.push(Look { found: found(&source), name, path: Some(path), source });
        }
    }
    Ok(looks)
}

/// Looks at what comes from stdin.
pub fn stdin() -> Result<Look, CliError> {
    let mut text = Vec::new();
    let read = std::io::stdin().lock().read_to_end(&mut text);
    read.map_err(|error| CliError::file("read", Path::new("-"), &error))?;
    let source = Source { name: "-".to_owned(), text };
    Ok(Look { name: "-".to_owned(), path: None, found: found(&source), source })
}

fn found(source: &Source) -> Found {
    match cutover_language::format(source) {
        Ok(text) if text.as_bytes() == source.text => Found::Canonical,
        Ok(text) => Found::Changed(text),
        Err(Unformatted::Problems(problems)) => Found::Refused(problems),
        Err(Unformatted::Changed) => Found::Broken,
    }
}

fn files_at(path: &Path) -> Result<Vec<PathBuf>, CliError> {
    let unreadable = |error| CliError::file("read", path, &error);
    if !std::fs::metadata(path).map_err(unreadable)?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    for entry in std::fs::read_dir(path).map_err(unreadable)? {
        let name = entry.map_err(unreadable)?.file_name();
        let is_hcl = Path::new(&name).extension().is_some_and(|extension| extension == "hcl");
        // Names in `.` look better without it.
        let file = if path == Path::new(".") { PathBuf::from(&name) } else { path.join(&name) };
        if is_hcl && !name.to_string_lossy().starts_with('.') && file.is_file() {
            found.push(file);
        }
    }
    found.sort();
    Ok(found)
}

/// Puts a text in the place of a file, whole or not at all. Rights stay; a link stays a link.
pub fn replace(path: &Path, text: &str) -> Result<(), CliError> {
    let written = || {
        let target = std::fs::canonicalize(path)?;
        let rights = std::fs::metadata(&target)?.permissions();
        let folder = target.parent().unwrap_or_else(|| Path::new("/"));
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(text.as_bytes())?;
        file.as_file().set_permissions(rights)?;
        file.as_file().sync_all()?;
        file.persist(&target)?;
        Ok(())
    };
    written().map_err(|error| CliError::file("write", path, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_gives_its_files_and_those_of_values() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.hcl", "a.hcl", "x.vars.hcl", ".hidden.hcl", "main.tf"] {
            std::fs::write(folder.path().join(name), "a=1\n").unwrap();
        }
        std::fs::create_dir(folder.path().join("d.hcl")).unwrap();
        let looks = look(&[folder.path().to_owned()]).unwrap();
        let names = looks.iter().map(|look| look.path.as_ref().unwrap().file_name().unwrap());
        assert_eq!(names.collect::<Vec<_>>(), ["a.hcl", "b.hcl", "x.vars.hcl"]);
        assert!(looks.iter().all(|look| look.found == Found::Changed("a = 1\n".into())));
        // A file that is named is taken whatever its ending.
        let named = look(&[folder.path().join("main.tf")]).unwrap();
        assert_eq!(named.len(), 1);
        assert_eq!(look(&[folder.path().join("none")]).unwrap_err().code, "cli/file");
    }

    #[test]
    fn a_file_is_told_canonical_changed_or_refused() {
        let found =
            |text: &str| found(&Source { name: "a.hcl".into(), text: text.as_bytes().to_vec() });
        assert_eq!(found("a = 1\n"), Found::Canonical);
        assert_eq!(found("\u{feff}a = 1\r\n"), Found::Changed("a = 1\r\n".into()));
        assert!(matches!(found("a = \n"), Found::Refused(problems) if problems.len() == 1));
    }

    #[cfg(unix)]
    #[test]
    fn rights_and_links_survive_a_replacement() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("a.hcl"), folder.path().join("l.hcl"));
        std::fs::write(&file, "a=1\n").unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink("a.hcl", &link).unwrap();
        replace(&link, "a = 1\n").unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "a = 1\n");
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}
