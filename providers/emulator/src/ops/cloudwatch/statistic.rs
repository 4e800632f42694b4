//! Statistics over weighted values.
//!
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html>

/// A statistic of GetMetricData and of alarms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Statistic {
    SampleCount,
    Sum,
    Average,
    Minimum,
    Maximum,
    /// The value below which a share of the samples lies.
    Percentile(f64),
    /// The percentage of samples above the first and up to the second bound.
    PercentileRank(f64, f64),
    /// Something of the samples between bounds: `TM`, `TC`, `TS` and `WM`.
    Trimmed(Of, Bounds),
}

/// What is made of the samples between bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Mean,
    Count,
    Sum,
    /// The mean of all samples, those outside counted as the nearest bound.
    Winsorized,
}

/// Two bounds: values, or percentages of the samples in order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Bounds {
    Values(f64, f64),
    Shares(f64, f64),
}

/// Values, each with how often it occurred.
type Weighted = (f64, f64);

impl Statistic {
    pub(super) fn parse(text: &str) -> Option<Statistic> {
        Some(match text {
            "SampleCount" => Statistic::SampleCount,
            "Sum" => Statistic::Sum,
            "Average" => Statistic::Average,
            "Minimum" => Statistic::Minimum,
            "Maximum" => Statistic::Maximum,
            "IQM" => Statistic::Trimmed(Of::Mean, Bounds::Shares(25.0, 75.0)),
            _ => {
                if let Some(rest) = text.strip_prefix('p') {
                    return share(rest).map(Statistic::Percentile);
                }
                let (word, rest) = text.split_at_checked(2)?;
                if word == "PR" {
                    return match bounds(rest)? {
                        Bounds::Values(low, high) => Some(Statistic::PercentileRank(low, high)),
                        Bounds::Shares(..) => None,
                    };
                }
                let of = Of::read(word)?;
                // `tm99` is short for `TM(0%:99%)`.
                let is_short = word.starts_with(|letter: char| letter.is_ascii_lowercase());
                let bounds =
                    if is_short { Bounds::Shares(0.0, share(rest)?) } else { bounds(rest)? };
                Statistic::Trimmed(of, bounds)
            }
        })
    }

    /// The statistic of values, each with how often it occurred; never called without values.
    pub(super) fn of(self, values: &[Weighted]) -> f64 {
        let total = |values: &[Weighted]| values.iter().map(|(value, times)| value * times).sum();
        match self {
            Statistic::SampleCount => count(values),
            Statistic::Sum => total(values),
            Statistic::Average => total(values) / count(values),
            Statistic::Minimum => {
                values.iter().map(|(value, _)| *value).fold(f64::INFINITY, f64::min)
            }
            Statistic::Maximum => {
                values.iter().map(|(value, _)| *value).fold(f64::NEG_INFINITY, f64::max)
            }
            Statistic::Percentile(share) => percentile(values, share),
            Statistic::PercentileRank(low, high) => {
                count(&Bounds::Values(low, high).within(values)) / count(values) * 100.0
            }
            Statistic::Trimmed(Of::Count, bounds) => count(&bounds.within(values)),
            Statistic::Trimmed(Of::Sum, bounds) => total(&bounds.within(values)),
            Statistic::Trimmed(Of::Mean, bounds) => {
                let kept = bounds.within(values);
                let many = count(&kept);
                if many > 0.0 { total(&kept) / many } else { 0.0 }
            }
            Statistic::Trimmed(Of::Winsorized, bounds) => {
                total(&bounds.clamped(values)) / count(values)
            }
        }
    }
}

impl Of {
    fn read(word: &str) -> Option<Of> {
        match word {
            "TM" | "tm" => Some(Of::Mean),
            "TC" | "tc" => Some(Of::Count),
            "TS" | "ts" => Some(Of::Sum),
            "WM" | "wm" => Some(Of::Winsorized),
            _ => None,
        }
    }
}

impl Bounds {
    /// The samples above the first and up to the second bound; of shares, as much of each value as lies there.
    fn within(self, values: &[Weighted]) -> Vec<Weighted> {
        match self {
            Bounds::Values(low, high) => {
                let inside = values.iter().filter(|(value, _)| *value > low && *value <= high);
                inside.copied().collect()
            }
            Bounds::Shares(low, high) => {
                let all = count(values);
                let (low, high) = (all * low / 100.0, all * high / 100.0);
                let mut seen = 0.0;
                let mut kept = Vec::new();
                for (value, times) in sorted(values) {
                    let (from, to) = (f64::max(seen, low), f64::min(seen + times, high));
                    seen += times;
                    if to > from {
                        kept.push((value, to - from));
                    }
                }
                kept
            }
        }
    }

    /// All samples, those outside moved to the nearest bound.
    fn clamped(self, values: &[Weighted]) -> Vec<Weighted> {
        let (low, high) = match self {
            Bounds::Values(low, high) => (low, high),
            Bounds::Shares(low, high) => (percentile(values, low), percentile(values, high)),
        };
        values.iter().map(|(value, times)| (value.max(low).min(high), *times)).collect()
    }
}

/// A percentage.
fn share(text: &str) -> Option<f64> {
    text.parse().ok().filter(|share| (0.0..=100.0).contains(share))
}

/// Reads `(low:high)` or `(low%:high%)`, either side empty for no bound.
fn bounds(text: &str) -> Option<Bounds> {
    let (low, high) = text.strip_prefix('(')?.strip_suffix(')')?.split_once(':')?;
    if low.is_empty() && high.is_empty() {
        return None;
    }
    if low.ends_with('%') || high.ends_with('%') {
        let read = |text: &str, open: f64| {
            if text.is_empty() { Some(open) } else { share(text.strip_suffix('%')?) }
        };
        let (low, high) = (read(low, 0.0)?, read(high, 100.0)?);
        return (low < high).then_some(Bounds::Shares(low, high));
    }
    let read = |text: &str, open: f64| if text.is_empty() { Some(open) } else { text.parse().ok() };
    Some(Bounds::Values(read(low, f64::NEG_INFINITY)?, read(high, f64::INFINITY)?))
}

fn count(values: &[Weighted]) -> f64 {
    values.iter().map(|(_, times)| times).sum()
}

fn sorted(values: &[Weighted]) -> Vec<Weighted> {
    let mut sorted = values.to_vec();
    sorted.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    sorted
}

/// The smallest value with at least this share of the samples up to it.
fn percentile(values: &[Weighted], share: f64) -> f64 {
    let rank = count(values) * share / 100.0;
    let sorted = sorted(values);
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
            ("TM(1:10)", 7.5),
            ("TS(:5)", 7.0),
            ("tm75", 7.0 / 3.0),
            ("tc75", 3.0),
            ("ts75", 7.0),
            // The highest quarter counts as the value at its bound.
            ("wm75", 3.0),
            ("WM(:5)", 3.0),
            ("TM(25%:75%)", 3.0),
            ("IQM", 3.0),
            // Half of a sample is cut off.
            ("TS(12.5%:)", 16.5),
            ("TM(20:)", 0.0),
        ];
        for (text, expect) in cases {
            let statistic = Statistic::parse(text).unwrap();
            let found = statistic.of(&values);
            assert!((found - expect).abs() < 1e-9, "{text}: {found}");
        }
        for text in [
            "p101",
            "Mean",
            "TC5",
            "p",
            "x",
            "",
            "tm101",
            "tm",
            "TM()",
            "TM(:)",
            "TM(5:9%)",
            "TM(90%:10%)",
            "PR(1%:2%)",
            "é1",
        ] {
            assert_eq!(Statistic::parse(text), None, "{text}");
        }
    }
}
