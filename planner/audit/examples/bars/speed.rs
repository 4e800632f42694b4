//! Speed and sturdiness: every policy there is, linted, and compared with itself and with the next one.
use crate::clock::Clock;
use crate::pairs::{percent, policy, quantile};
use cutover_audit::contain::{Options, Verdict, beyond};
use cutover_audit::policy::{Policy, PolicyType};
use cutover_audit::request::Layers;
use cutover_audit::table::Table;
use serde_json::Value;
use std::time::{Duration, Instant};

pub(crate) fn measure(policies: &Value, misses: bool) -> bool {
    let Some(policies) = policies.as_object() else { return false };
    let texts: Vec<(&String, String)> =
        policies.iter().map(|(name, document)| (name, document.to_string())).collect();
    let began = Clock::start();
    let mut worst = Duration::ZERO;
    let mut found = 0;
    for (name, text) in &texts {
        let one = Clock::start();
        found += cutover_audit::lint(name, text, None).len();
        worst = worst.max(one.elapsed());
        if misses && one.elapsed() > Duration::from_millis(50) {
            println!("    slow to lint: {:?} {name}", one.elapsed());
        }
    }
    let took = began.elapsed();
    #[expect(clippy::cast_precision_loss, reason = "a thousand policies")]
    let thousand = took.as_secs_f64() * 1_000.0 / texts.len().max(1) as f64;
    println!(
        "lint: {} policies in {took:?}, {found} findings; 1,000 take {thousand:.3} s, the slowest {worst:?}",
        texts.len()
    );
    println!("  memory at its peak: {} MB", peak_megabytes());
    if misses {
        each_rule(&texts);
    }
    let compared = compare(policies, misses);
    thousand < 1.0 && worst < Duration::from_secs(1) && compared
}

/// How long each rule takes for all of them.
fn each_rule(texts: &[(&String, String)]) {
    let mut total: Vec<(Duration, &str, usize)> = Vec::new();
    let read: Vec<_> = texts
        .iter()
        .filter_map(|(_, text)| Some((text, cutover_audit::json::parse(text).ok()?)))
        .map(|(text, root)| {
            let policy = Policy::read(&root);
            (text, root, policy)
        })
        .collect();
    for rule in cutover_audit::rules::RULES {
        let (began, mut found) = (Clock::start(), 0);
        for (text, root, policy) in &read {
            let kind = policy.guess_type();
            let subject = cutover_audit::rules::Subject {
                text,
                root,
                policy,
                kind,
                table: Table::embedded(),
            };
            found += (rule.check)(&subject).len();
        }
        total.push((began.elapsed(), rule.code, found));
    }
    total.sort();
    for (took, code, found) in total.iter().rev() {
        println!("    {code} takes {took:?} and finds {found}");
    }
}

/// Each with itself, which must be proven, and with the next one, which must end.
fn compare(policies: &serde_json::Map<String, Value>, misses: bool) -> bool {
    let all: Vec<(&String, Policy)> =
        policies.iter().map(|(name, document)| (name, policy(document))).collect();
    let (mut times, mut worst) = (Vec::new(), Duration::ZERO);
    let (mut undecided, mut wrong) = (0, 0);
    for (at, (name, one)) in all.iter().enumerate() {
        for (with, other) in [(0, Some(one)), (1, all.get(at + 1).map(|(_, policy)| policy))] {
            let Some(other) = other else { continue };
            let (began, clock) = (Instant::now(), Clock::start());
            let verdict =
                beyond(&layers(one), &layers(other), Table::embedded(), &Options::default());
            times.push(began.elapsed());
            worst = worst.max(clock.elapsed());
            if misses && began.elapsed() > Duration::from_millis(300) {
                println!("    slow: {:?} {name} with {with}: {verdict:?}", began.elapsed());
            }
            match verdict {
                Verdict::Undecided(why) => {
                    undecided += 1;
                    if misses {
                        println!("    undecided: {name} with {with}: {why}");
                    }
                }
                Verdict::Witness(request) if with == 0 => {
                    wrong += 1;
                    println!("    {name} is beyond itself: {request:?}");
                }
                Verdict::Witness(_) | Verdict::None => {}
            }
        }
    }
    let count = times.len();
    println!(
        "  {count} comparisons, {:.1} % undecided, {wrong} wrong; {:?} in the median, {:?} in 95 of 100, {:?} at most",
        percent(undecided, count),
        quantile(&mut times, 0.5),
        quantile(&mut times, 0.95),
        worst
    );
    wrong == 0 && worst < Duration::from_secs(1)
}

fn layers(policy: &Policy) -> Layers<'_> {
    match policy.guess_type() {
        PolicyType::Resource | PolicyType::Trust => Layers::resource(policy),
        _ => Layers::identity([policy]),
    }
}

/// What Linux says of this process; 0 elsewhere.
fn peak_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").trim().parse().unwrap_or_default();
    kilobytes / 1_024
}
