//! Another name for a block, a variable or a local, in all files of its stack.
use crate::find;
use crate::names;
use crate::workspace::{FileId, Location, Workspace};
use std::ops::Range;

/// Why nothing is renamed, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(pub String);

/// The name at a place, if it is one that can be changed.
pub fn renameable(
    workspace: &Workspace,
    id: &FileId,
    offset: usize,
) -> Result<(Range<usize>, String), Refusal> {
    let (key, span) = named(workspace, id, offset)?;
    let name = key.rsplit('.').next().unwrap_or_default().to_owned();
    Ok((span, name))
}

/// Every place that holds the name: each takes the new one.
pub fn rename(
    workspace: &Workspace,
    id: &FileId,
    offset: usize,
    name: &str,
) -> Result<Vec<Location>, Refusal> {
    let (key, _) = named(workspace, id, offset)?;
    if !names::is_name(name) {
        return Err(Refusal(format!(
            "`{name}` is no name: it begins with a letter and holds letters, digits, `_` and `-`"
        )));
    }
    let other = names::renamed(&key, name);
    if other != key
        && let Some((file, ..)) = workspace.declared(&id.stack, &other)
    {
        return Err(Refusal(format!("there is a `{other}` already, in `{file}`")));
    }
    Ok(find::references(workspace, id, offset, true))
}

fn named(
    workspace: &Workspace,
    id: &FileId,
    offset: usize,
) -> Result<(String, Range<usize>), Refusal> {
    let found = workspace.file(id).and_then(|file| file.index.at(offset));
    let Some((key, span)) = found else {
        return Err(Refusal("there is no name of a block, a variable or a local here".to_owned()));
    };
    match names::word_of(key) {
        word @ ("stack" | "stage") => {
            return Err(Refusal(format!(
                "the name of a {word} is part of what is deployed under it: another name is another deployment"
            )));
        }
        "module" => {
            return Err(Refusal(
                "the files of a module are not looked at: rename it by hand".to_owned(),
            ));
        }
        _ => {}
    }
    if workspace.declared(&id.stack, key).is_none() {
        return Err(Refusal(format!("`{key}` is not declared in this stack")));
    }
    Ok((key.to_owned(), span.clone()))
}
