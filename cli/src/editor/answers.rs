//! Answers to the editor's questions; `null` where there is nothing to say.
use super::files;
use super::places::Places;
use super::server::{Answer, Server, refusal};
use cutover_editor::{FileId, Location, Proposal, Sort, Symbol, SymbolSort};
use cutover_language::Source;
use lsp_server::ErrorCode;
use lsp_types::{
    CodeActionParams, CompletionItem, CompletionItemKind, CompletionList, CompletionParams,
    CompletionTextEdit, DocumentFormattingParams, DocumentSymbolParams, Documentation,
    GotoDefinitionParams, Hover, HoverContents, HoverParams, InsertTextFormat, MarkupContent,
    MarkupKind, Range, ReferenceParams, RenameParams, SymbolKind, TextDocumentPositionParams,
    TextEdit, Uri,
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// Proposals that are sent at once: more than anybody reads, and few enough to be quick.
const MANY: usize = 300;

/// Refused, in the protocol's numbers: the request was understood, and can't be done.
const REQUEST_FAILED: ErrorCode = ErrorCode::RequestFailed;

fn sent(value: impl serde::Serialize) -> Answer {
    serde_json::to_value(value)
        .map_err(|error| refusal(ErrorCode::InternalError, error.to_string()))
}

/// The file and the byte that are asked about.
fn asked<'s>(
    server: &'s Server,
    at: &TextDocumentPositionParams,
) -> Option<(FileId, Places<'s>, usize)> {
    let id = files::id(&at.text_document.uri)?;
    let places = server.places(&id)?;
    let offset = places.offset(at.position);
    Some((id, places, offset))
}

pub(super) fn hover(server: &Server, params: &HoverParams) -> Answer {
    let Some((id, places, offset)) = asked(server, &params.text_document_position_params) else {
        return Ok(Value::Null);
    };
    let found = cutover_editor::hover(&server.workspace, &id, offset).map(|found| Hover {
        contents: HoverContents::Markup(markdown(found.markdown)),
        range: Some(places.range(&found.span)),
    });
    sent(found)
}

fn markdown(value: String) -> MarkupContent {
    MarkupContent { kind: MarkupKind::Markdown, value }
}

pub(super) fn completion(server: &Server, params: &CompletionParams) -> Answer {
    let Some((id, places, offset)) = asked(server, &params.text_document_position) else {
        return Ok(Value::Null);
    };
    let mut all = cutover_editor::complete(&server.workspace, &id, offset);
    let is_incomplete = all.len() > MANY;
    if is_incomplete {
        all.retain(|one| one.label.starts_with(typed(&places, one, offset)));
        all.truncate(MANY);
    }
    let snippets = server.client.snippets;
    let items = all.into_iter().map(|one| item(&places, one, snippets)).collect();
    sent(CompletionList { is_incomplete, items })
}

/// What stands there already of a proposal.
fn typed<'t>(places: &Places<'t>, one: &Proposal, offset: usize) -> &'t str {
    places.text.get(one.replaces.start..offset).unwrap_or_default()
}

fn item(places: &Places<'_>, one: Proposal, snippets: bool) -> CompletionItem {
    let snippet = one.snippet.filter(|_| snippets);
    let format = match &snippet {
        Some(_) => InsertTextFormat::SNIPPET,
        None => InsertTextFormat::PLAIN_TEXT,
    };
    let edit =
        TextEdit { range: places.range(&one.replaces), new_text: snippet.unwrap_or(one.plain) };
    CompletionItem {
        sort_text: Some(format!("{}{}", one.rank, one.label)),
        label: one.label,
        kind: Some(kind(one.sort)),
        detail: Some(one.detail).filter(|detail| !detail.is_empty()),
        documentation: Some(one.doc)
            .filter(|doc| !doc.is_empty())
            .map(|doc| Documentation::MarkupContent(markdown(doc))),
        insert_text_format: Some(format),
        text_edit: Some(CompletionTextEdit::Edit(edit)),
        ..CompletionItem::default()
    }
}

fn kind(sort: Sort) -> CompletionItemKind {
    match sort {
        Sort::Block => CompletionItemKind::CLASS,
        Sort::Attribute => CompletionItemKind::PROPERTY,
        Sort::Word => CompletionItemKind::ENUM_MEMBER,
        Sort::Reference => CompletionItemKind::REFERENCE,
        Sort::Field => CompletionItemKind::FIELD,
        Sort::Variable => CompletionItemKind::VARIABLE,
        Sort::Function => CompletionItemKind::FUNCTION,
    }
}

pub(super) fn definition(server: &Server, params: &GotoDefinitionParams) -> Answer {
    let Some((id, _, offset)) = asked(server, &params.text_document_position_params) else {
        return Ok(Value::Null);
    };
    sent(locations(server, &cutover_editor::definition(&server.workspace, &id, offset)))
}

