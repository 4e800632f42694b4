//! `pause` and `resume`: stop a trigger now, and let it go on.
use super::carry;
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::journey::{PlanOptions, Session, Switch, WallClock};
use cutover_cloud::Clock as _;
use cutover_plan::pause::switches;
use cutover_schemas::address::Address;
use cutover_schemas::diagnostic::did_you_mean;
use cutover_schemas::ledger::{Pause, View};
use std::collections::{BTreeMap, BTreeSet};

/// The spec's word for a trigger.
const TRIGGER: &str = "trigger";

/// Options of `pause`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The trigger: its address, or its address without `trigger.`
    pub trigger: String,
    /// Why: whoever sees it at rest will read it
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
}

/// Options of `resume`.
#[derive(Debug, clap::Args)]
pub struct ResumeOptions {
    /// The trigger: its address, or its address without `trigger.`
    pub trigger: String,
    /// Why, for the history
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
}

/// Stops a trigger until it is resumed. Paused once more, it keeps the state that resuming goes back to.
pub async fn run(context: &Context, options: &Options) -> Result<Exit, CliError> {
    let choose = |session: &Session| {
        let (trigger, now) = find(&session.view, &options.trigger)?;
        let was = session.view.paused.get(&trigger).map_or(now, |before| before.was.clone());
        let by = session.identity.caller.clone();
        let pause = Pause { reason: options.reason.clone(), by, at: WallClock.now(), was };
        Ok(Switch::Pause { trigger, pause })
    };
    turn(context, choose, Some(&options.reason)).await
}

/// Lets a paused trigger go on.
pub async fn resume(context: &Context, options: &ResumeOptions) -> Result<Exit, CliError> {
    let choose = |session: &Session| {
        let (trigger, _) = find(&session.view, &options.trigger)?;
        if !session.view.paused.contains_key(&trigger) {
            return Err(CliError::user("trigger/not-paused", format!("{trigger} is not paused"))
                .hint("what the spec switches off goes on with `enabled = true` there"));
        }
        Ok(Switch::Resume { trigger })
    };
    turn(context, choose, options.reason.as_deref()).await
}

async fn turn(
    context: &Context,
    choose: impl Fn(&Session) -> Result<Switch, CliError>,
    reason: Option<&str>,
) -> Result<Exit, CliError> {
    let session = super::connect(context).await?;
    let switch = match choose(&session) {
        Ok(switch) => switch,
        Err(refusal) => {
            session.target.close().await;
            return Err(refusal);
        }
    };
    let session = session.as_left(&switch);
    let end = carry_out(context, &session, switch, reason).await;
    session.target.close().await;
    end
}

async fn carry_out(
    context: &Context,
    session: &Session,
    switch: Switch,
    reason: Option<&str>,
) -> Result<Exit, CliError> {
    let done = match &switch {
        Switch::Pause { trigger, .. } => {
            format!("{trigger} is paused; `cutover resume {trigger}` lets it go on.\n")
        }
        Switch::Resume { trigger } => format!("{trigger} goes on.\n"),
    };
    let only = BTreeSet::from([switch.trigger().clone()]);
    let options = PlanOptions { only, switch: Some(switch), ..PlanOptions::default() };
    let planned = session.plan(&options).await?;
    let exit = carry::straight(context, session, &planned, reason).await?;
    if exit == Exit::Done && !context.output.json() {
        context.output.answer(&done);
    }
    Ok(exit)
}

/// The trigger that `word` names, with what carries it and can rest.
fn find(view: &View, word: &str) -> Result<(Address, BTreeMap<Address, bool>), CliError> {
    let blocks: BTreeSet<Address> =
        view.known.keys().map(Address::block).filter(|block| block.kind() == TRIGGER).collect();
    let whole = format!("{TRIGGER}.{word}");
    let hit = blocks.iter().find(|block| block.as_str() == word || block.as_str() == whole);
    let Some(trigger) = hit else { return Err(unknown(word, &blocks)) };
    let switches = switches(view, trigger);
    if switches.is_empty() {
        let what = view.known.get(trigger).map_or("trigger", |known| known.kind.row().name);
        return Err(CliError::user(
            "trigger/can-not-rest",
            format!("{trigger} can't be paused: a {} is there or it isn't", what.replace('_', " ")),
        )
        .hint("`enabled = false` in the spec takes it away, and `true` brings it back"));
    }
    Ok((trigger.clone(), switches))
}

fn unknown(word: &str, known: &BTreeSet<Address>) -> CliError {
    let error = CliError::user("unknown/trigger", format!("no trigger `{word}` is deployed here"));
    let names = || known.iter().map(|block| block.as_str().trim_start_matches("trigger."));
    match did_you_mean(word.trim_start_matches("trigger."), names()) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None if known.is_empty() => error.hint("the deployment has no triggers"),
        None => error.hint(format!("there are: {}", names().collect::<Vec<_>>().join(", "))),
    }
}
