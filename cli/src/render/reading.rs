//! A plan as it is read: grouped by block, every field with both its sides in words or as a diff.
//!
//! Text, Markdown and HTML show the same thing; what that is, is decided here, once.
mod access;
mod field;
mod values;

use cutover_schemas::address::Address;
use cutover_schemas::documents::time::rfc3339;
use cutover_schemas::ledger::Pause;
use cutover_schemas::plan::{Action, Change, FieldChange, NOT_THERE_YET, Plan};

pub use access::{access, example};
pub use field::{DiffLine, Field, Shown, Sign, field, output};

/// The changes of one block of the spec.
#[derive(Clone, Debug)]
pub struct Group<'a> {
    /// The block.
    pub block: Address,
    /// Its changes and those of its parts, in the plan's order; none of them is `none`.
    pub changes: Vec<&'a Change>,
}

/// Changes by block, in the order in which the blocks first appear.
pub fn groups(plan: &Plan) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let told = plan.changes.iter().filter(|change| change.action != Action::None);
    for change in told {
        let block = change.address.block();
        match groups.iter_mut().find(|group| group.block == block) {
            Some(group) => group.changes.push(change),
            None => groups.push(Group { block, changes: vec![change] }),
        }
    }
    groups
}

/// What a reviewer must not overlook: said at the top, in this order.
pub fn warnings(plan: &Plan) -> Vec<(Action, String)> {
    let mut said = Vec::new();
    for (action, words) in [
        (Action::Delete, "will be DELETED"),
        (Action::Replace, "will be REPLACED (deleted and made anew)"),
        (Action::Blocked, "BLOCKED until a person decides"),
    ] {
        let hit: Vec<&Change> = plan.changes.iter().filter(|one| one.action == action).collect();
        if !hit.is_empty() {
            let names: Vec<String> = hit.iter().map(|one| one.address.to_string()).collect();
            said.push((
                action,
                format!("{} {words}: {}", hit.len(), super::words::some_of(&names, 5)),
            ));
        }
    }
    let lost = plan.changes.iter().filter(|change| loses_data(change));
    let lost: Vec<String> = lost.map(|change| change.address.to_string()).collect();
    if !lost.is_empty() {
        said.push((Action::Delete, format!("data is lost in {}", super::words::some_of(&lost, 5))));
    }
    said.extend(
        plan.paused.iter().map(|(trigger, pause)| (Action::Update, at_rest(trigger, pause))),
    );
    said
}

/// Who stopped a trigger, when and why.
fn at_rest(trigger: &Address, pause: &Pause) -> String {
    format!("{trigger} is PAUSED since {} by {}: {}", rfc3339(pause.at), pause.by, pause.reason)
}

fn loses_data(change: &Change) -> bool {
    matches!(change.action, Action::Delete | Action::Replace) && change.kind.row().holds_data
}

/// The reasons worth reading: that something new isn't there yet says its verb.
pub fn reasons(change: &Change) -> Vec<&str> {
    let told = change.reasons.iter().map(String::as_str);
    told.filter(|reason| change.action != Action::Create || *reason != NOT_THERE_YET).collect()
}

/// The fields worth reading: the tags by which cutover finds a new thing again are always there.
pub fn fields(change: &Change) -> Vec<Field> {
    let own = |one: &&FieldChange| one.path.starts_with("tags.cutover:");
    let told = change.fields.iter().filter(|one| change.action != Action::Create || !own(one));
    told.map(|one| field(change, one)).collect()
}

/// Remarks behind a change's verb.
pub fn remarks(change: &Change) -> Vec<String> {
    let replacing = change.fields.iter().filter(|field| field.replaces);
    let replacing: Vec<&str> = replacing.map(|field| field.path.as_str()).collect();
    let mut remarks = Vec::new();
    if change.action == Action::Replace && !replacing.is_empty() {
        remarks.push(format!("{} can't change in place", replacing.join(", ")));
    }
    if change.action == Action::Update && change.fields.iter().any(|field| field.versioned) {
        remarks.push("new version".to_owned());
    }
    if loses_data(change) {
        remarks.push("data is lost".to_owned());
    }
    remarks
}
