//! Condition keys: what values of a key, or its absence, let which rows match.
use super::glob::Glob;
use super::mask::Mask;
use super::scalars::{self, Range};
use super::texts::{TooMany, every_way};
use super::variables::Meanings;
use crate::policy::{Condition, Operator, Qualifier, Test, Version};
use crate::request::Values;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::collections::BTreeSet;

/// Sets of values that are told apart for one key.
const MOST_SETS: usize = 4_096;

/// One condition of one or more rows, all on the same key.
#[derive(Clone, Debug)]
pub(super) struct KeyTest {
    operator: Operator,
    listed: Vec<Listed>,
    rows: Vec<usize>,
}

/// A value of a condition, as its test compares it.
#[derive(Clone, Debug)]
enum Listed {
    Text(String),
    /// In any case.
    Folded(String),
    Pattern(Glob),
    Number(f64),
    Moment(i128),
    Range(Range),
    Bool(bool),
    Bytes(Vec<u8>),
}

/// A value of a key, or its absence, and the rows that pass all of their conditions on it.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub(super) values: Option<Values>,
    pub(super) mask: Mask,
}

/// What is known of a key: its choices, and whether they are all there are.
#[derive(Clone, Debug)]
pub(super) struct Choices {
    pub(super) all: Vec<Choice>,
    /// The number of all rows.
    pub(super) rows: usize,
    /// Why there may be others.
    pub(super) open: Option<String>,
}

/// Which of the tests pass.
type Bits = Vec<bool>;

impl KeyTest {
    pub(super) fn new(
        condition: &Condition,
        version: Version,
        meanings: &Meanings,
        rows: Vec<usize>,
    ) -> Self {
        let operator = condition.operator;
        let listed = condition.values.iter();
        let listed =
            listed.filter_map(|value| listed_as(operator.test, version, &value.value, meanings));
        Self { operator, listed: listed.collect(), rows }
    }

    /// Whether a single value compares, and the negation is minded.
    fn of_one(&self, value: &str) -> bool {
        if self.operator.test == Test::Null {
            return self.null(false);
        }
        let compares = self.listed.iter().any(|listed| compares(listed, self.operator.test, value));
        compares != self.operator.test.is_negated()
    }

    /// Whether the absence of the key passes.
    pub(super) fn of_absence(&self) -> bool {
        match (self.operator.test, self.operator.qualifier) {
            (Test::Null, _) => self.null(true),
            _ if self.operator.if_exists => true,
            (_, Some(Qualifier::ForAllValues)) => true,
            (_, Some(Qualifier::ForAnyValue)) => false,
            (test, None) => test.is_negated(),
        }
    }

    fn null(&self, absent: bool) -> bool {
        self.listed.iter().any(|listed| matches!(listed, Listed::Bool(asked) if *asked == absent))
    }

    /// Whether several values pass where each does: where one is enough otherwise.
    fn takes_all(&self) -> bool {
        match self.operator.qualifier {
            Some(Qualifier::ForAllValues) => true,
            Some(Qualifier::ForAnyValue) => false,
            None => self.operator.test.is_negated(),
        }
    }

    /// Whether values, one at least, pass.
    pub(super) fn of(&self, values: &[String]) -> bool {
        let mut each = values.iter().map(|value| self.of_one(value));
        if self.takes_all() { each.all(|one| one) } else { each.any(|one| one) }
    }

    pub(super) fn rows(&self) -> &[usize] {
        &self.rows
    }

    /// The patterns that a value may fit.
    pub(super) fn patterns(&self) -> impl Iterator<Item = Glob> + '_ {
        self.listed.iter().flat_map(|listed| match listed {
            Listed::Text(text) => vec![Glob::literal(text)],
            Listed::Folded(text) => folded(text).map(|one| Glob::literal(&one)).to_vec(),
            Listed::Pattern(glob) => vec![glob.clone()],
            _ => Vec::new(),
        })
    }
}

