//! Plans in files: what was reviewed is what is carried out, or nothing is.
use super::look::{PlanOptions, Planned};
use crate::error::CliError;
use cutover_schemas::address::Address;
use cutover_schemas::plan::{Change, PLAN_FORMAT, Plan};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A plan as kept in a file. Secrets are only marked as set.
#[derive(Debug, Serialize, Deserialize)]
pub struct SavedPlan {
    /// Format of this file.
    pub format: u32,
    /// The plan.
    pub plan: Plan,
    /// What it was made for.
    pub only: BTreeSet<Address>,
    /// Whether it takes over what carries our tags.
    pub claim: bool,
    /// Whether it may delete what holds data.
    pub delete_data: bool,
    /// Whether everything was looked at.
    pub full: bool,
}

impl SavedPlan {
    /// Writes a plan to a file.
    pub fn write(path: &Path, planned: &Planned) -> Result<(), CliError> {
        in_a_file(path)?;
        let options = &planned.options;
        let saved = Self {
            format: PLAN_FORMAT,
            plan: planned.plan.clone(),
            only: options.only.clone(),
            claim: options.claim,
            delete_data: options.delete_data,
            full: options.full,
        };
        let text = serde_json::to_string_pretty(&saved)
            .map_err(|error| CliError::internal(error.to_string()))?;
        crate::output::into_file(path, &text)
    }

    /// Reads one.
    pub fn read(path: &Path) -> Result<Self, CliError> {
        in_a_file(path)?;
        let text =
            std::fs::read_to_string(path).map_err(|error| CliError::file("read", path, &error))?;
        let json: serde_json::Value =
            serde_json::from_str(&text).map_err(|error| unreadable(path, &error))?;
        let format = json.get("format").and_then(serde_json::Value::as_u64).unwrap_or(0);
        if format > u64::from(PLAN_FORMAT) {
            return Err(CliError::user(
                "plan/newer",
                format!(
                    "`{}` was saved by a newer cutover (format {format}; this one knows {PLAN_FORMAT})",
                    path.display()
                ),
            ));
        }
        serde_json::from_value(json).map_err(|error| unreadable(path, &error))
    }

    /// What it was made for.
    pub fn options(&self) -> PlanOptions {
        PlanOptions {
            full: self.full,
            claim: self.claim,
            delete_data: self.delete_data,
            only: self.only.clone(),
            ..PlanOptions::default()
        }
    }
}

/// Plans are kept in files; an address would otherwise be taken for the name of one.
fn in_a_file(path: &Path) -> Result<(), CliError> {
    if !path.starts_with("s3:") {
        return Ok(());
    }
    let message = format!("`{}` is no file, and plans are saved in files", path.display());
    Err(CliError::user("plan/not-a-file", message)
        .hint("save it as a file, and copy that with `aws s3 cp`: it holds no secrets"))
}

fn unreadable(path: &Path, error: &serde_json::Error) -> CliError {
    CliError::user("plan/unreadable", format!("`{}` is not a saved plan: {error}", path.display()))
}

/// The refusal of a plan that is no longer true, with the addresses that moved.
pub fn moved(before: &Plan, now: &Plan) -> CliError {
    let by_address = |plan: &Plan| -> BTreeMap<Address, Change> {
        plan.changes.iter().map(|change| (change.address.clone(), change.clone())).collect()
    };
    let (old, new) = (by_address(before), by_address(now));
    let all: BTreeSet<&Address> = old.keys().chain(new.keys()).collect();
    let mut names: Vec<String> = all
        .into_iter()
        .filter(|address| old.get(*address) != new.get(*address))
        .map(ToString::to_string)
        .collect();
    if names.is_empty() {
        let steps = |plan: &Plan| {
            plan.steps.iter().map(|step| (step.id, step.clone())).collect::<BTreeMap<_, _>>()
        };
        let (old, new) = (steps(before), steps(now));
        let differs = |id: &&u32| old.get(*id) != new.get(*id);
        let ids: BTreeSet<&u32> = old.keys().chain(new.keys()).collect();
        let addresses: BTreeSet<String> = ids
            .into_iter()
            .filter(differs)
            .filter_map(|id| new.get(id).or(old.get(id)))
            .map(|step| step.address.to_string())
            .collect();
        names.extend(addresses);
    }
    if names.is_empty() {
        names.push("a sensitive value".to_owned());
    }
    CliError::conflict(
        "plan/moved",
        format!("the plan is no longer true: {} changed since it was made", names.join(", ")),
    )
    .hint("plan again and review it")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_no_file() {
        let error = SavedPlan::read(Path::new("s3://acme/shop.plan")).unwrap_err();
        assert_eq!(error.code, "plan/not-a-file");
        assert_eq!(SavedPlan::read(Path::new("no/such.plan")).unwrap_err().code, "cli/file");
    }
}
