//! DynamoDB's numbers: exact decimals of up to 38 digits, and how they are ordered and written.

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};

/// The most significant digits a number has.
const DIGITS: usize = 38;

/// An exact decimal, `mantissa * 10^exponent`; the mantissa has no trailing zero, and zero has no exponent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub(crate) struct Number {
    mantissa: i128,
    exponent: i32,
}

/// Why a text or a result is no number of DynamoDB's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotANumber {
    /// Not written as a number.
    Syntax,
    /// Larger than 9.99E+125.
    Overflow,
    /// Smaller than 1E-130, yet not zero.
    Underflow,
    /// More than 38 significant digits.
    Precision,
}

impl Number {
    const ZERO: Number = Number { mantissa: 0, exponent: 0 };

    /// Reads a decimal, with or without a fraction and an exponent.
    pub(crate) fn parse(text: &str) -> Result<Number, NotANumber> {
        let (unsigned, negative) = match text.as_bytes().first() {
            Some(b'-') => (text.get(1..).unwrap_or_default(), true),
            Some(b'+') => (text.get(1..).unwrap_or_default(), false),
            _ => (text, false),
        };
        let (decimal, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((decimal, exponent)) => {
                (decimal, exponent.parse::<i32>().map_err(|_| NotANumber::Syntax)?)
            }
            None => (unsigned, 0),
        };
        let (whole, fraction) = decimal.split_once('.').unwrap_or((decimal, ""));
        let digits = format!("{whole}{fraction}");
        if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(NotANumber::Syntax);
        }
        let significant = digits.trim_matches('0');
        if significant.is_empty() {
            return Ok(Number::ZERO);
        }
        let trailing = digits.len() - digits.trim_end_matches('0').len();
        let places = i32::try_from(fraction.len()).map_err(|_| NotANumber::Precision)?;
        let zeros = i32::try_from(trailing).map_err(|_| NotANumber::Precision)?;
        let exponent = exponent.saturating_sub(places).saturating_add(zeros);
        if significant.len() > DIGITS {
            return Err(magnitude(significant.len(), exponent)
                .err()
                .unwrap_or(NotANumber::Precision));
        }
        magnitude(significant.len(), exponent)?;
        let mantissa: i128 = significant.parse().map_err(|_| NotANumber::Precision)?;
        Ok(Number { mantissa: if negative { -mantissa } else { mantissa }, exponent })
    }

    /// The exact sum.
    pub(crate) fn plus(self, other: Number) -> Result<Number, NotANumber> {
        if self.mantissa == 0 {
            return Ok(other);
        }
        if other.mantissa == 0 {
            return Ok(self);
        }
        let exponent = self.exponent.min(other.exponent);
        let sum = self.scaled(exponent).zip(other.scaled(exponent));
        let sum = sum.and_then(|(one, two)| one.checked_add(two)).ok_or(NotANumber::Precision)?;
        Number::normal(sum, exponent)
    }

    /// The exact difference.
    pub(crate) fn minus(self, other: Number) -> Result<Number, NotANumber> {
        self.plus(Number { mantissa: -other.mantissa, ..other })
    }

    /// The whole part as seconds or counts, when it fits and nothing follows the point.
    pub(crate) fn whole(self) -> Option<i64> {
        i64::try_from(self.scaled(0)?).ok()
    }

    /// The mantissa at a lower exponent.
    fn scaled(self, exponent: i32) -> Option<i128> {
        let shift = u32::try_from(self.exponent.checked_sub(exponent)?).ok()?;
        10_i128.checked_pow(shift)?.checked_mul(self.mantissa)
    }

    fn normal(mut mantissa: i128, mut exponent: i32) -> Result<Number, NotANumber> {
        if mantissa == 0 {
            return Ok(Number::ZERO);
        }
        while mantissa % 10 == 0 {
            mantissa /= 10;
            exponent += 1;
        }
        let digits = mantissa.unsigned_abs().to_string().len();
        magnitude(digits, exponent)?;
        if digits > DIGITS {
            return Err(NotANumber::Precision);
        }
        Ok(Number { mantissa, exponent })
    }

    /// How many bytes the number counts in an item's size, roughly: a byte for two digits, and one more.
    pub(crate) fn size(self) -> usize {
        let digits = self.mantissa.unsigned_abs().to_string().len();
        digits.div_ceil(2) + 1 + usize::from(self.mantissa < 0)
    }

    /// A text whose byte order is the order of the numbers.
    pub(crate) fn sortable(self) -> String {
        if self.mantissa == 0 {
            return "1".to_owned();
        }
        let digits = self.mantissa.unsigned_abs().to_string();
        // Where the first digit stands: between -130 and 125, so both sides stay positive.
        let place = i64::from(self.exponent) + i64::try_from(digits.len()).unwrap_or(i64::MAX);
        if self.mantissa > 0 {
            return format!("2{:03}{digits}", place + 200);
        }
        let turned: String =
            digits.bytes().map(|digit| char::from(b'9' - (digit - b'0'))).collect();
        // The end sorts after every digit: of two negative numbers the longer one is the smaller.
        format!("0{:03}{turned}~", 500 - place)
    }
}

