//! What the ledger's records tell of rollouts, one story each. Nothing here reads or shows anything.
use cutover_schemas::address::Address;
use cutover_schemas::ledger::{
    Entry, LookRecord, Opened, PersonRecord, Record, RolloutRecord, Run, Timestamp,
};
use cutover_schemas::plan::{Mode, RolloutStep, StepAction, StepId};
use cutover_schemas::progress::{Progress, Request};
use std::collections::BTreeSet;

/// One rollout from its first record to its last, whoever carried it.
#[derive(Clone, Debug)]
pub(super) struct Story<'a> {
    /// What was planned.
    pub step: &'a RolloutStep,
    /// The run that began it.
    pub run: &'a Run,
    /// Its moves, oldest first; never empty.
    pub moves: Vec<&'a RolloutRecord>,
    /// The looks at it, oldest first.
    pub looks: Vec<&'a LookRecord>,
    /// What people asked of it, oldest first.
    pub people: Vec<&'a PersonRecord>,
    /// Whether a later run left it where it was.
    pub left: bool,
}

impl<'a> Story<'a> {
    /// The function that its records go by.
    pub(super) fn function(&self) -> Option<&'a Address> {
        self.moves.first().map(|record| &record.function)
    }

    /// How far it is, or was at its end.
    pub(super) fn progress(&self) -> Option<&'a Progress> {
        self.moves.last()?.progress.as_ref()
    }

    /// Whether it still goes on.
    pub(super) fn is_under_way(&self) -> bool {
        !self.left && !self.is_over()
    }

    /// When it began.
    pub(super) fn begin(&self) -> Timestamp {
        self.moves.first().map(|record| record.at).unwrap_or_default()
    }

    /// When the last was heard of it.
    pub(super) fn end(&self) -> Timestamp {
        let moves = self.moves.last().map(|record| record.at);
        let looks = self.looks.last().map(|look| look.at);
        moves.max(looks).unwrap_or_default()
    }

    /// The candidate's share from each of its changes on.
    pub(super) fn shares(&self) -> Vec<(Timestamp, i64)> {
        let told = self.moves.iter().filter_map(|record| {
            record.progress.as_ref().map(|progress| (record.at, progress.share()))
        });
        let mut shares: Vec<(Timestamp, i64)> = told.collect();
        shares.dedup_by_key(|(_, share)| *share);
        shares
    }

    /// The last request to promote, if a person made one.
    pub(super) fn promoter(&self) -> Option<&'a PersonRecord> {
        self.people.iter().rev().find(|one| one.request == Request::Promote).copied()
    }

    fn is_over(&self) -> bool {
        self.progress().is_some_and(Progress::is_over)
    }

    fn has(&self, functions: &BTreeSet<Address>) -> bool {
        let mut members = self.step.members.iter();
        functions.is_empty() || members.any(|member| functions.contains(&member.function))
    }
}

/// The rollouts under way and, of each function, the last one that is over; the newest first.
pub(super) fn told(records: &[Record]) -> Vec<Story<'_>> {
    let mut finished: BTreeSet<&Address> = BTreeSet::new();
    let newest = all(records).into_iter().rev();
    newest
        .filter(|story| {
            story.is_under_way()
                || story.function().is_some_and(|function| finished.insert(function))
        })
        .collect()
}

/// Every rollout, the oldest first.
fn all(records: &[Record]) -> Vec<Story<'_>> {
    let mut stories: Vec<Story<'_>> = Vec::new();
    let mut opened: Option<&Opened> = None;
    for record in records {
        match &record.entry {
            Entry::Opened(run) => {
                leave(&mut stories, run);
                opened = Some(run);
            }
            Entry::Rollout(moved) => follow(&mut stories, opened, moved),
            Entry::Looked(look) => {
                if let Some(story) = of(&mut stories, &look.function) {
                    story.looks.push(look);
                }
            }
            Entry::Person(person) => {
                let going = stories.iter_mut().filter(|story| story.is_under_way());
                going
                    .filter(|story| story.has(&person.functions))
                    .for_each(|story| story.people.push(person));
            }
            _ => {}
        }
    }
    stories
}

/// A run that begins a function's rollout anew, or takes everything down, goes on with no earlier one.
fn leave(stories: &mut [Story<'_>], opened: &Opened) {
    let anew = |function: &Address| {
        rollouts(opened).any(|(_, step)| {
            step.resume.is_none() && step.members.iter().any(|one| one.function == *function)
        })
    };
    for story in stories.iter_mut().filter(|story| story.is_under_way()) {
        story.left = opened.mode == Mode::Destroy || story.function().is_some_and(anew);
    }
}

fn follow<'a>(stories: &mut Vec<Story<'a>>, opened: Option<&'a Opened>, moved: &'a RolloutRecord) {
    if let Some(story) = of(stories, &moved.function) {
        story.moves.push(moved);
        return;
    }
    let planned = opened.and_then(|run| {
        let mut steps = rollouts(run);
        steps.find(|(id, _)| *id == moved.step).map(|(_, step)| (run, step))
    });
    if let Some((opened, step)) = planned {
        let (looks, people) = (Vec::new(), Vec::new());
        let run = &opened.run;
        stories.push(Story { step, run, moves: vec![moved], looks, people, left: false });
    }
}

/// The rollout of this function that goes on.
fn of<'s, 'a>(stories: &'s mut [Story<'a>], function: &Address) -> Option<&'s mut Story<'a>> {
    let mut own = stories.iter_mut().filter(|story| story.function() == Some(function));
    own.rfind(|story| story.is_under_way())
}

fn rollouts(opened: &Opened) -> impl Iterator<Item = (StepId, &RolloutStep)> {
    opened.steps.iter().filter_map(|step| match &step.action {
        StepAction::Rollout(rollout) => Some((step.id, rollout.as_ref())),
        StepAction::Call { .. } | StepAction::Wait { .. } => None,
    })
}
