//! What the canary promises, and what other tools' rules make of the same worlds: thousands of rollouts on a virtual
//! clock. With `UPDATE=1` the tables and the picture of `docs/canary.md` are written anew.
mod picture;

use crate::bounds::Bounds;
use crate::print;
use cutover_rollout::rules::Rules;
use cutover_rollout::simulate::promises::{Must, Promise, promises};
use cutover_rollout::simulate::{Experiment, Tally, ends};
use std::fmt::Write as _;
use std::path::Path;

type Failure = Box<dyn std::error::Error>;

/// Rollouts of each promise.
const RUNS: u64 = 10_000;
/// Rollouts of each other tool's rules: their differences are large.
const OTHERS: u64 = 2_000;
/// Where tables begin and end in the document.
const MARKS: [(&str, &str); 2] =
    [("<!-- promises -->", "<!-- /promises -->"), ("<!-- rules -->", "<!-- /rules -->")];

/// One scenario under the rules of each tool, this project's first.
pub(crate) struct Compared {
    /// The scenario in words.
    pub(crate) scenario: String,
    /// What came out, in the order of [`Rules::ALL`].
    pub(crate) tallies: Vec<Tally>,
}

/// Measures all promises; a size says with how many runs.
pub(crate) fn run(sizes: &[usize], bounds: &mut Bounds) -> Result<(), Failure> {
    let runs = sizes.first().map_or(Ok(RUNS), |runs| u64::try_from(*runs))?;
    let promises = promises();
    let own: Vec<Tally> =
        promises.iter().map(|promise| together(&promise.experiment, runs)).collect();
    let kept = kept(&promises, &own, bounds);
    print(&kept);
    let all: Vec<Compared> =
        promises.iter().zip(own).map(|(promise, own)| compared(promise, own, runs)).collect();
    let side_by_side = side_by_side(&all);
    print(&side_by_side);
    if std::env::var_os("UPDATE").is_some() {
        write(&[kept, side_by_side], &picture::svg(&all))?;
    }
    Ok(())
}

/// A simulation on all processors.
fn together(experiment: &Experiment, runs: u64) -> Tally {
    let workers = std::thread::available_parallelism().map_or(1, |n| n.get() as u64);
    let each = runs.div_ceil(workers).max(1);
    let parts =
        (0..workers).map(|worker| (worker * each).min(runs)..((worker + 1) * each).min(runs));
    std::thread::scope(|scope| {
        let work = parts.map(|part| scope.spawn(|| ends(experiment, part)));
        let work: Vec<_> = work.collect();
        Tally::of(work.into_iter().flat_map(|one| one.join().unwrap_or_default()))
    })
}

fn compared(promise: &Promise, own: Tally, runs: u64) -> Compared {
    let others = Rules::ALL.into_iter().skip(1).map(|rules| {
        let experiment = Experiment { rules, ..promise.experiment.clone() };
        together(&experiment, runs.min(OTHERS))
    });
    Compared {
        scenario: promise.scenario.clone(),
        tallies: std::iter::once(own).chain(others).collect(),
    }
}

/// The promises with what came out.
fn kept(promises: &[Promise], tallies: &[Tally], bounds: &mut Bounds) -> String {
    let mut table = String::from(
        "| scenario | aborted | 99 % bounds | promoted | held | median min | p90 min | must |\n|---|---|---|---|---|---|---|---|\n",
    );
    for (promise, tally) in promises.iter().zip(tallies) {
        let broken = promise.must.broken(tally);
        bounds.at_most(&promise.scenario, if broken.is_empty() { 0.0 } else { 1.0 }, 0.0);
        let (low, high) = tally.bounds(tally.aborted());
        let told = if broken.is_empty() {
            must(&promise.must)
        } else {
            format!("**missed**: {}", must(&promise.must))
        };
        let _ = writeln!(
            table,
            "| {} | {} | {} to {} | {} | {} | {} | {} | {told} |",
            promise.scenario,
            percent(tally.share(tally.aborted())),
            percent(low),
            percent(high),
            percent(tally.share(tally.promoted)),
            percent(tally.share(tally.held)),
            minutes(tally.abort_percentile(50)),
            minutes(tally.abort_percentile(90)),
        );
    }
    table
}

/// A promise in few words.
fn must(must: &Must) -> String {
    let mut words = Vec::new();
    for (what, (least, most)) in [("aborted", must.aborted), ("promoted", must.promoted)] {
        if least > 0.0 {
            words.push(format!("{what} ≥ {}", percent(least)));
        }
        if most < 1.0 {
            words.push(format!("{what} ≤ {}", percent(most)));
        }
    }
    for (what, most) in [("median", must.median), ("p90", must.p90)] {
        words.extend(most.map(|most| format!("{what} ≤ {}", minutes(Some(most)))));
    }
    words.join(", ")
}

/// The rules side by side.
fn side_by_side(all: &[Compared]) -> String {
    let names: Vec<&str> = Rules::ALL.into_iter().map(Rules::name).collect();
    let mut table =
        format!("| scenario | {} |\n|---|{}\n", names.join(" | "), "---|".repeat(names.len()));
    for one in all {
        let cells = one.tallies.iter().map(|tally| {
            let share = |count| percent(tally.share(count));
            format!("{} / {}", share(tally.aborted()), share(tally.promoted))
        });
        let _ = writeln!(table, "| {} | {} |", one.scenario, cells.collect::<Vec<_>>().join(" | "));
    }
    table
}

fn write(tables: &[String; 2], picture: &str) -> Result<(), Failure> {
    let docs = cutover_tests::workspace().join("docs");
    let path = docs.join("canary.md");
    let mut text = std::fs::read_to_string(&path)?;
    for ((from, to), table) in MARKS.into_iter().zip(tables) {
        let (before, rest) = text.split_once(from).ok_or("docs/canary.md lost a mark")?;
        let (_, after) = rest.split_once(to).ok_or("docs/canary.md lost a mark")?;
        text = format!("{before}{from}\n\n{table}\n{to}{after}");
    }
    std::fs::write(&path, text)?;
    std::fs::write(Path::new(&docs).join("canary.svg"), picture)?;
    Ok(())
}

fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent == 0.0 || percent >= 99.995 {
        format!("{percent:.0} %")
    } else {
        format!("{percent:.2} %")
    }
}

fn minutes(seconds: Option<i64>) -> String {
    #[expect(clippy::cast_precision_loss, reason = "minutes of a rollout")]
    seconds.map_or_else(|| "-".to_owned(), |seconds| format!("{:.1}", seconds as f64 / 60.0))
}
