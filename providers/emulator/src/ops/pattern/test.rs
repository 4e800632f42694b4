//! What a pattern asks of one plain value.

use serde_json::{Number, Value};

use super::address::{self, Block};
use super::wildcard::Wildcard;

/// One test of a value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Test {
    /// A text, or an address in whatever spelling.
    Text(String),
    Number(Number),
    /// `true`, `false` or `null`.
    Word(Value),
    SameIgnoringCase(String),
    Prefix(String),
    PrefixIgnoringCase(String),
    Suffix(String),
    SuffixIgnoringCase(String),
    Wildcard(Wildcard),
    Address(Block),
    Range(Range),
    /// The field is there, whatever it holds.
    Present,
    /// The field is not there; no value passes.
    Absent,
    /// The field is there and none of these pass.
    AnythingBut(Vec<Test>),
}

/// A range of numbers; a bound is a number and whether it is in the range.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Range {
    pub(super) low: Option<(f64, bool)>,
    pub(super) high: Option<(f64, bool)>,
}

impl Test {
    /// Whether a value that is there passes.
    pub(super) fn passes(&self, value: &Value) -> bool {
        match (self, value) {
            (Test::Present, _) => true,
            (Test::Absent, _) => false,
            (Test::AnythingBut(tests), value) => !tests.iter().any(|test| test.passes(value)),
            (Test::Word(word), value) => word == value,
            (Test::Number(wanted), Value::Number(number)) => same_number(wanted, number),
            (Test::Range(range), Value::Number(number)) => {
                number.as_f64().is_some_and(|number| range.holds(number))
            }
            (test, Value::String(text)) => test.passes_text(text),
            _ => false,
        }
    }

    fn passes_text(&self, text: &str) -> bool {
        match self {
            Test::Text(wanted) => address::same(wanted, text),
            Test::SameIgnoringCase(wanted) => folded(wanted) == folded(text),
            Test::Prefix(prefix) => text.starts_with(prefix),
            Test::PrefixIgnoringCase(prefix) => folded(text).starts_with(&folded(prefix)),
            Test::Suffix(suffix) => text.ends_with(suffix),
            Test::SuffixIgnoringCase(suffix) => folded(text).ends_with(&folded(suffix)),
            Test::Wildcard(wildcard) => wildcard.fits(text),
            Test::Address(block) => block.holds(text),
            Test::Number(_)
            | Test::Word(_)
            | Test::Range(_)
            | Test::Present
            | Test::Absent
            | Test::AnythingBut(_) => false,
        }
    }
}

impl Range {
    fn holds(&self, number: f64) -> bool {
        let above = self.low.is_none_or(|(low, within)| number > low || (within && number >= low));
        let below =
            self.high.is_none_or(|(high, within)| number < high || (within && number <= high));
        above && below
    }
}

/// Numbers are equal by value (`300` and `300.0`), or as written where a double cannot hold them.
fn same_number(one: &Number, two: &Number) -> bool {
    #[expect(clippy::float_cmp, reason = "patterns ask for exactly this number")]
    let by_value = matches!((one.as_f64(), two.as_f64()), (Some(one), Some(two)) if one == two);
    match (one.as_i64(), two.as_i64()) {
        (Some(one), Some(two)) => one == two,
        _ => by_value,
    }
}

fn folded(text: &str) -> String {
    text.to_lowercase()
}
