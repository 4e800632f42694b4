//! What is rewritten besides spaces, as `terraform fmt` does: labels get quotes, and a value that
//! is one whole interpolation loses its wrapping (`"${x}"` is `x`, of whatever type).
//!
//! Not taken over: old spellings of types (`"string"`, a bare `list`), which mean nothing here.
use super::token::{Kind, tokens};
use hcl_edit::Span as _;
use hcl_edit::expr::Expression;
use hcl_edit::parser;
use hcl_edit::structure::{Attribute, Block, BlockLabel, Body, Structure};
use hcl_edit::template::Element;
use std::ops::Range;

/// More wrappings than the parser lets nest.
const ROUNDS: usize = 100;

struct Splice {
    span: Range<usize>,
    with: String,
}

/// The text with quoted labels and without needless wrappings; `None` when it can't be read any
/// more, which is a mistake.
pub(super) fn rewrite(text: &str, body: &Body) -> Option<String> {
    let mut splices = Vec::new();
    in_body(text, body, &mut splices);
    let mut text = text.to_owned();
    // A wrapping may hold another one.
    for _ in 0..ROUNDS {
        if splices.is_empty() {
            return Some(text);
        }
        text = apply(&text, &splices)?;
        splices.clear();
        in_body(&text, &parser::parse_body(&text).ok()?, &mut splices);
    }
    None
}

fn apply(text: &str, splices: &[Splice]) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for Splice { span, with } in splices {
        out.push_str(text.get(at..span.start)?);
        out.push_str(with);
        at = span.end;
    }
    out.push_str(text.get(at..)?);
    Some(out)
}

fn in_body(text: &str, body: &Body, out: &mut Vec<Splice>) {
    for structure in body {
        match structure {
            Structure::Attribute(attribute) => out.extend(unwrapped(text, attribute)),
            Structure::Block(block) => in_block(text, block, out),
        }
    }
}

fn in_block(text: &str, block: &Block, out: &mut Vec<Splice>) {
    for label in &block.labels {
        if let BlockLabel::Ident(ident) = label {
            let span = ident.span();
            out.extend(span.map(|span| Splice { span, with: format!("\"{}\"", ident.as_str()) }));
        }
    }
    in_body(text, &block.body, out);
}

fn unwrapped(text: &str, attribute: &Attribute) -> Option<Splice> {
    let Expression::StringTemplate(template) = &attribute.value else { return None };
    let Element::Interpolation(only) = template.as_single_element()? else { return None };
    let span = template.span()?;
    let inner = text.get(span.clone())?.strip_prefix("\"${")?.strip_suffix("}\"")?;
    let inner = inner.strip_prefix('~').unwrap_or(inner);
    let inner = inner.strip_suffix('~').unwrap_or(inner).trim();
    let found = tokens(inner);
    let has = |kind| found.iter().any(|token| token.kind == kind);
    // Both need the end of their line, and the wrapping gives it to them.
    if has(Kind::Comment) || has(Kind::OpenHeredoc) {
        return None;
    }
    let one_line = !has(Kind::Newline) || matches!(only.expr, Expression::Parenthesis(_));
    let with = if one_line { inner.to_owned() } else { format!("({inner})") };
    Some(Splice { span, with })
}
