//! What the editor can do, and what it is told that this server can do.
use cutover_editor::Encoding;
use lsp_server::{Request, RequestId};
use lsp_types::request::{RegisterCapability, Request as _};
use lsp_types::{
    CodeActionProviderCapability, CompletionOptions, DidChangeWatchedFilesRegistrationOptions,
    FileSystemWatcher, GlobPattern, HoverProviderCapability, InitializeParams, OneOf,
    PositionEncodingKind, Registration, RegistrationParams, RenameOptions, SaveOptions,
    ServerCapabilities, TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions,
    WorkDoneProgressOptions,
};
use serde_json::{Value, json};

/// What matters of an editor.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Client {
    /// In which units it counts columns.
    pub(super) encoding: Encoding,
    /// Whether what is completed may have places to fill in.
    pub(super) snippets: bool,
    /// Whether it watches files when asked to.
    watches: bool,
}

impl Client {
    pub(super) fn of(params: &InitializeParams) -> Self {
        let all = &params.capabilities;
        let encodings = all.general.as_ref().and_then(|one| one.position_encodings.as_ref());
        let utf8 = encodings.is_some_and(|all| all.contains(&PositionEncodingKind::UTF8));
        let completion = all.text_document.as_ref().and_then(|one| one.completion.as_ref());
        let item = completion.and_then(|one| one.completion_item.as_ref());
        let files = all.workspace.as_ref().and_then(|one| one.did_change_watched_files.as_ref());
        Self {
            encoding: if utf8 { Encoding::Utf8 } else { Encoding::Utf16 },
            snippets: item.and_then(|item| item.snippet_support).unwrap_or(false),
            watches: files.and_then(|files| files.dynamic_registration).unwrap_or(false),
        }
    }

    /// The answer to its first request.
    pub(super) fn welcome(self) -> Value {
        let encoding = match self.encoding {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
        };
        let sync = TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            save: Some(SaveOptions::default().into()),
            ..TextDocumentSyncOptions::default()
        };
        let capabilities = ServerCapabilities {
            position_encoding: Some(encoding),
            text_document_sync: Some(TextDocumentSyncCapability::Options(sync)),
            hover_provider: Some(HoverProviderCapability::Simple(true)),
            completion_provider: Some(CompletionOptions {
                trigger_characters: Some(vec![".".to_owned(), "\"".to_owned()]),
                ..CompletionOptions::default()
            }),
            definition_provider: Some(OneOf::Left(true)),
            references_provider: Some(OneOf::Left(true)),
            document_symbol_provider: Some(OneOf::Left(true)),
            code_action_provider: Some(CodeActionProviderCapability::Simple(true)),
            document_formatting_provider: Some(OneOf::Left(true)),
            rename_provider: Some(OneOf::Right(RenameOptions {
                prepare_provider: Some(true),
                work_done_progress_options: WorkDoneProgressOptions::default(),
            })),
            ..ServerCapabilities::default()
        };
        json!({
            "capabilities": capabilities,
            "serverInfo": { "name": "cutover", "version": env!("CARGO_PKG_VERSION") },
        })
    }

    /// Asks to be told of files that change behind the editor's back.
    pub(super) fn registration(self) -> Option<Request> {
        let watchers = vec![FileSystemWatcher {
            glob_pattern: GlobPattern::String("**/*.hcl".to_owned()),
            kind: None,
        }];
        let options = DidChangeWatchedFilesRegistrationOptions { watchers };
        let registration = Registration {
            id: "files".to_owned(),
            method: "workspace/didChangeWatchedFiles".to_owned(),
            register_options: serde_json::to_value(options).ok(),
        };
        let params = RegistrationParams { registrations: vec![registration] };
        self.watches.then(|| {
            Request::new(
                RequestId::from("watch".to_owned()),
                RegisterCapability::METHOD.to_owned(),
                params,
            )
        })
    }
}
