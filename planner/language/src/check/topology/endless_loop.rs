//! `topology/endless-loop`: a function that leads to itself, through whatever it writes to.
//!
//! Lambda stops some of these after about sixteen rounds, those through SQS, SNS and S3
//! (<https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html>); others run until somebody looks at the bill.
//! A step through a filter, a pattern or a prefix is taken for the end of a loop, because that is how one is broken.
use super::Finding;
use super::flow::{self, Node, Step, Way};
use super::wiring::Wiring;
use cutover_schemas::address::Address;
use cutover_schemas::diagnostic::Diagnostic;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

pub(super) const RULE: &str = "topology/endless-loop";

/// What leads on, and where to.
type Flow = BTreeMap<Node, Vec<Step>>;

pub(super) fn find(wiring: &Wiring<'_>) -> Vec<Finding> {
    let flow = trimmed(whole(wiring));
    // The same loop is found from each of its functions, and once for each way into them.
    let mut loops: BTreeMap<BTreeSet<Address>, Vec<Step>> = BTreeMap::new();
    for start in flow.keys().filter(|(_, way)| matches!(way, Way::Called | Way::Told)) {
        if let Some(path) = shortest(&flow, start) {
            let things = path.iter().map(|step| step.to.0.clone()).collect();
            loops.entry(things).or_insert(path);
        }
    }
    loops.into_values().filter_map(|path| told(wiring, path)).collect()
}

/// Everything that can be reached from a function.
fn whole(wiring: &Wiring<'_>) -> Flow {
    let mut flow = Flow::new();
    let functions = wiring.functions().map(|function| function.address.clone());
    let mut open: Vec<Node> = functions
        .flat_map(|address| [(address.clone(), Way::Called), (address, Way::Told)])
        .collect();
    while let Some(node) = open.pop() {
        if flow.contains_key(&node) {
            continue;
        }
        let steps = flow::steps(wiring, &node);
        open.extend(steps.iter().map(|step| step.to.clone()));
        flow.insert(node, steps);
    }
    flow
}

/// Without what leads nowhere and what nothing leads to, again and again: what is left is between loops or in one.
fn trimmed(mut flow: Flow) -> Flow {
    let (mut on, mut back) = (Edges::new(), Edges::new());
    for (node, steps) in &flow {
        on.insert(node, steps.iter().map(|step| &step.to).collect());
        back.entry(node).or_default();
        for step in steps {
            back.entry(&step.to).or_default().push(node);
        }
    }
    let out: BTreeSet<Node> =
        ends(&on, &back).union(&ends(&back, &on)).map(|node| (*node).clone()).collect();
    flow.retain(|node, _| !out.contains(node));
    for steps in flow.values_mut() {
        steps.retain(|step| !out.contains(&step.to));
    }
    flow
}

/// Neighbours on one side, as often as there are steps.
type Edges<'f> = BTreeMap<&'f Node, Vec<&'f Node>>;

/// What has no neighbours on one side, or only such as have none, and so on.
fn ends<'f>(ahead: &Edges<'f>, behind: &Edges<'f>) -> BTreeSet<&'f Node> {
    let mut left: BTreeMap<&Node, usize> =
        ahead.iter().map(|(node, all)| (*node, all.len())).collect();
    let mut open: Vec<&Node> =
        left.iter().filter(|(_, count)| **count == 0).map(|(node, _)| *node).collect();
    let mut ends = BTreeSet::new();
    while let Some(node) = open.pop() {
        if !ends.insert(node) {
            continue;
        }
        for before in behind.get(node).into_iter().flatten() {
            if let Some(count) = left.get_mut(before) {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    open.push(before);
                }
            }
        }
    }
    ends
}

/// The fewest steps that lead from a node back to it.
fn shortest(flow: &Flow, start: &Node) -> Option<Vec<Step>> {
    let mut came: BTreeMap<&Node, (&Node, &Step)> = BTreeMap::new();
    let mut open = VecDeque::from([start]);
    while let Some(node) = open.pop_front() {
        for step in flow.get(node).into_iter().flatten() {
            if step.to == *start {
                return Some(back(&came, start, node, step));
            }
            if !came.contains_key(&step.to) {
                came.insert(&step.to, (node, step));
                open.push_back(&step.to);
            }
        }
    }
    None
}

fn back(
    came: &BTreeMap<&Node, (&Node, &Step)>,
    start: &Node,
    last: &Node,
    step: &Step,
) -> Vec<Step> {
    let mut path = vec![step.clone()];
    let mut node = last;
    while node != start {
        let Some((before, step)) = came.get(node) else { break };
        path.push((*step).clone());
        node = before;
    }
    path.reverse();
    path
}

fn told(wiring: &Wiring<'_>, mut path: Vec<Step>) -> Option<Finding> {
    let functions: Vec<&Address> = {
        let all = path.iter().map(|step| &step.to.0);
        let mut all: Vec<&Address> =
            all.filter(|address| wiring.function(address).is_some()).collect();
        all.sort();
        all.dedup();
        all
    };
    let first = (*functions.first()?).clone();
    let about: Vec<Address> = functions.into_iter().cloned().collect();
    // A loop reads from the same function on wherever it was entered.
    let at = path.iter().position(|step| step.to.0 == first)?;
    let turn = (at + 1) % path.len().max(1);
    path.rotate_left(turn);
    let names = path.iter().map(|step| step.to.0.as_str());
    let line = [first.as_str()].into_iter().chain(names).collect::<Vec<_>>().join(" -> ");
    let sure = path.iter().all(|step| step.certain);
    let (told, help) = if sure {
        let told = Diagnostic::error(RULE, format!("`{first}` calls itself for ever: {line}"));
        (told, "take one of the steps out")
    } else {
        let told = Diagnostic::warning(RULE, format!("`{first}` may call itself for ever: {line}"));
        (
            told,
            "write somewhere else, or filter what comes back; if the code makes it end, say so with `waive` in an `audit` block",
        )
    };
    let block = wiring.function(&first)?;
    let told = told.at(block.place.clone()).label("the loop begins and ends here").help(help);
    let told = path.iter().fold(told, |told, step| {
        told.related(step.place.clone(), format!("`{}` {}", step.to.0, step.how))
    });
    Some(Finding { about, told })
}
