//! Operators and the conversions they imply. Arithmetic is checked: no wrapping, no infinities.
use super::{first_unknown, unmark};
use cutover_schemas::value::{Float, Value};
use hcl_edit::expr::{BinaryOperator, UnaryOperator};

/// Why an operator has no result; the second text is what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) message: String,
    pub(crate) unknown: bool,
}

fn refused(message: impl Into<String>) -> Refused {
    Refused { message: message.into(), unknown: false }
}

/// Text of a text, number or truth value.
pub(crate) fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.clone()),
        Value::Bool(b) => Some(b.to_string()),
        Value::Int(n) => Some(n.to_string()),
        Value::Float(n) => Some(digits(n.get())),
        Value::Secret(inner) => as_text(inner),
        _ => None,
    }
}

/// A truth value, also from its text.
pub(crate) fn as_bool(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(b) => Some(*b),
        Value::Text(text) => match text.as_str() {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// A number with as few digits as tell it from others, and without an exponent.
fn digits(n: f64) -> String {
    let short = format!("{n:e}");
    let (mantissa, exponent) = short.split_once('e').unwrap_or((&short, "0"));
    match exponent.parse::<usize>() {
        // Rust would write the digits that the bits stand for: 2^100 has 31 of them.
        Ok(exponent) if exponent > 15 => {
            let (sign, size) =
                mantissa.strip_prefix('-').map_or(("", mantissa), |size| ("-", size));
            let known = size.replace('.', "");
            format!("{sign}{known:0<width$}", width = exponent + 1)
        }
        _ => n.to_string(),
    }
}

/// A number, also from its text.
pub(crate) fn as_number(value: &Value) -> Option<Value> {
    match value {
        Value::Int(_) | Value::Float(_) => Some(value.clone()),
        Value::Text(text) => number_from_text(text),
        _ => None,
    }
}

/// Reads a decimal number; surrounding space and words such as `inf` are no numbers.
pub(crate) fn number_from_text(text: &str) -> Option<Value> {
    if let Ok(n) = text.parse::<i64>() {
        return Some(Value::Int(n));
    }
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    exact(text.parse().ok()?)
}

/// The number as it is.
pub(crate) fn exact(n: f64) -> Option<Value> {
    const WHOLE: f64 = 9_007_199_254_740_992.0;
    if n.fract() == 0.0 && n.abs() <= WHOLE {
        #[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53")]
        return Some(Value::Int(n as i64));
    }
    Float::new(n).map(Value::Float)
}

/// The number that arithmetic means: 15 digits, as decimal arithmetic would give them, so that
/// 0.1 + 0.2 is 0.3.
pub(crate) fn number(n: f64) -> Option<Value> {
    exact(format!("{n:.14e}").parse().ok()?)
}

/// The nearest float.
pub(crate) fn float(value: &Value) -> Option<f64> {
    match value {
        #[expect(clippy::cast_precision_loss, reason = "the nearest float is meant")]
        Value::Int(n) => Some(*n as f64),
        Value::Float(n) => Some(n.get()),
        _ => None,
    }
}

/// `-x` or `!x`.
pub(crate) fn unary(operator: UnaryOperator, value: Value) -> Result<Value, Refused> {
    let (value, marked) = unmark(value);
    known(&value)?;
    let result = match operator {
        UnaryOperator::Neg => match as_number(&value) {
            Some(Value::Int(n)) => n.checked_neg().map(Value::Int).ok_or_else(too_large)?,
            Some(other) => float(&other).and_then(|n| number(-n)).ok_or_else(too_large)?,
            None => return Err(wants("-", "a number", &value)),
        },
        UnaryOperator::Not => match as_bool(&value) {
            Some(b) => Value::Bool(!b),
            None => return Err(wants("!", "true or false", &value)),
        },
    };
    Ok(super::remark(result, marked))
}

/// Any binary operator but `&&` and `||`, which look at their right side only when needed.
pub(crate) fn binary(
    operator: BinaryOperator,
    left: Value,
    right: Value,
) -> Result<Value, Refused> {
    let (left, one) = unmark(left);
    let (right, two) = unmark(right);
    let marked = one || two || left.has_secret() || right.has_secret();
    let result = match operator {
        BinaryOperator::Eq => Value::Bool(equal(&left, &right)?),
        BinaryOperator::NotEq => Value::Bool(!equal(&left, &right)?),
        _ => {
            known(&left)?;
            known(&right)?;
            let word = operator.as_str();
            let a = as_number(&left).ok_or_else(|| wants(word, "numbers", &left))?;
            let b = as_number(&right).ok_or_else(|| wants(word, "numbers", &right))?;
            numeric(operator, &a, &b)?
        }
    };
    Ok(super::remark(result, marked))
}

fn known(value: &Value) -> Result<(), Refused> {
    match first_unknown(value) {
        None => Ok(()),
        Some(name) => Err(Refused { message: name, unknown: true }),
    }
}

/// Equality as the language means it: unknowns have none, but are never `null`.
pub(crate) fn equal(left: &Value, right: &Value) -> Result<bool, Refused> {
    let (left, right) = (left.revealed(), right.revealed());
    if left == right {
        return Ok(true);
    }
    if left.is_null() || right.is_null() {
        return Ok(false);
    }
    if let (Some(a), Some(b)) = (float(&left), float(&right)) {
        return Ok(a.total_cmp(&b).is_eq());
    }
    known(&left)?;
    known(&right)?;
    Ok(false)
}

fn numeric(operator: BinaryOperator, a: &Value, b: &Value) -> Result<Value, Refused> {
    if let (Value::Int(a), Value::Int(b)) = (a, b)
        && let Some(result) = whole(operator, *a, *b)?
    {
        return Ok(result);
    }
    let (Some(x), Some(y)) = (float(a), float(b)) else {
        return Err(too_large());
    };
    let compared = x.total_cmp(&y);
    let result = match operator {
        BinaryOperator::Less => return Ok(Value::Bool(compared.is_lt())),
        BinaryOperator::LessEq => return Ok(Value::Bool(compared.is_le())),
        BinaryOperator::Greater => return Ok(Value::Bool(compared.is_gt())),
        BinaryOperator::GreaterEq => return Ok(Value::Bool(compared.is_ge())),
        BinaryOperator::Plus => x + y,
        BinaryOperator::Minus => x - y,
        BinaryOperator::Mul => x * y,
        BinaryOperator::Div | BinaryOperator::Mod if y == 0.0 => {
            return Err(refused("division by zero"));
        }
        BinaryOperator::Div => x / y,
        BinaryOperator::Mod => x % y,
        other => return Err(refused(format!("`{}` does not take numbers", other.as_str()))),
    };
    number(result).ok_or_else(too_large)
}

/// Whole arithmetic; `None` where the result isn't whole.
fn whole(operator: BinaryOperator, a: i64, b: i64) -> Result<Option<Value>, Refused> {
    let result = match operator {
        BinaryOperator::Plus => a.checked_add(b),
        BinaryOperator::Minus => a.checked_sub(b),
        BinaryOperator::Mul => a.checked_mul(b),
        BinaryOperator::Div | BinaryOperator::Mod if b == 0 => {
            return Err(refused("division by zero"));
        }
        BinaryOperator::Mod => a.checked_rem(b),
        BinaryOperator::Div if a.checked_rem(b) != Some(0) => return Ok(None),
        BinaryOperator::Div => a.checked_div(b),
        BinaryOperator::Less => return Ok(Some(Value::Bool(a < b))),
        BinaryOperator::LessEq => return Ok(Some(Value::Bool(a <= b))),
        BinaryOperator::Greater => return Ok(Some(Value::Bool(a > b))),
        BinaryOperator::GreaterEq => return Ok(Some(Value::Bool(a >= b))),
        _ => return Ok(None),
    };
    result.map(|n| Some(Value::Int(n))).ok_or_else(too_large)
}

fn too_large() -> Refused {
    refused("the result is too large for a number")
}

fn wants(operator: &str, wanted: &str, given: &Value) -> Refused {
    refused(format!("`{operator}` takes {wanted}, this is {}", super::described(given)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(operator: BinaryOperator, a: Value, b: Value, expected: Result<Value, &str>) {
        let result = binary(operator, a, b).map_err(|refused| refused.message);
        assert_eq!(result, expected.map_err(str::to_owned));
    }

    fn f(n: f64) -> Value {
        Value::Float(Float::new(n).unwrap())
    }

    #[test]
    fn arithmetic_is_exact_or_refused() {
        use BinaryOperator::{Div, Minus, Mod, Mul, Plus};
        let large = "the result is too large for a number";
        check(Plus, f(0.1), f(0.2), Ok(f(0.3)));
        check(Div, Value::Int(6), Value::Int(4), Ok(f(1.5)));
        check(Div, Value::Int(6), Value::Int(3), Ok(Value::Int(2)));
        check(Mod, Value::Int(7), Value::Int(0), Err("division by zero"));
        check(Div, f(1.5), Value::Int(0), Err("division by zero"));
        check(Mod, Value::Int(i64::MIN), Value::Int(-1), Err(large));
        check(Minus, Value::Int(i64::MIN), Value::Int(1), Err(large));
        check(Mul, f(1e300), f(1e300), Err(large));
        check(Plus, Value::text("2"), Value::Int(1), Ok(Value::Int(3)));
    }

    #[test]
    fn secrets_stay_secret_and_unknowns_unknown() {
        let hidden = secret_one();
        let sum = binary(BinaryOperator::Plus, hidden, Value::Int(1)).unwrap();
        assert_eq!(sum, Value::Secret(Box::new(Value::Int(2))));
        let address = cutover_schemas::address::Address::parse("queue.a").unwrap();
        let unknown = Value::output(address, "arn");
        assert!(equal(&unknown, &Value::text("x")).unwrap_err().unknown);
        assert_eq!(equal(&unknown, &Value::Null), Ok(false));
    }

    fn secret_one() -> Value {
        Value::Secret(Box::new(Value::Int(1)))
    }

    #[test]
    fn only_decimal_texts_are_numbers() {
        for (text, expected) in [
            ("12", Some(Value::Int(12))),
            ("-1.5", Some(f(-1.5))),
            ("1e3", Some(Value::Int(1000))),
            ("+1", Some(Value::Int(1))),
            (".5", Some(f(0.5))),
            ("0.30000000000000004", Some(f(0.300_000_000_000_000_04))),
            ("inf", None),
            ("nan", None),
            (" 1", None),
            ("", None),
            ("0x10", None),
        ] {
            assert_eq!(number_from_text(text), expected, "{text}");
        }
    }
}
