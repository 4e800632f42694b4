//! The ledger of a deployment: where it is, what it says.
use crate::context::Context;
use crate::error::CliError;
use crate::local;
use cutover_ledger::{FileStore, Location, deployments, location, wall_clock};
use cutover_schemas::ledger::{Record, View};
use std::path::PathBuf;

/// Which deployment, and where its ledger is.
#[derive(Clone, Debug)]
pub struct Place {
    /// The stack's name.
    pub stack: String,
    /// The stage's name.
    pub stage: String,
    /// The ledger's folder of this deployment.
    pub folder: PathBuf,
    /// Whether the ledger is a folder of this machine.
    pub on_this_machine: bool,
}

impl Place {
    /// The deployment that a spec names.
    pub(super) fn of_spec(
        context: &Context,
        stack: &str,
        stage: &str,
        ledger: Option<&str>,
    ) -> Result<Self, CliError> {
        let root = root(context, ledger)?;
        let folder = root
            .deployment(stack, stage)
            .map_err(|error| CliError::user("ledger/location", error.to_string()))?;
        Ok(Self { stack: stack.to_owned(), stage: stage.to_owned(), folder, on_this_machine: true })
    }

    /// The deployment that `--stack`, `--stage` and `--ledger` name, without a spec.
    pub(super) fn of_flags(context: &Context, stack: &str) -> Result<Self, CliError> {
        let root = root(context, None)?;
        let Location::File(folder) = &root;
        let stages: Vec<String> = match &context.global.stage {
            Some(stage) => vec![stage.clone()],
            None => deployments(folder)
                .map_err(CliError::from)?
                .into_iter()
                .filter(|(name, _)| name == stack)
                .map(|(_, stage)| stage)
                .collect(),
        };
        match stages.as_slice() {
            [stage] => Self::of_spec(context, stack, stage, None),
            [] => Err(CliError::user(
                "ledger/unknown-stack",
                format!("the ledger knows no stack `{stack}`"),
            )),
            many => Err(CliError::user(
                "ledger/which-stage",
                format!("stack `{stack}` has the stages {}", many.join(", ")),
            )
            .hint("name one with `--stage`")),
        }
    }

    /// Its store.
    pub fn store(&self) -> FileStore {
        FileStore::new(self.folder.clone(), wall_clock())
    }

    /// Every record that can be read.
    pub fn records(&self) -> Result<Vec<Record>, CliError> {
        Ok(self.store().readable_prefix()?.records)
    }

    /// Whether a living process holds it.
    pub fn is_held(&self) -> bool {
        self.store().is_held()
    }

    /// What it says. A ledger that a newer cutover wrote is read as far as it can be.
    pub fn view(&self) -> Result<View, CliError> {
        let readable = self.store().readable_prefix()?;
        match readable.problem {
            Some(problem) => Err(problem.into()),
            None => Ok(cutover_apply::fold(&readable.records)),
        }
    }
}

/// `--ledger` beats the stage's; the local cloud has one of its own beside its world.
fn root(context: &Context, ledger: Option<&str>) -> Result<Location, CliError> {
    let hidden = context.hidden_folder();
    if let Some(text) = context.global.ledger.as_deref() {
        return parse(context, text);
    }
    if context.global.local {
        return Ok(Location::File(local::folder(context).join("ledger")));
    }
    match ledger {
        Some(text) => parse(context, text),
        None => Ok(Location::File(hidden.join("ledger"))),
    }
}

fn parse(context: &Context, text: &str) -> Result<Location, CliError> {
    location(text, context.directory())
        .map_err(|error| CliError::user("ledger/location", error.to_string()))
}

/// What the ledgers say that the local cloud keeps beside its world. One that can't be read is left out: whoever
/// works on it will hear why.
pub fn local_ledgers(context: &Context) -> Result<Vec<(Place, View)>, CliError> {
    let root = Location::File(local::folder(context).join("ledger"));
    let Location::File(folder) = &root;
    let mut found = Vec::new();
    for (stack, stage) in deployments(folder).map_err(CliError::from)? {
        let folder = root
            .deployment(&stack, &stage)
            .map_err(|error| CliError::user("ledger/location", error.to_string()))?;
        let place = Place { stack, stage, folder, on_this_machine: true };
        found.extend(place.view().ok().map(|view| (place, view)));
    }
    Ok(found)
}

/// The deployment that the command line or the spec names: for commands that only read the ledger.
pub fn open(context: &Context) -> Result<(Place, View), CliError> {
    let place = if let Some(stack) = &context.global.stack {
        Place::of_flags(context, stack)?
    } else {
        let (spec, _) = super::spec::outline(context, super::spec::Known::default())?;
        Place::of_spec(context, &spec.stack, &spec.stage.name, spec.stage.ledger.as_deref())?
    };
    let view = place.view()?;
    Ok((place, view))
}
