//! Compiling patterns, with AWS's reasons for refusing one.

use serde_json::{Map, Value};

use super::address::Block;
use super::leaves::under;
use super::test::{Range, Test};
use super::wildcard::Wildcard;
use super::{Dialect, Field, Fields};

/// The most alternatives that `$or`s may multiply to, as EventBridge limits them.
const MOST_ALTERNATIVES: usize = 1_000;

/// Names that cannot be fields inside `$or`.
const RESERVED: &[&str] = &[
    "exactly",
    "equals-ignore-case",
    "prefix",
    "suffix",
    "anything-but",
    "exists",
    "wildcard",
    "numeric",
    "cidr",
    "=",
    "<",
    "<=",
    ">",
    ">=",
    "regex",
    "not-wildcard",
    "not-equals-ignore-case",
    "date-after",
    "date-on-or-after",
    "date-before",
    "date-on-or-before",
    "in-date-range",
    "ip-address-in-range",
    "ip-address-not-in-range",
];

/// The reason for refusing a text that is no JSON.
pub(super) fn broken(text: &str, error: &serde_json::Error) -> String {
    let column = error.column();
    if error.is_eof() {
        return format!(
            "Unexpected end-of-input\n at [Source: (String)\"{text}\"; line: 1, column: {column}]"
        );
    }
    let letter = text.chars().nth(column.saturating_sub(1)).unwrap_or(' ');
    format!(
        "Unexpected character ('{letter}' (code {})): was expecting valid JSON\n at [Source: (String)\"{text}\"; line: {}, column: {column}]",
        u32::from(letter),
        error.line(),
    )
}

/// The alternatives of a pattern.
pub(super) fn compile(pattern: &Value, dialect: Dialect) -> Result<Vec<Fields>, String> {
    let Value::Object(members) = pattern else {
        return Err("Filter is not an object".to_owned());
    };
    let mut alternatives = vec![Fields::new()];
    let place = Place { name: "", depth: 1, in_or: false, dialect };
    object(&mut alternatives, &place, members)?;
    Ok(alternatives)
}

/// Where in the pattern an object lies.
struct Place<'a> {
    name: &'a str,
    depth: usize,
    in_or: bool,
    dialect: Dialect,
}

fn object(
    alternatives: &mut Vec<Fields>,
    place: &Place<'_>,
    members: &Map<String, Value>,
) -> Result<(), String> {
    if members.is_empty() {
        return Err("Empty objects are not allowed".to_owned());
    }
    for (member, value) in members {
        if member == "$or" {
            either(alternatives, place, value)?;
            continue;
        }
        if place.in_or && RESERVED.contains(&member.as_str()) {
            return Err(format!(
                "{member} is Ruler reserved fieldName which cannot be used inside $or."
            ));
        }
        let name = under(place.name, member);
        match value {
            Value::Object(inner) => {
                let place = Place { name: &name, depth: place.depth + 1, ..*place };
                object(alternatives, &place, inner)?;
            }
            Value::Array(values) => {
                let field = Field { tests: tests(values, place.dialect)?, depth: place.depth };
                for fields in alternatives.iter_mut() {
                    fields.insert(name.clone(), field.clone());
                }
            }
            _ => return Err(format!("\"{member}\" must be an object or an array")),
        }
    }
    Ok(())
}

/// Multiplies the alternatives so far by those of a `$or`.
fn either(alternatives: &mut Vec<Fields>, place: &Place<'_>, value: &Value) -> Result<(), String> {
    let Value::Array(choices) = value else {
        return Err("It must be an Array followed with $or.".to_owned());
    };
    let before = std::mem::take(alternatives);
    for choice in choices {
        let Value::Object(members) = choice else {
            return Err("Only JSON object is allowed in array of $or relationship.".to_owned());
        };
        let mut more = before.clone();
        object(&mut more, &Place { in_or: true, ..*place }, members)?;
        alternatives.append(&mut more);
        if alternatives.len() > MOST_ALTERNATIVES {
            return Err("Rule is too complex - try using fewer OR conditions".to_owned());
        }
    }
    if choices.len() < 2 {
        return Err("There must have at least 2 Objects in $or relationship.".to_owned());
    }
    Ok(())
}

