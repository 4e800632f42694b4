//! What became of simulated rollouts: for a terminal, and as a page without scripts or other files.
use super::push;
use super::words;
use crate::style::{Style, Tone};
use cutover_rollout::simulate::{Experiment, Latency, Tally, Traffic};
use cutover_schemas::units;
use maud::{DOCTYPE, Markup, PreEscaped, html};

const LOOK: &str = include_str!("html.css");
/// Columns of the longest bar on a terminal.
const COLUMNS: usize = 40;
/// Bars of a chart, at most.
const BARS: i64 = 12;

/// Rollouts that were aborted in a span of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Bar {
    /// Minutes after the first shift.
    from: i64,
    until: i64,
    count: usize,
}

/// The results as text, with a chart of when the aborts came.
pub fn human(experiment: &Experiment, tally: &Tally, style: &Style) -> String {
    let mut out = String::new();
    push(&mut out, &[&style.paint(Tone::Strong, &title(experiment, tally))]);
    for line in about(experiment) {
        push(&mut out, &[&style.paint(Tone::Faint, &line)]);
    }
    out.push('\n');
    for (name, count, tone) in ends(tally) {
        let (low, high) = tally.bounds(count);
        let bar = style.paint(tone, &"█".repeat(columns(count, tally.runs())));
        let sure = format!("{} to {}", percent(low), percent(high));
        let line = format!("{name}  {:>8}  {sure:>20}  ", percent(tally.share(count)));
        push(&mut out, &[format!("{line}{bar}").trim_end()]);
    }
    let bars = bars(tally);
    let most = bars.iter().map(|bar| bar.count).max().unwrap_or_default();
    if most > 0 {
        out.push_str("\nminutes from the first shift to the abort\n");
    }
    for bar in &bars {
        let span = format!("{}-{}", bar.from, bar.until);
        let drawn = style.paint(Tone::Delete, &"█".repeat(columns(bar.count, most)));
        push(&mut out, &[format!("{span:>8}  {:>6}  {drawn}", bar.count).trim_end()]);
    }
    let closing = closing(experiment, tally);
    if !closing.is_empty() {
        out.push('\n');
    }
    for line in &closing {
        push(&mut out, &[line]);
    }
    out
}

/// The results as a whole HTML document.
pub fn page(experiment: &Experiment, tally: &Tally) -> String {
    let title = title(experiment, tally);
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "cutover: " (title) }
                style { (PreEscaped(LOOK)) }
            }
            body {
                header { h1 { (title) } @for line in about(experiment) { p { (line) } } }
                main {
                    section { h2 { "How they ended" } (table(tally)) }
                    @let bars = bars(tally);
                    @if !bars.is_empty() {
                        section { h2 { "Minutes from the first shift to the abort" } (chart(&bars)) }
                    }
                }
                footer { @for line in closing(experiment, tally) { p { (line) } } }
            }
        }
    }
    .into_string()
}

fn table(tally: &Tally) -> Markup {
    html! {
        table {
            tr { th scope="col" { "end" } th scope="col" { "rollouts" } th scope="col" { "share" } th scope="col" { "99 % sure" } }
            @for (name, count, _) in ends(tally) {
                @let (low, high) = tally.bounds(count);
                tr {
                    th scope="row" { (name.trim()) }
                    td { (count) }
                    td { (percent(tally.share(count))) }
                    td { (percent(low)) " to " (percent(high)) }
                }
            }
        }
    }
}

fn chart(bars: &[Bar]) -> Markup {
    let most = bars.iter().map(|bar| bar.count).max().unwrap_or_default().max(1);
    let height = 24 * bars.len() + 4;
    html! {
        svg width="560" height=(height) viewBox=(format!("0 0 560 {height}")) role="img" aria-label="aborts over time" {
            @for (row, bar) in bars.iter().enumerate() {
                @let y = 24 * row;
                text x="0" y=(y + 16) fill="currentColor" font-size="13" { (bar.from) "–" (bar.until) }
                rect x="70" y=(y + 3) width=(430 * bar.count / most) height="18" fill="var(--delete)" {}
                text x=(76 + 430 * bar.count / most) y=(y + 16) fill="currentColor" font-size="13" { (bar.count) }
            }
        }
    }
}

fn title(experiment: &Experiment, tally: &Tally) -> String {
    let runs = words::count(tally.runs(), "rollout", "rollouts");
    format!("{runs} by the rules of {}", experiment.rules.name())
}

