//! Columns: which card stands how far to the right, and which lanes pass through the columns between.
use std::collections::{BTreeMap, BTreeSet};

/// A card before it has a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Node {
    pub(super) width: f64,
    pub(super) height: f64,
}

/// An arrow before it has a way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Link {
    pub(super) from: usize,
    pub(super) to: usize,
    /// How far below the top edge it leaves.
    pub(super) leaves: f64,
    /// How far below the top edge it arrives.
    pub(super) arrives: f64,
}

/// Where a card stands.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Spot {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
}

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Vertex {
    pub(super) column: usize,
    pub(super) height: f64,
    /// The card; `None` for a lane.
    pub(super) card: Option<usize>,
}

/// A piece of an arrow from one column to the next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Segment {
    /// The vertex on the left, and how far below its top the piece begins.
    pub(super) left: (usize, f64),
    /// The vertex on the right, and how far below its top the piece ends.
    pub(super) right: (usize, f64),
}

/// Cards and lanes in columns.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    pub(super) vertices: Vec<Vertex>,
    pub(super) segments: Vec<Segment>,
    /// The vertices that each link passes, from left to right.
    pub(super) chains: Vec<Vec<usize>>,
    /// Whether a link's arrow points to the left, as one of each circle must.
    pub(super) backward: Vec<bool>,
}

/// Height of a lane.
const LANE: f64 = 2.0;

/// Puts cards into columns, the dependent to the left of what it depends on.
pub(super) fn columns(nodes: &[Node], links: &[Link]) -> Columns {
    let backward = circles(nodes.len(), links);
    let forward: Vec<(usize, usize)> = links
        .iter()
        .zip(&backward)
        .map(|(link, back)| if *back { (link.to, link.from) } else { (link.from, link.to) })
        .collect();
    let column = assign(nodes.len(), &forward);
    let at = |card: usize| column.get(card).copied().unwrap_or_default();
    let vertices = nodes.iter().enumerate().map(|(card, node)| Vertex {
        column: at(card),
        height: node.height,
        card: Some(card),
    });
    let mut made = Columns { vertices: vertices.collect(), ..Columns::default() };
    let mut lanes: BTreeMap<(usize, bool, usize), usize> = BTreeMap::new();
    let mut known: BTreeSet<(usize, u64, usize)> = BTreeSet::new();
    for (link, back) in links.iter().zip(&backward) {
        let (left, right) = if *back { (link.to, link.from) } else { (link.from, link.to) };
        // Arrows to one card share their lanes: they end in the same place.
        let passed = (at(left) + 1..at(right)).map(|column| {
            *lanes.entry((link.to, *back, column)).or_insert_with(|| {
                made.vertices.push(Vertex { column, height: LANE, card: None });
                made.vertices.len() - 1
            })
        });
        let chain: Vec<usize> = [left].into_iter().chain(passed).chain([right]).collect();
        let (begins, ends) =
            if *back { (link.arrives, link.leaves) } else { (link.leaves, link.arrives) };
        for (from, to) in chain.iter().zip(chain.iter().skip(1)) {
            let begin = if *from == left { begins } else { LANE / 2.0 };
            let end = if *to == right { ends } else { LANE / 2.0 };
            if known.insert((*from, begin.to_bits(), *to)) {
                made.segments.push(Segment { left: (*from, begin), right: (*to, end) });
            }
        }
        made.chains.push(chain);
    }
    made.backward = backward;
    made
}

