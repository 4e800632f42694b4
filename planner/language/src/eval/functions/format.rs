//! `format`, with the verbs of Terraform.
use super::Looks::Around;
use super::{Call, Failure, Function, MANY, encoding, fail, operators, row};
use crate::eval::splice::Splice;
use cutover_schemas::value::Value;

pub(super) const TABLE: &[Function] = &[row(
    "format",
    "format(template, values...)",
    "The template with `%s`, `%d`, `%q`, `%v`, `%05.2f` and so on replaced by the values.",
    (1, MANY),
    Around,
    format,
)];

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
        Some(most) => text.chars().take(most).collect(),
        None => text,
    };
    Ok(match verb.letter {
        's' => cut(call.text(at)?),
        'v' if verb.alternate => json()?,
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
    let n = match call.number(at)? {
        Value::Int(n) => n,
        // `%d` cuts fractions off.
        #[expect(clippy::cast_possible_truncation, reason = "saturates, as meant")]
        other => operators::float(&other).unwrap_or(0.0).trunc() as i64,
    };
    let size = n.unsigned_abs();
    let digits = match verb.letter {
        'b' => format!("{size:b}"),
        'o' => format!("{size:o}"),
        'x' => format!("{size:x}"),
        'X' => format!("{size:X}"),
        _ => size.to_string(),
    };
    Ok(signed(verb, n < 0, &digits))
}

fn fraction(call: &Call<'_, '_>, verb: &Verb, at: usize) -> Result<String, Failure> {
    let n = operators::float(&call.number(at)?).unwrap_or(0.0);
    let size = n.abs();
    let digits = match verb.letter {
        'f' | 'F' => format!("{size:.*}", verb.precision.unwrap_or(6)),
        'e' | 'E' => {
            let text = format!("{size:.*e}", verb.precision.unwrap_or(6));
            let (number, exponent) = text.split_once('e').unwrap_or((&text, "0"));
            let (sign, exponent) = match exponent.strip_prefix('-') {
                Some(exponent) => ('-', exponent),
                None => ('+', exponent),
            };
            let text = format!("{number}e{sign}{exponent:0>2}");
            if verb.letter == 'E' { text.to_uppercase() } else { text }
        }
        _ => operators::number(size).and_then(|n| operators::as_text(&n)).unwrap_or_default(),
    };
    Ok(signed(verb, n < 0.0, &digits))
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
    let missing = verb.width.saturating_sub(text.chars().count());
    if missing == 0 {
        text
    } else if verb.left {
        format!("{text}{}", " ".repeat(missing))
    } else {
        format!("{}{text}", " ".repeat(missing))
    }
}