/// What was simulated.
fn about(experiment: &Experiment) -> Vec<String> {
    let model = &experiment.model;
    let steps = experiment.steps.iter().map(|step| {
        format!("{} for {}", units::print_share(step.share), units::print_seconds(step.bake))
    });
    let traffic = match &model.traffic {
        Traffic::Constant(rate) => format!("{rate} requests a second"),
        Traffic::Diurnal(rate) => format!("{rate} requests a second on average over the day"),
        Traffic::Recorded(_) => "recorded traffic".to_owned(),
    };
    let errors = format!(
        "the stable version fails {}, the candidate {}",
        percent(model.stable_errors),
        percent(model.candidate_errors)
    );
    let slower = match model.latency {
        Latency::Same => None,
        Latency::All => Some("all of the candidate's durations double".to_owned()),
        Latency::AboveP98 => {
            Some("the candidate's slowest fiftieth takes twice as long".to_owned())
        }
        Latency::AboveP99 => {
            Some("the candidate's slowest hundredth takes twice as long".to_owned())
        }
    };
    let group = (model.functions > 1)
        .then(|| format!("a group of {} functions, {} of them bad", model.functions, model.bad));
    let mut lines = vec![steps.collect::<Vec<_>>().join(", "), format!("{traffic}; {errors}")];
    lines.extend(slower);
    lines.extend(group);
    lines
}

/// What follows from it.
fn closing(experiment: &Experiment, tally: &Tally) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some((half, most)) = tally.abort_percentile(50).zip(tally.abort_percentile(90)) {
        let minutes = |seconds: i64| format!("{} min", (seconds + 30) / 60);
        lines.push(format!(
            "Half of the aborts came within {}, nine of ten within {}.",
            minutes(half),
            minutes(most)
        ));
    }
    if experiment.model.is_identical() {
        let (_, high) = tally.bounds(tally.aborted());
        lines.push(format!(
            "The versions are the same: at most {} of such rollouts are aborted, 99 % sure.",
            percent(high)
        ));
    }
    lines
}

fn ends(tally: &Tally) -> [(&'static str, usize, Tone); 3] {
    [
        ("promoted", tally.promoted, Tone::Create),
        ("held    ", tally.held, Tone::Update),
        ("aborted ", tally.aborted(), Tone::Delete),
    ]
}

/// When the aborts came, in spans of equal length up to the last one.
fn bars(tally: &Tally) -> Vec<Bar> {
    let Some(last) = tally.aborted_after.last() else { return Vec::new() };
    let each = (last / 60 / BARS + 1).max(1);
    let spans = (0..=last / 60 / each).map(|number| (number * each, (number + 1) * each));
    let within = |from: i64, until: i64| {
        let minutes = tally.aborted_after.iter().map(|seconds| seconds / 60);
        minutes.filter(|minute| (from..until).contains(minute)).count()
    };
    spans.map(|(from, until)| Bar { from, until, count: within(from, until) }).collect()
}

fn columns(count: usize, of: usize) -> usize {
    if count == 0 { 0 } else { (COLUMNS * count / of.max(1)).max(1) }
}

fn percent(share: f64) -> String {
    let digits = format!("{:.2}", share * 100.0);
    let short = digits.trim_end_matches('0').trim_end_matches('.');
    format!("{short} %")
}

#[cfg(test)]
mod tests {
    use super::*;
    use cutover_rollout::simulate::End;

    fn tally() -> Tally {
        let aborted = (1..=30).map(|minute| (End::Aborted, minute * 60));
        Tally::of(aborted.chain([(End::Promoted, 1_900); 9]).chain([(End::Held, 1_900)]))
    }

    #[test]
    fn a_terminal_shows_shares_bounds_and_when_aborts_came() {
        insta::assert_snapshot!(human(&Experiment::default(), &tally(), &Style::PLAIN));
    }

    #[test]
    fn the_page_stands_alone() {
        let page = page(&Experiment::default(), &tally());
        for needed in ["40 rollouts by the rules of cutover", "75 %", "<svg", "Half of the aborts"]
        {
            assert!(page.contains(needed), "{needed}");
        }
        for foreign in ["<script", "http://", "https://"] {
            assert!(!page.contains(foreign), "{foreign}");
        }
    }

    #[test]
    fn without_aborts_there_is_no_chart() {
        let tally = Tally::of([(End::Promoted, 1_900); 3]);
        assert_eq!(bars(&tally), []);
        assert!(!human(&Experiment::default(), &tally, &Style::PLAIN).contains("minutes from"));
    }
}
