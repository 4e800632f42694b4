//! What a plan newly allows, as it is read: who can do what on what.
use crate::render::words;
use cutover_schemas::access::NewAccess;
use cutover_schemas::address::Address;
use cutover_schemas::plan::Plan;
use std::collections::BTreeMap;

/// One line a role and resource: `function.orders/role can newly dynamodb:DeleteItem on table.orders`; of a new role, how
/// many things it can do.
pub fn access(plan: &Plan) -> Vec<String> {
    let mut known: BTreeMap<(&Address, String), Vec<&str>> = BTreeMap::new();
    let mut new: BTreeMap<&Address, usize> = BTreeMap::new();
    for one in &plan.access {
        if one.new_role {
            *new.entry(&one.role).or_default() += 1;
        } else {
            known.entry((&one.role, target(one))).or_default().push(&one.action);
        }
    }
    let changed = known.into_iter().map(|((role, target), actions)| {
        let actions: Vec<String> = actions.into_iter().map(str::to_owned).collect();
        format!("{role} can newly {} on {target}", words::some_of(&actions, 6))
    });
    let whole = new.into_iter().map(|(role, number)| {
        format!("{role} is new, with {}", words::count(number, "grant", "grants"))
    });
    changed.chain(whole).collect()
}

/// The block where the resource is one of the stack's; what of it, where it is not the whole.
fn target(one: &NewAccess) -> String {
    match &one.on {
        Some(block) => format!("{block} ({})", one.resource),
        None => one.resource.clone(),
    }
}

/// A request that shows it, for each line that says more than that a role is new.
pub fn example(plan: &Plan) -> Option<String> {
    let witness = plan.access.iter().find_map(|one| one.witness.as_ref())?;
    let context: Vec<String> = witness
        .context
        .iter()
        .map(|(key, values)| format!("{key} = {}", values.join(", ")))
        .collect();
    let when =
        if context.is_empty() { String::new() } else { format!(" when {}", context.join(" and ")) };
    Some(format!("for example {} on {}{when}", witness.action, witness.resource))
}
