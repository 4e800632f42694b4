//! Curves over time as inline SVG, without scripts.
use maud::{Markup, html};
use std::fmt::Write as _;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 180.0;
/// Room for the words beside and below the curve.
const LEFT: f64 = 64.0;
const RIGHT: f64 = 16.0;
const ABOVE: f64 = 18.0;
const BELOW: f64 = 24.0;

/// How values become heights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Scale {
    /// Evenly, from low to high.
    Linear(f64, f64),
    /// By their powers of ten, from the low one to the high one.
    Log(f64, f64),
}

impl Scale {
    /// The height of a value, from 0 to 1; what is beyond is at the edge.
    fn height(self, value: f64) -> f64 {
        let (low, high, value) = match self {
            Self::Linear(low, high) => (low, high, value),
            Self::Log(low, high) => (low, high, value.max(f64::MIN_POSITIVE).log10()),
        };
        ((value - low) / (high - low).max(f64::EPSILON)).clamp(0.0, 1.0)
    }
}

/// How one point leads to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// The value stays until the next one.
    Steps,
    /// A line from value to value, each with a dot.
    Line,
}

/// The line that a curve is compared with.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Rule {
    pub value: f64,
    pub words: String,
    pub means: Means,
}

/// What happens at a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Means {
    /// Above it the rollout is aborted.
    Abort,
    /// Below it the rollout may be promoted.
    Promote,
}

impl Means {
    fn class(self) -> &'static str {
        match self {
            Self::Abort => "rule",
            Self::Promote => "rule good",
        }
    }
}

/// A curve with what it is compared with.
#[derive(Clone, Debug)]
pub(super) struct Chart {
    /// What it shows, for those who can't see it.
    pub label: String,
    pub scale: Scale,
    pub shape: Shape,
    /// Values with words at the left edge.
    pub ticks: Vec<(f64, String)>,
    /// The value that matters.
    pub rule: Option<Rule>,
    /// Seconds after the beginning, and the value.
    pub points: Vec<(f64, f64)>,
    /// Seconds from the left edge to the right one.
    pub span: f64,
}

impl Chart {
    /// The curve as a picture.
    pub(super) fn draw(&self) -> Markup {
        let bottom = HEIGHT - BELOW;
        html! {
            svg.chart viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="img" aria-label=(self.label) {
                @for (value, words) in &self.ticks {
                    path.grid d=(format!("M{LEFT} {:.1}H{}", self.y(*value), WIDTH - RIGHT)) {}
                    text x=(LEFT - 8.0) y=(format!("{:.1}", self.y(*value) + 4.0)) text-anchor="end" { (words) }
                }
                @for (seconds, anchor) in self.moments() {
                    text x=(format!("{:.1}", self.x(seconds))) y=(bottom + 18.0) text-anchor=(anchor) { (elapsed(seconds)) }
                }
                @if let Some(rule) = &self.rule {
                    path class=(rule.means.class()) d=(format!("M{LEFT} {:.1}H{}", self.y(rule.value), WIDTH - RIGHT)) {}
                    text class=(rule.means.class()) x=(WIDTH - RIGHT) y=(format!("{:.1}", self.y(rule.value) - 5.0)) text-anchor="end" { (rule.words) }
                }
                path.curve d=(self.path()) {}
                @if self.shape == Shape::Line {
                    @for (seconds, value) in &self.points {
                        circle.dot cx=(format!("{:.1}", self.x(*seconds))) cy=(format!("{:.1}", self.y(*value))) r="2.5" {}
                    }
                }
            }
        }
    }

    fn path(&self) -> String {
        let mut path = String::new();
        for (number, (seconds, value)) in self.points.iter().enumerate() {
            let (x, y) = (self.x(*seconds), self.y(*value));
            // Writing into a string doesn't fail.
            let _ = match (number, self.shape) {
                (0, _) => write!(path, "M{x:.1} {y:.1}"),
                (_, Shape::Steps) => write!(path, "H{x:.1}V{y:.1}"),
                (_, Shape::Line) => write!(path, "L{x:.1} {y:.1}"),
            };
        }
        if self.shape == Shape::Steps && !path.is_empty() {
            let _ = write!(path, "H{:.1}", self.x(self.span));
        }
        path
    }

    fn moments(&self) -> [(f64, &'static str); 3] {
        [(0.0, "start"), (self.span / 2.0, "middle"), (self.span, "end")]
    }

    fn x(&self, seconds: f64) -> f64 {
        let part = (seconds / self.span.max(f64::EPSILON)).clamp(0.0, 1.0);
        LEFT + part * (WIDTH - LEFT - RIGHT)
    }

    fn y(&self, value: f64) -> f64 {
        ABOVE + (1.0 - self.scale.height(value)) * (HEIGHT - ABOVE - BELOW)
    }
}

/// Time since the beginning, for people.
fn elapsed(seconds: f64) -> String {
    match seconds {
        short if short < 180.0 => format!("{short:.0} s"),
        longer if longer < 10_800.0 => format!("{:.0} min", longer / 60.0),
        long => format!("{:.1} h", long / 3_600.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(shape: Shape) -> Chart {
        Chart {
            label: "share over time".into(),
            scale: Scale::Linear(0.0, 1.0),
            shape,
            ticks: vec![(0.0, "0 %".into())],
            rule: None,
            points: vec![(0.0, 0.0), (50.0, 0.5), (80.0, 2.0)],
            span: 100.0,
        }
    }

    #[test]
    fn a_step_stays_until_the_next_and_to_the_end() {
        assert_eq!(chart(Shape::Steps).path(), "M64.0 156.0H384.0V87.0H576.0V18.0H704.0");
        assert_eq!(chart(Shape::Line).path(), "M64.0 156.0L384.0 87.0L576.0 18.0");
    }

    #[test]
    fn powers_of_ten_are_evenly_spaced() {
        let scale = Scale::Log(-1.0, 2.0);
        let heights = [0.0, 0.1, 1.0, 10.0, 100.0, 1e9].map(|value| scale.height(value) * 3.0);
        let expected = [0.0, 0.0, 1.0, 2.0, 3.0, 3.0];
        assert!(heights.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-9), "{heights:?}");
    }

    #[test]
    fn time_is_told_in_the_unit_that_fits() {
        assert_eq!([90.0, 600.0, 14_400.0].map(elapsed), ["90 s", "10 min", "4.0 h"]);
    }
}
