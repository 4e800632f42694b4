//! Statistics over weighted values.

/// A statistic of GetMetricData.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Statistic {
    SampleCount,
    Sum,
    Average,
    Minimum,
    Maximum,
    /// The value below which a share of the samples lies.
    Percentile(f64),
    /// How many samples lie above the first and up to the second bound.
    TrimmedCount(f64, f64),
    /// The percentage of samples there.
    PercentileRank(f64, f64),
}

impl Statistic {
    pub(super) fn parse(text: &str) -> Option<Statistic> {
        Some(match text {
            "SampleCount" => Statistic::SampleCount,
            "Sum" => Statistic::Sum,
            "Average" => Statistic::Average,
            "Minimum" => Statistic::Minimum,
            "Maximum" => Statistic::Maximum,
            _ => {
                if let Some(rest) = text.strip_prefix('p') {
                    let share = rest.parse::<f64>().ok()?;
                    return (0.0..=100.0).contains(&share).then_some(Statistic::Percentile(share));
                }
                let (low, high) = bounds(text.get(2..)?)?;
                match text.get(..2)? {
                    "TC" => Statistic::TrimmedCount(low, high),
                    "PR" => Statistic::PercentileRank(low, high),
                    _ => return None,
                }
            }
        })
    }

    /// The statistic of values, each with how often it occurred; never called without values.
    pub(super) fn of(self, values: &[(f64, f64)]) -> f64 {
        let count: f64 = values.iter().map(|(_, times)| times).sum();
        let sum: f64 = values.iter().map(|(value, times)| value * times).sum();
        let within = |low: f64, high: f64| -> f64 {
            values
                .iter()
                .filter(|(value, _)| *value > low && *value <= high)
                .map(|(_, times)| times)
                .sum()
        };
        match self {
            Statistic::SampleCount => count,
            Statistic::Sum => sum,
            Statistic::Average => sum / count,
            Statistic::Minimum => {
                values.iter().map(|(value, _)| *value).fold(f64::INFINITY, f64::min)
            }
            Statistic::Maximum => {
                values.iter().map(|(value, _)| *value).fold(f64::NEG_INFINITY, f64::max)
            }
            Statistic::Percentile(share) => percentile(values, count * share / 100.0),
            Statistic::TrimmedCount(low, high) => within(low, high),
            Statistic::PercentileRank(low, high) => within(low, high) / count * 100.0,
        }
    }
}

/// Reads `(low:high)`, either side empty for no bound.
fn bounds(text: &str) -> Option<(f64, f64)> {
    let (low, high) = text.strip_prefix('(')?.strip_suffix(')')?.split_once(':')?;
    let read = |text: &str, open: f64| if text.is_empty() { Some(open) } else { text.parse().ok() };
    Some((read(low, f64::NEG_INFINITY)?, read(high, f64::INFINITY)?))
}

/// The smallest value with at least `rank` samples up to it.
fn percentile(values: &[(f64, f64)], rank: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    let mut seen = 0.0;
    for (value, times) in &sorted {
        seen += times;
        if seen >= rank {
            return *value;
        }
    }
    sorted.last().map_or(0.0, |(value, _)| *value)
}

#[cfg(test)]
mod tests {
    use super::Statistic;

    #[test]
    fn statistics_weigh_their_values() {
        let values = [(10.0, 1.0), (1.0, 2.0), (5.0, 1.0)];
        let cases = [
            ("SampleCount", 4.0),
            ("Sum", 17.0),
            ("Average", 4.25),
            ("Minimum", 1.0),
            ("Maximum", 10.0),
            ("p50", 1.0),
            ("p75", 5.0),
            ("p99.9", 10.0),
            ("TC(1:10)", 2.0),
            ("TC(:5)", 3.0),
            ("PR(:1)", 50.0),
        ];
        for (text, expect) in cases {
            let statistic = Statistic::parse(text).unwrap();
            assert!((statistic.of(&values) - expect).abs() < 1e-9, "{text}");
        }
        for text in ["p101", "Mean", "TC5", "p", "x"] {
            assert_eq!(Statistic::parse(text), None, "{text}");
        }
    }
}
