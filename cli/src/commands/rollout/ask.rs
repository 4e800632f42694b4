//! `rollout promote`, `pause`, `resume`, `abort`: what a person asks of a rollout, from any machine.
//!
//! The request goes on the record beside whoever carries the rollout, and they obey at their next look. Where nobody
//! does, this command carries it out itself. An abort also puts the alias back at once, whoever carries it.
use super::follow;
use crate::commands::{carry, connect};
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::journey::{Session, WallClock};
use cutover_cloud::{Clock as _, Journal};
use cutover_driver::Pace;
use cutover_schemas::address::Address;
use cutover_schemas::diagnostic::did_you_mean;
use cutover_schemas::ledger::{Entry, PersonRecord, View};
use cutover_schemas::progress::{Progress, Request};
use std::collections::BTreeSet;

/// Milliseconds for which whoever carries the rollout may take to hear it.
const PATIENCE: i64 = 10_000;
/// Milliseconds between two looks at the ledger.
const PAUSE: i64 = 200;

/// Options of the requests.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The function whose rollout is meant; of a group any of its functions
    #[arg(conflicts_with = "all")]
    pub function: Option<String>,
    /// All rollouts under way
    #[arg(long)]
    pub all: bool,
    /// Why, for the history
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
}

/// Records the request, and sees to it that somebody obeys.
pub async fn run(context: &Context, options: &Options, request: Request) -> Result<Exit, CliError> {
    let session = connect(context).await?;
    let end = ask(context, &session, options, request).await;
    session.target.close().await;
    end
}

async fn ask(
    context: &Context,
    session: &Session,
    options: &Options,
    request: Request,
) -> Result<Exit, CliError> {
    let functions = functions(&session.view, options)?;
    let person = PersonRecord {
        number: 0,
        request,
        functions: functions.clone(),
        by: session.identity.caller.clone(),
        reason: options.reason.clone(),
        at: WallClock.now(),
    };
    let mut journal = Journal::new(session.place.store());
    let number = session.ask(&mut journal, &session.view, person).await?;
    let until = WallClock.now().plus_millis(PATIENCE);
    loop {
        match carry::on(context, session, pace(request)).await {
            Ok(Some(exit)) => return Ok(granted(request, exit)),
            // Whoever carried it has ended it meanwhile.
            Ok(None) => return answered(context, &session.place.view()?, &functions, request),
            Err(error) if error.is_held() => {}
            Err(error) => return Err(error),
        }
        let view = session.place.view()?;
        if heard(session, number)? {
            return answered(context, &view, &functions, request);
        }
        if WallClock.now() > until {
            return Err(CliError::conflict(
                "rollout/no-answer",
                "the request is on the record, and whoever carries the rollout has not answered",
            )
            .hint("`cutover rollout status` shows what becomes of it"));
        }
        WallClock.sleep_until(WallClock.now().plus_millis(PAUSE)).await;
    }
}

/// How far this command carries what nobody else does.
fn pace(request: Request) -> Pace {
    match request {
        Request::Promote | Request::Abort | Request::Pause => Pace::ToTheEnd,
        // Whoever resumes has not promised to watch.
        Request::Resume => Pace::UntilShifted,
    }
}

/// What was asked for is no failure.
fn granted(request: Request, exit: Exit) -> Exit {
    match (request, exit) {
        (Request::Abort, Exit::Aborted) | (Request::Pause, Exit::Held) => Exit::Done,
        (_, exit) => exit,
    }
}

/// Whether the request is on the record of whoever carries the rollout, and they have moved since.
fn heard(session: &Session, number: u64) -> Result<bool, CliError> {
    let records = session.place.records()?;
    let at = records.iter().find_map(|record| match &record.entry {
        Entry::Person(person) if person.number == number => Some(record.seq),
        _ => None,
    });
    let Some(at) = at else { return Ok(false) };
    Ok(records.iter().any(|record| match &record.entry {
        Entry::Rollout(rollout) => rollout.heard >= at,
        Entry::Closed(_) => record.seq > at,
        _ => false,
    }))
}

/// What became of it, as the record shows.
fn answered(
    context: &Context,
    view: &View,
    functions: &BTreeSet<Address>,
    request: Request,
) -> Result<Exit, CliError> {
    let open: Vec<_> = view
        .rollouts
        .iter()
        .filter(|(function, _)| functions.is_empty() || functions.contains(*function))
        .collect();
    let obeyed = open.iter().all(|(_, record)| match request {
        Request::Abort => matches!(record.phase.as_str(), "restoring" | "unwarming"),
        Request::Promote => {
            matches!(
                record.phase.as_str(),
                "warming" | "flipping" | "baking" | "draining" | "releasing"
            ) && record.progress.as_ref().is_none_or(Progress::is_past_shares)
        }
        Request::Pause => {
            record.phase == "held" || record.progress.as_ref().is_some_and(|one| one.pausing)
        }
        Request::Resume => record.phase != "held",
    });
    if obeyed {
        let word = request.word();
        context.output.note(&format!("Whoever carries the rollout obeys: {word}.\n"));
        return Ok(if open.is_empty() && request != Request::Abort {
            follow::exit_of(
                view.runs
                    .last()
                    .and_then(|run| run.closed.as_ref())
                    .map_or(cutover_schemas::ledger::RunResult::Complete, |closed| closed.result),
            )
        } else {
            Exit::Done
        });
    }
    let phases: Vec<String> =
        open.iter().map(|(function, record)| format!("{function} is {}", record.phase)).collect();
    Err(CliError::conflict(
        "rollout/not-now",
        format!("it can't {} now: {}", request.word(), phases.join(", ")),
    )
    .hint("`cutover rollout status` shows where it is"))
}

/// Whose rollouts are meant: none means all.
fn functions(view: &View, options: &Options) -> Result<BTreeSet<Address>, CliError> {
    let open: Vec<&Address> = view.rollouts.keys().collect();
    if open.is_empty() {
        return Err(CliError::user("rollout/none", "no rollout is under way")
            .hint("`cutover rollback` goes back to the version that served before"));
    }
    let Some(word) = &options.function else {
        let one = view.rollouts.values().map(|record| &record.function).collect::<BTreeSet<_>>();
        if options.all || one.len() == 1 {
            return Ok(BTreeSet::new());
        }
        let names: Vec<&str> = open.iter().map(|address| address.as_str()).collect();
        return Err(CliError::user(
            "rollout/which",
            format!("several rollouts are under way: {}", names.join(", ")),
        )
        .hint("name a function, or say `--all`"));
    };
    let whole = format!("function.{word}");
    let hit = open.iter().find(|address| address.as_str() == word || address.as_str() == whole);
    if let Some(address) = hit {
        return Ok(BTreeSet::from([(*address).clone()]));
    }
    let error = CliError::user("rollout/none", format!("`{word}` has no rollout under way"));
    let near = did_you_mean(word, open.iter().map(|one| one.as_str()));
    Err(match near {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error,
    })
}
