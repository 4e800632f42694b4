//! What is left out of a package.
//!
//! `.cutoverignore` holds one glob a line; empty lines and lines that begin with `#` say nothing.
//! A pattern without `/` is looked for at every depth, one with `/` from the directory's top; one
//! that matches a folder leaves out everything in it. There is no `!`: what is taken back is hard
//! to see, so a line that tries is an error.
use crate::error::PackError;
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

/// The file that names what to leave out.
const FILE: &str = ".cutoverignore";

/// What to leave out of one directory.
pub(crate) struct Ignore {
    globs: GlobSet,
}

impl Ignore {
    /// Reads the directory's `.cutoverignore`, if it has one.
    pub(crate) fn of(directory: &Path) -> Result<Self, PackError> {
        let path = directory.join(FILE);
        match fs::read_to_string(&path) {
            Ok(text) => Self::parse(&text, &path),
            Err(error) if error.kind() == ErrorKind::NotFound => Self::parse("", &path),
            Err(error) => Err(PackError::read(&path, error)),
        }
    }

    fn parse(text: &str, path: &Path) -> Result<Self, PackError> {
        let mut set = GlobSetBuilder::new();
        for (at, line) in text.lines().enumerate() {
            let line = line.trim();
            let bad = |why: String| PackError::BadIgnore {
                path: path.to_owned(),
                line: at + 1,
                pattern: line.to_owned(),
                why,
            };
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if line.starts_with('!') {
                return Err(bad("takes back, which is not supported".to_owned()));
            }
            let glob = GlobBuilder::new(&anchored(line))
                .literal_separator(true)
                .build()
                .map_err(|error| bad(format!("is not a pattern: {}", error.kind())))?;
            set.add(glob);
        }
        let globs = set.build().map_err(|error| PackError::BadIgnore {
            path: path.to_owned(),
            line: 0,
            pattern: error.glob().unwrap_or_default().to_owned(),
            why: error.kind().to_string(),
        })?;
        Ok(Self { globs })
    }

    /// Whether a path, relative to the directory and with `/` between folders, is left out.
    pub(crate) fn leaves_out(&self, name: &str) -> bool {
        always(name) || self.globs.is_match(name)
    }
}

fn anchored(line: &str) -> String {
    let pattern = line.strip_suffix('/').unwrap_or(line);
    match pattern.strip_prefix('/') {
        Some(from_top) => from_top.to_owned(),
        None if pattern.contains('/') => pattern.to_owned(),
        None => format!("**/{pattern}"),
    }
}

/// Caches and droppings that differ from machine to machine and that no function needs.
fn always(name: &str) -> bool {
    let (folder, last) = name.rsplit_once('/').unwrap_or(("", name));
    let compiled_python = Path::new(last).extension().is_some_and(|e| e == "pyc");
    let node_cache =
        last == ".cache" && (folder == "node_modules" || folder.ends_with("/node_modules"));
    matches!(last, ".git" | ".cutover" | "__pycache__" | ".DS_Store")
        || compiled_python
        || node_cache
        || name == FILE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(ignore: &str, name: &str, left_out: bool) {
        let ignore = Ignore::parse(ignore, Path::new(FILE)).unwrap();
        assert_eq!(ignore.leaves_out(name), left_out, "{name}");
    }

    #[test]
    fn caches_are_left_out_at_every_depth() {
        for name in [
            ".git",
            "a/.git",
            "a/__pycache__",
            "a/b.pyc",
            ".DS_Store",
            ".cutover",
            "node_modules/.cache",
            "a/node_modules/.cache",
            ".cutoverignore",
        ] {
            check("", name, true);
        }
        for name in [
            ".gitignore",
            "a.py",
            ".cache",
            "my_node_modules/.cache",
            "node_modules/.cache.js",
            "a/.cutoverignore",
        ] {
            check("", name, false);
        }
    }

    #[test]
    fn patterns_are_anchored_by_their_slash() {
        check("*.md", "docs/a.md", true);
        check("tests/", "a/tests", true);
        check("/tests", "tests", true);
        check("/tests", "a/tests", false);
        check("docs/*.md", "docs/a.md", true);
        check("docs/*.md", "docs/a/b.md", false);
        check("docs/**/*.md", "docs/a/b.md", true);
        check("# docs\n\n  *.txt  \n", "docs", false);
    }

    #[test]
    fn broken_patterns_name_their_line() {
        for (text, line) in [("ok\n[a", 2), ("!keep", 1)] {
            match Ignore::parse(text, Path::new(FILE)) {
                Err(PackError::BadIgnore { line: found, .. }) => assert_eq!(found, line),
                _ => panic!("`{text}` was taken"),
            }
        }
    }
}
