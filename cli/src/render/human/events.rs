//! Events of a run, one line each.
use crate::render::words;
use crate::style::{Style, Tone};
use cutover_schemas::event::Happening;
use cutover_schemas::measure::Arm;
use cutover_schemas::units::print_share;

/// The line of an event; a step that begins has none, as its end says the same.
pub fn line(what: &Happening, style: &Style) -> Option<String> {
    Some(match what {
        Happening::Opened { epoch, steps, takes_over } => {
            opened(*epoch, *steps, takes_over.as_deref())
        }
        Happening::Started { .. } => return None,
        Happening::Retrying { address, why, after_ms, .. } => {
            let pause = words::millis(*after_ms);
            style.paint(Tone::Update, &format!("  ~ {address}: {why}; again in {pause}"))
        }
        Happening::Ended { address, words: what, elapsed_ms, .. } => {
            let sign = style.paint(Tone::Create, "ok");
            let took = style.paint(Tone::Faint, &words::millis(*elapsed_ms));
            format!("  {sign} {address}  {what} {took}")
        }
        Happening::Failed { address, code, message, hint, .. } => {
            let head = style.paint(Tone::Delete, &format!("  FAILED {address}"));
            let hint = hint.as_ref().map(|hint| format!("\n    hint: {hint}")).unwrap_or_default();
            format!("{head}\n    {code}: {message}{hint}")
        }
        Happening::Skipped { address, because, .. } => {
            style.paint(Tone::Update, &format!("  skipped {address}, as {because} failed"))
        }
        Happening::Rollout { .. } => rollout(what, style),
        Happening::Looked { .. } => {
            style.paint(Tone::Faint, &format!("     {}", seen(what).unwrap_or_default()))
        }
        Happening::Asked { function, request, by, refused, .. } => {
            let answer =
                refused.as_ref().map(|why| format!(", and can't: {why}")).unwrap_or_default();
            format!("  >> {function}  {by} asks to {}{answer}", request.word())
        }
        Happening::Finished { .. } => finished(what, style),
    })
}

/// What is being done, for as long as it is: `create queue queue.jobs`.
pub fn doing(what: &Happening) -> Option<String> {
    match what {
        Happening::Started { address, words, .. } => Some(format!("{words} {address}")),
        _ => None,
    }
}

fn opened(epoch: u64, steps: usize, takes_over: Option<&str>) -> String {
    let steps = words::count(steps, "step", "steps");
    match takes_over {
        Some(who) => format!("Run {epoch} goes on where {who} stopped: {steps}."),
        None => format!("Run {epoch}: {steps}."),
    }
}

fn rollout(what: &Happening, style: &Style) -> String {
    let Happening::Rollout { function, phase, candidate, stable, share, why, group, held, .. } =
        what
    else {
        return String::new();
    };
    let version =
        |number: &Option<i64>| number.map_or_else(|| "none".to_owned(), |n| n.to_string());
    let phase = held.map_or_else(|| phase.clone(), |held| format!("{phase} ({})", held.word()));
    let phase = style.paint(Tone::Adopt, &phase);
    let group = group.as_ref().map(|group| format!(" with group {group}")).unwrap_or_default();
    let why = why.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
    format!(
        "  >> {function}{group}  {phase}  version {} -> {}, {} of traffic{why}",
        version(stable),
        version(candidate),
        print_share(*share),
    )
}

/// What a look has found, in one line: counts, evidence against its threshold, what a promotion still lacks.
pub fn seen(what: &Happening) -> Option<String> {
    let Happening::Looked { function, share, until, evidence, .. } = what else { return None };
    let arm = |arm: Arm| format!("{:.0} of {:.0} bad", arm.bad, arm.total);
    let upper = evidence.upper.map_or_else(String::new, |upper| {
        format!(
            ", at most {:.2}% worse (margin {:.2}%)",
            upper.min(1.0) * 100.0,
            evidence.margin * 100.0
        )
    });
    let until = until.map_or_else(String::new, |until| {
        let left = (until.0 - evidence.counted_until.0).max(0);
        format!(", {} to go", words::millis(left))
    });
    Some(format!(
        "{function}  {}  candidate {}, stable {}, evidence {} {:.2} of {:.0}{upper}{until}",
        print_share(*share),
        arm(evidence.candidate),
        arm(evidence.stable),
        gauge(evidence.e, evidence.threshold),
        evidence.e,
        evidence.threshold,
    ))
}

/// How far evidence has come on its way to an abort, on the scale on which it adds up.
pub fn gauge(e: f64, threshold: f64) -> String {
    const CELLS: usize = 10;
    let part = if e > 1.0 && threshold > 1.0 { e.ln() / threshold.ln() } else { 0.0 };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 10")]
    let full = (part.clamp(0.0, 1.0) * 10.0).round() as usize;
    format!("[{}{}]", "#".repeat(full), "-".repeat(CELLS - full))
}

fn finished(what: &Happening, style: &Style) -> String {
    let Happening::Finished { result, done, failed, skipped, revision, .. } = what else {
        return String::new();
    };
    let tone = if result == "complete" { Tone::Create } else { Tone::Delete };
    let mut parts = vec![words::count(*done, "step done", "steps done")];
    if *failed > 0 {
        parts.push(format!("{failed} failed"));
    }
    if *skipped > 0 {
        parts.push(format!("{skipped} not run"));
    }
    if let Some(revision) = revision {
        parts.push(format!("revision {revision}"));
    }
    format!("{}: {}.", style.paint(tone, result), parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use cutover_schemas::address::Address;
    use cutover_schemas::operations::Operation;
    use cutover_schemas::plan::Summary;

    fn jobs() -> Address {
        Address::parse("queue.jobs").unwrap()
    }

    #[test]
    fn a_run_reads_as_a_story() {
        let events = [
            Happening::Opened { epoch: 3, steps: 2, takes_over: Some("arn:ann".into()) },
            Happening::Started {
                step: 1,
                address: jobs(),
                operation: None,
                words: "create queue".into(),
            },
            Happening::Retrying {
                step: 1,
                address: jobs(),
                why: "too many calls".into(),
                after_ms: 1_500,
            },
            Happening::Ended {
                step: 1,
                address: jobs(),
                operation: Some(Operation::CreateQueue),
                words: "create queue".into(),
                elapsed_ms: 80,
            },
            Happening::Rollout {
                step: 2,
                function: Address::parse("function.f").unwrap(),
                phase: "baking".into(),
                candidate: Some(2),
                stable: Some(1),
                share: 10_000,
                why: None,
                group: None,
                held: None,
            },
            Happening::Failed {
                step: 2,
                address: jobs(),
                code: "AccessDenied".into(),
                message: "no".into(),
                hint: Some("ask".into()),
            },
            Happening::Skipped { step: 3, address: jobs(), because: jobs() },
            Happening::Finished {
                result: "failed".into(),
                summary: Summary::default(),
                done: 1,
                failed: 1,
                skipped: 1,
                revision: None,
            },
        ];
        let story: Vec<String> =
            events.iter().filter_map(|what| line(what, &Style::PLAIN)).collect();
        insta::assert_snapshot!(story.join("\n"), @r#"
        Run 3 goes on where arn:ann stopped: 2 steps.
          ~ queue.jobs: too many calls; again in 1.5 s
          ok queue.jobs  create queue 80 ms
          >> function.f  baking  version 1 -> 2, 100% of traffic
          FAILED queue.jobs
            AccessDenied: no
            hint: ask
          skipped queue.jobs, as queue.jobs failed
        failed: 1 step done, 1 failed, 1 not run.
        "#);
    }
}
