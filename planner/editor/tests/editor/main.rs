//! What an editor is told, on small stacks with a cursor.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "in tests, what fails fails the test"
)]

mod complete;
mod find;
mod hover;
mod problems;
mod robust;

use cutover_editor::{FileId, Workspace};

/// Stands for the cursor.
const CURSOR: &str = "$0";

/// A file of the stack of all tests.
fn file(name: &str) -> FileId {
    FileId { stack: "shop".to_owned(), name: name.to_owned() }
}

/// A stack with one file, and the place of the cursor in it.
fn stack(text: &str) -> (Workspace, FileId, usize) {
    let cursor = text.find(CURSOR).unwrap();
    let id = file("stack.hcl");
    let mut workspace = Workspace::default();
    workspace.set(&id, text.replacen(CURSOR, "", 1));
    (workspace, id, cursor)
}
