//! Values of the simulation's options.
use cutover_rollout::simulate::Outage;
use cutover_schemas::rollout::ShareStep;
use cutover_schemas::units;

/// `0.5%` or a fraction.
pub(super) fn share(text: &str) -> Result<f64, String> {
    let (number, whole) = match text.strip_suffix('%') {
        Some(percent) => (percent.trim(), 100.0),
        None => (text, 1.0),
    };
    let share = number.parse::<f64>().map(|number| number / whole);
    share
        .ok()
        .filter(|share| (0.0..=1.0).contains(share))
        .ok_or_else(|| "a share is `0.5%`, or a fraction from 0 to 1".to_owned())
}

/// A share as the spec keeps it.
pub(super) fn ten_thousandths(text: &str) -> Result<i64, String> {
    units::share(text).ok_or_else(|| "a share is `0.5%`, or a fraction from 0 to 1".to_owned())
}

/// A chance that is no certainty.
pub(super) fn alpha(text: &str) -> Result<i64, String> {
    let inside = ten_thousandths(text)?;
    let inside = Some(inside).filter(|alpha| (1..10_000).contains(alpha));
    inside.ok_or_else(|| "a chance lies between 0.01% and 99.99%".to_owned())
}

/// Requests a second.
pub(super) fn rate(text: &str) -> Result<f64, String> {
    let rate = text.parse::<f64>().ok().filter(|rate| (0.0..=1_000_000.0).contains(rate));
    rate.ok_or_else(|| "requests a second are a number from 0 to 1000000".to_owned())
}

/// A duration, at most a month.
pub(super) fn seconds(text: &str) -> Result<i64, String> {
    let seconds = units::duration_seconds(text).filter(|seconds| (0..=2_592_000).contains(seconds));
    seconds.ok_or_else(|| "a duration is `90s`, `10m` or `2h`, and at most `30d`".to_owned())
}

/// `START:LENGTH:RATE`.
pub(super) fn outage(text: &str) -> Result<Outage, String> {
    let parts: Vec<&str> = text.split(':').collect();
    let [start, length, rate] = parts[..] else {
        return Err(
            "an outage is its begin, its length and its share, such as `12m:5m:100%`".to_owned()
        );
    };
    Ok(Outage { start: seconds(start)?, length: seconds(length)?, rate: share(rate)? })
}

/// `SHARE:DURATION`.
pub(super) fn step(text: &str) -> Result<ShareStep, String> {
    let wrong =
        || "a step is a share and a duration of at least a minute, such as `5%:10m`".to_owned();
    let (of, bake) = text.trim().split_once(':').ok_or_else(wrong)?;
    let share = ten_thousandths(of)?;
    let bake = seconds(bake)?;
    let possible = (1..10_000).contains(&share) && bake >= 60;
    possible.then_some(ShareStep { share, bake }).ok_or_else(wrong)
}

/// Lines of seconds and requests a second, ascending; a first line of words is a heading.
pub(super) fn recording(text: &str) -> Result<Vec<(i64, f64)>, String> {
    let mut lines: Vec<(i64, f64)> = Vec::new();
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let pair = line.split_once(',').and_then(|(seconds, requests)| {
            let seconds = seconds.trim().parse::<i64>().ok()?;
            Some((seconds, rate(requests.trim()).ok()?))
        });
        match pair {
            Some(pair) if lines.last().is_none_or(|last| last.0 < pair.0) => lines.push(pair),
            Some(_) => return Err(format!("line {number} is not later than the one before")),
            None if number == 1 => {}
            None => {
                return Err(format!("line {number} is not `seconds,requests-per-second`"));
            }
        }
    }
    if lines.is_empty() { Err("it has no line of numbers".to_owned()) } else { Ok(lines) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_as_written() {
        assert_eq!(share("0.5%"), Ok(0.005));
        assert_eq!(share("0.03"), Ok(0.03));
        assert!(share("3").is_err() && share("-1%").is_err() && share("NaN").is_err());
        assert_eq!(outage("12m:5m:100%"), Ok(Outage { start: 720, length: 300, rate: 1.0 }));
        assert!(outage("12m:5m").is_err());
        assert_eq!(step("5%:10m"), Ok(ShareStep { share: 500, bake: 600 }));
        assert!(step("100%:10m").is_err() && step("5%").is_err() && step("5%:1s").is_err());
        assert!(alpha("0%").is_err() && alpha("100%").is_err());
        assert!(rate("inf").is_err() && rate("NaN").is_err());
    }

    #[test]
    fn a_recording_may_have_a_heading() {
        assert_eq!(recording("seconds,rps\n0,2\n\n600,20.5\n"), Ok(vec![(0, 2.0), (600, 20.5)]));
        assert_eq!(recording("0,2\n0,3"), Err("line 2 is not later than the one before".into()));
        assert_eq!(
            recording("0,2\nx,3"),
            Err("line 2 is not `seconds,requests-per-second`".into())
        );
        assert!(recording("seconds,rps\n").is_err());
    }
}
