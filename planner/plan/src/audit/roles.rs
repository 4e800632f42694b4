//! Roles against needs: what is missing, what is wider than needed, what nothing needs.
use super::Need;
use super::access::holds;
use super::documents::{alone, joined, policy};
use cutover_audit::contain::{self, Ask, Options, Verdict};
use cutover_audit::policy::{Effect, Policy, Statement};
use cutover_audit::request::{Layers, Request};
use cutover_audit::table::Table;
use cutover_schemas::address::Address;
use cutover_schemas::finding::{Finding, Level, Witness};
use cutover_schemas::graph::{Graph, Resource};
use cutover_schemas::kinds::KindName;
use cutover_schemas::value::{Attrs, Value};
use std::collections::BTreeMap;

/// A role and its inline policies, as they are planned or as they are live.
#[derive(Clone, Debug)]
struct Role<'g> {
    resource: &'g Resource,
    /// Address and document of each.
    policies: Vec<(&'g Address, Policy)>,
    /// Whether policies are attached whose documents nobody looked at.
    attached: bool,
}

/// What the roles of a graph are judged by.
#[derive(Clone, Copy, Debug)]
pub struct Judged<'a> {
    /// What should exist.
    pub graph: &'a Graph,
    /// What each function needs.
    pub needs: &'a [Need],
    /// Attributes as they are in the cloud, when those are to be judged rather than what is planned.
    pub live: Option<&'a BTreeMap<Address, Attrs>>,
}

/// Judges every role of the graph.
pub fn judge(judged: &Judged<'_>, table: &Table) -> Vec<Finding> {
    roles(judged).iter().flat_map(|role| of_role(judged, role, table)).collect()
}

fn roles<'a>(judged: &Judged<'a>) -> Vec<Role<'a>> {
    let resources = judged.graph.resources.values();
    let roles = resources.clone().filter(|resource| resource.kind == KindName::Role);
    roles
        .map(|resource| {
            let parts = || {
                let all = resources.clone();
                all.filter(|part| part.parent.as_ref() == Some(&resource.address))
            };
            let policies = parts()
                .filter(|part| part.kind == KindName::RolePolicy)
                .filter_map(|part| Some((&part.address, policy(document(judged, part)?))));
            Role {
                resource,
                policies: policies.collect(),
                attached: parts().any(|part| part.kind == KindName::RoleAttachment),
            }
        })
        .collect()
}

/// The document of a policy: the live one where those are judged, which may be gone.
fn document<'a>(judged: &Judged<'a>, part: &'a Resource) -> Option<&'a Value> {
    match judged.live {
        Some(live) => live.get(&part.address)?.get("document"),
        None => part.attrs.get("document"),
    }
}

fn of_role(judged: &Judged<'_>, role: &Role<'_>, table: &Table) -> Vec<Finding> {
    let needed = needed(judged, role);
    let granted = joined(role.policies.iter().map(|(_, policy)| policy));
    let mut findings = Vec::new();
    // What an attached policy allows is not in the stack's files: it may be just what is missing.
    if !role.attached {
        findings.extend(missing(role, &needed, &granted, table));
    }
    for (address, policy) in &role.policies {
        findings.extend(too_much(role, address, policy, &needed, table));
    }
    findings
}

/// The needs of all functions that run as the role. A role that no function runs as is for a service, and is made to
/// measure: it needs what is planned for it.
fn needed(judged: &Judged<'_>, role: &Role<'_>) -> Policy {
    let users =
        judged.needs.iter().filter(|need| need.role.as_ref() == Some(&role.resource.address));
    let needs: Vec<Policy> = users.map(|need| policy(&need.document)).collect();
    if !needs.is_empty() {
        return joined(&needs);
    }
    let planned =
        role.policies.iter().filter_map(|(address, _)| judged.graph.resources.get(address));
    let planned: Vec<Policy> =
        planned.filter_map(|part| Some(policy(part.attrs.get("document")?))).collect();
    joined(&planned)
}

fn allows(policy: &Policy) -> impl Iterator<Item = &Statement> {
    policy.statements.iter().filter(|statement| statement.effect == Effect::Allow)
}

/// Whether the first policy allows a request that the second one does not. Outputs stand for themselves in a graph's
/// policies, so that nothing is asked of the forms of ARNs.
fn beyond(more: &Policy, less: &Policy, table: &Table) -> Verdict {
    contain::beyond(&Layers::identity([more]), &Layers::identity([less]), table, &Options::FREE)
}

fn missing(role: &Role<'_>, needed: &Policy, granted: &Policy, table: &Table) -> Vec<Finding> {
    let mut findings = Vec::new();
    for statement in allows(needed) {
        let found = match beyond(&alone(statement, needed), granted, table) {
            Verdict::None => continue,
            Verdict::Witness(request) => Finding {
                help: Some("let the role allow it, or take away the edge that needs it".to_owned()),
                evidence: shown(role, &request),
                ..finding(
                    role,
                    "audit/missing-grant",
                    Level::Error,
                    format!("the role does not allow {}, which the stack needs", told(&request)),
                )
            },
            Verdict::Undecided(why) => undecided(role, &why),
        };
        findings.push(found);
    }
    findings
}

fn too_much(
    role: &Role<'_>,
    address: &Address,
    policy: &Policy,
    needed: &Policy,
    table: &Table,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for statement in allows(policy) {
        let one = alone(statement, policy);
        let found = match beyond(&one, needed, table) {
            Verdict::None => continue,
            Verdict::Witness(request) => wider(role, &one, needed, &request, table),
            Verdict::Undecided(why) => undecided(role, &why),
        };
        let statement = Some(statement.index);
        findings.push(Finding { address: Some(address.to_string()), statement, ..found });
    }
    findings
}

/// A statement that allows more than is needed: something of it is needed, or nothing.
fn wider(
    role: &Role<'_>,
    statement: &Policy,
    needed: &Policy,
    request: &Request,
    table: &Table,
) -> Finding {
    let both = Layers { boundary: Some(needed), ..Layers::identity([statement]) };
    let shared = contain::reach(&both, &Ask::default(), table, &Options::FREE);
    let (rule, message) = match shared {
        Verdict::None => {
            ("audit/unneeded-grant", "nothing in the stack needs what this statement allows")
        }
        Verdict::Witness(_) | Verdict::Undecided(_) => {
            ("audit/wider-grant", "this statement allows more than the stack needs")
        }
    };
    let help = "narrow it to what the stack's edges need, or say in the function's `access` block what its code needs besides";
    Finding {
        help: Some(help.to_owned()),
        evidence: shown(role, request),
        ..finding(role, rule, Level::Security, message.to_owned())
    }
}

fn undecided(role: &Role<'_>, why: &str) -> Finding {
    let message = format!("whether the role fits what the stack needs could not be decided: {why}");
    finding(role, "audit/undecided", Level::Warning, message)
}

/// The request, made by the role.
fn shown(role: &Role<'_>, request: &Request) -> Vec<Witness> {
    let mut witness = request.witness();
    holds(&mut witness, role.resource);
    vec![witness]
}

fn told(request: &Request) -> String {
    format!("`{}` on `{}`", request.action, request.resource)
}

fn finding(role: &Role<'_>, rule: &str, level: Level, message: String) -> Finding {
    Finding {
        rule: rule.to_owned(),
        level,
        message,
        help: None,
        place: role.resource.place.clone(),
        address: Some(role.resource.address.to_string()),
        statement: None,
        access_analyzer: None,
        evidence: Vec::new(),
        related: Vec::new(),
    }
}
