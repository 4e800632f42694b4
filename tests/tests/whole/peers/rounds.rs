//! Cases of the no-phantom test in rounds: many at once where they can't be mistaken for one another, for a look at
//! everything takes seconds. What isn't seen exactly in its round is tried again alone.
use super::examples::Visit;
use crate::phantom::cases::Case;
use cutover_tests::differences::Wanted;
use cutover_tests::poll;
use cutover_tests::process::Ended;
use cutover_tests::python::Script;
use cutover_tests::stack::Stack;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// How long it may take to put things right.
const REPAIRING: Duration = Duration::from_secs(20);

/// A case and its script.
pub(super) type Scripted = (&'static str, &'static Case);
/// What a plan wants to change: fields by address.
type Fields = BTreeMap<String, BTreeSet<String>>;
/// What went wrong, by the case's name.
type Wrong = BTreeMap<&'static str, String>;

/// A stack at rest, as far as the emulator lets it.
pub(super) struct Rounds<'a> {
    visit: &'a Visit<'a>,
    stack: &'a Stack,
    /// What a plan wants all the same.
    rest: Fields,
}

/// Which cases share a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sharing {
    /// Those of other things, and of other fields of a thing. Who isn't seen exactly is tried again alone.
    Fields,
    /// One of each thing, for those that aren't expected to do well.
    Things,
}

impl Sharing {
    fn lets(self, one: &Case, other: &Case) -> bool {
        let names =
            |case: &Case| case.fields.iter().map(|field| first(field)).collect::<BTreeSet<_>>();
        one.at != other.at || (self == Self::Fields && names(one).is_disjoint(&names(other)))
    }
}

fn first(field: &str) -> &str {
    field.split('.').next().unwrap_or_default()
}

impl<'a> Rounds<'a> {
    pub(super) fn of(visit: &'a Visit<'a>, stack: &'a Stack) -> Self {
        Self { visit, stack, rest: Fields::new() }
    }

    #[track_caller]
    fn run(&self, words: &[&str]) -> Ended {
        self.visit.run(self.stack, Some("test"), words)
    }

    #[track_caller]
    fn plan(&self) -> Value {
        self.run(&["plan", "--full", "--out", "repair.plan", "--format", "json"]).is(0).json()
    }

    /// What a full look finds to do.
    #[track_caller]
    pub(super) fn wanted(&self) -> Vec<Wanted> {
        Wanted::all(&self.plan())
    }

    /// Whether a plan wants a field of a case all the time.
    pub(super) fn wants(&self, case: &Case) -> bool {
        let names = self.rest.get(case.at).into_iter().flatten().map(|field| first(field));
        names.into_iter().any(|name| case.fields.iter().any(|field| first(field) == name))
    }

    /// The addresses of everything.
    #[track_caller]
    pub(super) fn addresses(&self) -> BTreeSet<String> {
        let plan = self.plan();
        let all = plan["changes"].as_array().into_iter().flatten();
        all.filter_map(|one| one["address"].as_str().map(str::to_owned)).collect()
    }

    /// Applies what the last look found, and takes what is wanted after that as rest: why not, if it fails or gets
    /// stuck.
    #[track_caller]
    pub(super) fn rest(&mut self) -> Option<String> {
        let words = ["apply", "repair.plan", "--yes"];
        let mut apply = self.visit.start(self.stack, Some("test"), &words);
        poll::within(REPAIRING, || (!apply.alive()).then_some(()));
        let far = apply.look();
        apply.kill();
        self.rest = fields(&self.wanted());
        let told = far.stderr.lines().filter(|line| !line.starts_with("  ok "));
        let told: Vec<&str> = told.skip_while(|line| !line.starts_with("Run ")).collect();
        (far.code != Some(0)).then(|| format!("{:?}: {}", far.code, told.join("\n")))
    }

