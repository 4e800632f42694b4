//! Units as written in specs: durations in seconds, shares of a whole.

/// Reads `"500ms"`, `"15s"`, `"5m"`, `"4h"`, `"30d"` as milliseconds.
pub fn duration_millis(text: &str) -> Option<i64> {
    let split = text.find(|c: char| !c.is_ascii_digit())?;
    let (digits, unit) = text.split_at(split);
    let factor = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return None,
    };
    digits.parse::<i64>().ok()?.checked_mul(factor)
}

/// Reads a duration as whole seconds; `None` when it isn't whole.
pub fn duration_seconds(text: &str) -> Option<i64> {
    duration_millis(text).filter(|millis| millis % 1_000 == 0).map(|millis| millis / 1_000)
}

/// Writes seconds in the largest unit that stays whole: `90` is `90s`, `120` is `2m`.
pub fn print_seconds(seconds: i64) -> String {
    let (number, unit) = match seconds {
        0 => (0, "s"),
        s if s % 86_400 == 0 => (s / 86_400, "d"),
        s if s % 3_600 == 0 => (s / 3_600, "h"),
        s if s % 60 == 0 => (s / 60, "m"),
        s => (s, "s"),
    };
    format!("{number}{unit}")
}

/// Writes milliseconds in the largest unit that stays whole: `800` is `800ms`, `2000` is `2s`.
pub fn print_millis(millis: i64) -> String {
    if millis % 1_000 == 0 { print_seconds(millis / 1_000) } else { format!("{millis}ms") }
}

/// Writes ten-thousandths as percent: `50` is `0.5%`.
pub fn print_share(share: i64) -> String {
    let (whole, part) = (share / 100, share % 100);
    match part {
        0 => format!("{whole}%"),
        part if part % 10 == 0 => format!("{whole}.{}%", part / 10),
        part => format!("{whole}.{part:02}%"),
    }
}

/// Reads `"5%"` or a fraction from 0 to 1 as ten-thousandths.
pub fn share(text: &str) -> Option<i64> {
    let (number, scale) = match text.strip_suffix('%') {
        Some(percent) => (percent.trim(), 100.0),
        None => (text, 10_000.0),
    };
    share_of(number.parse::<f64>().ok()?, scale)
}

/// A fraction from 0 to 1 as ten-thousandths.
pub fn share_of_fraction(fraction: f64) -> Option<i64> {
    share_of(fraction, 10_000.0)
}

/// Ten-thousandths as a fraction from 0 to 1.
pub fn fraction_of_share(share: i64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "at most 10,000")]
    let share = share as f64;
    share / 10_000.0
}

fn share_of(number: f64, scale: f64) -> Option<i64> {
    let scaled = (number * scale).round();
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked first")]
    (0.0..=10_000.0).contains(&scaled).then_some(scaled as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_and_shares_read_as_written() {
        assert_eq!(duration_seconds("3m"), Some(180));
        assert_eq!(duration_seconds("1500ms"), None);
        assert_eq!(duration_seconds("30d"), Some(2_592_000));
        for bad in ["", "3", "m", "-1s", "1w", "99999999999999d"] {
            assert_eq!(duration_seconds(bad), None, "{bad}");
        }
        assert_eq!(
            (share("5%"), share("0.3"), share("130%"), share("2")),
            (Some(500), Some(3_000), None, None)
        );
        assert_eq!(
            (print_seconds(120), print_seconds(90), print_seconds(86_400)),
            ("2m".into(), "90s".into(), "1d".into())
        );
        assert_eq!((print_millis(800), print_millis(2_000)), ("800ms".into(), "2s".into()));
        let shares: Vec<String> = [0, 1, 25, 150, 2_000, 10_000].map(print_share).into();
        assert_eq!(shares, ["0%", "0.01%", "0.25%", "1.5%", "20%", "100%"]);
    }
}
