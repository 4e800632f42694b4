//! Texts of JSON as texts and templates of the native syntax.
use super::{Writer, span};
use crate::parse;
use crate::source::Text;
use cutover_schemas::diagnostic::Diagnostic;
use jsonc_parser::ast::StringLit;
use std::ops::Range;

/// Whether a text can stand without quotes as a name or key.
pub(super) fn is_name(text: &str) -> bool {
    let first = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let rest = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    first && rest && !matches!(text, "null" | "true" | "false" | "for" | "if" | "in")
}

/// What of a template's text is code: `${` and `%{` up to their `}`.
enum Frame {
    /// Code, with so many braces open in it.
    Code(usize),
    /// A text in quotes inside code.
    Quote,
}

impl Writer<'_> {
    /// A text without anything to evaluate in it.
    pub(super) fn text(&mut self, text: &str, place: Range<usize>) {
        let mut quoted = String::from("\"");
        for c in text.chars() {
            escape(c, &mut quoted);
        }
        quoted.push('"');
        let plain = quoted.replace("${", "$${").replace("%{", "%%{");
        self.out.put(&plain, place);
    }

    /// A text with `${...}` and `%{...}`.
    pub(super) fn template(&mut self, text: &StringLit<'_>) {
        let value = text.value.as_ref();
        if !value.contains("${") && !value.contains("%{") {
            return self.text(value, span(text.range));
        }
        if let Err(told) = parse::template(&Text::new("", value.to_owned())) {
            self.bad_template(text, &told);
            return self.text("", span(text.range));
        }
        let code = code(value);
        if let [only] = code.as_slice()
            && *only == (0..value.len())
            && value.starts_with("${")
            && !value.starts_with("${~")
            && !value.ends_with("~}")
        {
            // A lone `${x}` is `x` itself.
            self.out.put("(", span(text.range));
            self.decoded(text, 2..value.len() - 1);
            self.out.put(")", span(text.range));
            return;
        }
        self.out.put("\"", text.range.start..text.range.start + 1);
        let mut at = 0;
        for inside in code.iter().chain([&(value.len()..value.len())]) {
            self.literal(text, at..inside.start);
            self.decoded(text, inside.clone());
            at = inside.end;
        }
        self.out.put("\"", text.range.end.saturating_sub(1)..text.range.end);
    }

    fn bad_template(&mut self, text: &StringLit<'_>, told: &[Diagnostic]) {
        let places = places(self.json.text(), text);
        for diagnostic in told {
            let mut diagnostic = diagnostic.clone();
            let span = diagnostic.place.as_ref().map_or(0..0, |place| place.start..place.end);
            let start = places.iter().find(|(at, _)| *at >= span.start).map(|(_, from)| from.start);
            let end = places.iter().rev().find(|(at, _)| *at < span.end).map(|(_, from)| from.end);
            let last = text.range.end.saturating_sub(1);
            let start = start.unwrap_or(last);
            diagnostic.place = Some(self.json.place(start..end.unwrap_or(last).max(start)));
            self.problems.push(diagnostic);
        }
    }

    /// Part of a text as its characters stand there.
    pub(super) fn decoded(&mut self, text: &StringLit<'_>, part: Range<usize>) {
        self.characters(text, part, &mut |c, out| out.push(c));
    }

    fn literal(&mut self, text: &StringLit<'_>, part: Range<usize>) {
        self.characters(text, part, &mut escape);
    }

    fn characters(
        &mut self,
        text: &StringLit<'_>,
        part: Range<usize>,
        write: &mut dyn FnMut(char, &mut String),
    ) {
        let json = self.json.text();
        for (at, from) in places(json, text) {
            if !part.contains(&at) {
                continue;
            }
            let Some(c) = text.value.get(at..).and_then(|rest| rest.chars().next()) else {
                continue;
            };
            let mut written = String::new();
            write(c, &mut written);
            if json.get(from.clone()) == Some(written.as_str()) {
                self.out.copy(&written, from.start);
            } else {
                self.out.put(&written, from);
            }
        }
    }
}

/// A character inside quotes.
fn escape(c: char, out: &mut String) {
    match c {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        c if c.is_control() => out.extend(format!("\\u{:04x}", u32::from(c)).chars()),
        c => out.push(c),
    }
}

/// Where each character of a text's value begins in it, and where it stands in the JSON.
fn places(json: &str, text: &StringLit<'_>) -> Vec<(usize, Range<usize>)> {
    let mut places = Vec::with_capacity(text.value.len());
    let mut from = text.range.start + 1;
    for (at, c) in text.value.char_indices() {
        let rest = json.get(from..).unwrap_or_default();
        let length = if !rest.starts_with('\\') {
            c.len_utf8()
        } else if !rest.starts_with("\\u") {
            2
        } else if c.len_utf16() == 2 {
            12
        } else {
            6
        };
        places.push((at, from..from + length));
        from += length;
    }
    places
}

/// The ranges of a template that are code.
fn code(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut frames: Vec<Frame> = Vec::new();
    let mut begin = 0;
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = text.get(at..).unwrap_or_default();
        let doubled = rest.starts_with("$${") || rest.starts_with("%%{");
        let opens = rest.starts_with("${") || rest.starts_with("%{");
        let step = match (frames.last_mut(), c) {
            (None | Some(Frame::Quote), _) if doubled => 3,
            (None | Some(Frame::Quote), _) if opens => {
                if frames.is_empty() {
                    begin = at;
                }
                frames.push(Frame::Code(0));
                2
            }
            (Some(Frame::Quote), '\\') => 1 + rest.chars().nth(1).map_or(0, char::len_utf8),
            (Some(Frame::Quote), '"') => {
                frames.pop();
                1
            }
            (Some(Frame::Code(_)), '"') => {
                frames.push(Frame::Quote);
                1
            }
            (Some(Frame::Code(open)), '{') => {
                *open += 1;
                1
            }
            (Some(Frame::Code(0)), '}') => {
                frames.pop();
                if frames.is_empty() {
                    found.push(begin..at + 1);
                }
                1
            }
            (Some(Frame::Code(open)), '}') => {
                *open -= 1;
                1
            }
            _ => c.len_utf8(),
        };
        at += step;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_ends_with_its_own_brace() {
        for (text, expected) in [
            ("a${b}c%{ if d }e%{ endif }", vec!["${b}", "%{ if d }", "%{ endif }"]),
            ("$${a}${\"}${b[\"}\"]}\"}", vec!["${\"}${b[\"}\"]}\"}"]),
            ("${{ a = \"\\\"\" }.a}", vec!["${{ a = \"\\\"\" }.a}"]),
        ] {
            let found: Vec<&str> = code(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, expected);
        }
    }
}
