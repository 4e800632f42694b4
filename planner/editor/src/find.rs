//! Where a name is declared, and where it is used.
use crate::workspace::{FileId, Location, Workspace};

/// Where what is named at a place is declared.
pub fn definition(workspace: &Workspace, id: &FileId, offset: usize) -> Vec<Location> {
    let Some((key, _)) = workspace.file(id).and_then(|file| file.index.at(offset)) else {
        return Vec::new();
    };
    declarations(workspace, &id.stack, key)
}

/// Every place where what is named at a place is used; also its declarations when they are wanted.
pub fn references(
    workspace: &Workspace,
    id: &FileId,
    offset: usize,
    with_declarations: bool,
) -> Vec<Location> {
    let Some((key, _)) = workspace.file(id).and_then(|file| file.index.at(offset)) else {
        return Vec::new();
    };
    let mut found =
        if with_declarations { declarations(workspace, &id.stack, key) } else { Vec::new() };
    found.extend(workspace.files(&id.stack).flat_map(|(name, file)| {
        let spans = file.index.used.get(key).into_iter().flatten();
        spans.map(|span| location(&id.stack, name, span.clone()))
    }));
    found.sort_by(|a, b| (&a.file, a.span.start).cmp(&(&b.file, b.span.start)));
    found
}

/// The names in the declarations of a key.
pub(crate) fn declarations(workspace: &Workspace, stack: &str, key: &str) -> Vec<Location> {
    let files = workspace.files(stack);
    files
        .flat_map(|(name, file)| {
            let all = file.index.declared.get(key).into_iter().flatten();
            all.map(move |declared| location(stack, name, declared.name.clone()))
        })
        .collect()
}

fn location(stack: &str, name: &str, span: std::ops::Range<usize>) -> Location {
    Location { file: FileId { stack: stack.to_owned(), name: name.to_owned() }, span }
}
