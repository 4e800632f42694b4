//! `format`, with the verbs of Terraform.
use super::Looks::Around;
use super::{Call, Failure, Function, MANY, encoding, fail, operators, row};
use crate::eval::splice::Splice;
use cutover_schemas::value::Value;
use unicode_segmentation::UnicodeSegmentation as _;

pub(super) const TABLE: &[Function] = &[
    row(
        "format",
        "format(template, values...)",
        "The template with `%s`, `%d`, `%q`, `%v`, `%05.2f` and so on replaced by the values.",
        (1, MANY),
        Around,
        format,
    ),
    row(
        "formatlist",
        "formatlist(template, values...)",
        "`format` for each place of the lists among the values.",
        (1, MANY),
        Around,
        formatlist,
    ),
];

/// Widest field: more is a slip.
const MAX_WIDTH: usize = 1_000;

/// One `%...` of a template.
#[expect(clippy::struct_excessive_bools, reason = "each is one flag character, in any mixture")]
#[derive(Debug, Default)]
struct Verb {
    left: bool,
    zeros: bool,
    plus: bool,
    space: bool,
    alternate: bool,
    width: usize,
    precision: Option<usize>,
    index: Option<usize>,
    letter: char,
}

fn format(call: &Call<'_, '_>) -> Result<Value, Failure> {
    let template = call.text(0)?;
    let mut out = Splice::default();
    let mut rest = template.as_str();
    let mut next = 1;
    let mut used = 0;
    while let Some(at) = rest.find('%') {
        out.push_text(rest.get(..at).unwrap_or_default());
        rest = rest.get(at + 1..).unwrap_or_default();
        if let Some(after) = rest.strip_prefix('%') {
            out.push_text("%");
            rest = after;
            continue;
        }
        let (verb, after) = parse(rest).ok_or_else(|| {
            fail(0, "a `%` in the template begins no verb; write `%%` for a percent sign")
        })?;
        rest = after;
        let at = verb.index.unwrap_or(next);
        next = at + 1;
        used = used.max(at);
        if at == 0 || at >= call.len() {
            return Err(fail(
                0,
                format!("the template wants a value {at}, there are {}", call.len() - 1),
            ));
        }
        place(call, &verb, at, &mut out)?;
    }
    out.push_text(rest);
    if used + 1 < call.len() {
        return Err(fail(used + 1, "the template uses fewer values than are given"));
    }
    Ok(out.finish())
}

fn formatlist(call: &Call<'_, '_>) -> Result<Value, Failure> {
    let mut length = None;
    for (at, value) in call.args.iter().enumerate().skip(1) {
        if let Value::List(items) = value
            && *length.get_or_insert(items.len()) != items.len()
        {
            return Err(fail(at, "the lists have different lengths"));
        }
    }
    let line = |at: usize| {
        let args = call.args.iter().enumerate().map(|(place, value)| match value {
            Value::List(items) if place > 0 => items.get(at).cloned().unwrap_or(Value::Null),
            other => other.clone(),
        });
        format(&Call { args: args.collect(), ..*call })
    };
    (0..length.unwrap_or(1)).map(line).collect::<Result<Vec<Value>, Failure>>().map(Value::List)
}

fn parse(text: &str) -> Option<(Verb, &str)> {
    let mut verb = Verb::default();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        match c {
            '-' => verb.left = true,
            '0' => verb.zeros = true,
            '+' => verb.plus = true,
            ' ' => verb.space = true,
            '#' => verb.alternate = true,
            _ => break,
        }
        rest = rest.get(1..)?;
    }
    let (width, after) = digits(rest);
    verb.width = width.unwrap_or(0);
    rest = after;
    if let Some(after) = rest.strip_prefix('.') {
        let (precision, after) = digits(after);
        verb.precision = Some(precision.unwrap_or(0));
        rest = after;
    }
    if let Some(after) = rest.strip_prefix('[') {
        let (index, after) = digits(after);
        verb.index = Some(index?);
        rest = after.strip_prefix(']')?;
    }
    verb.letter = rest.chars().next().filter(char::is_ascii_alphabetic)?;
    let wide = verb.width > MAX_WIDTH || verb.precision.is_some_and(|p| p > MAX_WIDTH);
    if wide { None } else { Some((verb, rest.get(1..)?)) }
}

fn digits(text: &str) -> (Option<usize>, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    (number.parse().ok(), rest)
}

fn place(call: &Call<'_, '_>, verb: &Verb, at: usize, out: &mut Splice) -> Result<(), Failure> {
    let value = call.arg(at);
    let plain = matches!(verb.letter, 's' | 'v') && verb.width == 0 && verb.precision.is_none();
    if value.has_secret() {
        out.mark_secret();
    }
    if plain && matches!(value, Value::Output { .. } | Value::Template(_)) {
        return out.push(value).map_err(|what| fail(at, what));
    }
    if let Some(name) = crate::eval::first_unknown(value) {
        return Err(Failure { argument: Some(at), message: String::new(), unknown: Some(name) });
    }
    let text = render(call, verb, at, &value.revealed())?;
    out.push_text(&pad(verb, text));
    Ok(())
}

