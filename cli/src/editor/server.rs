//! The files that the editor has open, and what it asks about them.
use super::answers;
use super::checker::{Checker, Job};
use super::client::Client;
use super::files;
use super::places::Places;
use cutover_editor::{FileId, Lines, Workspace};
use lsp_server::{ErrorCode, ResponseError};
use lsp_types::notification::{
    DidChangeTextDocument, DidChangeWatchedFiles, DidCloseTextDocument, DidOpenTextDocument,
    DidSaveTextDocument, Notification,
};
use lsp_types::request::{
    CodeActionRequest, Completion, DocumentSymbolRequest, Formatting, GotoDefinition, HoverRequest,
    PrepareRenameRequest, References, Rename, Request,
};
use lsp_types::{TextDocumentContentChangeEvent, Uri};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Directories that are read at most.
const MANY: usize = 500;
/// Levels above a module where its users are looked for.
const LEVELS: usize = 4;

/// An answer, or why there is none.
pub(super) type Answer = Result<Value, ResponseError>;

/// Everything that is known of the editor's files.
#[derive(Debug)]
pub(super) struct Server {
    pub(super) client: Client,
    pub(super) workspace: Workspace,
    /// Addresses, as the editor writes them, and versions of what it has open.
    pub(super) open: BTreeMap<FileId, (Uri, i32)>,
    /// Directories whose files were read.
    read: BTreeSet<String>,
    checker: Checker,
}

/// A refusal in the words of the protocol.
pub(super) fn refusal(code: ErrorCode, message: impl Into<String>) -> ResponseError {
    ResponseError { code: code as i32, message: message.into(), data: None }
}

fn params<P: DeserializeOwned>(value: Value) -> Result<P, ResponseError> {
    serde_json::from_value(value)
        .map_err(|error| refusal(ErrorCode::InvalidParams, error.to_string()))
}

impl Server {
    pub(super) fn new(client: Client, checker: Checker) -> Self {
        Self {
            client,
            workspace: Workspace::default(),
            open: BTreeMap::new(),
            read: BTreeSet::new(),
            checker,
        }
    }

    /// Answers a request.
    pub(super) fn answer(&self, method: &str, value: Value) -> Answer {
        match method {
            HoverRequest::METHOD => answers::hover(self, &params(value)?),
            Completion::METHOD => answers::completion(self, &params(value)?),
            GotoDefinition::METHOD => answers::definition(self, &params(value)?),
            References::METHOD => answers::references(self, &params(value)?),
            PrepareRenameRequest::METHOD => answers::prepare_rename(self, &params(value)?),
            Rename::METHOD => answers::rename(self, &params(value)?),
            DocumentSymbolRequest::METHOD => Ok(answers::symbols(self, &params(value)?)),
            Formatting::METHOD => answers::formatting(self, &params(value)?),
            CodeActionRequest::METHOD => Ok(answers::actions(self, &params(value)?)),
            _ => Err(refusal(ErrorCode::MethodNotFound, format!("`{method}` is not known here"))),
        }
    }

    /// Takes notice of what the editor or somebody else did.
    pub(super) fn notice(&mut self, method: &str, value: Value) {
        match method {
            DidOpenTextDocument::METHOD => {
                self.noticed::<DidOpenTextDocument>(value, |server, params| {
                    let document = params.text_document;
                    server.opened(&document.uri, document.version, document.text);
                });
            }
            DidChangeTextDocument::METHOD => {
                self.noticed::<DidChangeTextDocument>(value, |server, params| {
                    let document = params.text_document;
                    server.changed(&document.uri, document.version, &params.content_changes);
                });
            }
            DidCloseTextDocument::METHOD => {
                self.noticed::<DidCloseTextDocument>(value, |server, params| {
                    server.closed(&params.text_document.uri);
                });
            }
            DidSaveTextDocument::METHOD => {
                self.noticed::<DidSaveTextDocument>(value, |server, params| {
                    if let Some(id) = files::id(&params.text_document.uri) {
                        server.check(&id.stack);
                    }
                });
            }
            DidChangeWatchedFiles::METHOD => {
                self.noticed::<DidChangeWatchedFiles>(value, |server, params| {
                    params.changes.iter().for_each(|change| server.touched(&change.uri));
                });
            }
            _ => {}
        }
    }

    fn noticed<N: Notification>(&mut self, value: Value, act: impl FnOnce(&mut Self, N::Params)) {
        if let Ok(params) = serde_json::from_value(value) {
            act(self, params);
        }
    }

