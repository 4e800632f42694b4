//! The files that a build works from, and the digest that tells whether one of them changed.
//!
//! A glob without wildcards names a file, or a directory with all that is in it. `*` stays within one folder, `**`
//! doesn't. Caches and what other tools fetch are never inputs: their lock files are.
use super::{Build, BuildError};
use cutover_schemas::builds::{holds, steps};
use globset::{GlobBuilder, GlobMatcher};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// Folders that are never looked into.
const NEVER: &[&str] = &[".git", ".cutover", "node_modules", "__pycache__"];

/// A new number makes everything due once.
const FORMAT: &str = "cutover build 1";

/// The files that a build works from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inputs {
    /// Their paths, by the names that they have from the stack's directory.
    pub files: BTreeMap<String, PathBuf>,
    /// Globs that match nothing.
    pub empty: Vec<String>,
}

/// Finds the files that a build works from.
pub fn find(root: &Path, build: &Build) -> Result<Inputs, BuildError> {
    let mut found = Inputs::default();
    for pattern in &build.inputs {
        let before = found.files.len();
        let mut any = false;
        for (name, path) in matching(root, pattern)? {
            if holds(&build.output, &name) {
                return Err(BuildError::OutputAmongInputs { name });
            }
            any = true;
            found.files.insert(name, path);
        }
        if !any && before == found.files.len() {
            found.empty.push(pattern.clone());
        }
    }
    Ok(found)
}

/// Whether a glob is about what is at a path or in it: then one build works from what another makes.
pub(super) fn reaches(pattern: &str, output: &str) -> bool {
    let Ok(Pattern { base, rest }) = Pattern::of(pattern) else { return false };
    if !base.is_empty() && holds(output, &base) {
        return true;
    }
    // Above the output, a folder means all that is in it, and a glob may reach down.
    let (Some(above), Some(below)) = (steps(&base), steps(output)) else { return false };
    let Some(name) = below.strip_prefix(above.as_slice()).map(|names| names.join("/")) else {
        return false;
    };
    rest.is_none_or(|rest| rest.is_match(&name) || rest.is_match(format!("{name}/x")))
}

/// A glob: the folder that it begins in, and what is matched below that.
struct Pattern {
    base: String,
    rest: Option<GlobMatcher>,
}

impl Pattern {
    fn of(text: &str) -> Result<Self, BuildError> {
        let bad = |why: &str| BuildError::BadPattern { pattern: text.into(), why: why.into() };
        if text.trim().is_empty() {
            return Err(bad("it is empty"));
        }
        let wild = |name: &&str| name.contains(['*', '?', '[', '{', '\\']);
        let names: Vec<&str> = text.split('/').filter(|name| *name != ".").collect();
        let at = names.iter().position(wild).unwrap_or(names.len());
        let (base, rest) = names.split_at(at);
        let base = base.join("/");
        if rest.is_empty() {
            return Ok(Self { base: base.trim_end_matches('/').to_owned(), rest: None });
        }
        let glob = GlobBuilder::new(&rest.join("/"))
            .literal_separator(true)
            .build()
            .map_err(|error| bad(&error.kind().to_string()))?;
        Ok(Self { base, rest: Some(glob.compile_matcher()) })
    }
}

fn matching(root: &Path, pattern: &str) -> Result<Vec<(String, PathBuf)>, BuildError> {
    let Pattern { base, rest } = Pattern::of(pattern)?;
    let folder = if base.is_empty() { root.to_owned() } else { root.join(&base) };
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    let looked_into = |entry: &DirEntry| {
        let name = entry.file_name().to_str().unwrap_or_default();
        entry.depth() == 0 || !NEVER.contains(&name)
    };
    let entries = WalkDir::new(&folder).follow_links(true).into_iter().filter_entry(looked_into);
    for entry in entries {
        let entry = entry.map_err(|error| unreadable(&folder, error))?;
        let Some(below) = name_below(&folder, &entry).filter(|_| !entry.file_type().is_dir())
        else {
            continue;
        };
        if rest.as_ref().is_some_and(|rest| !rest.is_match(&below)) {
            continue;
        }
        let parts = [base.as_str(), below.as_str()];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        found.push((parts.join("/"), entry.into_path()));
    }
    Ok(found)
}

/// The name from the folder on; `None` when it is not UTF-8, so that no glob can mean it.
fn name_below(folder: &Path, entry: &DirEntry) -> Option<String> {
    let below = entry.path().strip_prefix(folder).ok()?;
    let names: Option<Vec<&str>> = below.iter().map(|name| name.to_str()).collect();
    names.map(|names| names.join("/"))
}

fn unreadable(folder: &Path, error: walkdir::Error) -> BuildError {
    let path = error.path().unwrap_or(folder).to_owned();
    let source =
        error.into_io_error().unwrap_or_else(|| std::io::Error::other("links in a circle"));
    BuildError::File { verb: "read", path, source }
}

