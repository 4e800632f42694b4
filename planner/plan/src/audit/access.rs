//! What a plan newly allows: who can do what on what, with a request that shows it.
use super::documents::{alone, grains, joined, policy};
use cutover_audit::contain::{self, Options, Verdict};
use cutover_audit::policy::Policy;
use cutover_audit::request::Layers;
use cutover_audit::table::Table;
use cutover_schemas::access::NewAccess;
use cutover_schemas::address::Address;
use cutover_schemas::finding::Witness;
use cutover_schemas::graph::{Graph, Resource};
use cutover_schemas::kinds::KindName;
use cutover_schemas::value::{Attrs, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What roles can do, before a plan and after it.
#[derive(Clone, Copy, Debug)]
pub struct Access<'a> {
    /// What should exist.
    pub graph: &'a Graph,
    /// Attributes as they are in the cloud, of what exists.
    pub present: &'a BTreeMap<Address, Attrs>,
    /// Addresses that change.
    pub changed: &'a BTreeSet<Address>,
}

/// What roles can do after a plan that they could not before.
pub fn newly(access: &Access<'_>, table: &Table) -> Vec<NewAccess> {
    let arns = arns(access);
    let roles = access.graph.resources.values().filter(|one| one.kind == KindName::Role);
    let mut found = Vec::new();
    for role in roles {
        let parts: Vec<_> = access
            .graph
            .resources
            .values()
            .filter(|part| part.kind == KindName::RolePolicy)
            .filter(|part| part.parent.as_ref() == Some(&role.address))
            .collect();
        if !parts.iter().any(|part| access.changed.contains(&part.address)) {
            continue;
        }
        let document = |attrs: &Attrs| attrs.get("document").map(policy);
        let after: Vec<Policy> = parts.iter().filter_map(|part| document(&part.attrs)).collect();
        let before: Vec<Policy> = access
            .present
            .iter()
            .filter(|(address, _)| address.is_part_of(&role.address))
            .filter_map(|(_, attrs)| document(attrs))
            .collect();
        let (after, before) = (joined(&after), joined(&before));
        let new_role = access.present.get(&role.address).is_none_or(Attrs::is_empty);
        let mut of_role = of_role(&role.address, new_role, &after, &before, &arns, table);
        for witness in of_role.iter_mut().filter_map(|one| one.witness.as_mut()) {
            holds(witness, role);
        }
        found.extend(of_role);
    }
    found
}

/// Names the role as the one who asks: the proof takes anybody who has its policies.
pub(super) fn holds(witness: &mut Witness, role: &Resource) {
    if let Some(Value::Text(arn)) = role.attrs.get("arn") {
        witness.principal.clone_from(arn);
    }
}

fn of_role(
    role: &Address,
    new_role: bool,
    after: &Policy,
    before: &Policy,
    arns: &BTreeMap<String, Address>,
    table: &Table,
) -> Vec<NewAccess> {
    let old = Layers::identity([before]);
    let mut found = Vec::new();
    for grain in grains(after) {
        let one = alone(&grain, after);
        let new = Layers::identity([&one]);
        // Nothing has to be proven where nothing was allowed.
        let verdict = (!new_role).then(|| contain::beyond(&new, &old, table, &Options::FREE));
        let witness = match verdict {
            Some(Verdict::None) => continue,
            Some(Verdict::Witness(request)) => Some(request.witness()),
            Some(Verdict::Undecided(_)) | None => None,
        };
        let said = |patterns: &Option<cutover_audit::policy::Patterns>| match patterns {
            Some(patterns) => {
                let all: Vec<&str> =
                    patterns.patterns.iter().map(|pattern| pattern.value.as_str()).collect();
                let not = if patterns.negated { "all but " } else { "" };
                format!("{not}{}", all.join(", "))
            }
            None => "*".to_owned(),
        };
        let resource = said(&grain.resources);
        found.push(NewAccess {
            role: role.clone(),
            new_role,
            action: said(&grain.actions),
            on: owner(&resource, arns),
            resource,
            witness,
        });
    }
    found
}

/// The resource whose ARN this is, or begins with.
fn owner(resource: &str, arns: &BTreeMap<String, Address>) -> Option<Address> {
    let part_of = |arn: &String| {
        resource
            .strip_prefix(arn.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', ':', '*']))
    };
    arns.iter()
        .filter(|(arn, _)| part_of(arn))
        .max_by_key(|(arn, _)| arn.len())
        .map(|(_, it)| it.clone())
}

fn arns(access: &Access<'_>) -> BTreeMap<String, Address> {
    let arn = |attrs: &Attrs| match attrs.get("unqualified_arn").or_else(|| attrs.get("arn")) {
        Some(Value::Text(arn)) if !arn.is_empty() => Some(arn.clone()),
        _ => None,
    };
    let resources = access.graph.resources.values();
    resources.filter_map(|one| Some((arn(&one.attrs)?, one.address.block()))).collect()
}