/// The links that close a circle, found by walking along them.
fn circles(nodes: usize, links: &[Link]) -> Vec<bool> {
    let mut out: Vec<Vec<(usize, usize)>> = vec![Vec::new(); nodes];
    for (at, link) in links.iter().enumerate() {
        if let Some(list) = out.get_mut(link.from) {
            list.push((at, link.to));
        }
    }
    let mut backward = vec![false; links.len()];
    let mut seen = vec![Seen::No; nodes];
    for start in 0..nodes {
        // What is left to visit, and `None` where a card's last link has been followed.
        let mut open = vec![(start, false)];
        while let Some((at, leaving)) = open.pop() {
            let Some(state) = seen.get_mut(at) else { continue };
            match (*state, leaving) {
                (Seen::No, _) => {
                    *state = Seen::Within;
                    open.push((at, true));
                }
                (Seen::Within, true) => {
                    *state = Seen::Done;
                    continue;
                }
                (Seen::Within | Seen::Done, _) => continue,
            }
            for (link, to) in out.get(at).into_iter().flatten().rev() {
                match seen.get(*to) {
                    Some(Seen::Within) => set(&mut backward, *link, true),
                    Some(Seen::No) => open.push((*to, false)),
                    Some(Seen::Done) | None => {}
                }
            }
        }
    }
    backward
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    No,
    Within,
    Done,
}

/// Columns by the longest way from the left; then cards move right where that shortens arrows.
fn assign(nodes: usize, links: &[(usize, usize)]) -> Vec<usize> {
    let mut next: Vec<Vec<usize>> = vec![Vec::new(); nodes];
    let mut open_in = vec![0_usize; nodes];
    let mut pull = vec![0_i64; nodes];
    for (from, to) in links {
        next.get_mut(*from).into_iter().for_each(|list| list.push(*to));
        add(&mut open_in, *to, 1);
        add(&mut pull, *from, 1);
        add(&mut pull, *to, -1);
    }
    let mut column = vec![0_usize; nodes];
    let mut order: Vec<usize> = (0..nodes).filter(|node| open_in.get(*node) == Some(&0)).collect();
    let mut done = 0;
    while let Some(node) = order.get(done).copied() {
        done += 1;
        let own = column.get(node).copied().unwrap_or_default();
        for to in next.get(node).into_iter().flatten() {
            if let Some(at) = column.get_mut(*to) {
                *at = (*at).max(own + 1);
            }
            if let Some(open) = open_in.get_mut(*to) {
                *open -= 1;
                if *open == 0 {
                    order.push(*to);
                }
            }
        }
    }
    for node in order.iter().rev() {
        let nearest =
            next.get(*node).into_iter().flatten().filter_map(|to| column.get(*to)).min().copied();
        if let (Some(nearest), Some(1..)) = (nearest, pull.get(*node)) {
            set(&mut column, *node, nearest.saturating_sub(1));
        }
    }
    column
}

fn add<T: std::ops::AddAssign>(list: &mut [T], at: usize, by: T) {
    if let Some(value) = list.get_mut(at) {
        *value += by;
    }
}

fn set<T>(list: &mut [T], at: usize, value: T) {
    if let Some(place) = list.get_mut(at) {
        *place = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(from: usize, to: usize) -> Link {
        Link { from, to, leaves: 1.0, arrives: 1.0 }
    }

    fn columns_of(nodes: usize, links: &[Link]) -> Columns {
        columns(&vec![Node { width: 10.0, height: 10.0 }; nodes], links)
    }

    #[test]
    fn the_dependent_stands_left_and_lanes_pass_the_columns_between() {
        let made = columns_of(3, &[link(0, 1), link(1, 2), link(0, 2)]);
        let columns: Vec<usize> = made.vertices.iter().map(|vertex| vertex.column).collect();
        assert_eq!(columns, [0, 1, 2, 1]);
        assert_eq!(made.chains, [vec![0, 1], vec![1, 2], vec![0, 3, 2]]);
    }

    #[test]
    fn a_circle_loses_one_arrow_to_the_left() {
        let made = columns_of(2, &[link(0, 1), link(1, 0)]);
        assert_eq!(made.backward, [false, true]);
        assert_eq!(made.chains, [vec![0, 1], vec![0, 1]]);
    }

    #[test]
    fn arrows_to_one_card_share_a_lane() {
        let made = columns_of(4, &[link(0, 1), link(1, 2), link(0, 2), link(3, 1), link(3, 2)]);
        assert_eq!(made.vertices.len(), 5);
    }

    #[test]
    fn who_depends_on_little_stands_near_it() {
        let made = columns_of(4, &[link(0, 1), link(1, 2), link(3, 2)]);
        assert_eq!(made.vertices[3].column, 1);
    }
}