fn listed_as(test: Test, version: Version, value: &str, meanings: &Meanings) -> Option<Listed> {
    let plain = || meanings.plain(version, value);
    let wild = || meanings.wild(version, value);
    match test {
        Test::StringEquals | Test::StringNotEquals => plain().map(Listed::Text),
        Test::StringEqualsIgnoreCase | Test::StringNotEqualsIgnoreCase => {
            plain().map(|text| Listed::Folded(text.to_lowercase()))
        }
        Test::StringLike | Test::StringNotLike => wild().map(Listed::Pattern),
        Test::ArnEquals | Test::ArnNotEquals | Test::ArnLike | Test::ArnNotLike => {
            wild()?.arn().map(Listed::Pattern)
        }
        Test::NumericEquals
        | Test::NumericNotEquals
        | Test::NumericLessThan
        | Test::NumericLessThanEquals
        | Test::NumericGreaterThan
        | Test::NumericGreaterThanEquals => scalars::number(value).map(Listed::Number),
        Test::DateEquals
        | Test::DateNotEquals
        | Test::DateLessThan
        | Test::DateLessThanEquals
        | Test::DateGreaterThan
        | Test::DateGreaterThanEquals => scalars::moment(value).map(Listed::Moment),
        Test::Bool | Test::Null => scalars::boolean(value).map(Listed::Bool),
        Test::IpAddress | Test::NotIpAddress => scalars::range(value).map(Listed::Range),
        Test::BinaryEquals => STANDARD.decode(value).ok().map(Listed::Bytes),
    }
}

fn compares(listed: &Listed, test: Test, value: &str) -> bool {
    match listed {
        Listed::Text(text) => text == value,
        Listed::Folded(text) => *text == value.to_lowercase(),
        Listed::Pattern(glob) => glob.fits(value),
        Listed::Number(listed) => scalars::number(value)
            .and_then(|value| value.partial_cmp(listed))
            .is_some_and(|order| ordered(test, order)),
        Listed::Moment(listed) => {
            scalars::moment(value).is_some_and(|value| ordered(test, value.cmp(listed)))
        }
        Listed::Range(range) => range.holds(value),
        Listed::Bool(listed) => scalars::boolean(value) == Some(*listed),
        Listed::Bytes(listed) => STANDARD.decode(value).ok().as_ref() == Some(listed),
    }
}

/// Whether a value that stands so to the listed one compares.
fn ordered(test: Test, order: std::cmp::Ordering) -> bool {
    match test {
        Test::NumericLessThan | Test::DateLessThan => order.is_lt(),
        Test::NumericLessThanEquals | Test::DateLessThanEquals => order.is_le(),
        Test::NumericGreaterThan | Test::DateGreaterThan => order.is_gt(),
        Test::NumericGreaterThanEquals | Test::DateGreaterThanEquals => order.is_ge(),
        _ => order.is_eq(),
    }
}

/// A text as it is, and in letters that no test without regard to case tells from it.
fn folded(lower: &str) -> [String; 2] {
    [lower.to_owned(), lower.to_uppercase()]
}

/// What values of a key there are, as far as these tests tell them apart. With `several`, it may have more than one.
pub(super) fn choices(tests: &[KeyTest], several: bool, rows: usize) -> Result<Choices, TooMany> {
    let (singles, open) = singles(tests)?;
    let mut ways: Vec<(Option<Values>, Bits)> = vec![(None, bits(tests, KeyTest::of_absence))];
    let mut known: BTreeSet<(bool, Bits)> = BTreeSet::new();
    let mut alone: Vec<(Vec<String>, Bits)> = Vec::new();
    for value in singles {
        let bits = bits(tests, |test| test.of_one(&value));
        if known.insert((true, bits.clone())) {
            ways.push((Some(Values::One(value.clone())), bits.clone()));
            alone.push((vec![value], bits));
        }
    }
    if several {
        let sets = together(tests, alone)?;
        ways.extend(sets.into_iter().map(|(values, bits)| (Some(Values::Many(values)), bits)));
    }
    let mut masks: BTreeSet<Mask> = BTreeSet::new();
    let mut all = Vec::new();
    for (values, bits) in ways {
        let mask = passing(tests, &bits, rows);
        // Of choices that let the same rows pass, the first is as good as any.
        if masks.insert(mask.clone()) {
            all.push(Choice { values, mask });
        }
    }
    Ok(Choices { all, rows, open })
}