    fn opened(&mut self, uri: &Uri, version: i32, text: String) {
        let Some(id) = files::id(uri) else { return };
        self.load(&id.stack);
        self.open.insert(id.clone(), (uri.clone(), version));
        self.workspace.set(&id, text);
        self.follow(&id.stack);
        if !self.workspace.is_stack(&id.stack) {
            self.find_users(&id.stack);
        }
        self.check(&id.stack);
    }

    /// Reads the files of a directory, once.
    fn load(&mut self, stack: &str) {
        if self.read.insert(stack.to_owned()) {
            for beside in files::beside(stack) {
                self.reread(&beside);
            }
        }
    }

    /// Reads the modules of a directory, and theirs.
    fn follow(&mut self, stack: &str) {
        let mut waiting = vec![stack.to_owned()];
        while let Some(stack) = waiting.pop() {
            for module in self.workspace.modules(&stack) {
                if !self.read.contains(&module) && self.read.len() < MANY {
                    self.load(&module);
                    waiting.push(module);
                }
            }
        }
    }

    /// Looks for stacks above a directory that may use it as a module.
    fn find_users(&mut self, module: &str) {
        for above in Path::new(module).ancestors().skip(1).take(LEVELS) {
            let Some(above) = above.to_str().filter(|above| above.len() > 1) else { continue };
            if !files::beside(above).is_empty() {
                self.load(above);
                self.follow(above);
            }
        }
    }

    fn changed(&mut self, uri: &Uri, version: i32, changes: &[TextDocumentContentChangeEvent]) {
        let Some(id) = files::id(uri).filter(|id| self.open.contains_key(id)) else { return };
        let Some((text, _)) = self.workspace.text(&id) else { return };
        let mut text = text.to_owned();
        for change in changes {
            match change.range {
                None => text.clone_from(&change.text),
                Some(range) => {
                    let lines = Lines::of(&text);
                    let places =
                        Places { text: &text, lines: &lines, encoding: self.client.encoding };
                    let bytes = places.bytes(range);
                    text.replace_range(bytes, &change.text);
                }
            }
        }
        self.workspace.set(&id, text);
        self.open.insert(id.clone(), (uri.clone(), version));
        self.follow(&id.stack);
        self.check(&id.stack);
    }

    fn closed(&mut self, uri: &Uri) {
        let Some(id) = files::id(uri) else { return };
        self.open.remove(&id);
        self.reread(&id);
        if self.open.is_empty() {
            self.forget();
        } else {
            self.check(&id.stack);
        }
    }

    /// Nobody looks at anything any more.
    fn forget(&mut self) {
        for stack in std::mem::take(&mut self.read) {
            self.checker.check(Job { stack, ..Job::default() });
        }
        self.workspace = Workspace::default();
    }

    /// A file was written by somebody else; what is open in the editor is the editor's.
    fn touched(&mut self, uri: &Uri) {
        let Some(id) = files::id(uri).filter(|id| self.read.contains(&id.stack)) else { return };
        if !self.open.contains_key(&id) {
            self.reread(&id);
        }
        self.check(&id.stack);
    }

    fn reread(&mut self, id: &FileId) {
        match files::text(&files::path(id)) {
            Some(text) => self.workspace.set(id, text),
            None => self.workspace.remove(id),
        }
    }

    /// Checks a directory, and the stacks that use it.
    fn check(&self, changed: &str) {
        let open = self
            .open
            .iter()
            .map(|(id, open)| (files::path(id).to_string_lossy().into_owned(), open.clone()));
        let open: BTreeMap<String, (Uri, i32)> = open.collect();
        for stack in self.workspace.directories() {
            let is_stack = self.workspace.is_stack(&stack);
            if stack == changed || (is_stack && self.reaches(&stack, changed)) {
                let sources = self.workspace.sources(&stack);
                self.checker.check(Job {
                    stack,
                    sources,
                    shape_only: !is_stack,
                    open: open.clone(),
                });
            }
        }
    }

    /// Whether a directory uses another one, itself or through its modules.
    fn reaches(&self, stack: &str, module: &str) -> bool {
        let mut seen = BTreeSet::new();
        let mut waiting = self.workspace.modules(stack);
        while let Some(next) = waiting.pop() {
            if next == module {
                return true;
            }
            if seen.insert(next.clone()) {
                waiting.extend(self.workspace.modules(&next));
            }
        }
        false
    }

    /// A file and how the editor counts in it.
    pub(super) fn places(&self, id: &FileId) -> Option<Places<'_>> {
        let (text, lines) = self.workspace.text(id)?;
        Some(Places { text, lines, encoding: self.client.encoding })
    }

    /// The address of a file, as the editor writes it where it has it open.
    pub(super) fn uri(&self, id: &FileId) -> Option<Uri> {
        self.open.get(id).map(|(uri, _)| uri.clone()).or_else(|| files::uri(&files::path(id)))
    }
}
