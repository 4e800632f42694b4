//! `Condition` blocks: every operator, with `IfExists`, `ForAllValues:` and `ForAnyValue:`.
//!
//! A value that does not parse as its operator wants matches nothing.

use std::net::IpAddr;

use serde_json::Value;

use super::Context;
use super::glob::{Glob, Reading};

/// How an operator compares one value of the policy with one of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Test {
    Text,
    TextAnyCase,
    Like,
    Arn,
    Bool,
    Number(Order),
    Date(Order),
    Address,
    Binary,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    Same,
    Less,
    LessOrSame,
    More,
    MoreOrSame,
}

/// How the values of a request with several are held against an operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Over {
    One,
    All,
    Any,
}

/// An operator's name, understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Operator {
    test: Test,
    negated: bool,
    if_exists: bool,
    over: Over,
}

/// Whether every condition of a block is met. A block that is not there is met.
pub(super) fn all_met(
    block: Option<&Value>,
    context: &Context,
    variables: Option<&Context>,
) -> bool {
    let Some(block) = block else { return true };
    let Some(operators) = block.as_object() else { return false };
    operators.iter().all(|(operator, keys)| {
        keys.as_object().is_some_and(|keys| {
            keys.iter().all(|(key, wanted)| met(operator, key, wanted, context, variables))
        })
    })
}

fn met(
    name: &str,
    key: &str,
    wanted: &Value,
    context: &Context,
    variables: Option<&Context>,
) -> bool {
    let wanted = texts(wanted);
    if name.eq_ignore_ascii_case("Null") {
        let is_absent = context.get(key).is_none();
        return wanted.iter().any(|text| text.eq_ignore_ascii_case(&is_absent.to_string()));
    }
    let Some(operator) = Operator::named(name) else { return false };
    let Some(values) = context.get(key) else {
        return operator.if_exists
            || operator.over == Over::All
            || (operator.negated && operator.over == Over::One);
    };
    let fits = |value: &String| {
        let found = wanted.iter().any(|wanted| operator.test.holds(wanted, value, variables));
        found != operator.negated
    };
    match operator.over {
        Over::All => values.iter().all(fits),
        // Of several values without a qualifier, AWS takes a negated operator as about all of them.
        Over::One if operator.negated => values.iter().all(fits),
        Over::Any | Over::One => values.iter().any(fits),
    }
}

/// The values of a condition as texts: numbers and booleans count as written.
fn texts(value: &Value) -> Vec<String> {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    };
    match value {
        Value::Array(values) => values.iter().filter_map(text).collect(),
        one => text(one).into_iter().collect(),
    }
}

impl Operator {
    fn named(name: &str) -> Option<Operator> {
        let (over, name) = match name.split_once(':') {
            Some(("ForAllValues", name)) => (Over::All, name),
            Some(("ForAnyValue", name)) => (Over::Any, name),
            Some(_) => return None,
            None => (Over::One, name),
        };
        let (if_exists, name) = match name.strip_suffix("IfExists") {
            Some(name) => (true, name),
            None => (false, name),
        };
        let (test, negated) = test(name)?;
        Some(Operator { test, negated, if_exists, over })
    }
}

/// What an operator tests, and whether it wants the opposite.
fn test(name: &str) -> Option<(Test, bool)> {
    Some(match name {
        "StringEquals" => (Test::Text, false),
        "StringNotEquals" => (Test::Text, true),
        "StringEqualsIgnoreCase" => (Test::TextAnyCase, false),
        "StringNotEqualsIgnoreCase" => (Test::TextAnyCase, true),
        "StringLike" => (Test::Like, false),
        "StringNotLike" => (Test::Like, true),
        "ArnEquals" | "ArnLike" => (Test::Arn, false),
        "ArnNotEquals" | "ArnNotLike" => (Test::Arn, true),
        "Bool" => (Test::Bool, false),
        "IpAddress" => (Test::Address, false),
        "NotIpAddress" => (Test::Address, true),
        "BinaryEquals" => (Test::Binary, false),
        other => {
            let (kind, rest) = match (other.strip_prefix("Numeric"), other.strip_prefix("Date")) {
                (Some(rest), _) => (Test::Number as fn(Order) -> Test, rest),
                (None, Some(rest)) => (Test::Date as fn(Order) -> Test, rest),
                (None, None) => return None,
            };
            let (order, negated) = match rest {
                "Equals" => (Order::Same, false),
                "NotEquals" => (Order::Same, true),
                "LessThan" => (Order::Less, false),
                "LessThanEquals" => (Order::LessOrSame, false),
                "GreaterThan" => (Order::More, false),
                "GreaterThanEquals" => (Order::MoreOrSame, false),
                _ => return None,
            };
            (kind(order), negated)
        }
    })
}

