//! Functions over numbers.
use super::Looks::Inside;
use super::{Call, Failure, Function, MANY, fail, operators, row};
use cutover_schemas::value::Value;
use hcl_edit::expr::BinaryOperator;

pub(super) const TABLE: &[Function] = &[
    row("min", "min(numbers...)", "The smallest.", (1, MANY), Inside, |call| {
        extreme(call, std::cmp::Ordering::Less)
    }),
    row("max", "max(numbers...)", "The largest.", (1, MANY), Inside, |call| {
        extreme(call, std::cmp::Ordering::Greater)
    }),
    row("ceil", "ceil(number)", "The next whole number up.", (1, 1), Inside, |call| {
        rounded(call, f64::ceil)
    }),
    row("floor", "floor(number)", "The next whole number down.", (1, 1), Inside, |call| {
        rounded(call, f64::floor)
    }),
    row("abs", "abs(number)", "The number without its sign.", (1, 1), Inside, abs),
    row(
        "range",
        "range([start,] limit [, step])",
        "Numbers from start, up to but without the limit.",
        (1, 3),
        Inside,
        range,
    ),
    row("sum", "sum(list)", "All numbers together.", (1, 1), Inside, sum),
    row("signum", "signum(number)", "-1, 0 or 1: its sign.", (1, 1), Inside, |call| {
        Ok(Value::Int(call.int(0)?.signum()))
    }),
    row("log", "log(number, base)", "The logarithm.", (2, 2), Inside, |call| {
        let (n, base) = (float(call, 0)?, float(call, 1)?);
        operators::exact(n.ln() / base.ln()).ok_or_else(|| fail(0, "it has no logarithm"))
    }),
    row("pow", "pow(number, exponent)", "The power.", (2, 2), Inside, |call| {
        let (n, exponent) = (float(call, 0)?, float(call, 1)?);
        operators::exact(n.powf(exponent))
            .ok_or_else(|| fail(0, "the power is no number that can be had"))
    }),
    row(
        "parseint",
        "parseint(text, base)",
        "The whole number that the text writes in this base.",
        (2, 2),
        Inside,
        parseint,
    ),
];

/// As many numbers as Terraform's `range` makes.
const MAX_RANGE: usize = 1_024;

fn extreme(call: &Call<'_, '_>, wanted: std::cmp::Ordering) -> Result<Value, Failure> {
    let mut best = call.number(0)?;
    for at in 1..call.len() {
        let next = call.number(at)?;
        let compared = operators::float(&next)
            .unwrap_or(0.0)
            .total_cmp(&operators::float(&best).unwrap_or(0.0));
        if compared == wanted {
            best = next;
        }
    }
    Ok(best)
}

fn rounded(call: &Call<'_, '_>, round: fn(f64) -> f64) -> Result<Value, Failure> {
    match call.number(0)? {
        whole @ Value::Int(_) => Ok(whole),
        other => operators::float(&other)
            .and_then(|n| operators::number(round(n)))
            .ok_or_else(|| fail(0, "the number is too large")),
    }
}

fn abs(call: &Call<'_, '_>) -> Result<Value, Failure> {
    match call.number(0)? {
        Value::Int(n) => n.checked_abs().map(Value::Int),
        other => operators::float(&other).and_then(|n| operators::number(n.abs())),
    }
    .ok_or_else(|| fail(0, "the number is too large"))
}

fn range(call: &Call<'_, '_>) -> Result<Value, Failure> {
    let (start, limit) = match call.len() {
        1 => (0.0, float(call, 0)?),
        _ => (float(call, 0)?, float(call, 1)?),
    };
    let step = match call.len() {
        3 => float(call, 2)?,
        _ if limit < start => -1.0,
        _ => 1.0,
    };
    if step == 0.0 || (limit > start) != (step > 0.0) && (limit - start).abs() > 0.0 {
        return Err(fail(call.len() - 1, "the steps lead away from the limit"));
    }
    let mut numbers = Vec::new();
    let mut next = start;
    while if step > 0.0 { next < limit } else { next > limit } {
        if numbers.len() == MAX_RANGE {
            return Err(fail(
                call.len().min(2) - 1,
                format!("`range` makes at most {MAX_RANGE} numbers"),
            ));
        }
        numbers.push(operators::number(next).ok_or_else(|| fail(0, "the number is too large"))?);
        next += step;
    }
    Ok(Value::List(numbers))
}

fn float(call: &Call<'_, '_>, at: usize) -> Result<f64, Failure> {
    operators::float(&call.number(at)?).ok_or_else(|| call.wrong(at, "a number"))
}

fn sum(call: &Call<'_, '_>) -> Result<Value, Failure> {
    let mut total: Option<Value> = None;
    for item in call.list(0)? {
        let next = operators::as_number(item).ok_or_else(|| call.wrong(0, "a list of numbers"))?;
        total = Some(match total {
            None => next,
            Some(before) => operators::binary(BinaryOperator::Plus, before, next)
                .map_err(|refused| fail(0, refused.message))?,
        });
    }
    total.ok_or_else(|| fail(0, "the list is empty"))
}

/// Bases up to 36 know no case; from there on capitals follow the small letters.
fn parseint(call: &Call<'_, '_>) -> Result<Value, Failure> {
    let (text, base) = (call.text(0)?, call.int(1)?);
    if !(2..=62).contains(&base) {
        return Err(fail(1, "the base is from 2 to 62"));
    }
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(&text)),
    };
    let value = |c: char| -> Option<i64> {
        let digit = match c {
            '0'..='9' => u32::from(c) - u32::from('0'),
            'a'..='z' => u32::from(c) - u32::from('a') + 10,
            'A'..='Z' if base <= 36 => u32::from(c) - u32::from('A') + 10,
            'A'..='Z' => u32::from(c) - u32::from('A') + 36,
            _ => return None,
        };
        Some(i64::from(digit)).filter(|digit| *digit < base)
    };
    let mut number: i64 = 0;
    for c in digits.chars() {
        let digit = value(c).ok_or_else(|| fail(0, format!("this is no number in base {base}")))?;
        let next = number.checked_mul(base).and_then(|shifted| shifted.checked_add(digit));
        number = next.ok_or_else(|| fail(0, "the number is too large"))?;
    }
    if digits.is_empty() {
        return Err(fail(0, format!("this is no number in base {base}")));
    }
    Ok(Value::Int(if negative { -number } else { number }))
}
