//! Containment: pairs of policies whose relation somebody else has published.
use cutover_audit::contain::{Options, Verdict, beyond};
use cutover_audit::evaluate::decide;
use cutover_audit::json;
use cutover_audit::policy::{Policy, PolicyType};
use cutover_audit::request::Layers;
use cutover_audit::table::Table;
use serde_json::Value;
use std::time::{Duration, Instant};

/// Both directions of every pair. The source takes any resource with any action, and so do we here.
pub(crate) fn measure(pairs: &Value, misses: bool) -> bool {
    let pairs = pairs.as_array().map(Vec::as_slice).unwrap_or_default();
    let (mut right, mut wrong, mut undecided, mut unconfirmed) =
        (0_usize, 0_usize, 0_usize, 0_usize);
    let mut times = Vec::new();
    let options = Options { link: false, known_names: true };
    for pair in pairs {
        let [one, other] = ["p1", "p2"].map(|name| policy(&pair[name]));
        let began = Instant::now();
        let verdicts = [("p1_beyond_p2", &one, &other), ("p2_beyond_p1", &other, &one)].map(
            |(name, new, old)| {
                let (new, old) = (layers(new), layers(old));
                let verdict = beyond(&new, &old, Table::embedded(), &options);
                if let Verdict::Witness(request) = &verdict {
                    let holds =
                        decide(&new, request).is_allowed() && !decide(&old, request).is_allowed();
                    unconfirmed += usize::from(!holds);
                }
                (name, verdict)
            },
        );
        times.push(began.elapsed());
        for (name, verdict) in verdicts {
            let expected = pair[name].as_bool();
            let found = match &verdict {
                Verdict::None => Some(false),
                Verdict::Witness(_) => Some(true),
                Verdict::Undecided(_) => None,
            };
            match found {
                None => undecided += 1,
                found if found == expected => right += 1,
                _ => wrong += 1,
            }
            if misses && found != expected {
                println!(
                    "  {} {} {name}: published {expected:?}, found {verdict:?}",
                    pair["p1_name"], pair["p2_name"]
                );
            }
        }
    }
    let decided = right + wrong;
    println!("containment: {} pairs, both directions", pairs.len());
    println!(
        "  decided {:.2} %, of these right {:.2} % ({wrong} wrong)",
        percent(decided, decided + undecided),
        percent(right, decided)
    );
    println!("  witnesses that the evaluator refuses: {unconfirmed}");
    println!(
        "  a pair takes {:?} in the median, {:?} in 95 of 100, {:?} at most",
        quantile(&mut times, 0.5),
        quantile(&mut times, 0.95),
        quantile(&mut times, 1.0)
    );
    wrong == 0 && unconfirmed == 0 && percent(decided, decided + undecided) >= 99.0
}

fn layers(policy: &Policy) -> Layers<'_> {
    match policy.guess_type() {
        PolicyType::Resource | PolicyType::Trust => Layers::resource(policy),
        _ => Layers::identity([policy]),
    }
}

pub(crate) fn policy(document: &Value) -> Policy {
    json::parse(&document.to_string()).map(|root| Policy::read(&root)).unwrap_or_default()
}

#[expect(clippy::cast_precision_loss, reason = "counts of policies")]
pub(crate) fn percent(part: usize, whole: usize) -> f64 {
    if whole == 0 { 100.0 } else { part as f64 * 100.0 / whole as f64 }
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts of policies"
)]
pub(crate) fn quantile(times: &mut [Duration], share: f64) -> Duration {
    times.sort();
    let at = ((times.len() as f64 * share) as usize).min(times.len().saturating_sub(1));
    times.get(at).copied().unwrap_or_default()
}
