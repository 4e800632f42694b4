//! How high each vertex stands: as near as can be to what it is tied to, without standing on another.
use super::layers::{Columns, Vertex};
use super::order::Rows;

/// Between two cards of a column.
const GAP: f64 = 20.0;
/// Between two lanes.
const LANE_GAP: f64 = 10.0;
/// Back and forth so often; more changes nothing to see.
const SWEEPS: usize = 14;

/// The top of each vertex.
pub(super) fn tops(columns: &Columns, rows: &Rows) -> Vec<f64> {
    let mut tops = stacked(columns, rows);
    let ties = ties(columns);
    for sweep in 0..SWEEPS {
        let rightwards = sweep % 2 == 0;
        // The last rounds look to both sides.
        let both = sweep + 4 >= SWEEPS;
        for step in 0..rows.len() {
            let column = if rightwards { step } else { rows.len() - 1 - step };
            let Some(row) = rows.get(column) else { continue };
            let wishes: Vec<Wish> = row
                .iter()
                .map(|at| {
                    let near = ties.get(*at).into_iter().flatten();
                    wish(*at, near.filter(|tie| both || tie.is_left == rightwards), &tops)
                })
                .collect();
            settle(columns, row, &wishes, &mut tops);
        }
    }
    let highest = tops.iter().copied().fold(f64::INFINITY, f64::min);
    tops.iter().map(|top| (top - highest).round()).collect()
}

/// What a vertex is tied to: with the difference of the two tops at which the piece is level.
struct Tie {
    other: usize,
    is_left: bool,
    level: f64,
    weight: f64,
}

struct Wish {
    top: f64,
    weight: f64,
}

fn ties(columns: &Columns) -> Vec<Vec<Tie>> {
    let mut ties: Vec<Vec<Tie>> = columns.vertices.iter().map(|_| Vec::new()).collect();
    let is_lane = |at: usize| columns.vertices.get(at).is_some_and(|one| one.card.is_none());
    for segment in &columns.segments {
        let ((left, begins), (right, ends)) = (segment.left, segment.right);
        // Long arrows should be straight before short ones are.
        let weight = match (is_lane(left), is_lane(right)) {
            (true, true) => 8.0,
            (true, false) | (false, true) => 2.0,
            (false, false) => 1.0,
        };
        if let Some(list) = ties.get_mut(left) {
            list.push(Tie { other: right, is_left: false, level: ends - begins, weight });
        }
        if let Some(list) = ties.get_mut(right) {
            list.push(Tie { other: left, is_left: true, level: begins - ends, weight });
        }
    }
    ties
}

fn wish<'a>(at: usize, ties: impl Iterator<Item = &'a Tie>, tops: &[f64]) -> Wish {
    let top = |at: usize| tops.get(at).copied().unwrap_or_default();
    let (mut sum, mut weight) = (0.0, 0.0);
    for tie in ties {
        sum += tie.weight * (top(tie.other) + tie.level);
        weight += tie.weight;
    }
    // Who is tied to nothing on this side stays where it is, but gives way.
    if weight == 0.0 {
        Wish { top: top(at), weight: 0.05 }
    } else {
        Wish { top: sum / weight, weight }
    }
}

fn stacked(columns: &Columns, rows: &Rows) -> Vec<f64> {
    let mut tops = vec![0.0; columns.vertices.len()];
    for (at, offset) in rows.iter().flat_map(|row| offsets(columns, row)) {
        if let Some(top) = tops.get_mut(at) {
            *top = offset;
        }
    }
    tops
}

/// How far below the column's first vertex each one stands when nothing is left free.
fn offsets<'a>(columns: &'a Columns, row: &'a [usize]) -> impl Iterator<Item = (usize, f64)> + 'a {
    let mut next = 0.0;
    let mut before: Option<&Vertex> = None;
    row.iter().filter_map(move |at| {
        let vertex = columns.vertices.get(*at)?;
        if let Some(before) = before {
            let lanes = before.card.is_none() && vertex.card.is_none();
            next += before.height + if lanes { LANE_GAP } else { GAP };
        }
        before = Some(vertex);
        Some((*at, next))
    })
}

/// Moves a column's vertices as near to their wishes as their order and heights allow, by least squares: neighbours
/// that would overlap are joined and wish together.
fn settle(columns: &Columns, row: &[usize], wishes: &[Wish], tops: &mut [f64]) {
    struct Joined {
        top: f64,
        weight: f64,
        members: usize,
    }
    let offsets: Vec<(usize, f64)> = offsets(columns, row).collect();
    let mut stack: Vec<Joined> = Vec::new();
    for ((_, offset), wish) in offsets.iter().zip(wishes) {
        let mut last = Joined { top: wish.top - offset, weight: wish.weight, members: 1 };
        while let Some(above) = stack.pop_if(|above| above.top >= last.top) {
            let weight = above.weight + last.weight;
            let top = (above.top * above.weight + last.top * last.weight) / weight;
            last = Joined { top, weight, members: above.members + last.members };
        }
        stack.push(last);
    }
    let each = stack.iter().flat_map(|one| std::iter::repeat_n(one.top, one.members));
    for ((at, offset), top) in offsets.iter().zip(each) {
        if let Some(place) = tops.get_mut(*at) {
            *place = top + offset;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::layers::{Link, Node, columns};
    use super::super::order::order;
    use super::*;

    fn tops_of(nodes: usize, links: &[(usize, usize)]) -> Vec<f64> {
        let links: Vec<Link> = links
            .iter()
            .map(|(from, to)| Link { from: *from, to: *to, leaves: 5.0, arrives: 5.0 })
            .collect();
        let columns = columns(&vec![Node { width: 10.0, height: 10.0 }; nodes], &links);
        let rows = order(&columns);
        tops(&columns, &rows)
    }

    #[test]
    fn a_chain_is_level_and_a_fan_is_centred() {
        assert_eq!(tops_of(3, &[(0, 1), (1, 2)]), [0.0, 0.0, 0.0]);
        assert_eq!(tops_of(4, &[(0, 1), (0, 2), (0, 3)]), [30.0, 0.0, 30.0, 60.0]);
    }

    #[test]
    fn nothing_stands_on_another() {
        let all: Vec<(usize, usize)> =
            (0..5).flat_map(|from| (5..9).map(move |to| (from, to))).collect();
        let mut left = tops_of(9, &all).into_iter().take(5).collect::<Vec<f64>>();
        left.sort_by(f64::total_cmp);
        assert!(left.windows(2).all(|pair| pair[1] - pair[0] >= 29.0), "{left:?}");
    }
}
