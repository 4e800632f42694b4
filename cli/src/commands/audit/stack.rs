//! `audit` of a stack: its roles against what its edges need, and the rules over all of its policies.
use super::{Options, tell};
use crate::commands::waiting;
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::journey::{self, Audited, Opening, PlanOptions, Session};
use cutover_audit::table::Table;
use cutover_plan::audit::{Judged, judge, lint, waivable, waive};
use cutover_schemas::address::Address;
use cutover_schemas::finding::Finding;
use cutover_schemas::value::Attrs;
use std::collections::BTreeMap;

/// Judges what is planned, or what is live.
pub(super) fn run(context: &Context, options: &Options) -> Result<Exit, CliError> {
    let (audited, live) = if options.live {
        let mut seen = None;
        waiting(async {
            seen = Some(look(context).await?);
            Ok(Exit::Done)
        })?;
        let Some((audited, live)) = seen else {
            return Err(CliError::internal("a look at the cloud ended without an answer"));
        };
        (audited, Some(live))
    } else {
        (journey::audited(context)?, None)
    };
    let judged = Judged { graph: &audited.graph, needs: &audited.needs, live: live.as_ref() };
    let findings = waive(found(&judged), &audited.spec, &rules(), journey::today());
    tell(context, options, &findings, &audited.texts, &|file| context.in_repository(file))
}

fn found(judged: &Judged<'_>) -> Vec<Finding> {
    let mut findings = judge(judged, Table::embedded());
    findings.extend(lint(judged));
    let place = |finding: &Finding| {
        let place = finding.place.as_ref();
        place.map(|place| (place.file.clone(), place.line, place.column))
    };
    findings.sort_by_cached_key(|finding| {
        (place(finding), finding.address.clone(), finding.rule.clone())
    });
    findings
}

/// What the deployment's roles and policies are at this moment.
async fn look(context: &Context) -> Result<(Audited, BTreeMap<Address, Attrs>), CliError> {
    let session = Session::open(context, Opening::default()).await?;
    let seen = session.plan(&PlanOptions { full: true, ..PlanOptions::default() }).await;
    session.target.close().await;
    let present = seen?.present;
    Ok((journey::audited_as(context, &session.identity)?, present))
}

/// Rules that may be waived.
fn rules() -> Vec<&'static str> {
    cutover_audit::rules::RULES.iter().map(|rule| rule.code).chain(waivable()).collect()
}