/// The tests of a field.
fn tests(values: &[Value], dialect: Dialect) -> Result<Vec<Test>, String> {
    if values.is_empty() {
        return Err("Empty arrays are not allowed".to_owned());
    }
    let test = |value: &Value| match value {
        Value::String(text) => Ok(Test::Text(text.clone())),
        Value::Number(number) => Ok(Test::Number(number.clone())),
        Value::Bool(_) | Value::Null => Ok(Test::Word(value.clone())),
        Value::Object(members) => expression(members, dialect),
        Value::Array(_) => {
            Err("Match value must be String, number, true, false, or null".to_owned())
        }
    };
    values.iter().map(test).collect()
}

/// A match expression: one operator and its value.
fn expression(members: &Map<String, Value>, dialect: Dialect) -> Result<Test, String> {
    let (operator, value) = only(members, "Match expression name not found")?;
    match operator {
        "exactly" => text(value, "exact").map(Test::Text),
        "prefix" => match value {
            Value::Object(inner) => ignoring_case(inner, "Prefix").map(Test::PrefixIgnoringCase),
            value => text(value, "prefix").map(Test::Prefix),
        },
        "suffix" => match value {
            Value::Object(inner) => ignoring_case(inner, "Suffix").map(Test::SuffixIgnoringCase),
            value => text(value, "suffix").map(Test::Suffix),
        },
        "equals-ignore-case" => text(value, "equals-ignore-case").map(Test::SameIgnoringCase),
        "wildcard" if dialect == Dialect::Rule => {
            Wildcard::parse(&text(value, "wildcard")?).map(Test::Wildcard)
        }
        // AWS's own text speaks of a prefix here.
        "cidr" => Block::parse(&text(value, "prefix")?).map(Test::Address),
        "numeric" => numeric(value).map(Test::Range),
        "exists" => match value {
            Value::Bool(true) => Ok(Test::Present),
            Value::Bool(false) => Ok(Test::Absent),
            _ => Err("exists match pattern must be either true or false.".to_owned()),
        },
        "anything-but" => anything_but(value, dialect).map(Test::AnythingBut),
        other => Err(format!("Unrecognized match type {other}")),
    }
}

/// The only member of an object.
fn only<'a>(
    members: &'a Map<String, Value>,
    missing: &str,
) -> Result<(&'a str, &'a Value), String> {
    let mut all = members.iter();
    match (all.next(), all.next()) {
        (None, _) => Err(missing.to_owned()),
        (Some((name, value)), None) => Ok((name, value)),
        (Some(_), Some(_)) => Err("Only one key allowed in match expression".to_owned()),
    }
}

fn text(value: &Value, operator: &str) -> Result<String, String> {
    let refused = || format!("{operator} match pattern must be a string");
    value.as_str().map(str::to_owned).ok_or_else(refused)
}

fn ignoring_case(members: &Map<String, Value>, side: &str) -> Result<String, String> {
    let (operator, value) = only(members, &format!("{side} expression name not found"))?;
    if operator != "equals-ignore-case" {
        return Err(format!("Unsupported {} pattern: {operator}", side.to_lowercase()));
    }
    text(value, "equals-ignore-case")
}

fn anything_but(value: &Value, dialect: Dialect) -> Result<Vec<Test>, String> {
    match value {
        Value::Object(members) => {
            let (operator, value) = only(members, "Anything-But expression name not found")?;
            anything_but_like(operator, value, dialect)
        }
        Value::Array(values) => plain(values),
        Value::String(_) | Value::Number(_) => plain(std::slice::from_ref(value)),
        Value::Null | Value::Bool(_) => {
            let text = "Value of anything-but must be an array or single string/number value.";
            Err(text.to_owned())
        }
    }
}

