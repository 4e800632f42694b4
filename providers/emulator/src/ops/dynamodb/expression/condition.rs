//! Conditions: `a = :b AND (attribute_exists(c) OR NOT contains(d, :e))`.

use super::parser::{Call, Mistake, Operand, Parser};
use super::path::Path;
use super::token::Kind;
use crate::ops::dynamodb::attribute::Attribute;

/// A condition, read.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) enum Condition {
    Compare(Comparison, Operand, Operand),
    Between(Operand, Operand, Operand),
    In(Operand, Vec<Operand>),
    Test(Call),
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
    Not(Box<Condition>),
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Comparison {
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

impl Comparison {
    fn of(mark: &str) -> Option<Comparison> {
        Some(match mark {
            "=" => Comparison::Equal,
            "<>" => Comparison::Unequal,
            "<" => Comparison::Less,
            "<=" => Comparison::AtMost,
            ">" => Comparison::Greater,
            ">=" => Comparison::AtLeast,
            _ => return None,
        })
    }
}

/// `a OR b`, which binds loosest.
pub(super) fn any_of(parser: &mut Parser<'_>) -> Result<Condition, String> {
    let mut condition = all_of(parser)?;
    while parser.take_word("OR") {
        condition = Condition::Or(Box::new(condition), Box::new(all_of(parser)?));
    }
    Ok(condition)
}

fn all_of(parser: &mut Parser<'_>) -> Result<Condition, String> {
    let mut condition = negated(parser)?;
    while parser.take_word("AND") {
        condition = Condition::And(Box::new(condition), Box::new(negated(parser)?));
    }
    Ok(condition)
}

fn negated(parser: &mut Parser<'_>) -> Result<Condition, String> {
    if parser.take_word("NOT") {
        return Ok(Condition::Not(Box::new(parser.deeper(negated)?)));
    }
    if groups(parser) {
        parser.check_parentheses();
        parser.skip();
        let condition = parser.deeper(any_of)?;
        parser.expect_mark(")")?;
        return Ok(condition);
    }
    single(parser)
}

/// Whether a parenthesis holds a condition: the one of an operand is followed by an operator.
fn groups(parser: &Parser<'_>) -> bool {
    if !parser.is_mark("(") {
        return false;
    }
    let Some(close) = parser.closing(parser.position()) else { return true };
    match parser.token(close + 1) {
        Kind::Mark(mark) => Comparison::of(mark).is_none(),
        Kind::Word(word) => {
            !word.eq_ignore_ascii_case("IN") && !word.eq_ignore_ascii_case("BETWEEN")
        }
        Kind::Name(_) | Kind::Value(_) | Kind::Digits(_) | Kind::End => true,
    }
}

/// A comparison, a range, a list or a function.
fn single(parser: &mut Parser<'_>) -> Result<Condition, String> {
    let left = parser.operand()?;
    if parser.take_word("BETWEEN") {
        let low = parser.operand()?;
        if !parser.take_word("AND") {
            return Err(parser.unexpected());
        }
        let high = parser.operand()?;
        check_operands(parser, &[&left, &low, &high]);
        check_range(parser, &low, &high);
        return Ok(Condition::Between(left, low, high));
    }
    if parser.take_word("IN") {
        parser.expect_mark("(")?;
        let options = parser.operands()?;
        parser.expect_mark(")")?;
        let mut all = vec![&left];
        all.extend(&options);
        check_operands(parser, &all);
        return Ok(Condition::In(left, options));
    }
    let mark = match parser.peek() {
        Kind::Mark(mark) => Comparison::of(mark).map(|comparison| (*mark, comparison)),
        _ => None,
    };
    let Some((mark, comparison)) = mark else {
        return match left {
            Operand::Call(call) => Ok(test(parser, call)),
            _ => Err(parser.unexpected()),
        };
    };
    parser.skip();
    let right = parser.operand()?;
    check_operands(parser, &[&left, &right]);
    check_distinct(parser, mark, &left, &right);
    Ok(Condition::Compare(comparison, left, right))
}

/// A function that stands for a condition.
fn test(parser: &mut Parser<'_>, call: Call) -> Condition {
    if call.function == "size" {
        misused(parser, &call);
    }
    check_call(parser, &call);
    Condition::Test(call)
}

fn misused(parser: &mut Parser<'_>, call: &Call) {
    let told = format!(
        "The function is not allowed to be used this way in an expression; function: {}",
        call.function
    );
    parser.mistake(Mistake::Misused, told);
}

/// Of functions, only `size` has a value.
fn check_operands(parser: &mut Parser<'_>, operands: &[&Operand]) {
    for operand in operands {
        let Operand::Call(call) = operand else { continue };
        if call.function != "size" && is_known(&call.function) {
            misused(parser, call);
        }
        check_call(parser, call);
    }
}

fn is_known(function: &str) -> bool {
    matches!(
        function,
        "attribute_exists"
            | "attribute_not_exists"
            | "attribute_type"
            | "begins_with"
            | "contains"
            | "size"
    )
}

fn check_call(parser: &mut Parser<'_>, call: &Call) {
    let Call { function, arguments } = call;
    if !is_known(function) {
        let told = format!("Invalid function name; function: {function}");
        parser.mistake(Mistake::UnknownFunction, told);
        return;
    }
    for argument in arguments {
        if let Operand::Call(inner) = argument {
            if function != "contains" && function != "begins_with" || inner.function != "size" {
                misused(parser, inner);
            }
            check_call(parser, inner);
        }
    }
    let wanted = match function.as_str() {
        "attribute_type" | "begins_with" | "contains" => 2,
        _ => 1,
    };
    if arguments.len() != wanted {
        let told = format!(
            "Incorrect number of operands for operator or function; operator or function: {function}, number of \
             operands: {}",
            arguments.len()
        );
        parser.mistake(Mistake::Operands, told);
        return;
    }
    if let [one, two] = arguments.as_slice() {
        check_distinct(parser, function, one, two);
    }
    if let Some(told) = type_mistake(function, arguments) {
        parser.mistake(Mistake::Type, told);
    }
}

/// What is wrong with the types of a function's arguments.
fn type_mistake(function: &str, arguments: &[Operand]) -> Option<String> {
    let wrong = |kind: &str| {
        format!(
            "Incorrect operand type for operator or function; operator or function: {function}, operand type: {kind}"
        )
    };
    let first = arguments.first()?;
    match function {
        "attribute_exists" | "attribute_not_exists" => match first {
            Operand::Path(_) | Operand::Undefined => None,
            Operand::Value(_) | Operand::Call(_) => Some(format!(
                "Operator or function requires a document path; operator or function: {function}"
            )),
        },
        "begins_with" => arguments.iter().find_map(|argument| match argument {
            Operand::Value(Attribute::Text(_) | Attribute::Bytes(_)) => None,
            Operand::Value(other) => Some(wrong(other.kind())),
            _ => None,
        }),
        "size" => match first {
            Operand::Value(
                value @ (Attribute::Number(_) | Attribute::Flag(_) | Attribute::Null),
            ) => Some(wrong(value.kind())),
            _ => None,
        },
        "attribute_type" => match arguments.get(1)? {
            Operand::Value(Attribute::Text(kind)) => {
                let kinds = ["S", "N", "B", "NULL", "SS", "BOOL", "L", "BS", "NS", "M"];
                (!kinds.contains(&kind.as_str())).then(|| {
                    format!(
                        "Invalid attribute type name found; type: {kind}, valid types: \
                         {{B,NULL,SS,BOOL,L,BS,N,NS,S,M}}"
                    )
                })
            }
            Operand::Value(other) => Some(wrong(other.kind())),
            Operand::Undefined => None,
            Operand::Path(_) | Operand::Call(_) => Some(wrong("{NS,SS,L,BS,N,M,B,BOOL,NULL,S}")),
        },
        _ => None,
    }
}

/// A path is not compared with itself.
fn check_distinct(parser: &mut Parser<'_>, operator: &str, one: &Operand, two: &Operand) {
    let (Operand::Path(one), Operand::Path(two)) = (one, two) else { return };
    if one == two {
        let told = format!(
            "The first operand must be distinct from the remaining operands for this operator or function; operator: \
             {operator}, first operand: {one}"
        );
        parser.mistake(Mistake::Distinct, told);
    }
}

/// Bounds given as values must be of one type and in order.
fn check_range(parser: &mut Parser<'_>, low: &Operand, high: &Operand) {
    let (Operand::Value(low), Operand::Value(high)) = (low, high) else { return };
    let shown = |value: &Attribute| format!("AttributeValue: {}", told(value));
    let rule = if low.kind() != high.kind() {
        "requires same data type for lower and upper bounds"
    } else if super::evaluate::order(low, high) == Some(std::cmp::Ordering::Greater) {
        "requires upper bound to be greater than or equal to lower bound"
    } else {
        return;
    };
    let told = format!(
        "The BETWEEN operator {rule}; lower bound operand: {}, upper bound operand: {}",
        shown(low),
        shown(high)
    );
    parser.mistake(Mistake::Type, told);
}

/// A value as refusals show it.
fn told(value: &Attribute) -> String {
    let shown = value.show();
    let inner = shown
        .get(value.kind())
        .map(|inner| inner.as_str().map_or_else(|| inner.to_string(), str::to_owned));
    format!("{{{}:{}}}", value.kind(), inner.unwrap_or_default())
}

/// The attributes that the condition's paths begin with, and whether each leads further in.
pub(in super::super) fn heads(condition: &Condition) -> Vec<&Path> {
    let mut paths = Vec::new();
    collect(condition, &mut paths);
    paths
}

fn collect<'a>(condition: &'a Condition, paths: &mut Vec<&'a Path>) {
    match condition {
        Condition::Compare(_, one, two) => operands([one, two], paths),
        Condition::Between(value, low, high) => operands([value, low, high], paths),
        Condition::In(value, options) => operands(std::iter::once(value).chain(options), paths),
        Condition::Test(call) => operands(&call.arguments, paths),
        Condition::And(one, two) | Condition::Or(one, two) => {
            collect(one, paths);
            collect(two, paths);
        }
        Condition::Not(inner) => collect(inner, paths),
    }
}

fn operands<'a>(all: impl IntoIterator<Item = &'a Operand>, paths: &mut Vec<&'a Path>) {
    for operand in all {
        match operand {
            Operand::Path(path) => paths.push(path),
            Operand::Call(call) => operands(&call.arguments, paths),
            Operand::Value(_) | Operand::Undefined => {}
        }
    }
}
