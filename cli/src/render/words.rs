//! Small pieces of language that several renderers share: counts, units, lists.
use cutover_schemas::forecast::Detects;
use cutover_schemas::plan::{Action, Budget, Mode, Plan, Summary};

/// `1 step`, `2 steps`.
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// The first few of a list, and how many more there are.
pub fn some_of(items: &[String], at_most: usize) -> String {
    let shown = items.get(..at_most.min(items.len())).unwrap_or_default();
    let listed = shown.join(", ");
    match items.len() - shown.len() {
        0 => listed,
        more => format!("{listed} and {more} more"),
    }
}

/// Ten-thousandths for people: `5 %`, `0.5 %`.
pub fn share(ten_thousandths: i64) -> String {
    let (whole, part) = (ten_thousandths / 100, ten_thousandths % 100);
    match part {
        0 => format!("{whole} %"),
        part => format!("{whole}.{} %", format!("{part:02}").trim_end_matches('0')),
    }
}

/// Seconds for people: `0.4 s`, `12 s`, `3 min 20 s`.
pub fn seconds(seconds: f64) -> String {
    if seconds < 9.95 {
        return format!("{seconds:.1} s");
    }
    if seconds < 119.5 {
        return format!("{seconds:.0} s");
    }
    format!("{:.0} min {:.0} s", (seconds / 60.0).floor(), seconds % 60.0)
}

/// Milliseconds for people.
pub fn millis(millis: i64) -> String {
    if millis < 1_000 {
        return format!("{millis} ms");
    }
    #[expect(clippy::cast_precision_loss, reason = "nobody reads this to the microsecond")]
    seconds(millis as f64 / 1_000.0)
}

/// What will happen to an address, as a verb.
pub const fn verb(action: Action) -> &'static str {
    match action {
        Action::Create => "create",
        Action::Update => "update",
        Action::Replace => "replace",
        Action::Delete => "delete",
        Action::Adopt => "adopt",
        Action::None => "keep",
        Action::Blocked => "blocked",
    }
}

/// The sign in front of an address.
pub const fn sign(action: Action) -> &'static str {
    match action {
        Action::Create => "+",
        Action::Update => "~",
        Action::Replace => "-/+",
        Action::Delete => "-",
        Action::Adopt => "=",
        Action::None => " ",
        Action::Blocked => "!",
    }
}

/// The last line of a plan: `Plan: 3 to create, 1 to delete; 12 unchanged.`
pub fn summary(plan: &Plan) -> String {
    let Summary { unchanged, .. } = plan.summary;
    if plan.is_empty() {
        return match plan.mode {
            Mode::Apply => format!(
                "Nothing to do: {} as the spec says.",
                count(unchanged, "resource is", "resources are")
            ),
            Mode::Destroy => "Nothing to do: there is nothing of this deployment.".to_owned(),
        };
    }
    let parts = counts(&plan.summary);
    let parts = if parts.is_empty() { count(plan.steps.len(), "step", "steps") } else { parts };
    format!("Plan: {parts}; {unchanged} unchanged.")
}

/// `3 to create, 1 to delete`; empty when nothing changes.
pub fn counts(summary: &Summary) -> String {
    let parts = [
        (summary.create, "to create"),
        (summary.update, "to update"),
        (summary.replace, "to replace"),
        (summary.delete, "to delete"),
        (summary.adopt, "to adopt"),
        (summary.blocked, "blocked"),
    ];
    let said = parts.iter().filter(|(number, _)| *number > 0);
    said.map(|(number, words)| format!("{number} {words}")).collect::<Vec<_>>().join(", ")
}

/// What carrying a plan out takes.
pub fn cost(steps: usize, budget: &Budget) -> String {
    format!(
        "{}: at most {} changing and {} reading calls; AWS's rate limits make this take {} or more.",
        count(steps, "step", "steps"),
        budget.writes,
        budget.reads,
        seconds(budget.lower_bound_seconds),
    )
}

/// What a canary will find out, line by line.
pub fn detects(detects: &Detects) -> Vec<String> {
    let percent = |share: f64| format!("{:.1}%", share * 100.0);
    let catches = match detects.smallest_error_rate {
        Some(rate) => format!(
            "finds a version that fails {} of its requests four times out of five",
            percent(rate)
        ),
        None => "finds no version however it fails: there is too little traffic".to_owned(),
    };
    let doubling = detects.seconds_to_find_doubling.map_or_else(
        || "a doubling of errors is rarely found".to_owned(),
        |seconds| format!("a doubling of errors is found after about {seconds:.0} s"),
    );
    vec![
        format!(
            "at {:.2} requests a second, {} of which fail now: {catches}; {doubling}",
            detects.requests_per_second,
            percent(detects.error_rate),
        ),
        format!(
            "a version no worse is promoted with a chance of {:.0}%, and ends undecided with {:.0}%",
            detects.promotes_identical * 100.0,
            detects.inconclusive * 100.0,
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_like_language() {
        assert_eq!(
            (count(1, "step", "steps"), count(0, "step", "steps")),
            ("1 step".into(), "0 steps".into())
        );
        let names: Vec<String> = ["a", "b", "c"].map(str::to_owned).to_vec();
        assert_eq!(
            (some_of(&names, 2), some_of(&names, 3)),
            ("a, b and 1 more".into(), "a, b, c".into())
        );
        assert_eq!([0.04, 9.0, 11.6, 200.0].map(seconds), ["0.0 s", "9.0 s", "12 s", "3 min 20 s"]);
        assert_eq!([999, 1_500].map(millis), ["999 ms", "1.5 s"]);
    }
}
