//! Functions over numbers, and conversions to plain values.
use super::Looks::{Around, Inside};
use super::{Call, Failure, Function, MANY, fail, operators, row, text};
use cutover_schemas::value::Value;

pub(super) const TABLE: &[Function] =
    &[
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
        row("tonumber", "tonumber(value)", "The value as a number.", (1, 1), Inside, |call| {
            match call.arg(0) {
                Value::Null => Ok(Value::Null),
                _ => call.number(0),
            }
        }),
        row("tobool", "tobool(value)", "The value as true or false.", (1, 1), Inside, |call| {
            match call.arg(0) {
                Value::Null => Ok(Value::Null),
                value => operators::as_bool(value)
                    .map(Value::Bool)
                    .ok_or_else(|| call.wrong(0, "true or false")),
            }
        }),
        row("tostring", "tostring(value)", "The value as a text.", (1, 1), Around, text::to_text),
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
    let float = |at| Ok(operators::float(&call.number(at)?).unwrap_or(0.0));
    let (start, limit) = match call.len() {
        1 => (0.0, float(0)?),
        _ => (float(0)?, float(1)?),
    };
    let step = match call.len() {
        3 => float(2)?,
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
