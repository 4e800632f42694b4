//! From points that breach, do not, or are missing, to a state: the rules of missing data.
//!
//! An alarm looks at more points than it evaluates. Where enough of them are there, missing ones do not count at all;
//! else they are filled in, as few as possible.
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html>

use super::super::StateValue;

/// What a missing point counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Treatment {
    Breaching,
    NotBreaching,
    Ignore,
    Missing,
}

impl Treatment {
    pub(in super::super) fn read(word: Option<&str>) -> Treatment {
        match word {
            Some("breaching") => Treatment::Breaching,
            Some("notBreaching") => Treatment::NotBreaching,
            Some("ignore") => Treatment::Ignore,
            _ => Treatment::Missing,
        }
    }
}

/// The state of an alarm that goes off when `needed` of `periods` points breach; `None` where it stays as it is.
/// The points come oldest first, and are those of the whole range that it looks at.
pub(in super::super) fn verdict(
    points: &[Option<bool>],
    (needed, periods): (usize, usize),
    missing: Treatment,
) -> Option<StateValue> {
    let real: Vec<bool> = points.iter().copied().flatten().collect();
    let filled = periods.saturating_sub(real.len());
    let recent = real.get(real.len().saturating_sub(periods)..).unwrap_or_default();
    let breaching = recent.iter().filter(|breaches| **breaches).count();
    let counted = |breaching: usize| {
        Some(if breaching >= needed { StateValue::Alarm } else { StateValue::Ok })
    };
    if filled == 0 || breaching >= needed {
        return counted(breaching);
    }
    match missing {
        Treatment::Breaching => counted(breaching + filled),
        Treatment::NotBreaching => counted(breaching),
        // A point that does not breach decides; without one it takes as long as the alarm would need.
        _ if breaching < recent.len() => Some(StateValue::Ok),
        Treatment::Ignore => None,
        Treatment::Missing if recent.is_empty() => Some(StateValue::InsufficientData),
        Treatment::Missing => {
            let oldest = points.iter().position(Option::is_some).unwrap_or_default();
            (points.len() - oldest >= needed).then_some(StateValue::Alarm)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Treatment, verdict};
    use crate::ops::cloudwatch::alarms::StateValue;

    /// The state for each treatment, in the order of the documentation's tables: `-` where it stays.
    fn check(points: &str, terms: (usize, usize), expect: &str) {
        let points: Vec<Option<bool>> = points
            .split(' ')
            .map(|point| match point {
                "X" => Some(true),
                "0" => Some(false),
                _ => None,
            })
            .collect();
        let treatments =
            [Treatment::Missing, Treatment::Ignore, Treatment::Breaching, Treatment::NotBreaching];
        let states = treatments.map(|missing| match verdict(&points, terms, missing) {
            Some(StateValue::Alarm) => "A",
            Some(StateValue::Ok) => "O",
            Some(StateValue::InsufficientData) => "I",
            None => "-",
        });
        assert_eq!(states.join(""), expect, "{points:?} {terms:?}");
    }

    /// Both tables of "How alarm state is evaluated when data is missing", and the example below them.
    #[test]
    fn the_tables_of_the_documentation_hold() {
        for (points, expect) in [
            ("0 - X - X", "OOOO"),
            ("- - - - 0", "OOOO"),
            ("- - - - -", "I-AO"),
            ("0 X X - X", "AAAA"),
            ("- - X - -", "A-AO"),
            ("- - - - X", "--AO"),
            ("- - - X -", "--AO"),
        ] {
            check(points, (3, 3), expect);
        }
        for (points, expect) in [
            ("0 - X - X", "AAAA"),
            ("0 0 X 0 X", "AAAA"),
            ("0 - X - -", "OOAO"),
            ("- - - - 0", "OOAO"),
            ("- - - X -", "A-AO"),
        ] {
            check(points, (2, 3), expect);
        }
    }

    #[test]
    fn one_point_of_one_decides_while_it_is_in_sight() {
        check("- - X", (1, 1), "AAAA");
        check("X - -", (1, 1), "AAAA");
        check("X - 0", (1, 1), "OOOO");
        check("- - -", (1, 1), "I-AO");
    }
}