    /// Tries all the cases: what went wrong.
    pub(super) fn all(&mut self, cases: &[Scripted], sharing: Sharing) -> Wrong {
        let mut rounds: Vec<Vec<Scripted>> = Vec::new();
        for case in cases {
            let fits = |round: &&mut Vec<Scripted>| {
                round.iter().all(|other| sharing.lets(case.1, other.1))
            };
            match rounds.iter_mut().find(fits) {
                Some(round) => round.push(*case),
                None => rounds.push(vec![*case]),
            }
        }
        let mut wrong = Wrong::new();
        for round in rounds {
            let met = self.round(&round);
            if sharing == Sharing::Things || round.len() == 1 {
                wrong.extend(met);
                continue;
            }
            for case in round.iter().filter(|case| met.contains_key(case.1.name)) {
                wrong.extend(self.round(&[*case]));
            }
        }
        wrong
    }

    /// Changes it all, looks, puts it right and looks again.
    fn round(&mut self, cases: &[Scripted]) -> Wrong {
        let before = self.rest.clone();
        let mut wrong = self.change(cases);
        let seen = beyond(&fields(&self.wanted()), &before);
        let mut asked = Fields::new();
        for (_, case) in cases {
            let all = case.fields.iter().map(|field| (*field).to_owned());
            asked.entry(case.at.to_owned()).or_default().extend(all);
        }
        for (_, case) in cases {
            let (found, all) = (seen.get(case.at), asked.get(case.at));
            let own = |found: &BTreeSet<String>| case.fields.iter().all(|one| found.contains(*one));
            let only = |found: &BTreeSet<String>| all.is_some_and(|all| found.is_subset(all));
            if !found.is_some_and(|found| own(found) && only(found)) {
                wrong.entry(case.name).or_insert(format!("it is seen as {found:?}"));
            }
        }
        // What shows at no case's address comes of one that went wrong; if none did, of any.
        let strange: Vec<_> = seen.iter().filter(|(at, _)| !asked.contains_key(*at)).collect();
        if !strange.is_empty() && wrong.is_empty() {
            let all = cases.iter().map(|(_, case)| (case.name, format!("{strange:?} shows too")));
            wrong.extend(all);
        }
        let failed = self.rest();
        let left = beyond(&self.rest, &before);
        for (_, case) in cases {
            let stuck = failed.as_ref().is_some_and(|told| told.contains(case.at));
            if stuck || left.contains_key(case.at) {
                let what = format!(
                    "it is not put right: {left:?} {}",
                    failed.as_deref().unwrap_or_default()
                );
                wrong.entry(case.name).or_insert(what);
            }
        }
        wrong
    }

    /// Has boto3 change it all: those that can't be changed.
    #[track_caller]
    fn change(&self, cases: &[Scripted]) -> Wrong {
        let script = Script::new(self.visit.venv, "phantom_many.py").at(self.visit.peer.endpoint());
        let word = |(script, case): &Scripted| format!("{script}:{}", case.name);
        let told = cases.iter().fold(script, |script, case| script.arg(word(case))).passes().json();
        let failed = |case: &Scripted| {
            let why = told[word(case)].as_str()?;
            Some((case.1.name, format!("it can't be done: {why}")))
        };
        cases.iter().filter_map(failed).collect()
    }
}

fn fields(wanted: &[Wanted]) -> Fields {
    let all = wanted.iter().map(|one| (one.address.clone(), one.fields.iter().cloned().collect()));
    all.collect()
}

/// What is wanted now and wasn't before.
fn beyond(now: &Fields, before: &Fields) -> Fields {
    let none = BTreeSet::new();
    let more = now.iter().filter_map(|(at, fields)| {
        let known = before.get(at);
        let new: BTreeSet<_> = fields.difference(known.unwrap_or(&none)).cloned().collect();
        // What is old goes under an address that changes with it.
        let old = at.contains("/old[");
        (!old && (!new.is_empty() || known.is_none())).then(|| (at.clone(), new))
    });
    more.collect()
}
