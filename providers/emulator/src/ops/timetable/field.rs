//! One field of a cron expression as the set of values it means.

use std::collections::BTreeSet;

/// What a field may hold.
#[derive(Debug, Clone, Copy)]
pub(super) struct Range {
    pub(super) low: u16,
    pub(super) high: u16,
    /// Names of values, the first one that of `low`.
    pub(super) names: &'static [&'static str],
}

impl Range {
    /// Reads `*`, `a`, `a-b`, and any of them with `/step`, in a list.
    pub(super) fn values(self, text: &str) -> Option<BTreeSet<u16>> {
        let mut values = BTreeSet::new();
        for part in text.split(',') {
            values.extend(self.part(part)?);
        }
        Some(values)
    }

    fn part(self, text: &str) -> Option<Vec<u16>> {
        let (span, step) = match text.split_once('/') {
            Some((span, step)) => (span, Some(number(step)?)),
            None => (text, None),
        };
        if step.is_some_and(|step| step == 0 || step > self.high) {
            return None;
        }
        let (from, to) = match span.split_once('-') {
            None if span == "*" => (self.low, self.high),
            // `5/15` counts on from 5 to the end.
            None if step.is_some() => (self.value(span)?, self.high),
            None => (self.value(span)?, self.value(span)?),
            Some((from, to)) => (self.value(from)?, self.value(to)?),
        };
        let every = usize::from(step.unwrap_or(1));
        // A span may run over the end: `FRI-MON`, `22-2`.
        let all: Vec<u16> = if from <= to {
            (from..=to).collect()
        } else {
            (from..=self.high).chain(self.low..=to).collect()
        };
        Some(all.into_iter().step_by(every).collect())
    }

    /// One value, by number or by name.
    pub(super) fn value(self, text: &str) -> Option<u16> {
        let named = self.names.iter().position(|name| name.eq_ignore_ascii_case(text));
        let value = match named {
            Some(place) => self.low + u16::try_from(place).ok()?,
            None => number(text)?,
        };
        (self.low..=self.high).contains(&value).then_some(value)
    }
}

/// A number of at most four digits and nothing else.
pub(super) fn number(text: &str) -> Option<u16> {
    let digits = !text.is_empty() && text.chars().all(|letter| letter.is_ascii_digit());
    text.parse().ok().filter(|_| digits && text.len() <= 4)
}