/// `anything-but` of texts, or of numbers.
fn plain(values: &[Value]) -> Result<Vec<Test>, String> {
    let test = |value: &Value| match value {
        Value::String(text) => Ok(Test::Text(text.clone())),
        Value::Number(number) => Ok(Test::Number(number.clone())),
        _ => Err("Inside anything but list, start|null|boolean is not supported.".to_owned()),
    };
    let tests = values.iter().map(test).collect::<Result<Vec<Test>, String>>()?;
    let numbers = tests.iter().filter(|test| matches!(test, Test::Number(_))).count();
    if tests.is_empty() || (numbers > 0 && numbers < tests.len()) {
        let text = "Inside anything but list, either all values are number or string, mixed type is not supported";
        return Err(text.to_owned());
    }
    Ok(tests)
}

/// `anything-but` of what an operator says, of one text or a list of them.
fn anything_but_like(operator: &str, value: &Value, dialect: Dialect) -> Result<Vec<Test>, String> {
    let known = match dialect {
        Dialect::Rule => {
            matches!(operator, "equals-ignore-case" | "prefix" | "suffix" | "wildcard")
        }
        Dialect::Subscription => operator == "prefix",
    };
    if !known {
        return Err(format!("Unsupported anything-but pattern: {operator}"));
    }
    let values = match value {
        Value::Object(_) => {
            let text = "Value of anything-but must be an array or single string/number value.";
            return Err(text.to_owned());
        }
        Value::Array(values) => values.as_slice(),
        one => std::slice::from_ref(one),
    };
    values.iter().map(|value| unlike(operator, value, dialect)).collect()
}

fn unlike(operator: &str, value: &Value, dialect: Dialect) -> Result<Test, String> {
    let refusal = match (operator, dialect) {
        (_, Dialect::Subscription) => "prefix match pattern must be a string",
        ("equals-ignore-case", _) => {
            "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported."
        }
        ("wildcard", _) => "wildcard match pattern must be a string",
        _ => "prefix/suffix match pattern must be a string",
    };
    let text = value.as_str().ok_or_else(|| refusal.to_owned())?;
    if text.is_empty() && matches!(operator, "prefix" | "suffix") {
        return Err("Null prefix/suffix not allowed".to_owned());
    }
    Ok(match operator {
        "equals-ignore-case" => Test::SameIgnoringCase(text.to_owned()),
        "prefix" => Test::Prefix(text.to_owned()),
        "suffix" => Test::Suffix(text.to_owned()),
        _ => Test::Wildcard(Wildcard::parse(text)?),
    })
}

/// `["=", n]`, `[">", n]`, or two bounds.
fn numeric(value: &Value) -> Result<Range, String> {
    let Value::Array(parts) = value else {
        return Err("Value of numeric must be an array.".to_owned());
    };
    let shown = |value: Option<&Value>| match value {
        None => "]".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    let Some(operator) = parts.first().and_then(Value::as_str) else {
        return Err(format!("Invalid member in numeric match: {}", shown(parts.first())));
    };
    let bound = |at: usize, name: &str| {
        let refused = || format!("Value of {name} must be numeric");
        parts.get(at).and_then(Value::as_f64).ok_or_else(refused)
    };
    let alone = |range: Range| match parts.get(2) {
        None => Ok(range),
        Some(_) => Err("Too many elements in numeric expression".to_owned()),
    };
    let low = match operator {
        "=" => {
            let both = Some((bound(1, "equals")?, true));
            return alone(Range { low: both, high: both });
        }
        "<" | "<=" => {
            let high = Some((bound(1, operator)?, operator == "<="));
            return alone(Range { low: None, high });
        }
        ">" | ">=" => (bound(1, operator)?, operator == ">="),
        other => return Err(format!("Unrecognized numeric range operator: {other}")),
    };
    let Some(second) = parts.get(2) else {
        return Ok(Range { low: Some(low), high: None });
    };
    let Some(operator) = second.as_str() else {
        return Err(format!("Bad value in numeric range: {}", shown(Some(second))));
    };
    if !matches!(operator, "<" | "<=") {
        return Err(format!("Bad numeric range operator: {operator}"));
    }
    let high = (bound(3, operator)?, operator == "<=");
    if parts.len() > 4 {
        return Err("Too many terms in numeric range expression".to_owned());
    }
    if low.0 >= high.0 {
        return Err("Bottom must be less than top".to_owned());
    }
    Ok(Range { low: Some(low), high: Some(high) })
}
