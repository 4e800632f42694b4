//! Which build works from what another one makes.
use super::inputs::reaches;
use super::{Build, BuildError};
use std::collections::{BTreeMap, BTreeSet};

/// For each build those that come before it, by their places in the list; or a way around.
pub(super) fn of(
    builds: &[Build],
) -> Result<BTreeMap<usize, BTreeSet<usize>>, (usize, BuildError)> {
    let before = |build: &Build| {
        let makes = |(at, other): (usize, &Build)| {
            let from = |pattern: &String| reaches(pattern, &other.output);
            (other.name != build.name && build.inputs.iter().any(from)).then_some(at)
        };
        builds.iter().enumerate().filter_map(makes).collect::<BTreeSet<usize>>()
    };
    let edges: BTreeMap<usize, BTreeSet<usize>> =
        builds.iter().enumerate().map(|(at, build)| (at, before(build))).collect();
    for at in edges.keys() {
        if let Some(way) = around(&edges, *at) {
            let names: Vec<&str> =
                way.iter().filter_map(|at| Some(builds.get(*at)?.name.as_str())).collect();
            return Err((*at, BuildError::Circle { path: names.join(" -> ") }));
        }
    }
    Ok(edges)
}

/// A way from a build back to itself.
fn around(edges: &BTreeMap<usize, BTreeSet<usize>>, start: usize) -> Option<Vec<usize>> {
    let mut ways = vec![vec![start]];
    let mut seen = BTreeSet::new();
    while let Some(way) = ways.pop() {
        for next in way.last().and_then(|last| edges.get(last)).into_iter().flatten() {
            let mut longer = way.clone();
            longer.push(*next);
            if *next == start {
                return Some(longer);
            }
            if seen.insert(*next) {
                ways.push(longer);
            }
        }
    }
    None
}
