//! One canonical form per type: equality of canonical forms is the whole comparison.
//!
//! The spec's side is brought into it when it is decoded and the live side when it is observed, so
//! that differences in spelling never become differences in a plan.
use crate::table::{Absent, Attr, Flavour, Kind, Type};
use crate::units;
use crate::value::{Attrs, Float, Value};
use std::collections::BTreeSet;

/// Fills in what absence means and brings every attribute of the kind into its canonical form.
pub fn complete(kind: &Kind, attrs: &Attrs) -> Attrs {
    complete_rows(kind.attrs, attrs)
}

/// The same for the rows of a block or an object.
pub fn complete_rows(rows: &[Attr], attrs: &Attrs) -> Attrs {
    let completed = rows.iter().map(|row| {
        let given = attrs.get(row.name).filter(|value| !value.is_null());
        let value = given.cloned().unwrap_or_else(|| match row.flags.absent {
            Absent::Required | Absent::Unmanaged => Value::Null,
            Absent::Is(literal) => literal.value(),
            Absent::From(from) => from(attrs),
        });
        (row.name.to_owned(), canonical(&row.ty, &value))
    });
    completed.collect()
}

/// What an attribute is that nothing gives a value, in a block that gives nothing else either.
pub fn absent(row: &Attr) -> Value {
    let value = match row.flags.absent {
        Absent::Required | Absent::Unmanaged => return Value::Null,
        Absent::Is(literal) => literal.value(),
        Absent::From(from) => from(&Attrs::new()),
    };
    canonical(&row.ty, &value)
}

/// The canonical form of one value; what doesn't fit the type stays as it is.
pub fn canonical(ty: &Type, value: &Value) -> Value {
    match (ty, value) {
        (_, Value::Secret(inner)) => Value::Secret(Box::new(canonical(ty, inner))),
        (Type::Duration, Value::Text(text)) => {
            units::duration_seconds(text).map_or_else(|| value.clone(), Value::Int)
        }
        (Type::Millis, Value::Text(text)) => {
            units::duration_millis(text).map_or_else(|| value.clone(), Value::Int)
        }
        (Type::Share, Value::Text(text)) => {
            units::share(text).map_or_else(|| value.clone(), Value::Int)
        }
        (Type::Share, Value::Float(fraction)) => {
            units::share_of_fraction(fraction.get()).map_or_else(|| value.clone(), Value::Int)
        }
        (Type::Number, Value::Float(number)) => whole(*number).map_or(value.clone(), Value::Int),
        (Type::Document(flavour), Value::Text(text)) => {
            match serde_json::from_str(text).ok().as_ref().and_then(Value::from_plain_json) {
                Some(tree) => document(*flavour, &tree),
                None => value.clone(),
            }
        }
        (Type::Document(flavour), Value::Map(_)) => document(*flavour, value),
        (Type::Set(item), Value::List(items)) => {
            let sorted: BTreeSet<Value> = items.iter().map(|one| canonical(item, one)).collect();
            Value::List(sorted.into_iter().collect())
        }
        (Type::List(item), Value::List(items)) => {
            Value::List(items.iter().map(|one| canonical(item, one)).collect())
        }
        (Type::Map(item), Value::Map(entries)) => Value::Map(
            entries.iter().map(|(key, one)| (key.clone(), canonical(item, one))).collect(),
        ),
        (Type::Object(rows), Value::Map(entries)) => Value::Map(complete_rows(rows, entries)),
        _ => value.clone(),
    }
}

/// A number that is whole, written as such; services answer `5.0` for `5`.
fn whole(number: Float) -> Option<i64> {
    format!("{:.0}", number.get()).parse().ok().filter(|_| number.get().fract() == 0.0)
}

fn document(flavour: Flavour, tree: &Value) -> Value {
    match flavour {
        Flavour::Json => tree.clone(),
        Flavour::Policy => policy(tree),
    }
}

/// An IAM policy in one form: statements as a list, one item instead of a list of one, sets
/// sorted, empty conditions left out.
fn policy(tree: &Value) -> Value {
    let Value::Map(entries) = tree else {
        return tree.clone();
    };
    let mut out = Attrs::new();
    for (key, value) in entries {
        let value = match (key.as_str(), value) {
            ("Statement", Value::List(statements)) => {
                Value::List(statements.iter().map(statement).collect())
            }
            ("Statement", one) => Value::List(vec![statement(one)]),
            _ => value.clone(),
        };
        out.insert(key.clone(), value);
    }
    Value::Map(out)
}

fn statement(tree: &Value) -> Value {
    let Value::Map(entries) = tree else {
        return tree.clone();
    };
    let mut out = Attrs::new();
    for (key, value) in entries {
        let empty = value.as_map().is_some_and(Attrs::is_empty)
            || (key == "Sid" && value.as_text() == Some(""));
        if empty && (key == "Condition" || key == "Sid") {
            continue;
        }
        out.insert(key.clone(), set_like(value));
    }
    Value::Map(out)
}

fn set_like(value: &Value) -> Value {
    match value {
        Value::List(items) => {
            let sorted: Vec<Value> =
                items.iter().map(set_like).collect::<BTreeSet<_>>().into_iter().collect();
            match <[Value; 1]>::try_from(sorted) {
                Ok([only]) => only,
                Err(sorted) => Value::List(sorted),
            }
        }
        Value::Map(entries) => {
            Value::Map(entries.iter().map(|(key, item)| (key.clone(), set_like(item))).collect())
        }
        Value::Bool(b) => Value::text(b.to_string()),
        Value::Int(n) => Value::text(n.to_string()),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::KindName;
    use serde_json::json;

    fn policy_of(json: serde_json::Value) -> Value {
        canonical(&Type::Document(Flavour::Policy), &Value::from_plain_json(&json).unwrap())
    }

    #[test]
    fn policies_that_mean_the_same_are_equal() {
        let one = policy_of(
            json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["sqs:B", "sqs:A"], "Resource": ["x"], "Sid": "", "Condition": {}}}),
        );
        let two = policy_of(
            json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["sqs:A", "sqs:B"], "Resource": "x"}]}),
        );
        assert_eq!(one, two);
        let narrower = policy_of(
            json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:A", "Resource": "x"}]}),
        );
        assert_ne!(one, narrower);
    }

    #[test]
    fn absence_means_the_same_on_both_sides() {
        let spec = Attrs::from([
            ("name".into(), Value::text("jobs")),
            ("visibility_timeout".into(), Value::text("30s")),
        ]);
        let live = Attrs::from([
            ("name".into(), Value::text("jobs")),
            ("visibility_timeout".into(), Value::Int(30)),
            ("delay".into(), Value::Int(0)),
        ]);
        let kind = KindName::Queue.row();
        assert_eq!(complete(kind, &spec), complete(kind, &live));
        let function =
            complete(KindName::Function.row(), &Attrs::from([("name".into(), Value::text("f"))]));
        assert_eq!(function.get("log_group"), Some(&Value::text("/aws/lambda/f")));
    }
}
