//! HCL's JSON syntax: a JSON file becomes the text that says the same in the native syntax, with a
//! record of where each part of it stood. So everything behind the parser sees one syntax, and
//! messages point into the JSON.
//!
//! What the mapping is: <https://github.com/hashicorp/hcl/blob/main/json/spec.md>. Whether a name is
//! a block or an attribute, and how many labels it has, is told by the block table.
mod body;
mod expression;
mod out;
mod strings;

pub(crate) use out::Parts;

use crate::source::Text;
use cutover_schemas::diagnostic::Diagnostic;
use jsonc_parser::ast::Value;
use jsonc_parser::common::Range as JsonRange;
use jsonc_parser::errors::{ParseError, ParseErrorKind};
use jsonc_parser::{CollectOptions, ParseOptions};
use out::Out;
use std::ops::Range;

/// What a JSON file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    Blocks,
    /// Values of variables, whose texts are no templates.
    Values,
}

/// A file's text in the native syntax, where its parts came from, and what can't be said in it.
#[derive(Debug)]
pub(crate) struct Transcript {
    pub(crate) text: String,
    pub(crate) parts: Parts,
    pub(crate) problems: Vec<Diagnostic>,
}

/// Whether a file of this name is JSON. Names are as they are: `x.JSON` is none.
#[expect(clippy::case_sensitive_file_extension_comparisons, reason = "as everywhere here")]
pub(crate) fn is_json(name: &str) -> bool {
    name.ends_with(".json")
}

/// Reads a JSON file.
pub(crate) fn transcribe(name: &str, json: &Text) -> Transcript {
    let blocks = name.ends_with(".hcl.json") && !name.ends_with(".vars.hcl.json");
    let holds = if blocks { Holds::Blocks } else { Holds::Values };
    let mut writer = Writer { json, holds, out: Out::default(), problems: Vec::new() };
    match jsonc_parser::parse_to_ast(json.text(), &CollectOptions::default(), &strict()) {
        Ok(parsed) => writer.file(parsed.value.as_ref()),
        Err(error) => writer.problems.push(no_json(json, &error)),
    }
    let (text, parts) = writer.out.finish();
    Transcript { text, parts, problems: writer.problems }
}

fn strict() -> ParseOptions {
    ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    }
}

fn no_json(json: &Text, error: &ParseError) -> Diagnostic {
    let words = error.kind().to_string();
    let mut letters = words.chars();
    let first: String = letters.next().map(|c| c.to_lowercase().collect()).unwrap_or_default();
    let help = match error.kind() {
        ParseErrorKind::CommentsNotAllowed => "JSON has no comments: use a property named `//`",
        ParseErrorKind::TrailingCommasNotAllowed => "remove the comma behind the last item",
        ParseErrorKind::NestingDepthExceeded => "take parts out into `locals`",
        _ => {
            "files that end in `.json` are strict JSON: texts and names in double quotes, commas between items"
        }
    };
    Diagnostic::error("spec/syntax", format!("this is no JSON: {first}{}", letters.as_str()))
        .at(json.place(span(error.range())))
        .label("here")
        .help(help)
}

fn span(range: JsonRange) -> Range<usize> {
    range.start..range.end
}

/// Writes the native text.
struct Writer<'j> {
    json: &'j Text,
    holds: Holds,
    out: Out,
    problems: Vec<Diagnostic>,
}

impl Writer<'_> {
    fn file(&mut self, value: Option<&Value<'_>>) {
        match value {
            Some(Value::Object(object)) if self.holds == Holds::Values => self.attributes(object),
            Some(Value::Object(object)) => self.top(object),
            Some(Value::Array(array)) if self.holds == Holds::Blocks => {
                for element in &array.elements {
                    self.file(Some(element));
                }
            }
            Some(other) => {
                let help = match self.holds {
                    Holds::Blocks => "its properties are blocks: `{ \"stack\": { \"shop\": {} } }`",
                    Holds::Values => "its properties are variables: `{ \"log_level\": \"debug\" }`",
                };
                self.problem("the file is not an object", other, help);
            }
            None => {}
        }
    }

    fn problem(&mut self, message: impl Into<String>, at: &Value<'_>, help: &str) {
        use jsonc_parser::common::Ranged as _;
        self.problem_at(message, span(at.range()), help);
    }

    fn problem_at(&mut self, message: impl Into<String>, at: Range<usize>, help: &str) {
        let told = Diagnostic::error("spec/json-shape", message.into());
        self.problems.push(told.at(self.json.place(at)).help(help));
    }
}