impl Test {
    fn holds(self, wanted: &str, value: &str, variables: Option<&Context>) -> bool {
        let glob = |wildcards| Glob::read(wanted, Reading { variables, wildcards });
        let found = match self {
            Test::Text => glob(false).map(|glob| glob.matches(value)),
            Test::TextAnyCase => glob(false).map(|glob| glob.matches_any_case(value)),
            Test::Like => glob(true).map(|glob| glob.matches(value)),
            Test::Arn => glob(true).map(|glob| glob.matches_arn(value)),
            Test::Bool => Some(wanted.eq_ignore_ascii_case(value)),
            Test::Number(order) => {
                number(value).zip(number(wanted)).map(|(value, wanted)| order.holds(value, wanted))
            }
            Test::Date(order) => {
                date(value).zip(date(wanted)).map(|(value, wanted)| order.holds(value, wanted))
            }
            Test::Address => is_within(value, wanted),
            Test::Binary => Some(wanted == value),
        };
        found.unwrap_or(false)
    }
}

impl Order {
    fn holds<T: PartialOrd>(self, value: T, wanted: T) -> bool {
        match self {
            Order::Same => value == wanted,
            Order::Less => value < wanted,
            Order::LessOrSame => value <= wanted,
            Order::More => value > wanted,
            Order::MoreOrSame => value >= wanted,
        }
    }
}

fn number(text: &str) -> Option<f64> {
    text.trim().parse().ok()
}

/// Epoch seconds of an ISO 8601 date, a date with a time, or a number.
fn date(text: &str) -> Option<i64> {
    let whole = || text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_second);
    let day = || format!("{text}T00:00:00Z").parse::<jiff::Timestamp>().ok();
    text.parse().ok().or_else(whole).or_else(|| day().map(jiff::Timestamp::as_second))
}

