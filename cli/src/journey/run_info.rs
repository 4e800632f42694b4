//! Who runs this, from which commit, in which CI run.
use cutover_schemas::graph::Identity;
use cutover_schemas::ledger::Run;
use std::path::Path;
use std::process::Command;

/// The facts for the ledger's first record of a run, but for the plan's digest.
pub(super) fn of(
    directory: &Path,
    identity: &Identity,
    command: &str,
    reason: Option<&str>,
) -> Run {
    Run {
        caller: identity.caller.clone(),
        account: identity.account.clone(),
        region: identity.region.clone(),
        commit: commit(directory),
        ci_run: ci_run(),
        reason: reason.map(str::to_owned),
        command: command.to_owned(),
        plan_digest: String::new(),
    }
}

/// The commit as CI names it, or as git does; unknown is fine.
fn commit(directory: &Path) -> Option<String> {
    let named = ["GITHUB_SHA", "CI_COMMIT_SHA"].iter().find_map(|name| std::env::var(name).ok());
    named.filter(|sha| !sha.is_empty()).or_else(|| {
        let output = Command::new("git")
            .arg("-C")
            .arg(directory)
            .args(["rev-parse", "HEAD"])
            .output()
            .ok()?;
        let sha = String::from_utf8(output.stdout).ok()?.trim().to_owned();
        (output.status.success() && !sha.is_empty()).then_some(sha)
    })
}

fn ci_run() -> Option<String> {
    let of = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    match (of("GITHUB_SERVER_URL"), of("GITHUB_REPOSITORY"), of("GITHUB_RUN_ID")) {
        (Some(server), Some(repository), Some(id)) => {
            Some(format!("{server}/{repository}/actions/runs/{id}"))
        }
        _ => of("CI_JOB_URL"),
    }
}
