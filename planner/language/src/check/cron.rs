//! Cron expressions as EventBridge reads them
//! (<https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based>).

/// One of the six fields.
struct Field {
    /// Its name for people.
    name: &'static str,
    least: u32,
    most: u32,
    /// Words for numbers, from `least` on.
    words: &'static [&'static str],
    /// Whether it is one of the two days, which alone can be left open.
    is_day: bool,
}

const MONTHS: &[&str] =
    &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS: &[&str] = &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

const FIELDS: [Field; 6] = [
    Field { name: "minutes", least: 0, most: 59, words: &[], is_day: false },
    Field { name: "hours", least: 0, most: 23, words: &[], is_day: false },
    Field { name: "day of month", least: 1, most: 31, words: &[], is_day: true },
    Field { name: "month", least: 1, most: 12, words: MONTHS, is_day: false },
    Field { name: "day of week", least: 1, most: 7, words: DAYS, is_day: true },
    Field { name: "year", least: 1970, most: 2199, words: &[], is_day: false },
];

/// What is wrong with an expression.
pub(super) fn problem(cron: &str) -> Option<String> {
    let fields: Vec<&str> = cron.split_whitespace().collect();
    let [_, _, day, _, weekday, _] = fields.as_slice() else {
        return Some(format!("`{cron}` has {} fields instead of six", fields.len()));
    };
    let asked = [day, weekday].iter().filter(|field| ***field == "?").count();
    if asked != 1 {
        return Some(format!(
            "exactly one of the days is `?` in `{cron}`: the other one says which days are meant"
        ));
    }
    let wrong = fields.iter().zip(&FIELDS).find(|(text, field)| !field.reads(text));
    wrong.map(|(text, field)| {
        let words = match (field.words.first(), field.words.last()) {
            (Some(first), Some(last)) => format!(" or {first} to {last}"),
            _ => String::new(),
        };
        format!(
            "`{text}` is no {} in `{cron}`: it goes from {} to {}{words}",
            field.name, field.least, field.most
        )
    })
}

impl Field {
    fn reads(&self, text: &str) -> bool {
        (self.is_day && text == "?") || text.split(',').all(|item| self.item(item))
    }

    fn item(&self, item: &str) -> bool {
        match item.split_once('/') {
            Some((from, step)) => {
                self.range(from)
                    && step.parse::<u32>().is_ok_and(|step| step >= 1 && step <= self.most)
            }
            None => self.range(item) || (self.is_day && self.day(item)),
        }
    }

    fn range(&self, text: &str) -> bool {
        match text.split_once('-') {
            Some((from, to)) => self.value(from).is_some() && self.value(to).is_some(),
            None => text == "*" || self.value(text).is_some(),
        }
    }

    fn value(&self, text: &str) -> Option<u32> {
        let word = self.words.iter().position(|word| word.eq_ignore_ascii_case(text));
        let named = word.and_then(|at| u32::try_from(at).ok()).map(|at| at + self.least);
        let plain =
            text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten();
        named.or(plain).filter(|value| (self.least..=self.most).contains(value))
    }

    /// The last day, the working day next to one, the nth day of its name.
    fn day(&self, text: &str) -> bool {
        if text == "L" {
            return true;
        }
        if self.words.is_empty() {
            let workday = text.strip_suffix('W');
            let before = text.strip_prefix("L-");
            return workday.is_some_and(|day| day == "L" || self.value(day).is_some())
                || before.is_some_and(|days| self.value(days).is_some());
        }
        let last = text.strip_suffix('L');
        let nth = text.split_once('#');
        last.is_some_and(|day| self.value(day).is_some())
            || nth.is_some_and(|(day, nth)| {
                self.value(day).is_some()
                    && nth.parse::<u32>().is_ok_and(|nth| (1..=5).contains(&nth))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::problem;

    #[test]
    fn every_form_of_the_documentation_is_read() {
        for cron in [
            "0 3 * * ? *",
            "15 10 ? * 6L 2022-2026",
            "0/5 8-17 ? * MON-FRI *",
            "0 9 ? * 2#1 *",
            "30 0 1 JAN,APR,JUL,OCT ? *",
            "0 12 L * ? *",
            "0 12 3W * ? *",
            "0 12 LW * ? *",
            "0,30 */2 1-15 * ? 2030",
            "0 3 ? * sun *",
            "0 3 ? * L *",
        ] {
            assert_eq!(problem(cron), None, "{cron}");
        }
    }

    #[test]
    fn what_is_out_of_range_is_named() {
        for (cron, part) in [
            ("60 3 * * ? *", "minutes"),
            ("0 24 * * ? *", "hours"),
            ("0 3 32 * ? *", "day of month"),
            ("0 3 0 * ? *", "day of month"),
            ("0 3 * 13 ? *", "month"),
            ("0 3 ? * 0 *", "day of week"),
            ("0 3 ? * MONDAY *", "day of week"),
            ("0 3 ? * 2#6 *", "day of week"),
            ("0 3 * * ? 1969", "year"),
            ("0/0 3 * * ? *", "minutes"),
            ("a 3 * * ? *", "minutes"),
            ("? 3 * * ? *", "minutes"),
            ("0 3 ? * 3W *", "day of week"),
            ("0, 3 * * ? *", "minutes"),
        ] {
            let told = problem(cron).unwrap_or_default();
            assert!(told.contains(&format!("is no {part} in")), "{cron}: {told}");
        }
        assert!(problem("0 3 * * *").is_some_and(|told| told.contains("5 fields")));
        assert!(problem("0 3 * * * *").is_some_and(|told| told.contains('?')));
    }
}
