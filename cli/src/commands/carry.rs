//! Carrying a plan out, as `apply` and `destroy` do: show, ask, do, tell how it ended.
mod ask;

use super::{plan::detail, reports, signals};
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::journey::{self, Applied, Planned, Session, WallClock};
use crate::local::notes::Notes;
use crate::output::into_file;
use crate::render::{self, human, json, progress::Progress, words};
use crate::style::Tone;
use cutover_apply::run::FailureKind;
use cutover_cloud::Clock as _;
use cutover_driver::{Pace, Sink};
use cutover_schemas::documents::outputs::OutputDocument;
use cutover_schemas::documents::plan::PlanDocument;
use cutover_schemas::event::{Event, Happening};
use cutover_schemas::ledger::RunResult;
use cutover_schemas::plan::Plan;

pub(super) use ask::Question;

/// What carrying out is asked for besides the plan.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terms<'a> {
    /// Why, for the history.
    pub(super) reason: Option<&'a str>,
    /// Whether a ledger that is lost with the machine will do.
    pub(super) ephemeral_ledger: bool,
    /// What is asked before anything is changed.
    pub(super) question: Question,
    /// How far it is carried.
    pub(super) pace: Pace,
    /// Whether it is only shown.
    pub(super) dry_run: bool,
}

/// Shows the plan, asks, and carries it out.
pub(super) async fn out(
    context: &Context,
    session: &Session,
    planned: &Planned,
    terms: Terms<'_>,
) -> Result<Exit, CliError> {
    let plan = &planned.plan;
    reports::write(context, plan)?;
    if let Some(path) = &context.global.json_into {
        let document = PlanDocument::from(plan).with_findings(&session.warnings);
        into_file(path, &json::pretty(&document)?)?;
    }
    if !context.output.json() {
        let shown = human::plan::plan(plan, detail(context), &context.output.stdout);
        context.output.answer(&shown);
    }
    if plan.is_empty() {
        return nothing_to_do(context, plan);
    }
    if terms.dry_run {
        return Ok(Exit::Done);
    }
    journey::blocked(plan)?;
    session.refuse_ephemeral(terms.ephemeral_ledger)?;
    ask::ask(context, plan, terms.question)?;
    let (applied, told) = run(context, session, planned, terms.reason, terms.pace).await?;
    let exit = exit_of(&applied, told);
    if !context.output.json() {
        tell(context, session, &applied, exit);
    }
    Ok(exit)
}

/// Carries a plan out that is neither shown nor asked about: the command itself says all that it does.
pub(super) async fn straight(
    context: &Context,
    session: &Session,
    planned: &Planned,
    reason: Option<&str>,
) -> Result<Exit, CliError> {
    let (applied, told) = run(context, session, planned, reason, Pace::ToTheEnd).await?;
    Ok(exit_of(&applied, told))
}

/// Carries on the run that another process left; nothing where every run has its end.
pub(super) async fn on(
    context: &Context,
    session: &Session,
    pace: Pace,
) -> Result<Option<Exit>, CliError> {
    let (stop, signals) = signals::listen()?;
    let mut screen = Screen::of(context, session).await;
    let applied = session.carry_on(&mut screen, stop, pace).await;
    let told = signals.end();
    screen.end().await?;
    Ok(applied?.map(|applied| exit_of(&applied, told)))
}

/// Programs get their last line even when there is nothing to do.
fn nothing_to_do(context: &Context, plan: &Plan) -> Result<Exit, CliError> {
    if context.output.json() {
        let what = Happening::Finished {
            result: "complete".to_owned(),
            summary: plan.summary,
            done: 0,
            failed: 0,
            skipped: 0,
            revision: None,
        };
        Progress::new(context.output).show(&Event { at: WallClock.now(), what })?;
    }
    Ok(Exit::Done)
}

async fn run(
    context: &Context,
    session: &Session,
    planned: &Planned,
    reason: Option<&str>,
    pace: Pace,
) -> Result<(Applied, Option<Exit>), CliError> {
    let (stop, signals) = signals::listen()?;
    let mut screen = Screen::of(context, session).await;
    let applied = session.apply(context, planned, reason, &mut screen, stop, pace).await;
    let told = signals.end();
    screen.end().await?;
    applied.map(|applied| (applied, told))
}

/// Where the events of a run go: the screen, and the page of a local cloud that somebody may be looking at.
struct Screen {
    progress: Progress,
    notes: Option<Notes>,
    failed: Option<CliError>,
}

impl Screen {
    async fn of(context: &Context, session: &Session) -> Self {
        let (progress, notes) = (Progress::new(context.output), Notes::of(session).await);
        Self { progress, notes, failed: None }
    }

