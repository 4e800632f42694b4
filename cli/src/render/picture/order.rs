//! Who stands above whom in each column, so that few arrows cross.
use super::layers::{Columns, Segment};
use super::real;

/// Beyond this many vertices, a picture is too large to be looked at closely, and time matters more.
const MANY: usize = 1_500;

/// How often neighbours of a column are compared after each sweep.
const SWAPS: usize = 4;

/// The vertices of each column from the top down.
pub(super) type Rows = Vec<Vec<usize>>;

/// Orders the columns: back and forth, everything goes to the middle of what it is tied to. That ends somewhere, not
/// always well, so it begins from several orders; the best of all is kept.
pub(super) fn order(columns: &Columns) -> Rows {
    let net = Net::of(columns);
    let first = net.start(columns);
    if columns.vertices.len() > MANY {
        return net.improve(first, 4, true).0;
    }
    let turned: Rows = first.iter().map(|row| row.iter().rev().copied().collect()).collect();
    let mut best = (first.clone(), net.crossings(&first));
    for start in [first, turned] {
        for rightwards in [true, false] {
            if best.1 > 0 {
                let found = net.improve(start.clone(), 24, rightwards);
                best = if found.1 < best.1 { found } else { best };
            }
        }
    }
    best.0
}

/// Who is tied to whom, and where on their sides.
struct Net {
    /// By right vertex: left vertices with both places, as parts of a height.
    left: Vec<Vec<Tie>>,
    /// By left vertex.
    right: Vec<Vec<Tie>>,
}

/// A tie to another vertex: the place on one's own side, and on its side.
#[derive(Clone, Copy)]
struct Tie {
    other: usize,
    own: f64,
    there: f64,
}

impl Net {
    fn of(columns: &Columns) -> Self {
        let none = || vec![Vec::new(); columns.vertices.len()];
        let mut net = Self { left: none(), right: none() };
        for segment in &columns.segments {
            let Segment { left, right } = *segment;
            let part = |(at, offset): (usize, f64)| {
                columns.vertices.get(at).map_or(0.5, |one| offset / one.height)
            };
            let (leaves, arrives) = (part(left), part(right));
            if let Some(ties) = net.right.get_mut(left.0) {
                ties.push(Tie { other: right.0, own: leaves, there: arrives });
            }
            if let Some(ties) = net.left.get_mut(right.0) {
                ties.push(Tie { other: left.0, own: arrives, there: leaves });
            }
        }
        net
    }

    /// The first order: as a walk from the leftmost cards meets them.
    fn start(&self, columns: &Columns) -> Rows {
        let last = columns.vertices.iter().map(|vertex| vertex.column).max();
        let mut rows = vec![Vec::new(); last.map_or(0, |last| last + 1)];
        let mut seen = vec![false; columns.vertices.len()];
        let mut starts: Vec<usize> = (0..columns.vertices.len()).collect();
        starts.sort_by_key(|at| self.left.get(*at).is_some_and(|ties| !ties.is_empty()));
        for start in starts {
            let mut open = vec![start];
            while let Some(at) = open.pop() {
                if std::mem::replace(seen.get_mut(at).unwrap_or(&mut true), true) {
                    continue;
                }
                let column = columns.vertices.get(at).map(|vertex| vertex.column);
                if let Some(row) = column.and_then(|column| rows.get_mut(column)) {
                    row.push(at);
                }
                let mut ties = self.right.get(at).cloned().unwrap_or_default();
                ties.sort_by(|one, other| one.own.total_cmp(&other.own));
                open.extend(ties.iter().rev().map(|tie| tie.other));
            }
        }
        rows
    }

    /// The best order that so many sweeps find, and its crossings.
    fn improve(&self, start: Rows, sweeps: usize, rightwards: bool) -> (Rows, usize) {
        let mut rows = start;
        let mut best = (rows.clone(), self.crossings(&rows));
        for sweep in 0..sweeps {
            self.sweep(&mut rows, (sweep % 2 == 0) == rightwards);
            if sweeps > 4 {
                self.swap(&mut rows);
            }
            let crossings = self.crossings(&rows);
            if crossings < best.1 {
                best = (rows.clone(), crossings);
            }
        }
        best
    }

    /// Orders each column by what it is tied to on one side.
    fn sweep(&self, rows: &mut Rows, rightwards: bool) {
        let ties = if rightwards { &self.left } else { &self.right };
        let mut place = self.places(rows);
        let count = rows.len();
        for step in 1..count {
            let column = if rightwards { step } else { count - 1 - step };
            let Some(row) = rows.get_mut(column) else { continue };
            let wish =
                |at: &usize| middle(ties.get(*at), &place).or_else(|| place.get(*at).copied());
            let mut wished: Vec<(f64, usize)> =
                row.iter().map(|at| (wish(at).unwrap_or_default(), *at)).collect();
            wished.sort_by(|one, other| one.0.total_cmp(&other.0));
            *row = wished.into_iter().map(|(_, at)| at).collect();
            row.iter().enumerate().for_each(|(index, at)| put(&mut place, *at, index));
        }
    }

