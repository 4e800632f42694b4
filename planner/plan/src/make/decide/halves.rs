//! Replacements under way: the thing that the ledger knows under an address where the spec asks for
//! another one. Both are looked for, the known one under the address of an old half.
use super::{Decision, Decisions};
use crate::make::Situation;
use cutover_schemas::address::Address;
use cutover_schemas::graph::Resource;
use cutover_schemas::ledger::{Known, base_of, old_address};
use cutover_schemas::plan::{Action, GONE, TAKEN_BACK};
use cutover_schemas::snapshot::Sight;
use cutover_schemas::value::{Attrs, Value};

/// The known thing, and what was seen of it.
#[derive(Clone, Debug)]
pub(super) struct Old<'a> {
    pub(super) address: Address,
    pub(super) known: &'a Known,
    pub(super) sight: &'a Sight,
    /// Its parent is replaced as well, or is another one already: it needs no deletion of its own.
    pub(super) dies: bool,
}

/// The known thing, if it is another one than the spec asks for.
pub(super) fn old<'a>(situation: &Situation<'a>, resource: &Resource) -> Option<Old<'a>> {
    let known = situation.view.known.get(&resource.address)?;
    let address = old_address(&resource.address, known.kind, &known.attrs);
    let sight = situation.snapshot.seen.get(&address)?;
    let parent = resource.parent.as_ref().and_then(|parent| situation.graph.resources.get(parent));
    let parent_moves = || parent.is_some_and(|parent| old(situation, parent).is_some());
    let dies =
        resource.kind.row().dies_with_parent && (known.parent != resource.parent || parent_moves());
    Some(Old { address, known, sight, dies })
}

impl Old<'_> {
    /// Whether the new thing is decided by what was seen under its own name: it exists, or
    /// nothing has to make way for it.
    pub(super) fn steps_aside(&self, new: Option<&Sight>) -> bool {
        self.dies
            || *self.sight == Sight::Absent
            || matches!(new, Some(Sight::Seen(_) | Sight::Unreadable { .. }))
    }
}

/// The old half that the spec asks for again, before it was deleted.
pub(super) fn taken_back<'a>(
    situation: &Situation<'a>,
    resource: &Resource,
    resolved: &Attrs,
) -> Option<(&'a Address, &'a Known)> {
    let told = |value: &&Value| !value.is_null() && !value.is_unknown();
    let wanted = |half: &Known| {
        half.kind == resource.kind
            && half.kind.row().natural_key.iter().all(|name| {
                let ours = half.attrs.get(*name);
                ours.filter(told).is_some_and(|ours| Some(ours) == resolved.get(*name))
            })
    };
    // The old halves of an address stand right behind it: a walk over everything for each resource
    // would make planning quadratic.
    let first = resource.address.with_part("old");
    let behind = situation.view.known.range(first.clone()..);
    let mut halves = behind.take_while(|(half, _)| half.as_str().starts_with(first.as_str()));
    halves.find(|(half, known)| base_of(half).as_ref() == Some(&resource.address) && wanted(known))
}

/// What happens to the other things that the ledger knows at this place.
pub(super) fn left_behind(
    situation: &Situation<'_>,
    resource: &Resource,
    decisions: &mut Decisions,
) {
    let Some(decision) = decisions.get(&resource.address).cloned() else { return };
    let exists = !matches!(decision.action, Action::Create | Action::Replace | Action::Blocked);
    if let Some((half, known)) =
        taken_back(situation, resource, &decision.resolved).filter(|_| exists)
    {
        decisions.insert(half.clone(), ends(known, Action::Delete, TAKEN_BACK));
    }
    if let Some(old) = old(situation, resource) {
        if let Some(left) = predecessor(situation, &old, &decision) {
            decisions.insert(old.address, left);
        }
        return;
    }
    let known = situation.view.known.get(&resource.address);
    let live = Some(&decision.present).filter(|present| !present.is_empty());
    // Another thing stands where the known one was: that one is gone.
    if let Some((known, _)) = known.zip(live).filter(|(known, live)| known.is_another(live)) {
        let address = old_address(&resource.address, known.kind, &known.attrs);
        decisions.insert(address, ends(known, Action::Delete, GONE));
    }
}

/// What happens to the known thing apart from its successor: nothing while that is a replacement.
fn predecessor(situation: &Situation<'_>, old: &Old<'_>, new: &Decision) -> Option<Decision> {
    match (old.sight, new.action) {
        (Sight::Absent, _) => Some(ends(old.known, Action::Delete, GONE)),
        // Whether it can be replaced takes a close look at both.
        (Sight::Listed, Action::Blocked) => {
            Some(ends(old.known, Action::Blocked, "it must be looked at in full"))
        }
        (_, Action::Replace | Action::Blocked) => None,
        _ if old.dies => None,
        _ => Some(super::unwanted(situation, &old.address, old.known)),
    }
}

/// No steps follow, so nothing of it is needed; and what is gone must not enter the ledger again.
fn ends(known: &Known, action: Action, why: &str) -> Decision {
    Decision::stays(known.kind, Attrs::new()).because(action, why)
}
