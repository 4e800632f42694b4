//! Replacements under way: the thing that the ledger knows under an address where the spec asks for
//! another one. Both are looked for, the known one under the address of an old half.
use super::{Decision, Decisions};
use crate::make::Situation;
use cutover_schemas::address::Address;
use cutover_schemas::graph::Resource;
use cutover_schemas::ledger::{Known, old_address};
use cutover_schemas::plan::{Action, GONE};
use cutover_schemas::snapshot::Sight;

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
    let dies = resource.kind.row().dies_with_parent
        && (known.parent != resource.parent || parent_moves());
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

/// What happens to the known thing apart from its successor: nothing while that is a replacement.
pub(super) fn left_behind(
    situation: &Situation<'_>,
    resource: &Resource,
    decisions: &mut Decisions,
) {
    let Some(decision) = decisions.get(&resource.address) else { return };
    let Some(old) = old(situation, resource) else {
        let known = situation.view.known.get(&resource.address);
        // Another thing stands where the known one was: that one is gone.
        if let Some(known) = known.filter(|known| known.is_another(&decision.present)) {
            let address = old_address(&resource.address, known.kind, &known.attrs);
            decisions.insert(address, gone(known));
        }
        return;
    };
    let replaced = matches!(decision.action, Action::Replace | Action::Blocked);
    if *old.sight == Sight::Absent {
        decisions.insert(old.address, gone(old.known));
    } else if !old.dies && !replaced {
        let decision = super::unwanted(situation, &old.address, old.known);
        decisions.insert(old.address, decision);
    }
}

fn gone(known: &Known) -> Decision {
    Decision::stays(known.kind, known.attrs.clone()).because(Action::Delete, GONE)
}
