//! `logs`: shows the log of a function.
use super::functions;
use crate::args;
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::journey::{Session, WallClock};
use crate::render;
use crate::style::{Style, Tone};
use cutover_cloud::Clock as _;
use cutover_schemas::documents::DOCUMENT_FORMAT;
use cutover_schemas::documents::small::{LogLine, LogsDocument};
use cutover_schemas::documents::time::rfc3339;
use cutover_schemas::ledger::Timestamp;
use std::collections::BTreeSet;

/// Pause between two looks of `--follow`: FilterLogEvents allows five a second for a whole account.
const PAUSE_MILLIS: i64 = 2_000;

/// How far each look of `--follow` reaches back: lines arrive late and out of order.
const LATE_MILLIS: i64 = 30_000;

/// Options of `logs`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The function: its name in the spec, or its address
    pub function: String,
    /// How far back
    #[arg(long, value_name = "DURATION", default_value = "10m", value_parser = args::duration)]
    pub since: i64,
    /// A filter pattern of CloudWatch Logs
    #[arg(long, value_name = "PATTERN")]
    pub filter: Option<String>,
    /// Go on until interrupted
    #[arg(long, short)]
    pub follow: bool,
}

/// Shows the lines, and new ones as they come if asked to.
pub async fn run(context: &Context, options: &Options) -> Result<Exit, CliError> {
    let session = super::connect(context).await?;
    let end = tokio::select! {
        end = show(context, options, &session) => end,
        stopped = crate::local::until_told_to_stop() => stopped.map(|()| Exit::Interrupted),
    };
    session.target.close().await;
    end
}

async fn show(context: &Context, options: &Options, session: &Session) -> Result<Exit, CliError> {
    let function = functions::find(&session.view, &options.function)?;
    let group = function.log_group.unwrap_or_else(|| format!("/aws/lambda/{}", function.name));
    let mut since = WallClock.now().plus_millis(-options.since);
    let mut seen = BTreeSet::new();
    loop {
        let found = session.target.aws.tail(&group, since.0, options.filter.as_deref()).await?;
        let new: Vec<LogLine> =
            found.into_iter().filter(|line| seen.insert(line.id.clone())).map(document).collect();
        if !options.follow {
            let document = LogsDocument { format: DOCUMENT_FORMAT, group, lines: new };
            context.answer(|| document.clone(), |style| lines(&document.lines, style))?;
            return Ok(Exit::Done);
        }
        follow(context, &new)?;
        since = Timestamp(since.0.max(WallClock.now().0 - LATE_MILLIS));
        WallClock.sleep_until(WallClock.now().plus_millis(PAUSE_MILLIS)).await;
    }
}

/// Followed lines are written as they come: programs get one a line.
fn follow(context: &Context, new: &[LogLine]) -> Result<(), CliError> {
    if context.output.json() {
        return new.iter().try_for_each(|line| context.output.line(line));
    }
    context.output.answer(&lines(new, &context.output.stdout));
    Ok(())
}

fn document(line: cutover_aws::LogLine) -> LogLine {
    LogLine { at: rfc3339(Timestamp(line.at_millis)), stream: line.stream, message: line.message }
}

fn lines(lines: &[LogLine], style: &Style) -> String {
    let mut out = String::new();
    for line in lines {
        let at = style.paint(Tone::Faint, &line.at);
        let version = style.paint(Tone::Adopt, version(&line.stream));
        render::push(&mut out, &[&at, " ", &version, " ", &line.message]);
    }
    out
}

/// The version in a stream's name: `[3]` in `2026/01/31/[3]0123abcd`.
fn version(stream: &str) -> &str {
    let span = stream.find('[').zip(stream.find(']'));
    span.and_then(|(open, close)| stream.get(open..=close)).unwrap_or("[?]")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_stream_names_the_version() {
        assert_eq!(super::version("2026/01/31/[3]0123abcd"), "[3]");
        assert_eq!(super::version("else"), "[?]");
    }
}
