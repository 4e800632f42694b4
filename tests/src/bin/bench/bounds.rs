//! What must be kept: each bound with what was measured.
use std::fmt::Write as _;

/// Every bound that was looked at.
#[derive(Debug, Default)]
pub(crate) struct Bounds {
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    what: String,
    measured: f64,
    allowed: f64,
    least: bool,
}

impl Bounds {
    /// A measure that may be this large.
    pub(crate) fn at_most(&mut self, what: &str, measured: f64, allowed: f64) {
        self.rows.push(Row { what: what.to_owned(), measured, allowed, least: false });
    }

    /// A measure that must be this large.
    pub(crate) fn at_least(&mut self, what: &str, measured: f64, allowed: f64) {
        self.rows.push(Row { what: what.to_owned(), measured, allowed, least: true });
    }

    /// Whether all of them were kept.
    pub(crate) fn kept(&self) -> bool {
        self.rows.iter().all(Row::kept)
    }

    /// All of them, as a table.
    pub(crate) fn table(&self) -> String {
        let mut table =
            String::from("| bound | measured | allowed | ratio | |\n|---|---|---|---|---|\n");
        for row in &self.rows {
            let sign = if row.least { "≥" } else { "≤" };
            let kept = if row.kept() { "kept" } else { "**missed**" };
            // Writing to a String cannot fail.
            let _ = writeln!(
                table,
                "| {} | {} | {sign} {} | {} | {kept} |",
                row.what,
                short(row.measured),
                short(row.allowed),
                row.ratio()
            );
        }
        table
    }
}

impl Row {
    /// How much of the bound is used; nothing has no part.
    fn ratio(&self) -> String {
        if self.allowed == 0.0 {
            "-".into()
        } else {
            format!("{:.2}", self.measured / self.allowed)
        }
    }

    fn kept(&self) -> bool {
        if self.least { self.measured >= self.allowed } else { self.measured <= self.allowed }
    }
}

fn short(number: f64) -> String {
    if number.fract().abs() < 1e-9 { format!("{number:.0}") } else { format!("{number:.2}") }
}
