//! Functions with regular expressions, in the dialect of Go (RE2), which Rust's shares.
use super::Looks::Inside;
use super::{Call, Failure, Function, fail, row};
use cutover_schemas::value::{Attrs, Value};
use regex::{Captures, Regex, RegexBuilder};

pub(super) const TABLE: &[Function] = &[
    row(
        "replace",
        "replace(text, search, replacement)",
        "The text with every match replaced; `/search/` is a regular expression.",
        (3, 3),
        Inside,
        replace,
    ),
    row(
        "regex",
        "regex(pattern, text)",
        "The match, its groups as a list, or its named groups as an object.",
        (2, 2),
        Inside,
        regex,
    ),
    row(
        "regexall",
        "regexall(pattern, text)",
        "Every match, as `regex` gives them.",
        (2, 2),
        Inside,
        |call| {
            let (pattern, text) = (call.text(0)?, call.text(1)?);
            let regex = compile_groups(&pattern)?;
            Ok(Value::List(
                regex.captures_iter(&text).map(|found| groups(&regex, &found)).collect(),
            ))
        },
    ),
];

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

fn compile(pattern: &str, argument: usize) -> Result<Regex, Failure> {
    RegexBuilder::new(pattern).size_limit(1 << 20).build().map_err(|error| {
        let why = error.to_string();
        let last = why.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
        fail(argument, format!("`{pattern}` is no regular expression: {last}"))
    })
}

/// A pattern whose groups all have names, or none of them.
fn compile_groups(pattern: &str) -> Result<Regex, Failure> {
    let regex = compile(pattern, 0)?;
    let named = regex.capture_names().skip(1).flatten().count();
    if named > 0 && named + 1 < regex.captures_len() {
        return Err(fail(0, "either all groups have names, or none has"));
    }
    Ok(regex)
}

fn regex(call: &Call<'_, '_>) -> Result<Value, Failure> {
    let (pattern, text) = (call.text(0)?, call.text(1)?);
    let regex = compile_groups(&pattern)?;
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
