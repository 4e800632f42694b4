//! Parts of a graph that nothing ties together are drawn apart and put side by side.
use super::layers::{Columns, Link, Node, Spot, columns};
use super::order::order;
use super::place::tops;
use super::real;
use super::route::Route;
use std::collections::BTreeMap;

/// Between two columns, before there are arrows to find room for.
const BETWEEN: f64 = 64.0;
/// More for each arrow between them, up to a bound: many arrows need room to turn.
const PER_ARROW: f64 = 2.0;
const MOST_FOR_ARROWS: f64 = 76.0;
/// Between parts that have nothing to do with each other.
const APART: f64 = 36.0;
/// Small parts share a line until it is this wide.
const LINE: f64 = 1_080.0;

/// A drawing: a spot for each node and a way for each link.
pub(super) struct Drawn {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) spots: Vec<Spot>,
    pub(super) routes: Vec<Route>,
}

/// Draws every part, the largest first.
pub(super) fn draw(nodes: &[Node], links: &[Link]) -> Drawn {
    let mut all = Drawn {
        width: 0.0,
        height: 0.0,
        spots: vec![Spot::default(); nodes.len()],
        routes: vec![Route::default(); links.len()],
    };
    let mut parts: Vec<Part> =
        parts(nodes.len(), links).iter().map(|part| part.draw(nodes, links)).collect();
    parts.sort_by_key(|part| std::cmp::Reverse(part.members.len()));
    let widest = parts.iter().map(|part| part.width).fold(LINE, f64::max);
    let (mut x, mut y, mut tallest) = (0.0, 0.0, 0.0_f64);
    for part in &parts {
        if x > 0.0 && x + part.width > widest {
            (x, y, tallest) = (0.0, y + tallest + APART, 0.0);
        }
        part.put(&mut all, x, y);
        all.width = all.width.max(x + part.width);
        all.height = all.height.max(y + part.height);
        x += part.width + APART;
        tallest = tallest.max(part.height);
    }
    all
}

/// Nodes that are tied together, and their links.
struct Members {
    nodes: Vec<usize>,
    links: Vec<usize>,
}

/// One part, drawn by itself.
struct Part {
    members: Vec<usize>,
    links: Vec<usize>,
    spots: Vec<Spot>,
    routes: Vec<Route>,
    width: f64,
    height: f64,
}

fn parts(nodes: usize, links: &[Link]) -> Vec<Members> {
    let mut leader: Vec<usize> = (0..nodes).collect();
    for link in links {
        let (one, other) = (lead(&mut leader, link.from), lead(&mut leader, link.to));
        if let Some(place) = leader.get_mut(one.max(other)) {
            *place = one.min(other);
        }
    }
    let mut parts: BTreeMap<usize, Members> = BTreeMap::new();
    let none = || Members { nodes: Vec::new(), links: Vec::new() };
    for node in 0..nodes {
        parts.entry(lead(&mut leader, node)).or_insert_with(none).nodes.push(node);
    }
    for (at, link) in links.iter().enumerate() {
        parts.entry(lead(&mut leader, link.from)).or_insert_with(none).links.push(at);
    }
    parts.into_values().collect()
}

fn lead(leader: &mut [usize], node: usize) -> usize {
    let mut at = node;
    while let Some(next) = leader.get(at).copied().filter(|next| *next != at) {
        at = next;
    }
    if let Some(place) = leader.get_mut(node) {
        *place = at;
    }
    at
}

impl Members {
    fn draw(&self, nodes: &[Node], links: &[Link]) -> Part {
        let inner: BTreeMap<usize, usize> =
            self.nodes.iter().enumerate().map(|(inner, outer)| (*outer, inner)).collect();
        let own: Vec<Node> = self.nodes.iter().filter_map(|at| nodes.get(*at)).copied().collect();
        let tied = self.links.iter().filter_map(|at| links.get(*at)).filter_map(|link| {
            Some(Link { from: *inner.get(&link.from)?, to: *inner.get(&link.to)?, ..*link })
        });
        let tied: Vec<Link> = tied.collect();
        let columns = columns(&own, &tied);
        let rows = order(&columns);
        let tops = tops(&columns, &rows);
        let lefts = Lefts::of(&columns, &own);
        let top = |at: usize| tops.get(at).copied().unwrap_or_default();
        let spots = columns.vertices.iter().enumerate().take(own.len());
        let spots = spots.map(|(at, vertex)| {
            let (x, width) = lefts.of_column(vertex.column);
            Spot { x, y: top(at), width }
        });
        let routes = tied.iter().zip(&columns.chains).zip(&columns.backward);
        let routes = routes.map(|((link, chain), back)| {
            let (begins, ends) =
                if *back { (link.arrives, link.leaves) } else { (link.leaves, link.arrives) };
            Route::through(chain, (begins, ends), *back, |at| {
                let vertex = columns.vertices.get(at);
                let (x, width) = lefts.of_column(vertex.map_or(0, |one| one.column));
                (x, top(at), width)
            })
        });
        let bottoms = own.iter().enumerate().map(|(at, node)| top(at) + node.height);
        Part {
            members: self.nodes.clone(),
            links: self.links.clone(),
            routes: routes.collect(),
            height: bottoms.fold(0.0, f64::max),
            width: lefts.0.last().map_or(0.0, |(x, width)| x + width),
            spots: spots.collect(),
        }
    }
}

/// The left edge and the width of each column.
struct Lefts(Vec<(f64, f64)>);

impl Lefts {
    fn of(columns: &Columns, nodes: &[Node]) -> Self {
        let mut widths: BTreeMap<usize, f64> = BTreeMap::new();
        let mut arrows: BTreeMap<usize, usize> = BTreeMap::new();
        for (vertex, node) in columns.vertices.iter().zip(nodes) {
            let width = widths.entry(vertex.column).or_default();
            *width = width.max(node.width);
        }
        for segment in &columns.segments {
            if let Some(left) = columns.vertices.get(segment.left.0) {
                *arrows.entry(left.column).or_default() += 1;
            }
        }
        let mut x = 0.0;
        let each = widths.iter().map(|(column, width)| {
            let own = x;
            let room = real(arrows.get(column).copied().unwrap_or_default()) * PER_ARROW;
            x += width + BETWEEN + room.min(MOST_FOR_ARROWS);
            (own, *width)
        });
        Self(each.collect())
    }

    fn of_column(&self, column: usize) -> (f64, f64) {
        self.0.get(column).copied().unwrap_or_default()
    }
}

impl Part {
    fn put(&self, all: &mut Drawn, x: f64, y: f64) {
        for (at, spot) in self.members.iter().zip(&self.spots) {
            if let Some(place) = all.spots.get_mut(*at) {
                *place = Spot { x: spot.x + x, y: spot.y + y, ..*spot };
            }
        }
        for (at, route) in self.links.iter().zip(&self.routes) {
            if let Some(place) = all.routes.get_mut(*at) {
                *place = route.moved(x, y);
            }
        }
    }
}