impl Inputs {
    /// The digest of a build and of all that it works from.
    pub fn digest(&self, build: &Build) -> Result<String, BuildError> {
        let mut digest = Sha256::new();
        // Lengths keep `a b` and `ab` apart.
        let mut put = |text: &[u8]| {
            digest.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
            digest.update(text);
        };
        put(FORMAT.as_bytes());
        put(&build.command.len().to_be_bytes());
        build.command.iter().for_each(|word| put(word.as_bytes()));
        put(build.output.as_bytes());
        put(build.directory.as_bytes());
        put(&build.environment.len().to_be_bytes());
        for (name, value) in &build.environment {
            put(name.as_bytes());
            put(value.as_bytes());
        }
        for (name, path) in &self.files {
            let bytes = fs::read(path).map_err(|source| BuildError::file("read", path, source))?;
            put(name.as_bytes());
            put(&[u8::from(crate::walk::is_executable_at(path))]);
            put(&Sha256::digest(&bytes));
        }
        Ok(hex::encode(digest.finalize()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    fn tree(names: &[&str]) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in names {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, name).unwrap();
        }
        folder
    }

    fn build(inputs: &[&str]) -> Build {
        Build {
            name: "build.a".into(),
            command: vec!["true".into()],
            shown: "true".into(),
            inputs: inputs.iter().map(|one| (*one).to_owned()).collect(),
            output: "dist".into(),
            directory: ".".into(),
            environment: BTreeMap::new(),
        }
    }

    #[test]
    fn globs_find_what_they_say() {
        let tree = tree(&[
            "src/a.ts",
            "src/b/c.ts",
            "src/b/c.css",
            "src/node_modules/x/y.ts",
            "package.json",
            ".cutover/z.ts",
            "dist/a.js",
        ]);
        let check = |inputs: &[&str], files: &[&str], empty: &[&str]| {
            let found = find(tree.path(), &build(inputs)).unwrap();
            assert_eq!(found.files.keys().collect::<Vec<_>>(), files, "{inputs:?}");
            assert_eq!(found.empty, empty, "{inputs:?}");
        };
        check(&["src/**"], &["src/a.ts", "src/b/c.css", "src/b/c.ts"], &[]);
        check(&["src/*.ts", "./package.json"], &["package.json", "src/a.ts"], &[]);
        check(&["src"], &["src/a.ts", "src/b/c.css", "src/b/c.ts"], &[]);
        check(&["**/*.ts"], &["src/a.ts", "src/b/c.ts"], &[]);
        check(&["lib/**", "src/*.ts"], &["src/a.ts"], &["lib/**"]);
        let inside = tree.path().join("src");
        let found = find(&inside, &build(&["../package.json"])).unwrap();
        assert_eq!(found.files.keys().collect::<Vec<_>>(), ["../package.json"]);
    }

    #[test]
    fn an_output_among_its_inputs_and_a_broken_glob_are_refused() {
        let tree = tree(&["src/a.ts", "dist/a.js"]);
        let error = find(tree.path(), &build(&["**/*.js"])).unwrap_err();
        assert!(matches!(error, BuildError::OutputAmongInputs { name } if name == "dist/a.js"));
        for pattern in ["src/[a", ""] {
            let error = find(tree.path(), &build(&[pattern])).unwrap_err();
            assert!(matches!(error, BuildError::BadPattern { .. }), "{pattern}: {error}");
        }
    }

    #[test]
    fn the_digest_follows_names_contents_and_the_command() {
        let tree = tree(&["src/a.ts", "src/b.ts"]);
        let of = |build: &Build| find(tree.path(), build).unwrap().digest(build).unwrap();
        let one = build(&["src/**"]);
        let first = of(&one);
        assert_eq!(of(&one), first);
        let mut other = one.clone();
        other.command.push("-v".into());
        assert_ne!(of(&other), first);
        let mut other = one.clone();
        other.environment.insert("MODE".into(), "fast".into());
        assert_ne!(of(&other), first);
        fs::write(tree.path().join("src/b.ts"), "changed").unwrap();
        let second = of(&one);
        assert_ne!(second, first);
        fs::rename(tree.path().join("src/b.ts"), tree.path().join("src/c.ts")).unwrap();
        assert_ne!(of(&one), second);
    }

    #[test]
    fn a_glob_reaches_what_another_build_makes() {
        for (pattern, output, reached) in [
            ("dist/api/**", "dist/api", true),
            ("dist/api/a.js", "dist/api", true),
            ("dist/api", "dist/api", true),
            ("dist", "dist/api", true),
            ("dist/**", "dist/api", true),
            ("**/*", "dist/api", true),
            ("dist/*.js", "dist/api", false),
            ("src/**", "dist/api", false),
            ("*.json", "dist", false),
        ] {
            assert_eq!(reaches(pattern, output), reached, "{pattern} {output}");
        }
    }
}
