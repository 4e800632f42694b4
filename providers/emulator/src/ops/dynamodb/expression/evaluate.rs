//! Whether a condition holds for an item.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::condition::{Comparison, Condition};
use super::parser::{Call, Operand};
use crate::ops::dynamodb::attribute::{Attribute, Item};
use crate::ops::dynamodb::number::Number;

/// Whether a condition holds; an absent item has no attributes.
pub(in super::super) fn holds(condition: &Condition, item: &Item) -> bool {
    match condition {
        Condition::Compare(comparison, left, right) => {
            compare(*comparison, value(left, item).as_deref(), value(right, item).as_deref())
        }
        Condition::Between(one, low, high) => {
            let one = value(one, item);
            compare(Comparison::AtLeast, one.as_deref(), value(low, item).as_deref())
                && compare(Comparison::AtMost, one.as_deref(), value(high, item).as_deref())
        }
        Condition::In(one, options) => {
            let one = value(one, item);
            options.iter().any(|option| {
                compare(Comparison::Equal, one.as_deref(), value(option, item).as_deref())
            })
        }
        Condition::Test(call) => test(call, item),
        Condition::And(one, two) => holds(one, item) && holds(two, item),
        Condition::Or(one, two) => holds(one, item) || holds(two, item),
        Condition::Not(inner) => !holds(inner, item),
    }
}

fn compare(comparison: Comparison, left: Option<&Attribute>, right: Option<&Attribute>) -> bool {
    let equal = matches!((left, right), (Some(left), Some(right)) if left == right);
    let order = left.zip(right).and_then(|(left, right)| order(left, right));
    match comparison {
        Comparison::Equal => equal,
        Comparison::Unequal => !equal,
        Comparison::Less => order == Some(Ordering::Less),
        Comparison::AtMost => matches!(order, Some(Ordering::Less | Ordering::Equal)),
        Comparison::Greater => order == Some(Ordering::Greater),
        Comparison::AtLeast => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
    }
}

/// The order of two scalars of one type.
pub(super) fn order(one: &Attribute, two: &Attribute) -> Option<Ordering> {
    match (one, two) {
        (Attribute::Text(one), Attribute::Text(two)) => Some(one.as_bytes().cmp(two.as_bytes())),
        (Attribute::Number(one), Attribute::Number(two)) => Some(one.cmp(two)),
        (Attribute::Bytes(one), Attribute::Bytes(two)) => Some(one.cmp(two)),
        _ => None,
    }
}

fn value<'a>(operand: &'a Operand, item: &'a Item) -> Option<Cow<'a, Attribute>> {
    match operand {
        Operand::Path(path) => path.find(item).map(Cow::Borrowed),
        Operand::Value(value) => Some(Cow::Borrowed(value)),
        Operand::Call(call) => size(value(call.arguments.first()?, item)?.as_ref()).map(Cow::Owned),
        Operand::Undefined => None,
    }
}

/// The length of a text or of bytes, or the number of elements.
fn size(value: &Attribute) -> Option<Attribute> {
    let length = match value {
        Attribute::Text(text) => text.chars().count(),
        Attribute::Bytes(bytes) => bytes.len(),
        Attribute::Texts(set) => set.len(),
        Attribute::Numbers(set) => set.len(),
        Attribute::Bytestrings(set) => set.len(),
        Attribute::List(list) => list.len(),
        Attribute::Map(map) => map.len(),
        Attribute::Number(_) | Attribute::Flag(_) | Attribute::Null => return None,
    };
    Number::parse(&length.to_string()).ok().map(Attribute::Number)
}

fn test(call: &Call, item: &Item) -> bool {
    let mut arguments = call.arguments.iter().map(|argument| value(argument, item));
    let (first, second) = (arguments.next().flatten(), arguments.next().flatten());
    match call.function.as_str() {
        "attribute_exists" => first.is_some(),
        "attribute_not_exists" => first.is_none(),
        "attribute_type" => {
            let kind = first.map(|value| value.kind());
            matches!((kind, second.as_deref()), (Some(kind), Some(Attribute::Text(wanted))) if kind == wanted)
        }
        "begins_with" => begins_with(first.as_deref(), second.as_deref()),
        "contains" => contains(first.as_deref(), second.as_deref()),
        _ => false,
    }
}

pub(super) fn begins_with(value: Option<&Attribute>, prefix: Option<&Attribute>) -> bool {
    match (value, prefix) {
        (Some(Attribute::Text(text)), Some(Attribute::Text(prefix))) => text.starts_with(prefix),
        (Some(Attribute::Bytes(bytes)), Some(Attribute::Bytes(prefix))) => {
            bytes.starts_with(prefix)
        }
        _ => false,
    }
}

fn contains(whole: Option<&Attribute>, part: Option<&Attribute>) -> bool {
    match (whole, part) {
        (Some(Attribute::Text(whole)), Some(Attribute::Text(part))) => whole.contains(part),
        (Some(Attribute::Bytes(whole)), Some(Attribute::Bytes(part))) => {
            part.is_empty() || whole.windows(part.len()).any(|window| window == part)
        }
        (Some(Attribute::Texts(set)), Some(Attribute::Text(one))) => set.contains(one),
        (Some(Attribute::Numbers(set)), Some(Attribute::Number(one))) => set.contains(one),
        (Some(Attribute::Bytestrings(set)), Some(Attribute::Bytes(one))) => set.contains(one),
        (Some(Attribute::List(list)), Some(one)) => list.contains(one),
        _ => false,
    }
}
