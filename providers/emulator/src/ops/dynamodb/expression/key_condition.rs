//! What a key condition asks for: one partition, and a test of the sort key.

use std::collections::BTreeMap;

use super::condition::{Comparison, Condition};
use super::evaluate::{begins_with, order};
use super::parser::Operand;
use crate::ops::Fault;
use crate::ops::dynamodb::attribute::Attribute;
use crate::ops::dynamodb::faults::{invalid, parameters};
use crate::ops::dynamodb::model::{Key, Scalar, Table};

/// A partition, and which of its items.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) struct KeyCondition {
    pub(in super::super) hash: Attribute,
    pub(in super::super) range: Option<RangeTest>,
}

/// A test of a sort key.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) enum RangeTest {
    Compare(Comparison, Attribute),
    Between(Attribute, Attribute),
    Begins(Attribute),
}

impl RangeTest {
    pub(in super::super) fn holds(&self, value: &Attribute) -> bool {
        use std::cmp::Ordering::{Equal, Greater, Less};
        match self {
            RangeTest::Begins(prefix) => begins_with(Some(value), Some(prefix)),
            RangeTest::Between(low, high) => {
                matches!(order(value, low), Some(Greater | Equal))
                    && matches!(order(value, high), Some(Less | Equal))
            }
            RangeTest::Compare(comparison, bound) => matches!(
                (comparison, order(value, bound)),
                (Comparison::Equal, Some(Equal))
                    | (Comparison::Less, Some(Less))
                    | (Comparison::AtMost, Some(Less | Equal))
                    | (Comparison::Greater, Some(Greater))
                    | (Comparison::AtLeast, Some(Greater | Equal))
            ),
        }
    }

    fn values(&self) -> Vec<&Attribute> {
        match self {
            RangeTest::Compare(_, value) | RangeTest::Begins(value) => vec![value],
            RangeTest::Between(low, high) => vec![low, high],
        }
    }
}

impl KeyCondition {
    /// Makes sense of a condition on the keys of a table or an index.
    pub(in super::super) fn of(
        condition: &Condition,
        table: &Table,
        key: &Key,
    ) -> Result<KeyCondition, Fault> {
        let mut tests = BTreeMap::new();
        collect(condition, &mut tests)?;
        if tests.len() > 2 {
            return Err(invalid("Conditions can be of length 1 or 2 only"));
        }
        let count = tests.len();
        let hash = tests.remove(&key.hash);
        let Some(hash) = hash else { return Err(missed(&key.hash)) };
        let range = match &key.range {
            None if count > 1 => return Err(invalid("Query key condition not supported")),
            None => None,
            Some(range) => match tests.remove(range) {
                None if count > 1 => return Err(missed(range)),
                found => found,
            },
        };
        for (name, test) in [(Some(&key.hash), Some(&hash)), (key.range.as_ref(), range.as_ref())] {
            let (Some(name), Some(test)) = (name, test) else { continue };
            let kind = table.kind_of(name).map_or("", Scalar::word);
            if test.values().iter().any(|value| value.kind() != kind) {
                return Err(parameters("Condition parameter type does not match schema type"));
            }
        }
        match hash {
            RangeTest::Compare(Comparison::Equal, hash) => Ok(KeyCondition { hash, range }),
            _ => Err(invalid("Query key condition not supported")),
        }
    }
}

fn missed(name: &str) -> Fault {
    invalid(format!("Query condition missed key schema element: {name}"))
}

fn collect(condition: &Condition, tests: &mut BTreeMap<String, RangeTest>) -> Result<(), Fault> {
    let operator = |word: &str| {
        Err(invalid(format!("Invalid operator used in KeyConditionExpression: {word}")))
    };
    let (name, test) = match condition {
        Condition::And(one, two) => {
            collect(one, tests)?;
            return collect(two, tests);
        }
        Condition::Or(..) => return operator("OR"),
        Condition::Not(_) => return operator("NOT"),
        Condition::In(..) => return operator("IN"),
        Condition::Compare(Comparison::Unequal, ..) => return operator("<>"),
        Condition::Compare(comparison, left, right) => compared(*comparison, left, right)?,
        Condition::Between(value, low, high) => {
            let Operand::Path(_) = value else { return Err(first("BETWEEN")) };
            (name(value)?, RangeTest::Between(bound(low)?, bound(high)?))
        }
        Condition::Test(call) if call.function == "begins_with" => {
            let (Some(value), Some(prefix)) = (call.arguments.first(), call.arguments.get(1))
            else {
                return operator("begins_with");
            };
            let Operand::Path(_) = value else { return Err(first("begins_with")) };
            (name(value)?, RangeTest::Begins(bound(prefix)?))
        }
        Condition::Test(call) => return operator(&call.function),
    };
    if tests.insert(name, test).is_some() {
        return Err(invalid("KeyConditionExpressions must only contain one condition per key"));
    }
    Ok(())
}

fn first(operator: &str) -> Fault {
    invalid(format!(
        "Invalid condition in KeyConditionExpression: {operator} operator must have the key attribute as its first \
         operand"
    ))
}

/// A comparison with the key on either side.
fn compared(
    comparison: Comparison,
    left: &Operand,
    right: &Operand,
) -> Result<(String, RangeTest), Fault> {
    match (left, right) {
        (Operand::Path(_), Operand::Path(_)) => Err(invalid(
            "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition",
        )),
        (Operand::Path(_), _) => Ok((name(left)?, RangeTest::Compare(comparison, bound(right)?))),
        (_, Operand::Path(_)) => {
            let turned = match comparison {
                Comparison::Less => Comparison::Greater,
                Comparison::AtMost => Comparison::AtLeast,
                Comparison::Greater => Comparison::Less,
                Comparison::AtLeast => Comparison::AtMost,
                Comparison::Equal | Comparison::Unequal => comparison,
            };
            Ok((name(right)?, RangeTest::Compare(turned, bound(left)?)))
        }
        (Operand::Call(_), _) | (_, Operand::Call(_)) => Err(nested()),
        _ => {
            Err(invalid("Invalid condition in KeyConditionExpression: No key attribute specified"))
        }
    }
}

fn nested() -> Fault {
    invalid("KeyConditionExpressions cannot contain nested operations")
}

fn name(operand: &Operand) -> Result<String, Fault> {
    match operand {
        Operand::Path(path) if path.is_nested() => {
            Err(invalid("KeyConditionExpressions cannot have conditions on nested attributes"))
        }
        Operand::Path(path) => Ok(path.head().to_owned()),
        Operand::Value(_) | Operand::Call(_) | Operand::Undefined => Err(nested()),
    }
}

fn bound(operand: &Operand) -> Result<Attribute, Fault> {
    match operand {
        Operand::Value(value) => Ok(value.clone()),
        Operand::Path(_) => Err(invalid(
            "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition",
        )),
        Operand::Call(_) | Operand::Undefined => Err(nested()),
    }
}
