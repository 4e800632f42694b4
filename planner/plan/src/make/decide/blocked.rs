//! What nobody but a person may decide.
use super::Decision;
use crate::make::Situation;
use cutover_schemas::address::Address;
use cutover_schemas::kinds::KindName;
use cutover_schemas::ledger::{Known, base_of};
use cutover_schemas::plan::{Action, FieldChange, PROTECTED};
use cutover_schemas::snapshot::{Live, Ownership};
use cutover_schemas::value::{Attrs, Value};

/// The service itself would refuse.
const GUARDED: &str =
    "it is protected against deletion; apply `deletion_protection = false` before it goes";

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
    if known.attrs.get("deletion_protection").and_then(Value::as_bool) == Some(true) {
        return Some(GUARDED.to_owned());
    }
    (known.kind.row().holds_data && !situation.delete_data)
        .then(|| "it holds data; `destroy --delete-data` or `data = \"disposable\"` in the stage deletes it".to_owned())
}

/// Why something may not be replaced whose fields can't change in place: the new one begins empty.
pub(super) fn replacement(
    situation: &Situation<'_>,
    kind: KindName,
    fields: &str,
) -> Option<String> {
    (kind.row().holds_data && !situation.delete_data).then(|| {
        format!(
            "{fields} can't change in place, and it holds data; put the old value back, or let it go with \
             `data = \"disposable\"` in the stage"
        )
    })
}

/// Why a change may not be made that takes the service two steps, with something else to refer to after it: whoever
/// refers to the first would be left behind between the two.
pub(super) fn renewal(kind: KindName, fields: &[FieldChange]) -> Option<String> {
    let on_both_sides = |field: &&FieldChange| {
        let row = kind.row().renews.iter().any(|(by, _)| field.path == *by);
        row && !field.before.is_null() && !field.after.is_null()
    };
    fields.iter().find(on_both_sides).map(|field| {
        format!(
            "`{0}` can't become something else while it is on; leave it out together with what refers to it, apply, and set it anew",
            field.path
        )
    })
}

/// Something that can't be read can't be planned.
pub(super) fn unreadable(kind: KindName, action: &str, message: &str) -> Decision {
    Decision::stays(kind, Attrs::new())
        .because(Action::Blocked, format!("the caller may not `{action}`: {message}"))
}
