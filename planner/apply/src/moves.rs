//! Things that have another address now: what is known of them goes on under it.
use cutover_schemas::address::Address;
use cutover_schemas::ledger::View;
use cutover_schemas::spec::Moved;
use std::collections::BTreeMap;

/// The moves that concern something the ledger knows, or may have made in a run that broke off. One whose goal is known
/// already was made by an earlier run.
pub fn pending(view: &View, moves: &[Moved]) -> Vec<Moved> {
    let mut pending = Vec::new();
    if moves.is_empty() {
        return pending;
    }
    let mut view = view.clone();
    for one in moves {
        let known = |address: &Address| {
            let mut all = view.known.keys().chain(view.dangling.keys());
            all.any(|known| known.is_part_of(address))
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
        view.rollouts = rekeyed(&view.rollouts, now, |rollout| {
            rollout.function = now(&rollout.function);
            for member in rollout.progress.iter_mut().flat_map(|progress| &mut progress.members) {
                member.function = now(&member.function);
            }
        });
        view.served = rekeyed(&view.served, now, |_| {});
        view.pins = rekeyed(&view.pins, now, |_| {});
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

#[cfg(test)]
mod tests {
    use super::*;
    use cutover_schemas::kinds::KindName;
    use cutover_schemas::ledger::{Known, Started};
    use cutover_schemas::operations::Operation;
    use cutover_schemas::value::Attrs;
    use std::collections::BTreeSet;

    fn at(text: &str) -> Address {
        Address::parse(text).unwrap()
    }

    fn moved(from: &str, to: &str) -> Moved {
        Moved { from: at(from), to: at(to) }
    }

    fn known(parent: Option<&str>) -> Known {
        Known {
            kind: KindName::Queue,
            parent: parent.map(at),
            attrs: Attrs::new(),
            depends_on: BTreeSet::from([at("queue.dead")]),
            protect: false,
        }
    }

    fn view() -> View {
        let started = Started {
            step: 1,
            attempt: 1,
            operation: Operation::CreateQueue,
            address: at("queue.begun"),
            kind: KindName::Queue,
            key: Attrs::new(),
        };
        View {
            known: BTreeMap::from([
                (at("queue.dead"), known(None)),
                (at("queue.jobs"), known(None)),
                (at("queue.jobs/part"), known(Some("queue.jobs"))),
                (at("queue.jobs2"), known(None)),
            ]),
            dangling: BTreeMap::from([(at("queue.begun"), started)]),
            ..View::default()
        }
    }

    #[test]
    fn a_move_takes_parts_parents_and_what_waits_along() {
        let mut view = view();
        relocate(
            &mut view,
            &[moved("queue.jobs", "module.m.queue.work"), moved("queue.dead", "queue.lost")],
        );
        let names: Vec<&str> = view.known.keys().map(Address::as_str).collect();
        assert_eq!(
            names,
            ["module.m.queue.work", "module.m.queue.work/part", "queue.jobs2", "queue.lost"]
        );
        let part = &view.known[&at("module.m.queue.work/part")];
        assert_eq!(part.parent, Some(at("module.m.queue.work")));
        assert_eq!(part.depends_on, BTreeSet::from([at("queue.lost")]));
    }

    #[test]
    fn what_a_broken_run_may_have_made_moves_as_well() {
        let moves = [moved("queue.begun", "queue.made"), moved("queue.gone", "queue.nowhere")];
        let wanted = pending(&view(), &moves);
        assert_eq!(wanted, moves[..1]);
        let mut view = view();
        relocate(&mut view, &wanted);
        assert_eq!(view.dangling[&at("queue.made")].address, at("queue.made"));
    }

    #[test]
    fn a_move_is_made_once_and_goes_on_in_a_chain() {
        let chain = [moved("queue.jobs", "queue.b"), moved("queue.b", "queue.c")];
        assert_eq!(pending(&view(), &chain), chain);
        let mut view = view();
        relocate(&mut view, &chain);
        assert!(view.known.contains_key(&at("queue.c")));
        assert_eq!(pending(&view, &chain), []);
        assert_eq!(pending(&view, &[moved("queue.c", "queue.jobs2")]), []);
    }
}
