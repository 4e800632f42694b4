//! `audit compare`: is one policy at most as permissive as another?
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::journey;
use crate::render::human;
use cutover_audit::contain::{self, Verdict};
use cutover_audit::policy::{Policy, PolicyType};
use cutover_audit::request::Layers;
use cutover_audit::table::Table;
use cutover_schemas::documents::DOCUMENT_FORMAT;
use cutover_schemas::documents::audit::{CompareDocument, CompareVerdict};
use std::path::{Path, PathBuf};

/// Options of `audit compare`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The policy that is known to be right
    #[arg(value_name = "OLD")]
    pub old: PathBuf,
    /// The policy that should allow no more
    #[arg(value_name = "NEW")]
    pub new: PathBuf,
    /// Take every action with every resource and key, whatever AWS's services know
    #[arg(long)]
    pub free: bool,
}

/// Compares two policies of one type.
pub(super) fn run(
    context: &Context,
    options: &Options,
    kind: Option<PolicyType>,
) -> Result<Exit, CliError> {
    let (old, new) = (policy(&options.old)?, policy(&options.new)?);
    let kinds = [&old, &new].map(|policy| kind.unwrap_or_else(|| policy.guess_type()));
    let [kind, other] = kinds;
    if kind != other {
        let message = format!(
            "`{}` looks like a policy of type {}, and `{}` like one of type {}",
            options.old.display(),
            kind.name(),
            options.new.display(),
            other.name()
        );
        let hint = "`--type` says what both are";
        return Err(CliError::user("audit/other-type", message).hint(hint));
    }
    let (old, new) = (layers(kind, &old), layers(kind, &new));
    let how = contain::Options { link: !options.free, ..contain::Options::default() };
    let document = document(contain::beyond(&new, &old, Table::embedded(), &how));
    let verdict = document.verdict;
    context.answer(|| document.clone(), |style| human::findings::comparison(&document, style))?;
    // What could not be decided may be new.
    Ok(if verdict == CompareVerdict::NoNewAccess { Exit::Done } else { Exit::Findings })
}

fn policy(path: &Path) -> Result<Policy, CliError> {
    super::document(&journey::read_policy(path)?)
}

/// A limit is compared as if it granted: what it lets through is what it allows.
fn layers(kind: PolicyType, policy: &Policy) -> Layers<'_> {
    match kind {
        PolicyType::Identity | PolicyType::Scp => Layers::identity([policy]),
        PolicyType::Resource | PolicyType::Trust | PolicyType::Rcp => Layers::resource(policy),
    }
}

fn document(verdict: Verdict) -> CompareDocument {
    let (verdict, witness, why) = match verdict {
        Verdict::None => {
            let why = "every request that the new policy allows is allowed by the old one";
            (CompareVerdict::NoNewAccess, None, why.to_owned())
        }
        Verdict::Witness(request) => {
            let why = "the new policy allows this request, and the old one does not";
            (CompareVerdict::NewAccess, Some((&request.witness()).into()), why.to_owned())
        }
        Verdict::Undecided(why) => (CompareVerdict::Undecided, None, why),
    };
    CompareDocument { format: DOCUMENT_FORMAT, verdict, witness, why }
}
