//! Every mutating call that a rollout may make.
use cutover_schemas::operations::Operation;
use cutover_schemas::plan::{Contingent, Member};
use cutover_schemas::progress::Progress;
use cutover_schemas::rollout::{RolloutPolicy, Strategy};

/// The calls of all members.
pub(super) fn contingents(
    policy: &RolloutPolicy,
    members: &[Member],
    resume: Option<&Progress>,
) -> Vec<Contingent> {
    members.iter().flat_map(|member| of_member(policy, member, resume)).collect()
}

fn of_member(
    policy: &RolloutPolicy,
    member: &Member,
    resume: Option<&Progress>,
) -> Vec<Contingent> {
    let call = |operation, at_most: usize, when: &str| Contingent {
        operation,
        target: member.alias.clone(),
        at_most: u32::try_from(at_most).unwrap_or(u32::MAX),
        when: when.to_owned(),
    };
    let shares = shares(policy, member);
    let mut may = Vec::new();
    if resume.is_none_or(|progress| progress.share() == 0) {
        if member.digest.is_none() {
            may.push(call(
                Operation::PublishVersion,
                1,
                "first, unless the version exists already",
            ));
        }
        if member.provisioned.is_some() {
            // A part of it before the first share, and the rest before all traffic comes.
            let times = if shares > 0 { 2 } else { 1 };
            may.push(call(Operation::PutProvisionedConcurrency, times, "before it gets traffic"));
        }
        if member.smoke.is_some() {
            may.push(call(Operation::InvokeVersion, 1, "before it gets traffic"));
        }
    } else if member.provisioned.is_some() && shares > 0 {
        may.push(call(Operation::PutProvisionedConcurrency, 1, "before it gets all traffic"));
    }
    match &member.stable {
        None => may.push(call(Operation::CreateAlias, 1, "when it is ready")),
        Some(_) if shares > 0 => may.push(call(
            Operation::UpdateAlias,
            shares + 1,
            "for each share, and when all traffic moves",
        )),
        Some(_) => may.push(call(Operation::UpdateAlias, 1, "when it is ready")),
    }
    if let Some(when) = goes_back(policy, member) {
        may.push(call(Operation::RestoreAlias, 1, when));
    }
    let stable_is_warm = member.stable.as_ref().is_some_and(|stable| stable.provisioned.is_some());
    if member.provisioned.is_some() || stable_is_warm {
        may.push(call(Operation::DeleteProvisionedConcurrency, 1, "on the version that lost"));
    }
    may
}

/// How many shares come before all traffic.
fn shares(policy: &RolloutPolicy, member: &Member) -> usize {
    match &policy.strategy {
        Strategy::Canary { steps, .. } if member.stable.is_some() => steps.len(),
        Strategy::AllAtOnce | Strategy::BlueGreen { .. } | Strategy::Canary { .. } => 0,
    }
}

/// When traffic may go back; never where nothing is looked at once it has moved, and nobody else moves with it.
fn goes_back(policy: &RolloutPolicy, member: &Member) -> Option<&'static str> {
    member.stable.as_ref()?;
    match &policy.strategy {
        Strategy::BlueGreen { bake, .. } if *bake > 0 => Some("when it fails during its bake"),
        Strategy::Canary { .. } => Some("when it is judged worse, or someone aborts it"),
        Strategy::AllAtOnce | Strategy::BlueGreen { .. } => {
            policy.group.as_ref().map(|_| "when another of its group can't move")
        }
    }
}