    /// Swaps neighbours wherever fewer arrows cross then, a few times over.
    fn swap(&self, rows: &mut Rows) {
        let mut place = self.places(rows);
        for column in (0..rows.len()).cycle().take(SWAPS * rows.len()) {
            let Some(row) = rows.get_mut(column) else { continue };
            let mut at = 1;
            while let (Some(above), Some(below)) = (row.get(at - 1), row.get(at)) {
                let (above, below) = (*above, *below);
                let cost = |one, other| {
                    crossed(self.left.get(one), self.left.get(other), &place)
                        + crossed(self.right.get(one), self.right.get(other), &place)
                };
                if cost(below, above) < cost(above, below) {
                    row.swap(at - 1, at);
                    put(&mut place, below, at - 1);
                    put(&mut place, above, at);
                }
                at += 1;
            }
        }
    }

    /// The index of each vertex in its column.
    fn places(&self, rows: &Rows) -> Vec<f64> {
        let mut place = vec![0.0; self.left.len()];
        for (index, vertex) in rows.iter().flat_map(|row| row.iter().enumerate()) {
            put(&mut place, *vertex, index);
        }
        place
    }

    fn crossings(&self, rows: &Rows) -> usize {
        let place = self.places(rows);
        rows.iter().map(|row| self.crossings_right_of(row, &place)).sum()
    }

    /// Crossings between a column and the next: pairs of arrows in different order at their two ends.
    fn crossings_right_of(&self, row: &[usize], place: &[f64]) -> usize {
        let mut ends: Vec<(f64, f64)> = Vec::new();
        for (index, vertex) in row.iter().enumerate() {
            for tie in self.right.get(*vertex).into_iter().flatten() {
                let there = at(place, tie.other);
                ends.push((real(index) + tie.own, there + tie.there));
            }
        }
        ends.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1)));
        inversions(&mut ends.into_iter().map(|(_, right)| right).collect::<Vec<f64>>())
    }
}

fn at(place: &[f64], vertex: usize) -> f64 {
    place.get(vertex).copied().unwrap_or_default()
}

fn put(place: &mut [f64], vertex: usize, index: usize) {
    if let Some(place) = place.get_mut(vertex) {
        *place = real(index);
    }
}

/// The mean place of what a vertex is tied to, seen from the top of its own side.
fn middle(ties: Option<&Vec<Tie>>, place: &[f64]) -> Option<f64> {
    let ties = ties.filter(|ties| !ties.is_empty())?;
    let there = ties.iter().map(|tie| at(place, tie.other) + tie.there - tie.own / 1_000.0);
    Some(there.sum::<f64>() / real(ties.len()))
}

/// How many arrows of two neighbours cross, `above` standing above `below`.
fn crossed(above: Option<&Vec<Tie>>, below: Option<&Vec<Tie>>, place: &[f64]) -> usize {
    let (Some(above), Some(below)) = (above, below) else { return 0 };
    let end = |tie: &Tie| at(place, tie.other) + tie.there;
    above.iter().map(|one| below.iter().filter(|other| end(one) > end(other)).count()).sum()
}

/// Pairs in falling order, counted while merging.
fn inversions(values: &mut Vec<f64>) -> usize {
    if values.len() < 2 {
        return 0;
    }
    let mut right = values.split_off(values.len() / 2);
    let mut count = inversions(values) + inversions(&mut right);
    let mut merged = Vec::with_capacity(values.len() + right.len());
    let (mut one, mut other) = (values.iter().peekable(), right.iter().peekable());
    while let (Some(left), Some(below)) = (one.peek(), other.peek()) {
        if below < left {
            count += one.len();
            merged.extend(other.next());
        } else {
            merged.extend(one.next());
        }
    }
    merged.extend(one);
    merged.extend(other);
    *values = merged;
    count
}

#[cfg(test)]
mod tests {
    use super::super::layers::{Link, Node, columns};
    use super::*;

    fn crossings_left(nodes: usize, links: &[(usize, usize)]) -> usize {
        let links: Vec<Link> = links
            .iter()
            .map(|(from, to)| Link { from: *from, to: *to, leaves: 5.0, arrives: 5.0 })
            .collect();
        let columns = columns(&vec![Node { width: 10.0, height: 10.0 }; nodes], &links);
        Net::of(&columns).crossings(&order(&columns))
    }

    #[test]
    fn arrows_that_need_not_cross_do_not() {
        assert_eq!(crossings_left(6, &[(0, 5), (1, 4), (2, 3)]), 0);
        assert_eq!(crossings_left(7, &[(0, 4), (0, 5), (1, 3), (1, 6), (2, 5), (2, 3)]), 0);
    }

    #[test]
    fn arrows_that_must_cross_are_counted() {
        let all: Vec<(usize, usize)> =
            (0..3).flat_map(|from| (3..6).map(move |to| (from, to))).collect();
        assert_eq!(crossings_left(6, &all), 9);
    }

    #[test]
    fn pairs_in_falling_order_are_counted() {
        assert_eq!(inversions(&mut vec![3.0, 1.0, 2.0, 2.0]), 3);
    }
}
