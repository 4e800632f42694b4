//! The rules side by side as a picture: for each scenario and tool a bar of what became of its rollouts.
use super::Compared;
use cutover_rollout::rules::Rules;
use cutover_rollout::simulate::Tally;
use std::fmt::Write as _;

/// Scenarios that are drawn, with the words under the picture that say what is good.
const DRAWN: [(&str, &str); 9] = [
    ("identical, 0.2 rps", "no different: nothing to abort"),
    ("identical, 2 rps", "no different: nothing to abort"),
    ("identical, 20 rps", "no different: nothing to abort"),
    ("identical, 200 rps", "no different: nothing to abort"),
    ("shared outage of 5 min, 20 rps", "no different: nothing to abort"),
    ("0.5 -> 3 %, 2 rps", "worse: to be aborted"),
    ("0.5 -> 10 %, 2 rps", "worse: to be aborted"),
    ("0.5 -> 10 %, 0.2 rps", "worse: to be aborted"),
    ("durations above p99 x2, 20 rps", "slower: to be aborted"),
];
const LEFT: f64 = 250.0;
const WIDTH: f64 = 420.0;
const BAR: f64 = 12.0;
const BLOCK: f64 = 92.0;
const TOP: f64 = 56.0;
const LOOK: &str = "text{font:12px system-ui,sans-serif;fill:#24292f}.b{font-weight:600}.s{fill:#57606a}.promoted{fill:#2da44e}.held{fill:#afb8c1}.aborted{fill:#cf222e}@media(prefers-color-scheme:dark){text{fill:#e6edf3}.s{fill:#9198a1}}";

/// The picture as an SVG document.
pub(super) fn svg(all: &[Compared]) -> String {
    let mut body = String::new();
    let mut top = TOP;
    for (scenario, good) in DRAWN {
        let Some(one) = all.iter().find(|one| one.scenario == scenario) else { continue };
        // Writing to a String cannot fail.
        let _ = write!(
            body,
            "<text class=\"b\" x=\"10\" y=\"{top}\">{}</text><text class=\"s\" x=\"{LEFT}\" y=\"{top}\">{good}</text>",
            plain(scenario)
        );
        let mut y = top + 8.0;
        for (rules, tally) in Rules::ALL.into_iter().zip(&one.tallies) {
            body.push_str(&bar(rules.name(), tally, y));
            y += BAR + 2.0;
        }
        top += BLOCK;
    }
    let (width, height) = (LEFT + WIDTH + 20.0, top);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"t\"><title id=\"t\">What rules of deployment tools make of the same rollouts</title><style>{LOOK}</style>{}{body}</svg>\n",
        legend()
    )
}

fn legend() -> String {
    let mut x = LEFT;
    let mut legend = String::new();
    for ends in ["promoted", "held", "aborted"] {
        let _ = write!(
            legend,
            "<rect class=\"{ends}\" x=\"{x}\" y=\"14\" width=\"12\" height=\"12\"/><text x=\"{}\" y=\"24\">{ends}</text>",
            x + 17.0
        );
        x += 100.0;
    }
    legend
}

fn bar(name: &str, tally: &Tally, y: f64) -> String {
    let mut bar = format!("<text class=\"s\" x=\"24\" y=\"{}\">{name}</text>", y + BAR - 2.0);
    let mut x = LEFT;
    let parts = [("promoted", tally.promoted), ("held", tally.held), ("aborted", tally.aborted())];
    for (class, count) in parts {
        let width = WIDTH * tally.share(count);
        if width > 0.0 {
            let _ = write!(
                bar,
                "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y}\" width=\"{width:.1}\" height=\"{BAR}\"/>"
            );
        }
        x += width;
    }
    bar
}

fn plain(text: &str) -> String {
    text.replace("->", "→")
}
