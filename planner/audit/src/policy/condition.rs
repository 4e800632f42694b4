//! Conditions: an operator, a key, values.
//! (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>)
use super::Text;
use crate::json::Span;

/// One key under one operator of a statement's `Condition`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The operator, taken apart.
    pub operator: Operator,
    /// Where the operator's name stands.
    pub operator_span: Span,
    /// The key as written; names of keys are the same in any case.
    pub key: Text,
    /// The values, booleans and numbers as texts. One that is neither text, boolean nor number is left out.
    pub values: Vec<Text>,
}

/// `ForAnyValue:StringLikeIfExists` is the test `StringLike` with a qualifier and `if_exists`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Operator {
    /// How it looks at a key with several values.
    pub qualifier: Option<Qualifier>,
    /// How it compares.
    pub test: Test,
    /// Whether a request without the key passes.
    pub if_exists: bool,
}

/// How a condition looks at the several values of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Qualifier {
    /// Every value of the request must pass; none at all passes.
    ForAllValues,
    /// Some value of the request must pass.
    ForAnyValue,
}

/// How a value of the request is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "IAM's own names")]
pub enum Test {
    StringEquals,
    StringNotEquals,
    StringEqualsIgnoreCase,
    StringNotEqualsIgnoreCase,
    StringLike,
    StringNotLike,
    NumericEquals,
    NumericNotEquals,
    NumericLessThan,
    NumericLessThanEquals,
    NumericGreaterThan,
    NumericGreaterThanEquals,
    DateEquals,
    DateNotEquals,
    DateLessThan,
    DateLessThanEquals,
    DateGreaterThan,
    DateGreaterThanEquals,
    Bool,
    BinaryEquals,
    IpAddress,
    NotIpAddress,
    ArnEquals,
    ArnNotEquals,
    ArnLike,
    ArnNotLike,
    /// Whether the key is there: `"true"` asks for its absence. It has no `IfExists`.
    Null,
}

impl Test {
    /// Every test by its name.
    pub const ALL: [(&'static str, Self); 27] = [
        ("StringEquals", Self::StringEquals),
        ("StringNotEquals", Self::StringNotEquals),
        ("StringEqualsIgnoreCase", Self::StringEqualsIgnoreCase),
        ("StringNotEqualsIgnoreCase", Self::StringNotEqualsIgnoreCase),
        ("StringLike", Self::StringLike),
        ("StringNotLike", Self::StringNotLike),
        ("NumericEquals", Self::NumericEquals),
        ("NumericNotEquals", Self::NumericNotEquals),
        ("NumericLessThan", Self::NumericLessThan),
        ("NumericLessThanEquals", Self::NumericLessThanEquals),
        ("NumericGreaterThan", Self::NumericGreaterThan),
        ("NumericGreaterThanEquals", Self::NumericGreaterThanEquals),
        ("DateEquals", Self::DateEquals),
        ("DateNotEquals", Self::DateNotEquals),
        ("DateLessThan", Self::DateLessThan),
        ("DateLessThanEquals", Self::DateLessThanEquals),
        ("DateGreaterThan", Self::DateGreaterThan),
        ("DateGreaterThanEquals", Self::DateGreaterThanEquals),
        ("Bool", Self::Bool),
        ("BinaryEquals", Self::BinaryEquals),
        ("IpAddress", Self::IpAddress),
        ("NotIpAddress", Self::NotIpAddress),
        ("ArnEquals", Self::ArnEquals),
        ("ArnNotEquals", Self::ArnNotEquals),
        ("ArnLike", Self::ArnLike),
        ("ArnNotLike", Self::ArnNotLike),
        ("Null", Self::Null),
    ];

    /// Whether it passes where no value of the condition compares, and so where the key is missing.
    pub fn is_negated(self) -> bool {
        matches!(
            self,
            Self::StringNotEquals
                | Self::StringNotEqualsIgnoreCase
                | Self::StringNotLike
                | Self::NumericNotEquals
                | Self::DateNotEquals
                | Self::NotIpAddress
                | Self::ArnNotEquals
                | Self::ArnNotLike
        )
    }
}

impl Operator {
    /// Reads an operator's name; names are the same in any case. `None` where there is no such operator, `NullIfExists`
    /// among them.
    pub fn parse(name: &str) -> Option<Self> {
        let (qualifier, rest) = match name.split_once(':') {
            Some((before, rest)) if before.eq_ignore_ascii_case("ForAllValues") => {
                (Some(Qualifier::ForAllValues), rest)
            }
            Some((before, rest)) if before.eq_ignore_ascii_case("ForAnyValue") => {
                (Some(Qualifier::ForAnyValue), rest)
            }
            Some(_) => return None,
            None => (None, name),
        };
        let bare = rest.len().checked_sub("IfExists".len()).and_then(|at| {
            let (bare, end) = rest.split_at_checked(at)?;
            end.eq_ignore_ascii_case("IfExists").then_some(bare)
        });
        let (_, test) =
            *Test::ALL.iter().find(|(name, _)| name.eq_ignore_ascii_case(bare.unwrap_or(rest)))?;
        let if_exists = bare.is_some();
        (!(if_exists && test == Test::Null)).then_some(Self { qualifier, test, if_exists })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_are_taken_apart() {
        let operator = Operator::parse("ForAnyValue:stringlikeifexists").unwrap();
        assert_eq!(operator.qualifier, Some(Qualifier::ForAnyValue));
        assert_eq!(operator.test, Test::StringLike);
        assert!(operator.if_exists);
        for wrong in ["NullIfExists", "StringMatches", "ForSome:Bool", "", "IfExists", "é"] {
            assert_eq!(Operator::parse(wrong), None, "{wrong}");
        }
    }
}
