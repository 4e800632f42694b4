//! `audit`: what is wrong with policies, and what they allow.
mod compare;
mod deployer;
mod stack;
mod table;

use crate::context::{Context, below_root};
use crate::error::{CliError, Sources};
use crate::exit::Exit;
use crate::journey::{self, PolicyFile};
use crate::output::into_file;
use crate::render::{human, sarif};
use cutover_audit::json;
use cutover_audit::policy::{Policy, PolicyType};
use cutover_schemas::documents::audit::AuditDocument;
use cutover_schemas::finding::{Finding, Level};
use std::path::{Path, PathBuf};

/// Options of `audit`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// What to do other than looking for findings
    #[command(subcommand)]
    pub command: Option<Command>,
    /// A policy document, or a directory of them, in place of the stack; again for more
    #[arg(long, value_name = "PATH")]
    pub policy: Vec<PathBuf>,
    /// What the policies are attached to; told by their statements without it
    #[arg(long = "type", value_name = "TYPE", value_parser = policy_type)]
    pub kind: Option<PolicyType>,
    /// Judge the stack's roles and policies as they are in the cloud
    #[arg(long)]
    pub live: bool,
    /// End with 7 when a finding is at or above this level: error, security, warning, suggestion or never
    #[arg(long, value_name = "LEVEL", value_parser = threshold, default_value = "security")]
    pub fail_on: Threshold,
    /// Also write the findings as SARIF 2.1.0 to this file, for code scanning
    #[arg(long, value_name = "FILE")]
    pub sarif: Option<PathBuf>,
}

/// Commands of `audit`.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Prove that one policy allows nothing that another does not, or show a request
    Compare(compare::Options),
    /// Print the least-privilege policy of whoever carries out a plan
    Deployer(deployer::Options),
    /// Tell where the table of actions is from
    Table(table::Options),
}

/// The least level of a finding that makes the command fail; never, without one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threshold(Option<Level>);

impl Threshold {
    /// How a command with these findings ends.
    pub fn exit(self, findings: &[Finding]) -> Exit {
        let grave = |finding: &Finding| self.0.is_some_and(|least| finding.level >= least);
        if findings.iter().any(grave) { Exit::Findings } else { Exit::Done }
    }
}

/// Reads the name of a level.
pub fn threshold(text: &str) -> Result<Threshold, String> {
    let levels = [Level::Error, Level::Security, Level::Warning, Level::Suggestion];
    if text == "never" {
        return Ok(Threshold(None));
    }
    let found = levels.into_iter().find(|level| level.name() == text);
    found
        .map(|level| Threshold(Some(level)))
        .ok_or_else(|| "`error`, `security`, `warning`, `suggestion` or `never`".to_owned())
}

fn policy_type(text: &str) -> Result<PolicyType, String> {
    let found = PolicyType::ALL.into_iter().find(|(name, _)| *name == text);
    found
        .map(|(_, kind)| kind)
        .ok_or_else(|| PolicyType::ALL.map(|(name, _)| format!("`{name}`")).join(", "))
}

/// Runs one of the commands, or looks for findings.
pub fn run(context: &Context, options: &Options) -> Result<Exit, CliError> {
    match &options.command {
        Some(_) if !options.policy.is_empty() || options.sarif.is_some() => {
            Err(CliError::usage("`--policy` and `--sarif` go with `audit` itself"))
        }
        Some(Command::Compare(of)) => compare::run(context, of, options.kind),
        Some(Command::Deployer(of)) => super::waiting(deployer::run(context, of)),
        Some(Command::Table(of)) => table::run(context, of),
        None if options.policy.is_empty() && options.kind.is_some() => {
            Err(CliError::usage("`--type` goes with `--policy`"))
        }
        None if options.policy.is_empty() => stack::run(context, options),
        None if options.live => Err(CliError::usage("`--live` goes without `--policy`")),
        None => files(context, options),
    }
}

/// Audits policy documents.
fn files(context: &Context, options: &Options) -> Result<Exit, CliError> {
    let files = journey::policies(&options.policy)?;
    let lint = |file: &PolicyFile| cutover_audit::lint(&file.name, &file.text, options.kind);
    let findings: Vec<Finding> = files.iter().flat_map(lint).collect();
    let sources: Sources = files.into_iter().map(|file| (file.name, file.text)).collect();
    tell(context, options, &findings, &sources, &|file| below_root(Path::new(file)))
}

/// The policies at these paths; of a directory those below it.
pub(super) fn documents(paths: &[PathBuf]) -> Result<Vec<Policy>, CliError> {
    journey::policies(paths)?.iter().map(document).collect()
}

/// What a file says as a policy.
fn document(file: &PolicyFile) -> Result<Policy, CliError> {
    let root = json::parse(&file.text).map_err(|_| {
        let problems = cutover_audit::lint(&file.name, &file.text, None);
        let problems = problems.iter().map(human::findings::diagnostic).collect();
        CliError::spec(problems, Sources::from([(file.name.clone(), file.text.clone())]))
    })?;
    Ok(Policy::read(&root))
}

/// Writes findings wherever they were asked for. `in_repository` gives a file the name that it has there.
fn tell(
    context: &Context,
    options: &Options,
    findings: &[Finding],
    sources: &Sources,
    in_repository: &dyn Fn(&str) -> String,
) -> Result<Exit, CliError> {
    if let Some(path) = &options.sarif {
        into_file(path, &sarif::log(findings, in_repository)?)?;
    }
    context.answer(
        || AuditDocument::from(findings),
        |style| human::findings::all(findings, sources, style),
    )?;
    context.annotate(findings.iter().map(human::findings::diagnostic), in_repository);
    Ok(options.fail_on.exit(findings))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(level: Level) -> Finding {
        Finding {
            rule: "audit/some".into(),
            level,
            message: String::new(),
            help: None,
            place: None,
            address: None,
            statement: None,
            access_analyzer: None,
            evidence: Vec::new(),
            related: Vec::new(),
        }
    }

    #[test]
    fn a_finding_at_the_threshold_fails() {
        let all = [Level::Suggestion, Level::Warning, Level::Security, Level::Error];
        for (at, least) in all.into_iter().enumerate() {
            let threshold = threshold(least.name()).unwrap();
            for (found_at, found) in all.into_iter().enumerate() {
                let expected = if found_at >= at { Exit::Findings } else { Exit::Done };
                assert_eq!(threshold.exit(&[finding(found)]), expected, "{least:?} {found:?}");
            }
            assert_eq!(threshold.exit(&[]), Exit::Done);
        }
        assert_eq!(threshold("never").unwrap().exit(&[finding(Level::Error)]), Exit::Done);
        assert!(threshold("high").is_err());
    }

    #[test]
    fn types_are_read_by_name() {
        assert_eq!(policy_type("trust"), Ok(PolicyType::Trust));
        assert!(policy_type("boundary").unwrap_err().contains("`identity`"));
    }
}
