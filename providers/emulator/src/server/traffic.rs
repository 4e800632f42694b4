//! What functions have been doing: requests and errors per version, and the latest runs. For people who look at the
//! page; it is no part of the world, and a restart begins anew.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

/// How many seconds are told one by one.
const SECONDS: usize = 60;
/// How many runs are remembered.
const LATEST: usize = 50;
/// How many versions are counted; more than anybody runs on one machine.
const MOST_VERSIONS: usize = 10_000;

/// One run of a function.
#[derive(Debug, Clone)]
pub(crate) struct Ran {
    pub(crate) at_ms: u64,
    pub(crate) function: String,
    pub(crate) version: String,
    /// The alias or number that was asked for.
    pub(crate) qualifier: Option<String>,
    /// `None` for a call that was refused for concurrency.
    pub(crate) duration_ms: Option<f64>,
    pub(crate) failed: bool,
}

/// Counts by function and version.
#[derive(Debug, Default)]
pub(crate) struct Traffic {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    versions: BTreeMap<(String, String), Tally>,
    latest: VecDeque<(u64, Ran)>,
    number: u64,
}

#[derive(Debug, Default)]
struct Tally {
    requests: u64,
    errors: u64,
    throttles: u64,
    /// Requests and errors of the latest seconds, oldest first.
    seconds: VecDeque<(u64, u32, u32)>,
}

impl Traffic {
    /// Counts a run.
    pub(crate) fn ran(&self, ran: Ran) {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (ran.function.clone(), ran.version.clone());
        if inner.versions.len() < MOST_VERSIONS || inner.versions.contains_key(&key) {
            inner.versions.entry(key).or_default().count(&ran);
        }
        inner.number += 1;
        let number = inner.number;
        inner.latest.push_back((number, ran));
        if inner.latest.len() > LATEST {
            inner.latest.pop_front();
        }
    }

    /// The versions of a function that ran: totals, and the latest seconds up to `now_ms` where there was anything.
    pub(crate) fn of(&self, function: &str, now_ms: u64) -> Value {
        let inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let own = inner
            .versions
            .range((function.to_owned(), String::new())..)
            .take_while(|((name, _), _)| name == function);
        Value::Object(
            own.map(|((_, version), tally)| (version.clone(), tally.told(now_ms / 1000))).collect(),
        )
    }

    /// The latest runs, newest first.
    pub(crate) fn latest(&self) -> Value {
        let inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let told = inner.latest.iter().rev().map(|(number, ran)| {
            json!({
                "number": number, "at_ms": ran.at_ms, "function": ran.function, "version": ran.version,
                "qualifier": ran.qualifier, "duration_ms": ran.duration_ms, "failed": ran.failed,
            })
        });
        Value::Array(told.collect())
    }

    pub(crate) fn clear(&self) {
        *self.inner.lock().unwrap_or_else(PoisonError::into_inner) = Inner::default();
    }
}

impl Tally {
    fn count(&mut self, ran: &Ran) {
        if ran.duration_ms.is_none() {
            self.throttles += 1;
            return;
        }
        let (second, error) = (ran.at_ms / 1000, u32::from(ran.failed));
        self.requests += 1;
        self.errors += u64::from(error);
        // Runs end out of order: a long one counts in the second it began, where that is still kept.
        match self.seconds.iter_mut().rev().find(|(at, ..)| *at <= second) {
            Some((at, requests, errors)) if *at == second => {
                *requests += 1;
                *errors += error;
            }
            _ => {
                let place = self.seconds.partition_point(|(at, ..)| *at < second);
                self.seconds.insert(place, (second, 1, error));
            }
        }
        if self.seconds.len() > SECONDS {
            self.seconds.pop_front();
        }
    }

    fn told(&self, now: u64) -> Value {
        let oldest = now.saturating_sub(SECONDS as u64 - 1);
        let seconds = self.seconds.iter().filter(|(at, ..)| (oldest..=now).contains(at));
        let recent: Vec<Value> =
            seconds.map(|(at, requests, errors)| json!([now - at, requests, errors])).collect();
        json!({
            "requests": self.requests, "errors": self.errors, "throttles": self.throttles,
            "recent": recent,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{LATEST, Ran, Traffic};

    fn ran(at_ms: u64, version: &str, failed: bool) -> Ran {
        Ran {
            at_ms,
            function: "f".to_owned(),
            version: version.to_owned(),
            qualifier: Some("live".to_owned()),
            duration_ms: Some(1.0),
            failed,
        }
    }

    #[test]
    fn runs_count_in_their_second_and_old_seconds_fade() {
        let traffic = Traffic::default();
        traffic.ran(ran(61_000, "2", false));
        traffic.ran(ran(60_500, "2", true));
        traffic.ran(ran(61_900, "2", false));
        traffic.ran(Ran { duration_ms: None, ..ran(61_000, "1", false) });
        let told = traffic.of("f", 119_999);
        assert_eq!(told["2"]["recent"], json!([[59, 1, 1], [58, 2, 0]]));
        assert_eq!((&told["2"]["requests"], &told["2"]["errors"]), (&json!(3), &json!(1)));
        assert_eq!(told["1"]["throttles"], 1);
        assert_eq!(traffic.of("f", 120_000)["2"]["recent"], json!([[59, 2, 0]]));
        assert_eq!(traffic.of("g", 0), json!({}));
    }

    #[test]
    fn the_latest_runs_are_told_newest_first_and_bounded() {
        let traffic = Traffic::default();
        (0..100).for_each(|at| traffic.ran(ran(at * 1_000, "1", false)));
        let told = traffic.latest();
        assert_eq!(told.as_array().map(Vec::len), Some(LATEST));
        assert_eq!(told[0]["number"], 100);
        assert_eq!(traffic.of("f", 99_000)["1"]["recent"].as_array().map(Vec::len), Some(60));
    }
}
