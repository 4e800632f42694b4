//! Conditions of a statement
//! (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>).
use super::{pattern, principal, scalar, variable};
use crate::policy::{Condition, Policy, Qualifier, Test};
use crate::request::{Caller, Request, Values};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::borrow::Cow;

/// Whether a request passes a condition.
pub(super) fn passes(policy: &Policy, condition: &Condition, request: &Request) -> bool {
    let values = of(&condition.key.value, request);
    let operator = condition.operator;
    if operator.test == Test::Null {
        return condition
            .values
            .iter()
            .filter_map(|value| scalar::boolean(&value.value))
            .any(|absent| absent == values.is_none());
    }
    let Some(values) = values else {
        return operator.if_exists
            || match operator.qualifier {
                Some(Qualifier::ForAllValues) => true,
                Some(Qualifier::ForAnyValue) => false,
                None => operator.test.is_negated(),
            };
    };
    let listed = |value: &String| {
        condition
            .values
            .iter()
            .any(|one| compares(policy, operator.test, &one.value, value, request))
    };
    let negated = operator.test.is_negated();
    match operator.qualifier {
        Some(Qualifier::ForAllValues) => values.iter().all(|value| listed(value) != negated),
        Some(Qualifier::ForAnyValue) => values.iter().any(|value| listed(value) != negated),
        // Without a qualifier the negated form is the opposite of the other.
        None => values.iter().any(listed) != negated,
    }
}

/// The values of a key; nothing where it is missing. Names of keys are the same in any case. What follows from the caller
/// needs not be said.
pub(super) fn of(key: &str, request: &Request) -> Option<Cow<'static, [String]>> {
    let key = key.to_ascii_lowercase();
    match request.context.get(&key) {
        Some(Values::One(value)) => return Some(Cow::Owned(vec![value.clone()])),
        // No value at all is the same as no key.
        Some(Values::Many(values)) => {
            return (!values.is_empty()).then(|| Cow::Owned(values.clone()));
        }
        None => {}
    }
    Some(Cow::Owned(vec![of_caller(&key, &request.caller)?]))
}

fn of_caller(key: &str, caller: &Caller) -> Option<String> {
    match (key, caller) {
        ("aws:principalarn", Caller::Aws(arn)) => Some(match principal::role_of(arn) {
            Some(role) => {
                let field = |at| principal::field(arn, at).unwrap_or_default();
                format!("arn:{}:iam::{}:role/{role}", field(1), field(4))
            }
            None => arn.clone(),
        }),
        ("aws:principalaccount", Caller::Aws(arn)) => principal::field(arn, 4).map(str::to_owned),
        ("aws:principalisawsservice", Caller::Service(_)) => Some("true".to_owned()),
        ("aws:principalisawsservice", Caller::Aws(_)) => Some("false".to_owned()),
        ("aws:principalservicename", Caller::Service(name)) => Some(name.clone()),
        _ => None,
    }
}

/// Whether a value of the request is what a value of the condition says, the negation aside.
fn compares(policy: &Policy, test: Test, listed: &str, value: &str, request: &Request) -> bool {
    let plain = || variable::plain(policy, listed, request);
    let numbers = |compare: fn(&f64, &f64) -> bool| {
        let both = scalar::number(value).zip(scalar::number(listed));
        both.is_some_and(|(value, listed)| compare(&value, &listed))
    };
    let moments = |compare: fn(&i128, &i128) -> bool| {
        let both = scalar::moment(value).zip(scalar::moment(listed));
        both.is_some_and(|(value, listed)| compare(&value, &listed))
    };
    match test {
        Test::StringEquals | Test::StringNotEquals => plain().is_some_and(|listed| listed == value),
        Test::StringEqualsIgnoreCase | Test::StringNotEqualsIgnoreCase => {
            plain().is_some_and(|listed| listed.to_lowercase() == value.to_lowercase())
        }
        Test::StringLike | Test::StringNotLike => {
            variable::wild(policy, listed, request).is_some_and(|listed| listed.matches(value))
        }
        Test::NumericEquals | Test::NumericNotEquals => numbers(f64::eq),
        Test::NumericLessThan => numbers(f64::lt),
        Test::NumericLessThanEquals => numbers(f64::le),
        Test::NumericGreaterThan => numbers(f64::gt),
        Test::NumericGreaterThanEquals => numbers(f64::ge),
        Test::DateEquals | Test::DateNotEquals => moments(i128::eq),
        Test::DateLessThan => moments(i128::lt),
        Test::DateLessThanEquals => moments(i128::le),
        Test::DateGreaterThan => moments(i128::gt),
        Test::DateGreaterThanEquals => moments(i128::ge),
        Test::Bool => {
            let both = scalar::boolean(value).zip(scalar::boolean(listed));
            both.is_some_and(|(value, listed)| value == listed)
        }
        Test::BinaryEquals => {
            let both = STANDARD.decode(value).ok().zip(STANDARD.decode(listed).ok());
            both.is_some_and(|(value, listed)| value == listed)
        }
        Test::IpAddress | Test::NotIpAddress => scalar::within(listed, value) == Some(true),
        Test::ArnEquals | Test::ArnNotEquals | Test::ArnLike | Test::ArnNotLike => {
            variable::wild(policy, listed, request).is_some_and(|listed| like_arn(&listed, value))
        }
        // It asks whether the key is there, and is answered before.
        Test::Null => false,
    }
}

/// Field by field: no wildcard reaches over a colon of the first five.
fn like_arn(listed: &pattern::Pattern, value: &str) -> bool {
    let listed = listed.fields();
    let fields: Vec<&str> = value.splitn(6, ':').collect();
    listed.len() == 6
        && fields.len() == 6
        && listed.iter().zip(fields).all(|(listed, field)| listed.matches(field))
}
