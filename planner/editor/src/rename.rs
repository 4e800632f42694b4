//! Another name for a block, a variable or a local, in all files of its stack.
use crate::find::{self, Named};
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
    let Named { key, span, .. } = named(workspace, id, offset)?;
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
    let Named { stack, key, .. } = named(workspace, id, offset)?;
    if !names::is_name(name) {
        return Err(Refusal(format!(
            "`{name}` is no name: it begins with a letter and holds letters, digits, `_` and `-`"
        )));
    }
    let other = names::renamed(&key, name);
    if other != key
        && let Some((file, ..)) = workspace.declared(&stack, &other)
    {
        return Err(Refusal(format!("there is a `{other}` already, in `{file}`")));
    }
    Ok(find::references(workspace, id, offset, true))
}

fn named(workspace: &Workspace, id: &FileId, offset: usize) -> Result<Named, Refusal> {
    let Some(found) = find::named(workspace, id, offset) else {
        return Err(Refusal("there is no name of a block, a variable or a local here".to_owned()));
    };
    if let word @ ("stack" | "stage") = names::word_of(&found.key) {
        return Err(Refusal(format!(
            "the name of a {word} is part of what is deployed under it: another name is another deployment"
        )));
    }
    if workspace.declared(&found.stack, &found.key).is_none() {
        return Err(Refusal(format!("`{}` is declared nowhere", found.key)));
    }
    Ok(found)
}
