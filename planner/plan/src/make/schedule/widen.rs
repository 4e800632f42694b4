//! Permissions around a shift: while two versions can serve, both keep what their spec allows.
use super::Schedule;
use crate::make::decide::Decision;
use cutover_schemas::address::Address;
use cutover_schemas::canonical::canonical;
use cutover_schemas::graph::Resource;
use cutover_schemas::kinds::KindName;
use cutover_schemas::operations::Operation;
use cutover_schemas::plan::{Guard, StepAction, StepId};
use cutover_schemas::table::{Flavour, Type};
use cutover_schemas::value::{Attrs, Value};
use std::collections::BTreeSet;

/// Writes the union of the old and the new policy before a shift; `None` when the new policy can
/// be written at once: nothing shifts, or it only allows more.
pub(super) fn widened(
    schedule: &mut Schedule<'_>,
    resource: &Resource,
    decision: &Decision,
    before: &BTreeSet<StepId>,
) -> Option<BTreeSet<StepId>> {
    if resource.kind != KindName::RolePolicy || !shifts(schedule, &resource.address) {
        return None;
    }
    let (old, new) = (statements(&decision.present)?, statements(&decision.resolved)?);
    if old.iter().all(|statement| new.iter().any(|wider| covers(wider, statement))) {
        return None;
    }
    let document = decision.resolved.get("document")?.as_map()?;
    let mut union = document.clone();
    union.insert("Statement".into(), Value::List(merged(&old, &new)));
    let union = canonical(&Type::Document(Flavour::Policy), &Value::Map(union));
    let with = Attrs::from([("document".into(), union)]);
    let action = StepAction::Call {
        operation: Operation::PutRolePolicy,
        paths: vec!["document".into()],
        guard: Guard::None,
        with: Some(with),
    };
    schedule.narrow.push(resource.address.clone());
    Some(BTreeSet::from([schedule.push(&resource.address, resource.kind, action, before.clone())]))
}

/// Writes the policies as the spec has them, once the shift held.
pub(super) fn narrow(schedule: &mut Schedule<'_>) {
    for address in std::mem::take(&mut schedule.narrow) {
        let action = StepAction::Call {
            operation: Operation::PutRolePolicy,
            paths: vec!["document".into()],
            guard: Guard::None,
            with: None,
        };
        let mut after = schedule.ends.get(&address).cloned().unwrap_or_default();
        after.extend(schedule.ends_of(users(schedule, &address)));
        schedule.push(&address, KindName::RolePolicy, action, after);
    }
}

/// Whether a version that serves now runs under this policy and will be succeeded.
fn shifts(schedule: &Schedule<'_>, policy: &Address) -> bool {
    users(schedule, policy).iter().any(|alias| {
        schedule.decisions.get(alias).is_some_and(|decision| {
            decision.rolls.is_some() && decision.present.contains_key("version")
        })
    })
}

/// Aliases of the functions that depend on this policy.
fn users(schedule: &Schedule<'_>, policy: &Address) -> Vec<Address> {
    let functions =
        schedule.situation.graph.resources.values().filter(|resource| {
            resource.kind == KindName::Function && resource.after.contains(policy)
        });
    functions.map(|function| function.address.with_part("alias")).collect()
}

fn statements(attrs: &Attrs) -> Option<Vec<Value>> {
    Some(attrs.get("document")?.as_map()?.get("Statement")?.as_list()?.to_vec())
}

/// Whether a statement plainly allows all that another one does: the same but for its id, or with
/// more actions or resources written out. Anything less plain counts as different.
fn covers(wider: &Value, statement: &Value) -> bool {
    let (Some(wider), Some(statement)) = (wider.as_map(), statement.as_map()) else { return false };
    let part = |map: &Attrs, name: &str| map.get(name).cloned().unwrap_or(Value::Null);
    let items = |value: Value| match value {
        Value::List(items) => items,
        one => vec![one],
    };
    let allows = part(wider, "Effect").as_text() == Some("Allow");
    let keys: BTreeSet<&String> = wider.keys().chain(statement.keys()).collect();
    keys.into_iter().all(|key| {
        let (more, less) = (part(wider, key), part(statement, key));
        match key.as_str() {
            "Sid" => true,
            "Action" | "Resource" if allows => {
                let more = items(more);
                items(less).iter().all(|item| more.contains(item))
            }
            _ => more == less,
        }
    })
}

/// New statements as they are, old ones under ids that can't collide: a policy's ids are unique.
fn merged(old: &[Value], new: &[Value]) -> Vec<Value> {
    let kept = old.iter().filter(|statement| !new.contains(statement)).enumerate().map(
        |(index, statement)| {
            let mut statement = statement.as_map().cloned().unwrap_or_default();
            if statement.contains_key("Sid") {
                statement.insert("Sid".into(), Value::text(format!("Before{index}")));
            }
            Value::Map(statement)
        },
    );
    new.iter().cloned().chain(kept).collect()
}
