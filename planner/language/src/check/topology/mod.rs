//! Topology lints: what is sound block by block and makes trouble together. A rule a file, whose code is its name, so
//! that `cutover explain` tells what it looks for and why.
//!
//! They look at a sound spec only, and what they find is a warning unless it is sure to break. Each can be waived, block by
//! block, in an `audit` block.
mod denial_of_wallet;
mod endless_loop;
mod flow;
mod grain_of_sand;
mod idle_provisioned;
mod no_dead_letter;
mod pattern;
mod pinball;
mod rights;
mod wiring;

use cutover_schemas::address::Address;
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::Spec;
use wiring::Wiring;

/// One rule.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rule {
    /// Its name, which is the code of what it finds.
    pub(crate) name: &'static str,
    find: fn(&Wiring<'_>) -> Vec<Finding>,
}

/// Every rule, by name.
pub(crate) const RULES: &[Rule] = &[
    Rule { name: denial_of_wallet::RULE, find: denial_of_wallet::find },
    Rule { name: endless_loop::RULE, find: endless_loop::find },
    Rule { name: grain_of_sand::RULE, find: grain_of_sand::find },
    Rule { name: idle_provisioned::RULE, find: idle_provisioned::find },
    Rule { name: no_dead_letter::RULE, find: no_dead_letter::find },
    Rule { name: pinball::RULE, find: pinball::find },
];

/// Something that a rule found.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    /// The blocks that it is about: a waiver for one of them is enough.
    pub(crate) about: Vec<Address>,
    /// What is told of it; its code is the rule.
    pub(crate) told: Diagnostic,
}

/// What all rules find.
pub(crate) fn find(spec: &Spec) -> Vec<Finding> {
    let wiring = Wiring::of(spec);
    RULES.iter().flat_map(|rule| (rule.find)(&wiring)).collect()
}
