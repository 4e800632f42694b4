//! Where a name is declared, and where it is used.
use crate::workspace::{File, FileId, Location, Workspace};
use std::ops::Range;

/// What a name means: the directory that it belongs to, and its key in there.
#[derive(Debug)]
pub(crate) struct Named {
    pub(crate) stack: String,
    pub(crate) key: String,
    /// The name itself.
    pub(crate) span: Range<usize>,
}

/// What is named at a place.
pub(crate) fn named(workspace: &Workspace, id: &FileId, offset: usize) -> Option<Named> {
    let index = &workspace.file(id)?.index;
    if let Some((key, span)) = index.at(offset) {
        return Some(Named { stack: id.stack.clone(), key: key.to_owned(), span: span.clone() });
    }
    let holds = |span: &Range<usize>| span.start <= offset && offset <= span.end;
    let foreign = index.foreign.iter().find(|foreign| holds(&foreign.span))?;
    let stack = workspace.home(&id.stack, foreign)?;
    Some(Named { stack, key: foreign.key.clone(), span: foreign.span.clone() })
}

/// Where what is named at a place is declared.
pub fn definition(workspace: &Workspace, id: &FileId, offset: usize) -> Vec<Location> {
    let found = named(workspace, id, offset);
    found.map(|found| declarations(workspace, &found)).unwrap_or_default()
}

/// Every place where what is named at a place is used; also its declarations when they are wanted.
pub fn references(
    workspace: &Workspace,
    id: &FileId,
    offset: usize,
    with_declarations: bool,
) -> Vec<Location> {
    let Some(wanted) = named(workspace, id, offset) else {
        return Vec::new();
    };
    let mut found = if with_declarations { declarations(workspace, &wanted) } else { Vec::new() };
    found.extend(workspace.files(&wanted.stack).flat_map(|(name, file)| {
        let spans = file.index.used.get(&wanted.key).into_iter().flatten();
        spans.map(|span| location(&wanted.stack, name, span.clone()))
    }));
    if wanted.key.starts_with("var.") || wanted.key.starts_with("output.") {
        let elsewhere = workspace.all().flat_map(|(stack, name, file)| {
            let spans = from_elsewhere(workspace, stack, file, &wanted);
            spans.into_iter().map(move |span| location(stack, name, span))
        });
        found.extend(elsewhere);
    }
    found.sort_by(|a, b| (&a.file, a.span.start).cmp(&(&b.file, b.span.start)));
    found
}

/// Where a file names a variable or an output of another directory.
fn from_elsewhere(
    workspace: &Workspace,
    stack: &str,
    file: &File,
    wanted: &Named,
) -> Vec<Range<usize>> {
    let same = file.index.foreign.iter().filter(|foreign| foreign.key == wanted.key);
    same.filter(|foreign| workspace.home(stack, foreign).as_ref() == Some(&wanted.stack))
        .map(|foreign| foreign.span.clone())
        .collect()
}

/// The names in the declarations of a key.
fn declarations(workspace: &Workspace, wanted: &Named) -> Vec<Location> {
    let files = workspace.files(&wanted.stack);
    files
        .flat_map(|(name, file)| {
            let all = file.index.declared.get(&wanted.key).into_iter().flatten();
            all.map(move |declared| location(&wanted.stack, name, declared.name.clone()))
        })
        .collect()
}

fn location(stack: &str, name: &str, span: Range<usize>) -> Location {
    Location { file: FileId { stack: stack.to_owned(), name: name.to_owned() }, span }
}
