//! Looking on while another process carries a run: its records become the events that it showed itself.
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::journey::{Session, WallClock};
use crate::render::progress::Progress;
use cutover_cloud::Clock as _;
use cutover_schemas::event::{Event, Happening};
use cutover_schemas::ledger::{Entry, Record, RunResult};
use cutover_schemas::progress::{Progress as Far, Stage};

/// Milliseconds between two looks at the ledger.
const PAUSE: i64 = 1_000;

/// Shows what happens until the run is over; nothing where its holder is gone before.
pub(super) async fn until_over(
    context: &Context,
    session: &Session,
) -> Result<Option<Exit>, CliError> {
    let mut progress = Progress::new(context.output);
    let mut seen = 0;
    loop {
        let records = session.place.records()?;
        let fresh: Vec<&Record> = records.iter().filter(|record| record.seq > seen).collect();
        for record in &fresh {
            if let Some(what) = happening(&record.entry).filter(|_| seen > 0) {
                progress.show(&Event { at: record.at, what })?;
            }
        }
        let closed = fresh.iter().rev().find_map(|record| match &record.entry {
            Entry::Closed(closed) if seen > 0 => Some(closed.result),
            _ => None,
        });
        if let Some(result) = closed {
            return Ok(Some(exit_of(result)));
        }
        seen = records.last().map_or(seen, |last| last.seq);
        if !session.place.is_held() {
            return Ok(None);
        }
        WallClock.sleep_until(WallClock.now().plus_millis(PAUSE)).await;
    }
}

/// How a run ended that somebody else carried.
pub(super) fn exit_of(result: RunResult) -> Exit {
    match result {
        RunResult::Complete => Exit::Done,
        RunResult::Failed => Exit::Cloud,
        RunResult::Aborted => Exit::Aborted,
        RunResult::Interrupted => Exit::Interrupted,
        RunResult::InProgress => Exit::InProgress,
        RunResult::Held => Exit::Held,
        RunResult::Unhealthy => Exit::BaselineUnhealthy,
    }
}

fn happening(entry: &Entry) -> Option<Happening> {
    match entry {
        Entry::Rollout(record) => Some(Happening::Rollout {
            step: record.step,
            function: record.function.clone(),
            phase: record.phase.clone(),
            candidate: record.candidate,
            stable: record.stable,
            share: record.progress.as_ref().map_or(0, Far::share),
            why: record.why.clone(),
            group: None,
            held: match record.progress.as_ref().map(|progress| &progress.stage) {
                Some(Stage::Held { reason, .. }) => Some(*reason),
                _ => None,
            },
        }),
        Entry::Looked(look) => Some(Happening::Looked {
            step: look.step,
            function: look.function.clone(),
            share: look.share,
            until: None,
            evidence: Box::new(look.evidence.clone()),
        }),
        _ => None,
    }
}
