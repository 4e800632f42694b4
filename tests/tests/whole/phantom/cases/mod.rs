//! The cases: what is changed behind the spec's back, and what a plan must then say. A file a group.
mod alarms;
mod buckets;
mod doors;
mod events;
mod functions;
mod invocations;
mod mappings;
mod outputs;
mod scaling;
mod settings;
mod streams;
mod tables;
mod things;
mod topics;

use cutover_schemas::kinds::KindName;
use cutover_schemas::table::{Owner, Writes};
use std::collections::BTreeSet;

/// One change of one live attribute.
pub(crate) struct Case {
    /// The function of the group's script in `tests/python`; its name begins with the kind and the attribute.
    pub(crate) name: &'static str,
    /// Kind and attribute.
    pub(crate) of: (&'static str, &'static str),
    /// The address that changed.
    pub(crate) at: &'static str,
    /// The fields that differ then.
    pub(crate) fields: &'static [&'static str],
}

macro_rules! cases {
    ($($name:ident: $kind:literal $attr:literal at $at:expr => [$($field:literal),+];)*) => {
        &[$(Case { name: stringify!($name), of: ($kind, $attr), at: $at, fields: &[$($field),+] },)*]
    };
}
use cases;

/// Cases that share a world and a script.
pub(crate) struct Group {
    /// The file in `tests/python`.
    pub(crate) script: &'static str,
    /// What it does.
    pub(crate) cases: &'static [Case],
}

pub(super) const FUNCTIONS: Group = Group { script: "phantom.py", cases: functions::CASES };
pub(super) const THINGS: Group = Group { script: "phantom.py", cases: things::CASES };
pub(super) const DOORS: Group = Group { script: "phantom_doors.py", cases: doors::CASES };
pub(super) const TOPICS: Group = Group { script: "phantom_topics.py", cases: topics::CASES };
pub(super) const EVENTS: Group = Group { script: "phantom_events.py", cases: events::CASES };

pub(super) const MAPPINGS: Group = Group { script: "phantom_mappings.py", cases: mappings::CASES };
pub(super) const BUCKETS: Group = Group { script: "phantom_buckets.py", cases: buckets::CASES };

pub(super) const SETTINGS: Group = Group { script: "phantom_settings.py", cases: settings::CASES };

pub(super) const ALARMS: Group = Group { script: "phantom_alarms.py", cases: alarms::CASES };

pub(super) const STREAMS: Group = Group { script: "phantom_streams.py", cases: streams::CASES };

pub(super) const INVOCATIONS: Group =
    Group { script: "phantom_invocations.py", cases: invocations::CASES };

pub(super) const SCALING: Group = Group { script: "phantom_scaling.py", cases: scaling::CASES };

pub(super) const TABLES: Group = Group { script: "phantom_tables.py", cases: tables::CASES };

pub(super) const OUTPUTS: Group = Group { script: "phantom_outputs.py", cases: outputs::CASES };

/// Every group.
pub(crate) const GROUPS: &[Group] = &[
    FUNCTIONS,
    THINGS,
    DOORS,
    TOPICS,
    MAPPINGS,
    BUCKETS,
    EVENTS,
    TABLES,
    INVOCATIONS,
    SCALING,
    STREAMS,
    SETTINGS,
    ALARMS,
    OUTPUTS,
];

#[test]
fn every_attribute_that_can_be_changed_in_place_has_a_case() {
    let changeable = KindName::ALL.iter().map(|kind| kind.row()).flat_map(|kind| {
        let rows = kind.attrs.iter().filter(|row| row.flags.owner == Owner::Spec);
        let rows = rows.filter(|row| row.flags.writes != Writes::Replaces);
        rows.map(|row| (kind.name, row.name))
    });
    let covered = GROUPS.iter().flat_map(|group| group.cases).map(|case| case.of);
    let named: BTreeSet<_> = covered.collect();
    assert_eq!(named, changeable.collect::<BTreeSet<_>>());
}

#[test]
fn cases_are_named_after_what_they_change() {
    let all = || GROUPS.iter().flat_map(|group| group.cases);
    assert_eq!(all().map(|case| case.name).collect::<BTreeSet<_>>().len(), all().count());
    for Case { name, of: (kind, _), .. } in all() {
        assert!(name.starts_with(&format!("{kind}_")), "{name} is no case of {kind}");
    }
}
