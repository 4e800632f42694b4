//! Stacks in temporary directories: copies of the examples, and small ones written by tests.
use regex::Regex;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use walkdir::WalkDir;

/// The examples whose code is in the repository, in order.
pub fn examples() -> Vec<String> {
    let mut all = folders();
    all.retain(|name| !is_built(name));
    assert!(all.len() > 10, "{all:?}");
    all
}

/// The examples whose code a build makes first.
pub fn built_examples() -> Vec<String> {
    let mut all = folders();
    all.retain(|name| is_built(name));
    all
}

fn is_built(name: &str) -> bool {
    let stack = crate::workspace().join("examples").join(name).join("stack.hcl");
    fs::read_to_string(stack).unwrap().contains("\nbuild \"")
}

/// The folders of `examples/`, in order.
fn folders() -> Vec<String> {
    let entries = fs::read_dir(crate::workspace().join("examples")).unwrap().map(Result::unwrap);
    let folders = entries.filter(|entry| entry.file_type().unwrap().is_dir());
    let mut all: Vec<_> = folders.map(|entry| entry.file_name().into_string().unwrap()).collect();
    all.sort();
    all
}

/// What was made in a folder of an example, and is no part of it.
const MADE: &[&str] = &[".cutover", "__pycache__", "dist", "node_modules", "target"];

/// A stack's directory, gone when this is dropped.
#[derive(Debug)]
pub struct Stack {
    folder: TempDir,
}

impl Stack {
    /// An empty directory.
    pub fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// A copy of an example.
    pub fn example(name: &str) -> Self {
        let stack = Self::empty();
        let from = crate::workspace().join("examples").join(name);
        for entry in WalkDir::new(&from) {
            let entry = entry.unwrap();
            let inside = entry.path().strip_prefix(&from).unwrap();
            if inside.components().any(|part| MADE.iter().any(|one| part.as_os_str() == *one)) {
                continue;
            }
            let to = stack.path().join(inside);
            if entry.file_type().is_dir() {
                fs::create_dir_all(to).unwrap();
            } else if entry.file_type().is_file() {
                fs::copy(entry.path(), to).unwrap();
            }
        }
        stack
    }

    /// The first stage that the stack names, if it names any.
    pub fn first_stage(&self) -> Option<String> {
        let text = fs::read_to_string(self.path().join("stack.hcl")).unwrap();
        let stage = Regex::new(r#"(?m)^stage "(\w+)""#).unwrap();
        stage.captures(&text).map(|found| found[1].to_owned())
    }

    /// The directory.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file, its folders included.
    pub fn write(&self, name: &str, text: &str) -> &Self {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    /// Replaces a text that a file must hold exactly once.
    #[track_caller]
    pub fn edit(&self, name: &str, from: &str, to: &str) -> &Self {
        let path = self.path().join(name);
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text.matches(from).count(), 1, "{name} must hold `{from}` once");
        fs::write(path, text.replace(from, to)).unwrap();
        self
    }

    /// Every file below a folder of the stack.
    pub fn files(&self, below: &str) -> Vec<PathBuf> {
        let entries = WalkDir::new(self.path().join(below)).into_iter().filter_map(Result::ok);
        entries
            .filter(|entry| entry.file_type().is_file())
            .map(walkdir::DirEntry::into_path)
            .collect()
    }
}