/// Whether an address lies in a block such as `10.0.0.0/8`; an address alone is its own block.
fn is_within(value: &str, block: &str) -> Option<bool> {
    let address: IpAddr = value.parse().ok()?;
    let (network, length) = match block.split_once('/') {
        Some((network, length)) => (network.parse().ok()?, length.parse().ok()?),
        None => (block.parse().ok()?, 128),
    };
    Some(match (address, network) {
        (IpAddr::V4(address), IpAddr::V4(network)) => {
            let length: u32 = length;
            let shift = 32_u32.saturating_sub(length);
            address.to_bits().checked_shr(shift).unwrap_or(0)
                == network.to_bits().checked_shr(shift).unwrap_or(0)
        }
        (IpAddr::V6(address), IpAddr::V6(network)) => {
            let shift = 128_u32.saturating_sub(length);
            address.to_bits().checked_shr(shift).unwrap_or(0)
                == network.to_bits().checked_shr(shift).unwrap_or(0)
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::all_met;
    use crate::ops::iam::evaluate::Context;

    fn context() -> Context {
        let mut context = Context::default();
        for (key, value) in [
            ("aws:SourceArn", "arn:aws:s3:::bucket"),
            ("aws:SourceIp", "10.1.2.3"),
            ("aws:CurrentTime", "2026-05-01T12:00:00Z"),
            ("aws:SecureTransport", "true"),
            ("aws:username", "Ann"),
            ("s3:max-keys", "10"),
        ] {
            context.set(key, value);
        }
        context.set_all("aws:TagKeys", vec!["team".into(), "stage".into()]);
        context
    }

    fn met(block: Value) -> bool {
        let context = context();
        all_met(Some(&block), &context, Some(&context))
    }

    #[test]
    fn each_operator_compares_in_its_own_way() {
        for (block, expected) in [
            (json!({"StringEquals": {"aws:username": ["Bob", "Ann"]}}), true),
            (json!({"StringEquals": {"AWS:UserName": "ann"}}), false),
            (json!({"StringEqualsIgnoreCase": {"aws:username": "ann"}}), true),
            (json!({"StringNotEqualsIgnoreCase": {"aws:username": "ann"}}), false),
            (json!({"StringEquals": {"aws:username": "A*"}}), false),
            (json!({"StringLike": {"aws:username": "A*"}}), true),
            (json!({"StringNotLike": {"aws:username": ["B*", "C*"]}}), true),
            (json!({"StringNotEquals": {"aws:username": ["Bob", "Ann"]}}), false),
            (json!({"ArnLike": {"aws:SourceArn": "arn:aws:s3:::buck*"}}), true),
            (json!({"ArnEquals": {"aws:SourceArn": "arn:aws:s3:::buck*"}}), true),
            (json!({"ArnNotLike": {"aws:SourceArn": "arn:aws:sns:*:*:*"}}), true),
            (json!({"Bool": {"aws:SecureTransport": true}}), true),
            (json!({"Bool": {"aws:SecureTransport": "FALSE"}}), false),
            (json!({"NumericLessThanEquals": {"s3:max-keys": 10}}), true),
            (json!({"NumericGreaterThan": {"s3:max-keys": "10"}}), false),
            (json!({"NumericNotEquals": {"s3:max-keys": "9"}}), true),
            (json!({"NumericEquals": {"aws:username": "9"}}), false),
            (json!({"DateGreaterThan": {"aws:CurrentTime": "2026-05-01"}}), true),
            (json!({"DateLessThan": {"aws:CurrentTime": "2026-05-01T12:00:00Z"}}), false),
            (json!({"DateLessThan": {"aws:CurrentTime": "1900000000"}}), true),
            (json!({"IpAddress": {"aws:SourceIp": ["192.168.0.0/16", "10.0.0.0/8"]}}), true),
            (json!({"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}), true),
            (json!({"NotIpAddress": {"aws:SourceIp": "10.1.2.3"}}), false),
            (json!({"IpAddress": {"aws:SourceIp": "10.1.2.4/32"}}), false),
            (json!({"StringFoo": {"aws:username": "Ann"}}), false),
            (json!({"StringEquals": {"aws:username": "${aws:username}"}}), true),
            (json!({"StringEquals": {"aws:username": "${aws:nothing}"}}), false),
        ] {
            assert_eq!(met(block.clone()), expected, "{block}");
        }
    }

    #[test]
    fn a_key_the_request_does_not_tell_fails_positive_operators_only() {
        for (block, expected) in [
            (json!({"StringEquals": {"aws:none": "x"}}), false),
            (json!({"StringNotEquals": {"aws:none": "x"}}), true),
            (json!({"StringEqualsIfExists": {"aws:none": "x"}}), true),
            (json!({"StringEqualsIfExists": {"aws:username": "x"}}), false),
            (json!({"Null": {"aws:none": true}}), true),
            (json!({"Null": {"aws:username": "true"}}), false),
            (json!({"Null": {"aws:username": "false"}}), true),
            (json!({"ForAllValues:StringEquals": {"aws:none": "x"}}), true),
            (json!({"ForAnyValue:StringEquals": {"aws:none": "x"}}), false),
            (json!({"ForAnyValue:StringNotEquals": {"aws:none": "x"}}), false),
        ] {
            assert_eq!(met(block.clone()), expected, "{block}");
        }
    }

    #[test]
    fn several_values_are_held_against_all_or_any() {
        for (block, expected) in [
            (json!({"ForAllValues:StringEquals": {"aws:TagKeys": ["team", "stage", "x"]}}), true),
            (json!({"ForAllValues:StringEquals": {"aws:TagKeys": "team"}}), false),
            (json!({"ForAnyValue:StringEquals": {"aws:TagKeys": "team"}}), true),
            (json!({"ForAllValues:StringNotEquals": {"aws:TagKeys": "owner"}}), true),
            (json!({"ForAllValues:StringNotEquals": {"aws:TagKeys": "team"}}), false),
            (json!({"ForAnyValue:StringNotLike": {"aws:TagKeys": "t*"}}), true),
            (
                json!({"ForAnyValue:StringEquals": {"aws:TagKeys": "owner"}, "Bool": {"aws:SecureTransport": "true"}}),
                false,
            ),
        ] {
            assert_eq!(met(block.clone()), expected, "{block}");
        }
    }
}
