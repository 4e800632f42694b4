//! Functions that shift together: which, when, and in what order.
use super::super::Situation;
use super::super::decide::Decisions;
use cutover_schemas::address::Address;
use cutover_schemas::graph::Resource;
use cutover_schemas::kinds::KindName;
use cutover_schemas::plan::{Action, Member};
use cutover_schemas::value::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Aliases that move with others, by group. A first deployment has nothing to be compared with and moves alone.
#[derive(Debug, Default)]
pub(in crate::make) struct Groups {
    of: BTreeMap<Address, String>,
    aliases: BTreeMap<String, Vec<Address>>,
    needed: BTreeSet<Address>,
}

impl Groups {
    pub(in crate::make) fn of(
        situation: &Situation<'_>,
        order: &[Address],
        decisions: &Decisions,
    ) -> Self {
        let mut groups = Self::default();
        for address in order {
            let (Some(alias), Some(decision)) =
                (situation.graph.resources.get(address), decisions.get(address))
            else {
                continue;
            };
            let serves = decision.present.get("version").is_some_and(|version| !version.is_null());
            let moves = decision.rolls.is_some() && decision.action != Action::Create && serves;
            let policy = alias.parent.as_ref().and_then(|one| situation.graph.rollouts.get(one));
            if let Some(group) = policy.and_then(|policy| policy.group.clone()).filter(|_| moves) {
                groups.of.insert(address.clone(), group.clone());
                groups.aliases.entry(group).or_default().push(address.clone());
            }
        }
        groups.needed = groups.all_needed(situation);
        groups
    }

    /// The aliases that an alias moves with, itself included.
    pub(in crate::make) fn with(&self, alias: &Address) -> Option<&[Address]> {
        self.aliases.get(self.of.get(alias)?).map(Vec::as_slice)
    }

    /// What is made before a group moves although it hangs on one of the group's aliases: what the others need.
    ///
    /// An alias that serves has its name and its ARN already, so nothing of the group has to wait for it.
    pub(in crate::make) fn need(&self, address: &Address) -> bool {
        self.needed.contains(address)
    }

    fn all_needed(&self, situation: &Situation<'_>) -> BTreeSet<Address> {
        let mut open: Vec<Address> = self.of.keys().cloned().collect();
        let mut needed = BTreeSet::new();
        while let Some(address) = open.pop() {
            let Some(resource) = situation.graph.resources.get(&address) else { continue };
            for on in resource.depends_on() {
                if !self.of.contains_key(&on) && needed.insert(on.clone()) {
                    open.push(on);
                }
            }
        }
        needed
    }
}

/// Puts those that others call first.
pub(super) fn rank(situation: &Situation<'_>, members: &mut [Member]) {
    let arns: Vec<String> = members.iter().map(|member| arn(situation, member)).collect();
    let calls: Vec<Vec<usize>> = members
        .iter()
        .map(|member| {
            let grants = grants(situation, &member.function);
            let called = arns.iter().enumerate();
            called
                .filter(|(_, arn)| !arn.is_empty() && grants.iter().any(|text| text.contains(*arn)))
                .map(|(place, _)| place)
                .collect()
        })
        .collect();
    // The longest chain of calls below each; a circle of calls ends after as many rounds as there are members.
    let mut depth = vec![0_i64; members.len()];
    for _ in 0..members.len() {
        let below = depth.clone();
        for (place, called) in calls.iter().enumerate() {
            let deepest = called.iter().filter(|other| **other != place);
            let deepest = deepest.filter_map(|other| below.get(*other)).max();
            if let (Some(own), Some(deepest)) = (depth.get_mut(place), deepest) {
                *own = deepest + 1;
            }
        }
    }
    for (member, depth) in members.iter_mut().zip(depth) {
        member.habits.rank = depth;
    }
}

fn arn(situation: &Situation<'_>, member: &Member) -> String {
    let alias = situation.graph.resources.get(&member.alias);
    let arn = alias.and_then(|alias| alias.attrs.get("arn")).and_then(Value::as_text);
    arn.unwrap_or_default().to_owned()
}

/// The policies of a function's own role, as text.
fn grants(situation: &Situation<'_>, function: &Address) -> Vec<String> {
    let role = function.with_part("role");
    let own =
        situation.graph.resources.values().filter(|resource| resource.address.is_part_of(&role));
    own.flat_map(|resource| resource.attrs.values().map(|value| value.to_json().to_string()))
        .collect()
}

/// Whether something scales what is kept warm behind an alias.
pub(in crate::make) fn is_scaled(situation: &Situation<'_>, alias: &Address) -> bool {
    let of_alias = |resource: &&Resource| resource.parent.as_ref() == Some(alias);
    let mut behind = situation.graph.resources.values().filter(of_alias);
    behind.any(|resource| resource.kind == KindName::ScalingTarget)
}