    async fn end(self) -> Result<(), CliError> {
        if let Some(notes) = self.notes {
            notes.end().await;
        }
        self.failed.map_or(Ok(()), Err)
    }
}

impl Sink for Screen {
    fn event(&mut self, event: Event) {
        if let Some(notes) = &mut self.notes {
            notes.take(&event);
        }
        // A screen that can't be written to is told about once the work is done.
        if let Err(error) = self.progress.show(&event) {
            self.failed.get_or_insert(error);
        }
    }
}

/// What a person wants to know once it is over.
fn tell(context: &Context, session: &Session, applied: &Applied, exit: Exit) {
    if applied.report.result == RunResult::Complete && !applied.report.outputs.is_empty() {
        let outputs = OutputDocument::from(&applied.report.outputs);
        let text = human::outputs::outputs(&outputs, &context.output.stdout);
        context.output.answer(&format!("\n{text}"));
    }
    let style = &context.output.stderr;
    let mut remark = String::new();
    if session.target.ends_with_command() && exit == Exit::Done {
        let words =
            "The local cloud ends with this command; `cutover local up` keeps it answering.";
        render::push(&mut remark, &[&style.paint(Tone::Faint, words)]);
    }
    if let Some(words) = goes_on(exit) {
        render::push(&mut remark, &[words]);
    } else if exit != Exit::Done {
        let failures = words::count(applied.report.failures.len(), "failure", "failures");
        render::push(&mut remark, &[&failures, "; what was done is recorded, run again to go on"]);
    }
    context.output.note(&remark);
}

/// What a person can do about a run that is not over.
fn goes_on(exit: Exit) -> Option<&'static str> {
    match exit {
        Exit::InProgress => Some(
            "The rollout goes on: `cutover rollout watch` carries it, from here or from another machine.",
        ),
        Exit::Held | Exit::BaselineUnhealthy => Some(
            "The rollout is held at its share: `cutover rollout promote`, `resume` or `abort` decides.",
        ),
        _ => None,
    }
}

/// The end of the process: the gravest of what happened.
fn exit_of(applied: &Applied, told: Option<Exit>) -> Exit {
    let failures = applied.report.failures.iter().map(|failure| match failure.kind {
        FailureKind::Cloud => Exit::Cloud,
        FailureKind::Conflict => Exit::Conflict,
        FailureKind::Aborted => Exit::Aborted,
    });
    let result = match applied.report.result {
        RunResult::Failed if applied.report.failures.is_empty() => Exit::Cloud,
        // The failures themselves say how grave it is.
        RunResult::Complete | RunResult::Failed => Exit::Done,
        RunResult::Aborted => told.unwrap_or(Exit::Aborted),
        RunResult::Interrupted => told.unwrap_or(Exit::Interrupted),
        // Whoever is told to stop while a rollout shifts was told to stop, however far it had come.
        RunResult::InProgress => told.unwrap_or(Exit::InProgress),
        RunResult::Held => told.unwrap_or(Exit::Held),
        RunResult::Unhealthy => told.unwrap_or(Exit::BaselineUnhealthy),
    };
    Exit::gravest(failures.chain([result]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use cutover_apply::Failure;
    use cutover_apply::Report;
    use cutover_schemas::address::Address;
    use cutover_schemas::value::Attrs;

    fn check(result: RunResult, failures: Vec<Failure>, told: Option<Exit>, expect: Exit) {
        let report = Report { result, failures, done: 1, skipped: 0, outputs: Attrs::new() };
        assert_eq!(exit_of(&Applied { report, revision: None }, told), expect);
    }

    #[test]
    fn the_exit_tells_the_gravest_of_what_happened() {
        let jobs = || Address::parse("queue.jobs").unwrap();
        let cloud = || Failure::refused(1, jobs(), "X", "no", false);
        let conflict = || Failure::refused(2, jobs(), "X", "no", true);
        let aborted = || Failure::rolled_back(3, jobs(), "errors".into());
        check(RunResult::Complete, vec![], None, Exit::Done);
        check(RunResult::Failed, vec![conflict(), cloud(), aborted()], None, Exit::Cloud);
        check(RunResult::Failed, vec![aborted(), conflict()], None, Exit::Conflict);
        check(RunResult::Failed, vec![], None, Exit::Cloud);
        check(RunResult::Aborted, vec![aborted()], None, Exit::Aborted);
        check(RunResult::Interrupted, vec![cloud()], Some(Exit::Terminated), Exit::Terminated);
    }
}
