//! Functions over texts. Their characters are those that people count: a letter with its accents is one.
use super::Looks::{Around, Inside};
use super::{Call, Failure, Function, MANY, fail, row};
use crate::eval::splice::Splice;
use cutover_schemas::value::Value;
use unicode_segmentation::UnicodeSegmentation as _;

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
    row("lower", "lower(text)", "The text in lower case.", (1, 1), Inside, |call| {
        Ok(Value::Text(call.text(0)?.chars().map(small).collect()))
    }),
    row("upper", "upper(text)", "The text in upper case.", (1, 1), Inside, |call| {
        Ok(Value::Text(call.text(0)?.chars().map(capital).collect()))
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
    row("title", "title(text)", "Every word with a capital.", (1, 1), Inside, |call| {
        let mut before = ' ';
        let letter = |c: char| {
            let begins = !(before.is_alphanumeric() || before == '_' || before == '\'');
            before = c;
            if begins { capital(c) } else { c }
        };
        Ok(Value::Text(call.text(0)?.chars().map(letter).collect()))
    }),
    row("strrev", "strrev(text)", "The characters from last to first.", (1, 1), Inside, |call| {
        Ok(Value::Text(call.text(0)?.graphemes(true).rev().collect()))
    }),
    row("chomp", "chomp(text)", "The text without line ends at its end.", (1, 1), Inside, |call| {
        Ok(Value::text(call.text(0)?.trim_end_matches(['\r', '\n'])))
    }),
    row(
        "indent",
        "indent(spaces, text)",
        "The text with all lines but the first indented.",
        (2, 2),
        Inside,
        |call| {
            let spaces = usize::try_from(call.int(0)?).ok().filter(|spaces| *spaces <= 1_000);
            let spaces = spaces.ok_or_else(|| fail(0, "0 to 1000 spaces are possible"))?;
            Ok(Value::Text(call.text(1)?.replace('\n', &format!("\n{}", " ".repeat(spaces)))))
        },
    ),
    row(
        "strcontains",
        "strcontains(text, part)",
        "Whether the part is in the text.",
        (2, 2),
        Inside,
        |call| Ok(Value::Bool(call.text(0)?.contains(call.text(1)?.as_str()))),
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

/// The capital of a letter where that is one letter, as in Go: `ß` has none.
fn capital(c: char) -> char {
    let mut letters = c.to_uppercase();
    letters.next().filter(|_| letters.next().is_none()).unwrap_or(c)
}

fn small(c: char) -> char {
    match c {
        'İ' => 'i',
        c => c.to_lowercase().next().unwrap_or(c),
    }
}

fn trim(call: &Call<'_, '_>) -> Result<Value, Failure> {
    let (text, characters) = (call.text(0)?, call.text(1)?);
    Ok(Value::text(text.trim_matches(|c| characters.contains(c))))
}

fn substr(call: &Call<'_, '_>) -> Result<Value, Failure> {
    let (text, offset, length) = (call.text(0)?, call.int(1)?, call.int(2)?);
    let total = i64::try_from(text.graphemes(true).count()).unwrap_or(i64::MAX);
    let begin = if offset < 0 { total.saturating_add(offset) } else { offset }.clamp(0, total);
    let rest = total - begin;
    let kept = if length < 0 { rest } else { length.min(rest) };
    let (begin, kept) = (usize::try_from(begin).unwrap_or(0), usize::try_from(kept).unwrap_or(0));
    Ok(Value::Text(text.graphemes(true).skip(begin).take(kept).collect()))
}