pub(super) fn references(server: &Server, params: &ReferenceParams) -> Answer {
    let Some((id, _, offset)) = asked(server, &params.text_document_position) else {
        return Ok(Value::Null);
    };
    let declared = params.context.include_declaration;
    let found = cutover_editor::references(&server.workspace, &id, offset, declared);
    sent(locations(server, &found))
}

fn locations(server: &Server, all: &[Location]) -> Vec<lsp_types::Location> {
    let one = |(uri, range): (Uri, Range)| lsp_types::Location { uri, range };
    all.iter().filter_map(|location| place(server, location)).map(one).collect()
}

fn place(server: &Server, location: &Location) -> Option<(Uri, Range)> {
    let range = server.places(&location.file)?.range(&location.span);
    Some((server.uri(&location.file)?, range))
}

pub(super) fn prepare_rename(server: &Server, params: &TextDocumentPositionParams) -> Answer {
    let Some((id, places, offset)) = asked(server, params) else {
        return Ok(Value::Null);
    };
    match cutover_editor::renameable(&server.workspace, &id, offset) {
        Ok((span, name)) => Ok(json!({ "range": places.range(&span), "placeholder": name })),
        Err(refused) => Err(refusal(REQUEST_FAILED, refused.0)),
    }
}

pub(super) fn rename(server: &Server, params: &RenameParams) -> Answer {
    let Some((id, _, offset)) = asked(server, &params.text_document_position) else {
        return Ok(Value::Null);
    };
    let name = &params.new_name;
    let found = cutover_editor::rename(&server.workspace, &id, offset, name)
        .map_err(|refused| refusal(REQUEST_FAILED, refused.0))?;
    let mut changes: Map<String, Value> = Map::new();
    for (uri, range) in found.iter().filter_map(|location| place(server, location)) {
        let edits = changes.entry(uri.as_str()).or_insert_with(|| json!([]));
        if let Some(edits) = edits.as_array_mut() {
            edits.push(json!({ "range": range, "newText": name }));
        }
    }
    Ok(json!({ "changes": changes }))
}

pub(super) fn symbols(server: &Server, params: &DocumentSymbolParams) -> Value {
    let Some(id) = files::id(&params.text_document.uri) else {
        return Value::Null;
    };
    let Some(places) = server.places(&id) else {
        return Value::Null;
    };
    let all = cutover_editor::symbols(&server.workspace, &id);
    all.iter().map(|one| symbol(&places, one)).collect()
}

fn symbol(places: &Places<'_>, one: &Symbol) -> Value {
    let kind = match one.sort {
        SymbolSort::Resource => SymbolKind::CLASS,
        SymbolSort::Setting => SymbolKind::NAMESPACE,
        SymbolSort::Variable => SymbolKind::VARIABLE,
    };
    json!({
        "name": one.name,
        "kind": kind,
        "range": places.range(&one.whole),
        "selectionRange": places.range(&one.head),
        "children": one.inside.iter().map(|inner| symbol(places, inner)).collect::<Vec<_>>(),
    })
}

pub(super) fn formatting(server: &Server, params: &DocumentFormattingParams) -> Answer {
    let Some(id) = files::id(&params.text_document.uri) else {
        return Ok(Value::Null);
    };
    let Some(places) = server.places(&id) else {
        return Ok(Value::Null);
    };
    let source = Source { name: id.name, text: places.text.as_bytes().to_vec() };
    let Ok(formatted) = cutover_language::format(&source) else {
        // What can't be read can't be formatted: the problems say why.
        return Ok(Value::Null);
    };
    let edits = cutover_editor::difference(places.text, &formatted)
        .map(|fix| TextEdit { range: places.range(&fix.span), new_text: fix.text });
    sent(edits.into_iter().collect::<Vec<_>>())
}

/// What goes with a problem that names its remedy: see the checker.
#[derive(Deserialize)]
struct Remedy {
    title: String,
    range: Range,
    wrong: String,
    text: String,
}

pub(super) fn actions(server: &Server, params: &CodeActionParams) -> Value {
    let uri = &params.text_document.uri;
    let Some(places) = files::id(uri).and_then(|id| server.places(&id)) else {
        return Value::Null;
    };
    let one = |problem: &lsp_types::Diagnostic| {
        let remedy: Remedy = serde_json::from_value(problem.data.clone()?).ok()?;
        // The text may have changed since it was checked.
        let stands = places.text.get(places.bytes(remedy.range)) == Some(remedy.wrong.as_str());
        let edit = json!({ "range": remedy.range, "newText": remedy.text });
        stands.then(|| {
            json!({
                "title": remedy.title,
                "kind": "quickfix",
                "diagnostics": [problem],
                "isPreferred": true,
                "edit": { "changes": { uri.as_str(): [edit] } },
            })
        })
    };
    params.context.diagnostics.iter().filter_map(one).collect()
}