fn bits(tests: &[KeyTest], passes: impl Fn(&KeyTest) -> bool) -> Bits {
    tests.iter().map(passes).collect()
}

/// The rows all of whose tests pass; those that have none on this key among them.
fn passing(tests: &[KeyTest], bits: &[bool], rows: usize) -> Mask {
    let failed = tests.iter().zip(bits).filter(|(_, passes)| !**passes);
    let failed: BTreeSet<usize> = failed.flat_map(|(test, _)| test.rows.iter().copied()).collect();
    Mask::of(rows, |row| !failed.contains(&row))
}

/// Sets of two and more values: a test that takes all passes where each value does, another where one does. So sets
/// that are put together from what is known give every further one.
fn together(
    tests: &[KeyTest],
    alone: Vec<(Vec<String>, Bits)>,
) -> Result<Vec<(Vec<String>, Bits)>, TooMany> {
    let mut known: BTreeSet<Bits> = alone.iter().map(|(_, bits)| bits.clone()).collect();
    let mut sets = alone.clone();
    let mut at = 0;
    while let Some((values, bits)) = sets.get(at).cloned() {
        at += 1;
        for (more, other) in &alone {
            let joined: Bits = tests
                .iter()
                .zip(bits.iter().zip(other))
                .map(
                    |(test, (one, other))| {
                        if test.takes_all() { *one && *other } else { *one || *other }
                    },
                )
                .collect();
            if known.insert(joined.clone()) {
                if known.len() > MOST_SETS {
                    return Err(TooMany);
                }
                sets.push((values.iter().chain(more).cloned().collect(), joined));
            }
        }
    }
    Ok(sets.split_off(alone.len()))
}

/// Values that stand for all that a key can have, and why there may be others.
fn singles(tests: &[KeyTest]) -> Result<(Vec<String>, Option<String>), TooMany> {
    let patterns: Vec<Glob> = tests.iter().flat_map(KeyTest::patterns).collect();
    let listed = || tests.iter().flat_map(|test| &test.listed);
    let numbers: Vec<f64> = listed()
        .filter_map(|one| match one {
            Listed::Number(number) => Some(*number),
            _ => None,
        })
        .collect();
    let moments: Vec<i128> = listed()
        .filter_map(|one| match one {
            Listed::Moment(moment) => Some(*moment),
            _ => None,
        })
        .collect();
    let ranges: Vec<Range> = listed()
        .filter_map(|one| match one {
            Listed::Range(range) => Some(*range),
            _ => None,
        })
        .collect();
    let is_bool = tests.iter().any(|test| test.operator.test == Test::Bool);
    let bytes = listed().filter_map(|one| match one {
        Listed::Bytes(bytes) => Some(STANDARD.encode(bytes)),
        _ => None,
    });
    let bytes: Vec<String> = bytes.collect();
    let kinds = [
        !patterns.is_empty(),
        !numbers.is_empty(),
        !moments.is_empty(),
        !ranges.is_empty(),
        is_bool,
        !bytes.is_empty(),
    ];
    let mixed = kinds.into_iter().filter(|there| *there).count() > 1;
    let mut values = if is_bool { vec!["true".to_owned(), "false".to_owned()] } else { Vec::new() };
    values.extend(scalars::around_numbers(&numbers));
    values.extend(scalars::around_moments(&moments));
    if !ranges.is_empty() {
        values.extend(scalars::around_ranges(&ranges));
    }
    values.extend(bytes);
    values.extend(every_way(&patterns, &[])?);
    let open = if mixed {
        Some("one key is compared in several ways".to_owned())
    } else {
        mixes_cases(tests).then(|| "a key is compared with regard to case and without".to_owned())
    };
    Ok((values, open))
}

/// Whether some tests mind the case of letters and others do not, so that two spellings are not all there are.
fn mixes_cases(tests: &[KeyTest]) -> bool {
    let listed = || tests.iter().flat_map(|test| &test.listed);
    let folds = listed().any(|one| matches!(one, Listed::Folded(_)));
    let minds = listed().any(|one| matches!(one, Listed::Text(_) | Listed::Pattern(_)));
    folds && minds
}
