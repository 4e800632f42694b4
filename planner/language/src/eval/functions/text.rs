//! Functions over texts.
use super::Looks::{Around, Inside};
use super::{Call, Failure, Function, MANY, fail, operators, row};
use crate::eval::splice::Splice;
use cutover_schemas::value::{Attrs, Value};
use regex::{Captures, Regex, RegexBuilder};

pub(super) const TABLE: &[Function] = &[
    row(
        "join",
        "join(separator, list, ...)",
        "The items as one text with the separator between them.",
        (2, MANY),
        Around,
        join,
    ),
    row(
        "split",
        "split(separator, text)",
        "The parts of the text between separators.",
        (2, 2),
        Inside,
        split,
    ),
    row(
        "replace",
        "replace(text, search, replacement)",
        "The text with every match replaced; `/search/` is a regular expression.",
        (3, 3),
        Inside,
        replace,
    ),
    row("lower", "lower(text)", "The text in lower case.", (1, 1), Inside, |call| {
        Ok(Value::text(call.text(0)?.to_lowercase()))
    }),
    row("upper", "upper(text)", "The text in upper case.", (1, 1), Inside, |call| {
        Ok(Value::text(call.text(0)?.to_uppercase()))
    }),
    row(
        "trim",
        "trim(text, characters)",
        "The text without these characters at its ends.",
        (2, 2),
        Inside,
        trim,
    ),
    row(
        "trimprefix",
        "trimprefix(text, prefix)",
        "The text without the prefix.",
        (2, 2),
        Inside,
        |call| {
            let (text, prefix) = (call.text(0)?, call.text(1)?);
            Ok(Value::text(text.strip_prefix(prefix.as_str()).unwrap_or(&text)))
        },
    ),
    row(
        "trimsuffix",
        "trimsuffix(text, suffix)",
        "The text without the suffix.",
        (2, 2),
        Inside,
        |call| {
            let (text, suffix) = (call.text(0)?, call.text(1)?);
            Ok(Value::text(text.strip_suffix(suffix.as_str()).unwrap_or(&text)))
        },
    ),
    row(
        "trimspace",
        "trimspace(text)",
        "The text without space at its ends.",
        (1, 1),
        Inside,
        |call| Ok(Value::text(call.text(0)?.trim())),
    ),
    row(
        "startswith",
        "startswith(text, prefix)",
        "Whether the text begins so.",
        (2, 2),
        Inside,
        |call| Ok(Value::Bool(call.text(0)?.starts_with(call.text(1)?.as_str()))),
    ),
    row(
        "endswith",
        "endswith(text, suffix)",
        "Whether the text ends so.",
        (2, 2),
        Inside,
        |call| Ok(Value::Bool(call.text(0)?.ends_with(call.text(1)?.as_str()))),
    ),
    row(
        "substr",
        "substr(text, offset, length)",
        "A part of the text; a negative offset counts from its end, length -1 means the rest.",
        (3, 3),
        Inside,
        substr,
    ),
    row(
        "regex",
        "regex(pattern, text)",
        "The match, its groups as a list, or its named groups as an object.",
        (2, 2),
        Inside,
        regex,
    ),
];

fn join(call: &Call<'_, '_>) -> Result<Value, Failure> {
    let separator = call.text(0)?;
    let mut out = Splice::default();
    let mut first = true;
    for at in 1..call.len() {
        for item in call.list(at)? {
            if !std::mem::take(&mut first) {
                out.push_text(&separator);
            }
            out.push(item).map_err(|what| {
                fail(at, format!("`join` takes a list of texts, one item is {what}"))
            })?;
        }
    }
    Ok(out.finish())
}

fn split(call: &Call<'_, '_>) -> Result<Value, Failure> {
    let (separator, text) = (call.text(0)?, call.text(1)?);
    let parts: Vec<Value> = if separator.is_empty() {
        text.chars().map(String::from).map(Value::Text).collect()
    } else {
        text.split(separator.as_str()).map(Value::text).collect()
    };
    Ok(Value::List(parts))
}

fn replace(call: &Call<'_, '_>) -> Result<Value, Failure> {
    let (text, search, with) = (call.text(0)?, call.text(1)?, call.text(2)?);
    let pattern = search.strip_prefix('/').and_then(|rest| rest.strip_suffix('/'));
    if with.len().saturating_mul(text.len()) > 64 * 1024 * 1024 {
        return Err(fail(2, "the replacement is too long for this text"));
    }
    Ok(Value::Text(match pattern {
        Some(pattern) => compile(pattern, 1)?.replace_all(&text, with.as_str()).into_owned(),
        None => text.replace(&search, &with),
    }))
}

fn trim(call: &Call<'_, '_>) -> Result<Value, Failure> {
    let (text, characters) = (call.text(0)?, call.text(1)?);
    Ok(Value::text(text.trim_matches(|c| characters.contains(c))))
}

fn substr(call: &Call<'_, '_>) -> Result<Value, Failure> {
    let (text, offset, length) = (call.text(0)?, call.int(1)?, call.int(2)?);
    let total = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
    let begin = if offset < 0 { total.saturating_add(offset) } else { offset }.clamp(0, total);
    let rest = total - begin;
    let kept = if length < 0 { rest } else { length.min(rest) };
    let (begin, kept) = (usize::try_from(begin).unwrap_or(0), usize::try_from(kept).unwrap_or(0));
    Ok(Value::Text(text.chars().skip(begin).take(kept).collect()))
}

fn compile(pattern: &str, argument: usize) -> Result<Regex, Failure> {
    RegexBuilder::new(pattern).size_limit(1 << 20).build().map_err(|error| {
        let why = error.to_string();
        let last = why.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
        fail(argument, format!("`{pattern}` is no regular expression: {last}"))
    })
}

fn regex(call: &Call<'_, '_>) -> Result<Value, Failure> {
    let (pattern, text) = (call.text(0)?, call.text(1)?);
    let regex = compile(&pattern, 0)?;
    match regex.captures(&text) {
        Some(captures) => Ok(groups(&regex, &captures)),
        None => Err(fail(1, format!("`{pattern}` does not match"))),
    }
}

fn groups(regex: &Regex, captures: &Captures<'_>) -> Value {
    let text =
        |group: Option<regex::Match<'_>>| group.map_or(Value::Null, |m| Value::text(m.as_str()));
    let named: Attrs = regex
        .capture_names()
        .flatten()
        .map(|name| (name.to_owned(), text(captures.name(name))))
        .collect();
    if !named.is_empty() {
        return Value::Map(named);
    }
    if captures.len() > 1 {
        return Value::List((1..captures.len()).map(|at| text(captures.get(at))).collect());
    }
    text(captures.get(0))
}

/// A value as text, for `tostring`.
pub(super) fn to_text(call: &Call<'_, '_>) -> Result<Value, Failure> {
    match call.arg(0) {
        Value::Null => Ok(Value::Null),
        unknown @ (Value::Output { .. } | Value::Template(_)) => Ok(unknown.clone()),
        other => operators::as_text(other)
            .map(Value::Text)
            .ok_or_else(|| call.wrong(0, "a text, a number or a truth value")),
    }
}
