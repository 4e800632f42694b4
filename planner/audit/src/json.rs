//! JSON with places: members in their order, duplicates kept, every value with its span.
//!
//! IAM reads strict JSON, so comments and trailing commas are syntax errors here too.
use jsonc_parser::ast::Value;
use jsonc_parser::common::Ranged as _;
use jsonc_parser::{CollectOptions, ParseOptions};
use std::ops::Range;

/// First byte and the byte after the last, in the policy's text.
pub type Span = Range<usize>;

/// A value and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Where it stands; texts with their quotes.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number as it was written.
    Number(String),
    /// A text, unescaped.
    Text(String),
    /// A list.
    Array(Vec<Node>),
    /// An object; a name may come twice.
    Object(Vec<Member>),
}

/// One member of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its name, unescaped.
    pub name: String,
    /// Where the name stands, with its quotes.
    pub name_span: Span,
    /// Its value.
    pub value: Node,
}

/// Why a text is no JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// What the parser says, in lower case and without a full stop.
    pub message: String,
    /// Where.
    pub span: Span,
}

/// One step from a value to a part of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// The value of the member with this name.
    Member(String),
    /// The element with this number, from 0.
    Index(usize),
    /// The name of the member itself.
    Name(String),
}

impl Node {
    /// The members of an object; none of anything else.
    pub fn members(&self) -> &[Member] {
        match &self.kind {
            Kind::Object(members) => members,
            _ => &[],
        }
    }

    /// The value of the first member with this name.
    pub fn get(&self, name: &str) -> Option<&Self> {
        self.members().iter().find(|member| member.name == name).map(|member| &member.value)
    }

    /// The elements of a list; the value itself where it is none, as IAM reads `"Action": "s3:GetObject"`.
    pub fn elements(&self) -> &[Self] {
        match &self.kind {
            Kind::Array(elements) => elements,
            _ => std::slice::from_ref(self),
        }
    }

    /// A text.
    pub fn as_text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The way from this value to the smallest part that has this span.
    pub fn path_to(&self, span: &Span) -> Vec<Step> {
        let mut path = Vec::new();
        let mut here = self;
        while here.span != *span {
            let Some((step, next)) = here.step_to(span) else { break };
            path.push(step);
            let Some(next) = next else { break };
            here = next;
        }
        path
    }

    fn step_to(&self, span: &Span) -> Option<(Step, Option<&Self>)> {
        let holds = |outer: &Span| outer.start <= span.start && span.end <= outer.end;
        match &self.kind {
            Kind::Array(elements) => {
                let at = elements.partition_point(|element| element.span.end < span.end);
                let element = elements.get(at).filter(|element| holds(&element.span))?;
                Some((Step::Index(at), Some(element)))
            }
            Kind::Object(members) => members.iter().find_map(|member| {
                if holds(&member.name_span) {
                    return Some((Step::Name(member.name.clone()), None));
                }
                let found = holds(&member.value.span);
                found.then(|| (Step::Member(member.name.clone()), Some(&member.value)))
            }),
            _ => None,
        }
    }
}

/// Reads a text.
///
/// # Errors
/// With the place where it stops to be JSON; an empty text, and nesting deeper than 512, are errors too.
pub fn parse(text: &str) -> Result<Node, SyntaxError> {
    let parsed = jsonc_parser::parse_to_ast(text, &CollectOptions::default(), &strict()).map_err(
        |error| SyntaxError {
            message: lower_first(&error.kind().to_string()),
            span: error.range().start..error.range().end,
        },
    )?;
    match &parsed.value {
        Some(value) => Ok(node(value)),
        None => Err(SyntaxError { message: "there is nothing in it".to_owned(), span: 0..0 }),
    }
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

fn lower_first(words: &str) -> String {
    let mut letters = words.chars();
    let first: String = letters.next().map(|c| c.to_lowercase().collect()).unwrap_or_default();
    format!("{first}{}", letters.as_str())
}

fn node(value: &Value<'_>) -> Node {
    let range = value.range();
    let kind = match value {
        Value::NullKeyword(_) => Kind::Null,
        Value::BooleanLit(one) => Kind::Bool(one.value),
        Value::NumberLit(one) => Kind::Number(one.value.to_owned()),
        Value::StringLit(one) => Kind::Text(one.value.to_string()),
        Value::Array(array) => Kind::Array(array.elements.iter().map(node).collect()),
        Value::Object(object) => Kind::Object(
            object
                .properties
                .iter()
                .map(|property| {
                    let name = property.name.range();
                    Member {
                        name: property.name.as_str().to_owned(),
                        name_span: name.start..name.end,
                        value: node(&property.value),
                    }
                })
                .collect(),
        ),
    };
    Node { span: range.start..range.end, kind }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_found_by_its_span() {
        let text = r#"{"Statement": [{"Action": "a:B"}, {"Action": ["c:D", "e:F"], "Condition": {"Bool": {}}}]}"#;
        let root = parse(text).unwrap();
        let span = |part: &str| {
            let start = text.find(part).unwrap();
            start..start + part.len()
        };
        let member = |name: &str| Step::Member(name.to_owned());
        let action = [member("Statement"), Step::Index(1), member("Action"), Step::Index(1)];
        assert_eq!(root.path_to(&span("\"e:F\"")), action);
        let key =
            [member("Statement"), Step::Index(1), member("Condition"), Step::Name("Bool".into())];
        assert_eq!(root.path_to(&span("\"Bool\"")), key);
    }

    #[test]
    fn what_iam_refuses_is_refused() {
        for text in ["", "{", "{\"a\": 1,}", "{'a': 1}", "{} {}", "// c\n{}"] {
            assert!(parse(text).is_err(), "{text}");
        }
        assert!(parse(&"[".repeat(10_000)).is_err());
    }

    #[test]
    fn duplicates_stay() {
        let root = parse(r#"{"a": 1, "a": 2}"#).unwrap();
        assert_eq!(root.members().len(), 2);
        assert_eq!(root.get("a").unwrap().kind, Kind::Number("1".into()));
    }
}