fn render(call: &Call<'_, '_>, verb: &Verb, at: usize, value: &Value) -> Result<String, Failure> {
    let json = || encoding::plain_json(value).ok_or_else(|| call.wrong(at, "a value"));
    let cut = |text: String| match verb.precision {
        Some(most) => text.graphemes(true).take(most).collect(),
        None => text,
    };
    Ok(match verb.letter {
        's' => cut(call.text(at)?),
        'v' if verb.alternate => json()?,
        'v' if operators::float(value).is_some() => fraction(call, verb, at)?,
        'v' => match operators::as_text(value) {
            Some(text) => cut(text),
            None => json()?,
        },
        'q' => encoding::plain_json(&Value::Text(call.text(at)?)).unwrap_or_default(),
        't' => match operators::as_bool(value) {
            Some(b) => b.to_string(),
            None => return Err(call.wrong(at, "true or false")),
        },
        'd' | 'b' | 'o' | 'x' | 'X' => whole(call, verb, at)?,
        'e' | 'E' | 'f' | 'F' | 'g' | 'G' => fraction(call, verb, at)?,
        other => return Err(fail(0, format!("`%{other}` is no verb of `format`"))),
    })
}

fn whole(call: &Call<'_, '_>, verb: &Verb, at: usize) -> Result<String, Failure> {
    let n = call.int(at)?;
    let size = n.unsigned_abs();
    let (mark, digits) = match verb.letter {
        'b' => ("0b", format!("{size:b}")),
        'o' => ("0", format!("{size:o}")),
        'x' => ("0x", format!("{size:x}")),
        'X' => ("0X", format!("{size:X}")),
        _ => ("", size.to_string()),
    };
    let mark = if verb.alternate { mark } else { "" };
    Ok(signed(verb, n < 0, &format!("{mark}{digits}")))
}

fn fraction(call: &Call<'_, '_>, verb: &Verb, at: usize) -> Result<String, Failure> {
    let n = operators::float(&call.number(at)?).unwrap_or(0.0);
    let size = n.abs();
    let digits = match verb.letter {
        'f' | 'F' => format!("{size:.*}", verb.precision.unwrap_or(6)),
        'e' | 'E' => scientific(&format!("{size:.*e}", verb.precision.unwrap_or(6))),
        _ => general(size, verb.precision),
    };
    let digits = if verb.letter.is_uppercase() { digits.to_uppercase() } else { digits };
    Ok(signed(verb, n < 0.0, &digits))
}

/// Rust's exponents as Go writes them: with a sign and two digits at least.
fn scientific(text: &str) -> String {
    let (number, exponent) = text.split_once('e').unwrap_or((text, "0"));
    match exponent.strip_prefix('-') {
        Some(exponent) => format!("{number}e-{exponent:0>2}"),
        None => format!("{number}e+{exponent:0>2}"),
    }
}

/// `%g`: without an exponent where that isn't long. As in Go's `strconv`.
fn general(size: f64, precision: Option<usize>) -> String {
    let text = match precision {
        Some(digits) => format!("{size:.*e}", digits.max(1) - 1),
        None => format!("{size:e}"),
    };
    let (number, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let number = if number.contains('.') {
        number.trim_end_matches('0').trim_end_matches('.')
    } else {
        number
    };
    let digits = number.len() - usize::from(number.contains('.'));
    let exponent: i64 = exponent.parse().unwrap_or(0);
    let whole = i64::try_from(digits).unwrap_or(i64::MAX);
    let most = match precision.map(|digits| i64::try_from(digits.max(1)).unwrap_or(i64::MAX)) {
        Some(most) if most > whole && whole > exponent => whole,
        Some(most) => most,
        None => 6,
    };
    if exponent < -4 || exponent >= most {
        return scientific(&format!("{number}e{exponent}"));
    }
    let decimals = usize::try_from(whole - 1 - exponent).unwrap_or(0);
    let rounded: f64 = format!("{number}e{exponent}").parse().unwrap_or(size);
    format!("{rounded:.decimals$}")
}

fn signed(verb: &Verb, negative: bool, digits: &str) -> String {
    let sign = match (negative, verb.plus, verb.space) {
        (true, ..) => "-",
        (false, true, _) => "+",
        (false, false, true) => " ",
        (false, false, false) => "",
    };
    let zeros = if verb.zeros && !verb.left {
        verb.width.saturating_sub(sign.len() + digits.len())
    } else {
        0
    };
    format!("{sign}{}{digits}", "0".repeat(zeros))
}

fn pad(verb: &Verb, text: String) -> String {
    let missing = verb.width.saturating_sub(text.graphemes(true).count());
    if missing == 0 {
        text
    } else if verb.left {
        format!("{text}{}", " ".repeat(missing))
    } else {
        format!("{}{text}", " ".repeat(missing))
    }
}
