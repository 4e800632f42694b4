//! The way of an arrow: curves in the gaps between columns, straight through the lanes.
use std::fmt::Write as _;

/// Length of an arrow's head.
const HEAD: f64 = 7.0;
const HALF: f64 = 3.6;

/// The points of a way from left to right: each gap's beginning and end.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Route {
    points: Vec<(f64, f64)>,
    /// Whether the arrow points to the left end.
    backward: bool,
}

impl Route {
    /// The way through these vertices, whose left edge, top and width `of` tells.
    pub(super) fn through(
        chain: &[usize],
        (begins, ends): (f64, f64),
        backward: bool,
        of: impl Fn(usize) -> (f64, f64, f64),
    ) -> Self {
        let mut points = Vec::new();
        let last = chain.len().saturating_sub(1);
        for (index, at) in chain.iter().enumerate() {
            let (x, top, width) = of(*at);
            if index == 0 {
                points.push((x + width, top + begins));
            } else if index == last {
                points.push((x, top + ends));
            } else {
                points.extend([(x, top + 1.0), (x + width, top + 1.0)]);
            }
        }
        Self { points, backward }
    }

    pub(super) fn moved(&self, x: f64, y: f64) -> Self {
        let points = self.points.iter().map(|(left, top)| (left + x, top + y)).collect();
        Self { points, backward: self.backward }
    }
}

/// The line as an SVG path, from the left to the right.
pub(super) fn line(route: &Route) -> String {
    let mut path = String::new();
    let mut pairs = route.points.chunks_exact(2);
    let mut before: Option<(f64, f64)> = None;
    for pair in pairs.by_ref() {
        let [(x, y), (to_x, to_y)] = *pair else { continue };
        // Writing to a String cannot fail.
        let _ = match before {
            None => write!(path, "M{x} {y}"),
            Some(_) => write!(path, "L{x} {y}"),
        };
        let turn = f64::midpoint(x, to_x).round();
        let _ = if (y - to_y).abs() < 0.5 {
            write!(path, "L{to_x} {to_y}")
        } else {
            write!(path, "C{turn} {y} {turn} {to_y} {to_x} {to_y}")
        };
        before = Some((to_x, to_y));
    }
    path
}

/// The head, or with `both` the heads, as an SVG path.
pub(super) fn head(route: &Route, both: bool) -> String {
    let mut path = String::new();
    let (left, right) = (route.points.first(), route.points.last());
    if let Some((x, y)) = left.filter(|_| both || route.backward) {
        let _ = write!(path, "M{x} {y}l{HEAD} {}v{}z", -HALF, 2.0 * HALF);
    }
    if let Some((x, y)) = right.filter(|_| both || !route.backward) {
        let _ = write!(path, "M{x} {y}l{} {}v{}z", -HEAD, -HALF, 2.0 * HALF);
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_curves_between_columns_and_is_straight_in_lanes() {
        let of = |at: usize| match at {
            0 => (0.0, 0.0, 100.0),
            1 => (160.0, 40.0, 80.0),
            _ => (300.0, 41.0, 100.0),
        };
        let route = Route::through(&[0, 1, 2], (24.0, 0.0), false, of);
        assert_eq!(line(&route), "M100 24C130 24 130 41 160 41L240 41L300 41");
        assert_eq!(head(&route, true), "M100 24l7 -3.6v7.2zM300 41l-7 -3.6v7.2z");
        assert_eq!(head(&route.moved(1.0, 1.0), false), "M301 42l-7 -3.6v7.2z");
    }
}