/// Whether the first digit stands where numbers may begin.
fn magnitude(digits: usize, exponent: i32) -> Result<(), NotANumber> {
    let first = i64::from(exponent) + i64::try_from(digits).unwrap_or(i64::MAX) - 1;
    match first {
        126.. => Err(NotANumber::Overflow),
        -130..=125 => Ok(()),
        _ => Err(NotANumber::Underflow),
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Number) -> Ordering {
        self.sortable().cmp(&other.sortable())
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Number) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.mantissa.unsigned_abs().to_string();
        let sign = if self.mantissa < 0 { "-" } else { "" };
        if let Ok(zeros) = usize::try_from(self.exponent) {
            return write!(out, "{sign}{digits}{}", "0".repeat(zeros));
        }
        let places = usize::try_from(self.exponent.unsigned_abs()).unwrap_or(0);
        match digits.len().checked_sub(places).filter(|whole| *whole > 0) {
            Some(whole) => {
                let (whole, fraction) = digits.split_at(whole);
                write!(out, "{sign}{whole}.{fraction}")
            }
            None => write!(out, "{sign}0.{}{digits}", "0".repeat(places - digits.len())),
        }
    }
}

impl From<Number> for String {
    fn from(number: Number) -> String {
        number.to_string()
    }
}

impl TryFrom<String> for Number {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Number, &'static str> {
        Number::parse(&text).map_err(|_| "not a number")
    }
}

#[cfg(test)]
mod tests {
    use super::{NotANumber, Number};

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    #[test]
    fn numbers_are_written_plainly() {
        for (text, shown) in [
            ("0", "0"),
            ("-0.00", "0"),
            ("007", "7"),
            ("1.50", "1.5"),
            ("1e3", "1000"),
            ("-12.5E-3", "-0.0125"),
            (".5", "0.5"),
            ("1E-130", &format!("0.{}1", "0".repeat(129))),
            ("99999999999999999999999999999999999999", "99999999999999999999999999999999999999"),
        ] {
            assert_eq!(number(text).to_string(), shown, "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_told_apart() {
        for (text, why) in [
            ("", NotANumber::Syntax),
            ("-", NotANumber::Syntax),
            ("1x", NotANumber::Syntax),
            ("1e", NotANumber::Syntax),
            ("1E126", NotANumber::Overflow),
            ("1E-131", NotANumber::Underflow),
            ("123456789012345678901234567890123456789", NotANumber::Precision),
        ] {
            assert_eq!(Number::parse(text), Err(why), "{text}");
        }
    }

    #[test]
    fn order_and_arithmetic_are_exact() {
        let sorted = [
            "-1000", "-12", "-1.23", "-1.2", "-0.5", "0", "0.05", "0.5", "1", "1.5", "9", "10",
            "1e125",
        ];
        for pair in sorted.windows(2) {
            assert!(number(pair[0]) < number(pair[1]), "{pair:?}");
        }
        assert_eq!(number("0.1").plus(number("0.2")), Ok(number("0.3")));
        assert_eq!(number("1000").minus(number("0.001")), Ok(number("999.999")));
        assert_eq!(number("5").minus(number("5")), Ok(number("0")));
        assert_eq!(number("1e60").plus(number("1")), Err(NotANumber::Precision));
        assert_eq!(
            (number("1700000000").whole(), number("1.5").whole()),
            (Some(1_700_000_000), None)
        );
    }
}
