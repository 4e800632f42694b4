//! Progress of a run: moving lines on a terminal, plain lines elsewhere, events as JSON.
//!
//! All three are driven by the same events and know nothing else.
use super::human::events;
use crate::error::CliError;
use crate::output::Output;
use cutover_schemas::documents::events::EventDocument;
use cutover_schemas::event::{Event, Happening};
use cutover_schemas::plan::StepId;
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use std::collections::BTreeMap;
use std::time::Duration;

/// Shows the events of one run.
#[derive(Debug)]
pub enum Progress {
    /// One JSON document a line, on stdout.
    Json(Output),
    /// One line a change, on stderr.
    Plain(Output, Patience),
    /// Moving lines on stderr.
    Live(Box<Live>),
}

impl Progress {
    /// The kind of progress that fits where the output goes.
    pub fn new(output: Output) -> Self {
        if output.json() {
            Self::Json(output)
        } else if output.live {
            Self::Live(Box::new(Live::new(output)))
        } else {
            Self::Plain(output, Patience::default())
        }
    }

    /// Shows one event.
    pub fn show(&mut self, event: &Event) -> Result<(), CliError> {
        match self {
            Self::Json(output) => output.line(&EventDocument::from(event)),
            Self::Plain(output, patience) => {
                let line = events::line(&event.what, &output.stderr);
                if let Some(line) = line.filter(|_| patience.is_news(&event.what)) {
                    output.note(&(line + "\n"));
                }
                Ok(())
            }
            Self::Live(live) => {
                live.show(&event.what);
                Ok(())
            }
        }
    }
}

/// Remembers why steps are tried again: the same reason is said once, not at every attempt.
#[derive(Debug, Default)]
pub struct Patience {
    said: BTreeMap<StepId, String>,
}

impl Patience {
    /// Whether the event says anything that was not said before.
    fn is_news(&mut self, what: &Happening) -> bool {
        match what {
            Happening::Retrying { step, why, .. } => {
                self.said.insert(*step, why.clone()).as_ref() != Some(why)
            }
            _ => true,
        }
    }
}

/// A bar over all steps, and a line for each step that is under way.
#[derive(Debug)]
pub struct Live {
    output: Output,
    lines: MultiProgress,
    bar: ProgressBar,
    running: BTreeMap<StepId, ProgressBar>,
    patience: Patience,
}

impl Live {
    fn new(output: Output) -> Self {
        let lines = MultiProgress::new();
        let bar = lines.add(ProgressBar::new(0));
        let template = "{bar:30} {pos}/{len} steps, {elapsed}";
        // The template is a constant: where it does not parse, indicatif's own look will do.
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Self { output, lines, bar, running: BTreeMap::new(), patience: Patience::default() }
    }

    fn show(&mut self, what: &Happening) {
        match what {
            Happening::Opened { steps, .. } => self.bar.set_length(*steps as u64),
            Happening::Started { step, .. } => self.begin(*step, what),
            Happening::Ended { step, .. }
            | Happening::Failed { step, .. }
            | Happening::Skipped { step, .. } => self.end(*step),
            Happening::Finished { .. } => self.close(),
            Happening::Looked { step, .. } => self.look(*step, what),
            Happening::Retrying { .. } | Happening::Rollout { .. } | Happening::Asked { .. } => {}
        }
        let line = events::line(what, &self.output.stderr);
        // A look changes the moving line of its rollout; a line for each would push everything else away.
        let looks = matches!(what, Happening::Looked { .. });
        if let Some(line) = line.filter(|_| !looks && self.patience.is_news(what)) {
            // Above the moving lines; a terminal that went away needs nothing more.
            let _ = self.lines.println(line);
        }
    }

    fn begin(&mut self, step: StepId, what: &Happening) {
        let Some(words) = events::doing(what) else {
            return;
        };
        let line = self.lines.insert_before(&self.bar, ProgressBar::new_spinner());
        line.set_message(words);
        line.enable_steady_tick(Duration::from_millis(120));
        self.running.insert(step, line);
    }

    fn look(&mut self, step: StepId, what: &Happening) {
        if let (Some(line), Some(words)) = (self.running.get(&step), events::seen(what)) {
            line.set_message(words);
        }
    }

    fn end(&mut self, step: StepId) {
        if let Some(line) = self.running.remove(&step) {
            line.finish_and_clear();
        }
        self.bar.inc(1);
    }

    fn close(&mut self) {
        for line in std::mem::take(&mut self.running).into_values() {
            line.finish_and_clear();
        }
        self.bar.finish_and_clear();
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cutover_schemas::address::Address;

    #[test]
    fn the_same_reason_to_wait_is_said_once() {
        let retrying = |step, why: &str| Happening::Retrying {
            step,
            address: Address::parse("queue.jobs").unwrap(),
            why: why.to_owned(),
            after_ms: 500,
        };
        let mut patience = Patience::default();
        let said = [(1, "busy"), (1, "busy"), (2, "busy"), (1, "gone"), (1, "busy")]
            .map(|(step, why)| patience.is_news(&retrying(step, why)));
        assert_eq!(said, [true, false, true, true, true]);
    }
}
