//! What a simulated rollout meets: traffic, failures, and metrics that come late or not at all.

/// A world for a rollout. Rates and shares are plain numbers: `0.005` is 0.5 %.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// Requests over time, of each function.
    pub traffic: Traffic,
    /// Share of the stable version's invocations that fail.
    pub stable_errors: f64,
    /// Share of a bad candidate's invocations that fail.
    pub candidate_errors: f64,
    /// Seconds after the first shift at which a bad candidate begins to behave badly.
    pub onset: i64,
    /// Times in which both versions fail.
    pub outages: Vec<Outage>,
    /// By how much the candidate gets more than its configured share: `0.3` is a third more.
    pub misroute: f64,
    /// Seconds after the end of a period at which its counts can be read.
    pub metric_lag: i64,
    /// Share of points that come three periods late, and of invocations that are added to their point one to three
    /// periods late.
    pub late: f64,
    /// Share of points that never come.
    pub missing: f64,
    /// How often a failed invocation is tried again, by the same version and with the same result.
    pub retries: i64,
    /// How a bad candidate's durations differ.
    pub latency: Latency,
    /// Functions that shift together.
    pub functions: usize,
    /// How many of them have a bad candidate.
    pub bad: usize,
}

impl Default for Model {
    /// Two requests a second, half a percent of failures, no difference.
    fn default() -> Self {
        Self {
            traffic: Traffic::Constant(2.0),
            stable_errors: 0.005,
            candidate_errors: 0.005,
            onset: 0,
            outages: Vec::new(),
            misroute: 0.0,
            metric_lag: 60,
            late: 0.0,
            missing: 0.0,
            retries: 0,
            latency: Latency::Same,
            functions: 1,
            bad: 1,
        }
    }
}

impl Model {
    /// Whether every candidate is the same as its stable version.
    pub fn is_identical(&self) -> bool {
        let same = self.candidate_errors <= self.stable_errors && self.latency == Latency::Same;
        same || self.bad == 0
    }
}

/// Requests over time.
#[derive(Clone, Debug, PartialEq)]
pub enum Traffic {
    /// Always so many a second.
    Constant(f64),
    /// So many a second on average, 60 % more at noon and 60 % less at midnight; each rollout begins at an hour of its
    /// own.
    Diurnal(f64),
    /// From so many seconds after the first shift on, so many a second; before the first line as in it.
    Recorded(Vec<(i64, f64)>),
}

impl Traffic {
    /// Requests a second, so many milliseconds after the first shift, at this part of the day's turn.
    pub(super) fn at(&self, millis: i64, turn: f64) -> f64 {
        match self {
            Self::Constant(rate) => *rate,
            Self::Diurnal(mean) => {
                let day = crate::judge::real(millis) / 86_400_000.0 + turn;
                mean * (1.0 + 0.6 * (std::f64::consts::TAU * day).sin())
            }
            Self::Recorded(lines) => {
                let before = lines.iter().rev().find(|(from, _)| from * 1_000 <= millis);
                before.or(lines.first()).map_or(0.0, |(_, rate)| *rate)
            }
        }
    }
}

/// A time in which both versions fail.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outage {
    /// Seconds after the first shift.
    pub start: i64,
    /// Seconds that it lasts.
    pub length: i64,
    /// Share of invocations that fail because of it.
    pub rate: f64,
}

/// How a bad candidate's durations differ from those of the stable version, which are lognormal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Latency {
    /// Not at all.
    #[default]
    Same,
    /// Every invocation takes twice as long.
    All,
    /// The slowest fiftieth takes twice as long.
    AboveP98,
    /// The slowest hundredth takes twice as long.
    AboveP99,
}

/// Share of invocations slower than the stable version's slowest hundredth, and than twice that.
///
/// The logarithm of a duration has a standard deviation of 0.6: one that doubles everything moves the hundredth from
/// 2.326 standard deviations above the mean to 1.171.
pub(super) fn exceedances(latency: Latency) -> (f64, f64) {
    const BEYOND_TWICE: f64 = 0.000_249;
    const WHEN_DOUBLED: f64 = 0.120_8;
    match latency {
        Latency::Same => (0.01, BEYOND_TWICE),
        Latency::All => (WHEN_DOUBLED, 0.01),
        Latency::AboveP98 => (0.02, 0.01),
        Latency::AboveP99 => (0.01, 0.01),
    }
}
