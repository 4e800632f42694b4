//! The files that an editor shows, with what is known of each: only what changes is read anew.
use crate::index::{Declared, Index};
use crate::outline::Body;
use crate::position::Lines;
use crate::read;
use cutover_language::Source;
use std::collections::BTreeMap;
use std::ops::Range;

/// A file: the stack's directory, as the caller names it, and the file's name in there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileId {
    /// The directory.
    pub stack: String,
    /// The name.
    pub name: String,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The file.
    pub file: FileId,
    /// Bytes.
    pub span: Range<usize>,
}

/// A file's text, and what it holds.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) text: String,
    pub(crate) lines: Lines,
    pub(crate) body: Body,
    pub(crate) comments: Vec<Range<usize>>,
    pub(crate) index: Index,
    /// Whether it holds values of variables.
    pub(crate) values: bool,
}

impl File {
    fn read(name: &str, text: String) -> Self {
        let (body, comments) = read::outline(&text);
        let values = name.ends_with(".vars.hcl");
        let index = Index::of(&body, values);
        Self { lines: Lines::of(&text), body, comments, index, values, text }
    }

    pub(crate) fn slice(&self, span: Range<usize>) -> &str {
        self.text.get(span).unwrap_or_default()
    }
}

/// The files of one or more stacks. What one stack declares is unknown to the others.
#[derive(Debug, Default)]
pub struct Workspace {
    stacks: BTreeMap<String, BTreeMap<String, File>>,
}

impl Workspace {
    /// Adds a file, or replaces its text.
    pub fn set(&mut self, id: &FileId, text: String) {
        let file = File::read(&id.name, text);
        self.stacks.entry(id.stack.clone()).or_default().insert(id.name.clone(), file);
    }

    /// Forgets a file.
    pub fn remove(&mut self, id: &FileId) {
        if let Some(files) = self.stacks.get_mut(&id.stack) {
            files.remove(&id.name);
            if files.is_empty() {
                self.stacks.remove(&id.stack);
            }
        }
    }

    /// Whether anything of a directory is known.
    pub fn knows(&self, stack: &str) -> bool {
        self.stacks.contains_key(stack)
    }

    /// Whether a directory is a stack: only then it can be deployed, and decoded, by itself.
    pub fn is_stack(&self, stack: &str) -> bool {
        self.files(stack)
            .any(|(_, file)| file.body.blocks().any(|block| block.word.text == "stack"))
    }

    /// Every directory of which something is known.
    pub fn directories(&self) -> Vec<String> {
        self.stacks.keys().cloned().collect()
    }

    /// Names of the files of a stack.
    pub fn names(&self, stack: &str) -> Vec<String> {
        self.stacks.get(stack).into_iter().flat_map(BTreeMap::keys).cloned().collect()
    }

    /// A file's text and its lines.
    pub fn text(&self, id: &FileId) -> Option<(&str, &Lines)> {
        self.file(id).map(|file| (file.text.as_str(), &file.lines))
    }

    /// The files that a stack is read from, in the order of their names.
    pub fn sources(&self, stack: &str) -> Vec<Source> {
        let files = self.files(stack).filter(|(_, file)| !file.values);
        files
            .map(|(name, file)| Source {
                name: name.to_owned(),
                text: file.text.clone().into_bytes(),
            })
            .collect()
    }

    pub(crate) fn file(&self, id: &FileId) -> Option<&File> {
        self.stacks.get(&id.stack)?.get(&id.name)
    }

    /// Names and files of a stack.
    pub(crate) fn files(&self, stack: &str) -> impl Iterator<Item = (&str, &File)> {
        let files = self.stacks.get(stack).into_iter().flatten();
        files.map(|(name, file)| (name.as_str(), file))
    }

    /// Every file, with its directory and its name.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &str, &File)> {
        self.stacks.iter().flat_map(|(stack, files)| {
            files.iter().map(move |(name, file)| (stack.as_str(), name.as_str(), file))
        })
    }

    /// The first declaration of a key.
    pub(crate) fn declared(&self, stack: &str, key: &str) -> Option<(&str, &File, &Declared)> {
        self.files(stack)
            .find_map(|(name, file)| Some((name, file, file.index.declared.get(key)?.first()?)))
    }

    /// Every key that begins so, once.
    pub(crate) fn keys(&self, stack: &str, begin: &str) -> Vec<&str> {
        let mut keys: Vec<&str> = self
            .files(stack)
            .flat_map(|(_, file)| {
                file.index
                    .declared
                    .range(begin.to_owned()..)
                    .map(|(key, _)| key.as_str())
                    .take_while(move |key| key.starts_with(begin))
            })
            .collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}
