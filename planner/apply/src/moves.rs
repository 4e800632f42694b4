//! Things that have another address now: what is known of them goes on under it.
use cutover_schemas::address::Address;
use cutover_schemas::ledger::View;
use cutover_schemas::spec::Moved;
use std::collections::BTreeMap;

/// The moves that concern something the ledger knows. One whose goal is known already was made by an earlier run.
pub fn pending(view: &View, moves: &[Moved]) -> Vec<Moved> {
    let mut view = view.clone();
    let mut pending = Vec::new();
    for one in moves {
        let known = |address: &Address| {
            view.known.keys().any(|known| known.replaced(address, address).is_some())
        };
        if known(&one.from) && !known(&one.to) {
            relocate(&mut view, std::slice::from_ref(one));
            pending.push(one.clone());
        }
    }
    pending
}

/// Puts everything that is known under the addresses that it has now.
pub fn relocate(view: &mut View, moves: &[Moved]) {
    for one in moves {
        let now = |address: &Address| one.after(address).unwrap_or_else(|| address.clone());
        view.known = rekeyed(&view.known, now, |known| {
            known.parent = known.parent.as_ref().map(now);
            known.depends_on = known.depends_on.iter().map(now).collect();
        });
        view.dangling = rekeyed(&view.dangling, now, |started| {
            started.address = now(&started.address);
        });
        view.baking =
            rekeyed(&view.baking, now, |rollout| rollout.function = now(&rollout.function));
        view.paused = rekeyed(&view.paused, now, |pause| {
            pause.was = rekeyed(&pause.was, now, |_| {});
        });
    }
}

fn rekeyed<T: Clone>(
    map: &BTreeMap<Address, T>,
    now: impl Fn(&Address) -> Address,
    change: impl Fn(&mut T),
) -> BTreeMap<Address, T> {
    let moved = |(address, value): (&Address, &T)| {
        let mut value = value.clone();
        change(&mut value);
        (now(address), value)
    };
    map.iter().map(moved).collect()
}
