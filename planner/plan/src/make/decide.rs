//! What happens to each address, and why.
mod alias;
mod blocked;
mod halves;

pub(super) use alias::Rolls;

use super::{Situation, compare};
use crate::wanted::suspected;
use cutover_schemas::address::Address;
use cutover_schemas::graph::Resource;
use cutover_schemas::kinds::KindName;
use cutover_schemas::ledger::Known;
use cutover_schemas::plan::{
    Action, Change, DELETED_OUTSIDE, FieldChange, GONE, Mode, NOT_THERE_YET,
};
use cutover_schemas::snapshot::{Live, Sight};
use cutover_schemas::value::{Attrs, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Decisions by address.
pub(super) type Decisions = BTreeMap<Address, Decision>;

/// What happens to one address.
#[derive(Clone, Debug)]
pub(super) struct Decision {
    pub(super) kind: KindName,
    pub(super) action: Action,
    pub(super) reasons: Vec<String>,
    pub(super) fields: Vec<FieldChange>,
    /// Desired attributes, with everything put in that is known now.
    pub(super) resolved: Attrs,
    /// Attributes as they are, or as the ledger last wrote them.
    pub(super) present: Attrs,
    /// What guards a change.
    pub(super) revision: Option<String>,
    /// Compared with the ledger only.
    pub(super) not_looked_at: bool,
    /// An alias whose version is not what the spec says.
    pub(super) rolls: Option<Rolls>,
}

impl Decision {
    /// The reader's view.
    pub(super) fn change(&self, address: &Address) -> Change {
        Change {
            address: address.clone(),
            kind: self.kind,
            action: self.action,
            reasons: self.reasons.clone(),
            fields: self.fields.clone(),
        }
    }

    fn stays(kind: KindName, present: Attrs) -> Self {
        Self {
            kind,
            action: Action::None,
            reasons: Vec::new(),
            fields: Vec::new(),
            resolved: Attrs::new(),
            present,
            revision: None,
            not_looked_at: false,
            rolls: None,
        }
    }

    fn because(self, action: Action, reason: impl Into<String>) -> Self {
        Self { action, reasons: vec![reason.into()], ..self }
    }
}

/// Decides about everything the graph names, dependencies first, and then about everything else
/// that the ledger knows.
pub(super) fn all(situation: &Situation<'_>, order: &[Address]) -> Decisions {
    let mut decisions = Decisions::new();
    for address in order {
        if let Some(resource) = situation.graph.resources.get(address) {
            let decision = wanted(situation, &decisions, resource);
            alias::released(resource, &decision, &mut decisions);
            decisions.insert(address.clone(), decision);
            halves::left_behind(situation, resource, &mut decisions);
        }
    }
    for (address, known) in &situation.view.known {
        if !decisions.contains_key(address) {
            decisions.insert(address.clone(), unwanted(situation, address, known));
        }
    }
    for (address, suspect) in suspected(situation.graph, situation.view) {
        let foreign = match situation.snapshot.seen.get(&address) {
            Some(Sight::Seen(live)) => {
                blocked::foreign(situation, &address, false, None, live).is_some()
            }
            _ => false,
        };
        // What somebody else made meanwhile is not ours to take away.
        if !foreign {
            let decision = unwanted(situation, &address, &suspect);
            decisions.entry(address).or_insert(decision);
        }
    }
    decisions
}

/// Keeps only what was asked for and what that depends on.
pub(super) fn restrict(situation: &Situation<'_>, mut decisions: Decisions) -> Decisions {
    if situation.only.is_empty() {
        return decisions;
    }
    let mut kept: BTreeSet<Address> = decisions
        .keys()
        .filter(|address| situation.only.iter().any(|only| covers(only, address)))
        .cloned()
        .collect();
    let mut open: Vec<Address> = kept.iter().cloned().collect();
    while let Some(address) = open.pop() {
        let on =
            situation.graph.resources.get(&address).map(Resource::depends_on).unwrap_or_default();
        open.extend(on.into_iter().filter(|other| kept.insert(other.clone())));
    }
    decisions.retain(|address, _| kept.contains(address));
    decisions
}

fn covers(only: &Address, address: &Address) -> bool {
    only == address || *only == address.block() || *only == address.declaration()
}

/// A field of a resource as it will be when its dependents are made, if that is known now.
pub(super) fn output_of(decisions: &Decisions, address: &Address, field: &str) -> Option<Value> {
    let decision = decisions.get(address)?;
    let resolved =
        decision.resolved.get(field).filter(|value| !value.is_null() && !value.is_unknown());
    let present = || decision.present.get(field).filter(|value| !value.is_null());
    let stays =
        matches!(decision.action, Action::None | Action::Update | Action::Adopt | Action::Blocked);
    // A version that is about to change is not known, whatever serves now; nor is what a change makes anew.
    let changes = |name: &str| {
        decision.fields.iter().any(|change| change.path.split('.').next() == Some(name))
    };
    let renewed = decision.kind.row().renews.iter().any(|(by, of)| *of == field && changes(by));
    let moves = renewed || (decision.rolls.is_some() && field == "version");
    resolved.or_else(|| present().filter(|_| stays && !moves)).cloned()
}

fn wanted(situation: &Situation<'_>, decisions: &Decisions, resource: &Resource) -> Decision {
    let known = |address: &Address, field: &str| output_of(decisions, address, field);
    let resolved: Attrs = resource
        .attrs
        .iter()
        .map(|(name, value)| (name.clone(), value.substitute(&known)))
        .collect();
    let resolved = alias::scaled(situation, resource, resolved);
    let decision = looked_at(situation, resource, &resolved);
    let fields = if decision.action == Action::Create {
        compare::creation(resource.kind.row(), &resolved)
    } else {
        decision.fields
    };
    let decision = Decision { fields, resolved, ..decision };
    let parent = resource.parent.as_ref().and_then(|parent| decisions.get(parent));
    let dies = resource.kind.row().dies_with_parent
        && parent.is_some_and(|parent| parent.action == Action::Replace);
    let decision = if dies {
        decision.because(Action::Create, "what it belongs to is made anew")
    } else {
        decision
    };
    match resource.kind {
        KindName::Alias => alias::rolls(situation, decisions, resource, decision),
        _ => decision,
    }
}

/// Decides by what was seen of the thing that the ledger knows, or of its successor.
fn looked_at(situation: &Situation<'_>, resource: &Resource, resolved: &Attrs) -> Decision {
    let seen = &situation.snapshot.seen;
    let own = seen.get(&resource.address);
    let known = situation.view.known.get(&resource.address);
    let old = halves::old(situation, resource);
    if let Some((_, known)) = halves::taken_back(situation, resource, resolved)
        && let Some(Sight::Seen(live)) = own
    {
        return by_live(situation, resource, Some(known), resolved, live);
    }
    let (sight, known, missing) = match &old {
        Some(old) if old.dies => (own, None, "what it belongs to is made anew"),
        Some(old) if old.steps_aside(own) => (own, None, NOT_THERE_YET),
        Some(old) => (Some(old.sight), known, GONE),
        None if known.is_some() => (own, known, DELETED_OUTSIDE),
        None => (own, None, NOT_THERE_YET),
    };
    match sight {
        Some(Sight::Seen(live)) => by_live(situation, resource, known, resolved, live),
        Some(Sight::Listed) => listed(situation, resource, known, resolved),
        Some(Sight::Unreadable { action, message }) => {
            blocked::unreadable(resource.kind, action, message)
        }
        Some(Sight::Absent) | None => {
            Decision::stays(resource.kind, Attrs::new()).because(Action::Create, missing)
        }
    }
}

fn by_live(
    situation: &Situation<'_>,
    resource: &Resource,
    known: Option<&Known>,
    resolved: &Attrs,
    live: &Live,
) -> Decision {
    let base = Decision {
        revision: live.revision.clone(),
        ..Decision::stays(resource.kind, live.attrs.clone())
    };
    if let Some(why) = blocked::foreign(
        situation,
        &resource.address,
        known.is_some(),
        resource.parent.as_ref(),
        live,
    ) {
        return base.because(Action::Blocked, why);
    }
    let eyes = compare::Eyes {
        known: known.map(|known| &known.attrs),
        key: situation.view.key.as_deref(),
    };
    let fields = compare::fields(resource.kind.row(), resolved, &live.attrs, eyes);
    let adopted = known.is_none();
    let replaced: Vec<String> =
        fields.iter().filter(|field| field.replaces).map(|field| field.path.clone()).collect();
    if let Some(why) = blocked::renewal(resource.kind, &fields) {
        return Decision { fields, ..base.because(Action::Blocked, why) };
    }
    let action = match () {
        () if !replaced.is_empty() => Action::Replace,
        () if !fields.is_empty() => Action::Update,
        () if adopted => Action::Adopt,
        () => Action::None,
    };
    if action == Action::Replace
        && let Some(why) = blocked::replacement(situation, resource.kind, &listing(&replaced))
    {
        return Decision { fields, ..base.because(Action::Blocked, why) };
    }
    let reasons = match action {
        Action::Replace => vec![format!("{} can't change in place", listing(&replaced))],
        Action::Update => vec![format!(
            "{} differ{}",
            listing_of(&fields),
            if fields.len() == 1 { "s" } else { "" }
        )],
        Action::Adopt if situation.view.dangling.contains_key(&resource.address) => {
            vec!["an interrupted run made it".to_owned()]
        }
        Action::Adopt => {
            vec!["it is this deployment's by its tags and enters the ledger".to_owned()]
        }
        _ => Vec::new(),
    };
    Decision { action, reasons, fields, ..base }
}

/// It is there and nobody looked closer: the ledger answers for it, or it must be looked at.
fn listed(
    situation: &Situation<'_>,
    resource: &Resource,
    known: Option<&Known>,
    resolved: &Attrs,
) -> Decision {
    // A call whose end nobody knows may have changed it: the ledger's word is not enough.
    let dangles = situation.view.dangling.contains_key(&resource.address);
    let Some(known) = known.filter(|_| !dangles) else {
        return Decision::stays(resource.kind, Attrs::new())
            .because(Action::Blocked, "it exists and must be looked at in full");
    };
    let eyes = compare::Eyes { known: Some(&known.attrs), key: situation.view.key.as_deref() };
    let fields = compare::fields(resource.kind.row(), resolved, &known.attrs, eyes);
    let base =
        Decision { not_looked_at: true, ..Decision::stays(resource.kind, known.attrs.clone()) };
    if fields.is_empty() {
        return base;
    }
    if let Some(why) = blocked::renewal(resource.kind, &fields) {
        return Decision { fields, ..base.because(Action::Blocked, why) };
    }
    let replaced: Vec<String> =
        fields.iter().filter(|field| field.replaces).map(|field| field.path.clone()).collect();
    let action = if replaced.is_empty() { Action::Update } else { Action::Replace };
    if action == Action::Replace
        && let Some(why) = blocked::replacement(situation, resource.kind, &listing(&replaced))
    {
        return Decision { fields, ..base.because(Action::Blocked, why) };
    }
    Decision {
        action,
        reasons: vec![format!("{} changed in the spec", listing_of(&fields))],
        fields,
        ..base
    }
}

/// The ledger knows it and the spec doesn't ask for it (any more).
fn unwanted(situation: &Situation<'_>, address: &Address, known: &Known) -> Decision {
    let (gone, live) = match situation.snapshot.seen.get(address) {
        Some(Sight::Seen(live)) => (false, Some(live)),
        Some(Sight::Unreadable { action, message }) => {
            return blocked::unreadable(known.kind, action, message);
        }
        Some(Sight::Listed) => (false, None),
        Some(Sight::Absent) | None => (true, None),
    };
    let present = live.map_or_else(|| known.attrs.clone(), |live| live.attrs.clone());
    let base = Decision {
        revision: live.and_then(|live| live.revision.clone()),
        ..Decision::stays(known.kind, present)
    };
    if gone {
        return base.because(Action::Delete, GONE);
    }
    if let Some(why) = live
        .and_then(|live| blocked::foreign(situation, address, true, known.parent.as_ref(), live))
    {
        return base.because(Action::Blocked, why);
    }
    if let Some(why) = blocked::deletion(situation, known) {
        return base.because(Action::Blocked, why);
    }
    let reason = if situation.mode == Mode::Destroy {
        "the deployment is taken down"
    } else {
        "the spec no longer asks for it"
    };
    base.because(Action::Delete, reason)
}

fn listing_of(fields: &[FieldChange]) -> String {
    let tops: BTreeSet<&str> =
        fields.iter().filter_map(|field| field.path.split('.').next()).collect();
    listing(&tops.into_iter().map(str::to_owned).collect::<Vec<_>>())
}

fn listing(words: &[String]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
