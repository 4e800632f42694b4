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
    Plain(Output),
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
            Self::Plain(output)
        }
    }

    /// Shows one event.
    pub fn show(&mut self, event: &Event) -> Result<(), CliError> {
        match self {
            Self::Json(output) => output.line(&EventDocument::from(event)),
            Self::Plain(output) => {
                if let Some(line) = events::line(&event.what, &output.stderr) {
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

/// A bar over all steps, and a line for each step that is under way.
#[derive(Debug)]
pub struct Live {
    output: Output,
    lines: MultiProgress,
    bar: ProgressBar,
    running: BTreeMap<StepId, ProgressBar>,
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
        Self { output, lines, bar, running: BTreeMap::new() }
    }

    fn show(&mut self, what: &Happening) {
        match what {
            Happening::Opened { steps, .. } => self.bar.set_length(*steps as u64),
            Happening::Started { step, .. } => self.begin(*step, what),
            Happening::Ended { step, .. }
            | Happening::Failed { step, .. }
            | Happening::Skipped { step, .. } => self.end(*step),
            Happening::Finished { .. } => self.close(),
            Happening::Retrying { .. } | Happening::Rollout { .. } => {}
        }
        if let Some(line) = events::line(what, &self.output.stderr) {
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
