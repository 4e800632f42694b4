//! What nobody but a person may decide.
use super::Decision;
use crate::make::Situation;
use cutover_schemas::address::Address;
use cutover_schemas::kinds::KindName;
use cutover_schemas::ledger::{Known, base_of};
use cutover_schemas::plan::{Action, PROTECTED};
use cutover_schemas::snapshot::{Live, Ownership};
use cutover_schemas::value::Attrs;

/// Why a live thing with this address's name must not be touched; `None` when it is ours: `known` to
/// the ledger, or begun.
pub(super) fn foreign(
    situation: &Situation<'_>,
    address: &Address,
    known: bool,
    parent: Option<&Address>,
    live: &Live,
) -> Option<String> {
    // A creation writes our tags with it, so what an unfinished one made carries them.
    let nobodys = !known;
    let known = known || begun(situation, address);
    match &live.ownership {
        Ownership::Theirs(whose) => Some(format!("it belongs to {whose}")),
        Ownership::Ours { owner, .. } => {
            let other = owner
                .as_ref()
                .zip(situation.view.owner.as_ref())
                .is_some_and(|(theirs, ours)| theirs != ours);
            match (known, other) {
                (_, true) if !situation.claim => Some("another ledger's deployment of the same name owns it; `--claim` takes it over".to_owned()),
                (false, _) if !situation.claim => {
                    Some("it carries this deployment's tags but the ledger doesn't know it; `--claim` takes it over".to_owned())
                }
                _ => None,
            }
        }
        // Tags can be taken off by hand; the ledger remembers.
        Ownership::Nobody if !nobodys => None,
        Ownership::Nobody => {
            Some("something with this name exists that cutover did not make".to_owned())
        }
        Ownership::Parent if known || situation.claim => None,
        Ownership::Parent if harmless(address) && ours(situation, parent) => None,
        Ownership::Parent => {
            Some("it exists and the ledger doesn't know it; `--claim` takes it over".to_owned())
        }
    }
}

/// Whether a call on it has no known end; it may have become an old half since.
fn begun(situation: &Situation<'_>, address: &Address) -> bool {
    let dangling = |address: &Address| situation.view.dangling.contains_key(address);
    dangling(address) || base_of(address).is_some_and(|base| dangling(&base))
}

fn ours(situation: &Situation<'_>, parent: Option<&Address>) -> bool {
    parent.is_some_and(|parent| {
        situation.view.known.contains_key(parent) || situation.view.dangling.contains_key(parent)
    })
}

/// Parts that carry no content of their own which could be lost: finding one is finding it done.
fn harmless(address: &Address) -> bool {
    address.part().is_some_and(|(word, _)| word == "managed")
}

/// Why something that exists may not be deleted.
pub(super) fn deletion(situation: &Situation<'_>, known: &Known) -> Option<String> {
    if situation.protect || known.protect {
        return Some(PROTECTED.to_owned());
    }
    (known.kind.row().holds_data && !situation.delete_data)
        .then(|| "it holds data; `destroy --delete-data` or `data = \"disposable\"` in the stage deletes it".to_owned())
}

/// Something that can't be read can't be planned.
pub(super) fn unreadable(kind: KindName, action: &str, message: &str) -> Decision {
    Decision::stays(kind, Attrs::new())
        .because(Action::Blocked, format!("the caller may not `{action}`: {message}"))
}
