//! Dimension by dimension, the sets of rows that requests can match; one that answers the question is a witness.
use super::actions::{self, Class};
use super::classes::{self, Dimension, Value};
use super::layers::{Problem, Rows};
use super::mask::Mask;
use super::texts::TooMany;
use super::variables::{self, Meanings};
use super::{Options, Verdict};
use crate::request::{Caller, Request};
use crate::table::Table;
use std::collections::{BTreeMap, BTreeSet};

/// Sets of rows that one class of actions may have on the way. In the worst case they double with each statement that
/// fits the same actions; of policies that AWS publishes none has more than some hundreds.
const MOST_SETS: usize = 100_000;

/// Answers the question.
pub(super) fn run(problem: &Problem<'_>, table: &Table, options: Options) -> Verdict {
    let rows = Rows::of(problem);
    let keys = variables::keys(&rows.all);
    let mut why = None;
    for meanings in meanings(&keys) {
        match once(&rows, table, options, &meanings) {
            Verdict::None => {}
            Verdict::Undecided(reason) => why = why.or(Some(reason)),
            found @ Verdict::Witness(_) => return found,
        }
    }
    let why = why
        .or_else(|| if keys.is_empty() { None } else { variables::not_for_all(&rows.all, &keys) });
    why.map_or(Verdict::None, Verdict::Undecided)
}

/// Variables whose absence is tried in every combination.
const MOST_VARIABLES: usize = 4;

/// What variables may stand for: each for a value that no policy knows, or for none. Of more than some, all or none of
/// them.
fn meanings(keys: &BTreeSet<String>) -> Vec<Meanings> {
    let all: Vec<(String, String)> =
        keys.iter().enumerate().map(|(at, key)| (key.clone(), value(key, at))).collect();
    if all.len() > MOST_VARIABLES {
        return vec![Meanings(all.into_iter().collect()), Meanings::default()];
    }
    let subset = |bits: usize| {
        let there = all.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 0);
        Meanings(there.map(|(_, pair)| pair.clone()).collect())
    };
    (0..1 << all.len()).map(subset).collect()
}

/// A value for the key of a variable, unlike anything that is written in policies.
fn value(key: &str, at: usize) -> String {
    match key {
        "aws:principalaccount" | "aws:resourceaccount" | "aws:sourceaccount" => {
            format!("{:012}", 900_000_000_001_u64 + at as u64)
        }
        _ => format!("value-{at}-of-the-variable"),
    }
}

fn once(rows: &Rows<'_>, table: &Table, options: Options, meanings: &Meanings) -> Verdict {
    let classes = match actions::classes(rows, table, options) {
        Ok(classes) => classes,
        Err(TooMany) => return undecided("actions"),
    };
    let mut why = None;
    for class in classes.iter().filter(|class| rows.may_answer(&class.mask)) {
        match of_class(rows, class, meanings) {
            Verdict::None => {}
            Verdict::Undecided(reason) => why = why.or(Some(reason)),
            found @ Verdict::Witness(_) => return found,
        }
    }
    why.map_or(Verdict::None, Verdict::Undecided)
}

fn undecided(what: &str) -> Verdict {
    Verdict::Undecided(format!("the policies tell too many {what} apart"))
}

/// A set of rows on the way, and how it came to be: the set before, and the value taken.
struct Reached {
    mask: Mask,
    before: usize,
    value: usize,
}

fn of_class(rows: &Rows<'_>, class: &Class, meanings: &Meanings) -> Verdict {
    let Ok(dimensions) = classes::of(class, rows, meanings) else {
        return undecided("resources, callers or keys");
    };
    let mut levels = vec![vec![Reached { mask: class.mask.clone(), before: 0, value: 0 }]];
    for dimension in &dimensions {
        let Some(next) = fold(rows, levels.last().map_or(&[][..], Vec::as_slice), dimension) else {
            return undecided("combinations of resources, callers and keys");
        };
        levels.push(next);
    }
    let answer = levels.last().and_then(|last| last.iter().position(|one| rows.answers(&one.mask)));
    if let Some(at) = answer {
        return Verdict::Witness(Box::new(request(class, &dimensions, &levels, at, meanings)));
    }
    let open = dimensions.into_iter().find_map(|dimension| dimension.open);
    open.map_or(Verdict::None, Verdict::Undecided)
}

/// The sets that are left after one more dimension; nothing where there are too many. Sets that can't lead to an answer
/// any more are dropped.
fn fold(rows: &Rows<'_>, reached: &[Reached], dimension: &Dimension) -> Option<Vec<Reached>> {
    let (mut known, mut next) = (BTreeSet::new(), Vec::new());
    for (before, one) in reached.iter().enumerate() {
        for (value, (_, mask)) in dimension.values.iter().enumerate() {
            let mask = one.mask.and(mask);
            if rows.may_answer(&mask) && known.insert(mask.clone()) {
                next.push(Reached { mask, before, value });
            }
        }
        if next.len() > MOST_SETS {
            return None;
        }
    }
    Some(next)
}

/// The request of a set of rows: the values that were taken on the way.
fn request(
    class: &Class,
    dimensions: &[Dimension],
    levels: &[Vec<Reached>],
    at: usize,
    meanings: &Meanings,
) -> Request {
    let mut request = Request {
        caller: Caller::Anonymous,
        action: class.action.clone(),
        resource: "*".to_owned(),
        context: BTreeMap::new(),
    };
    for (key, value) in &meanings.0 {
        request.context.insert(key.clone(), crate::request::Values::One(value.clone()));
    }
    let mut at = at;
    for (dimension, level) in dimensions.iter().zip(levels.iter().skip(1)).rev() {
        let Some(reached) = level.get(at) else { break };
        match dimension.values.get(reached.value).map(|(value, _)| value) {
            Some(Value::Resource(resource)) => request.resource.clone_from(resource),
            Some(Value::Caller(caller)) => request.caller = caller.clone(),
            Some(Value::Key(key, Some(values))) => {
                request.context.insert(key.clone(), values.clone());
            }
            Some(Value::Key(_, None)) | None => {}
        }
        at = reached.before;
    }
    request
}
