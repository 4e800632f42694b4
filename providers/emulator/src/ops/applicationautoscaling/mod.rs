//! Application Auto Scaling: scalable targets, scaling policies, scheduled actions, and what came of them.
//!
//! * `names`: what a target is known by. `targets`, `policies`, `actions`, `activities`, `tags`: the operations.
//! * `capacity`: the size of what is scaled. `tracking`: target tracking, once a minute.
//!
//! Only Lambda's provisioned concurrency is really scaled; targets of other services are kept and shown.
//! Nothing here reads the clock of the machine: what happens later is arranged with the world.

mod actions;
mod activities;
mod capacity;
mod faults;
mod life;
mod model;
mod names;
mod policies;
mod policy_config;
mod tags;
mod targets;
mod tracking;

use super::{Fault, Input, Operation, Protocol, Reply, Service};
use crate::ops::page::page;
use crate::world::World;
use crate::world::table::state;
use serde_json::{Value, json};

state! {
    /// Scalable targets by `namespace|resource|dimension`.
    targets: model::Target,
    /// Scaling policies by the target's key and their name.
    policies: model::Policy,
    /// Scheduled actions by the target's key and their name.
    actions: model::Action,
    /// Scaling activities, the newest first.
    activities: model::Activity,
}

pub(crate) static SERVICE: Service = Service {
    name: "applicationautoscaling",
    signing: "application-autoscaling",
    target: "AnyScaleFrontendService",
    protocol: Protocol::AwsJson("1.1"),
    operations: &[
        Operation::write("RegisterScalableTarget", targets::register)
            .partly("acts on Lambda's provisioned concurrency; other namespaces are only kept"),
        Operation::write("DeregisterScalableTarget", targets::deregister),
        Operation::read("DescribeScalableTargets", targets::describe),
        Operation::write("PutScalingPolicy", policies::put).partly(
            "target tracking of Lambda acts, without metric maths; other policies are only kept",
        ),
        Operation::write("DeleteScalingPolicy", policies::delete),
        Operation::read("DescribeScalingPolicies", policies::describe),
        Operation::write("PutScheduledAction", actions::put),
        Operation::write("DeleteScheduledAction", actions::delete),
        Operation::read("DescribeScheduledActions", actions::describe),
        Operation::read("DescribeScalingActivities", activities::describe),
        Operation::write("TagResource", tags::tag_resource),
        Operation::write("UntagResource", tags::untag_resource),
        Operation::read("ListTagsForResource", tags::list_tags_for_resource),
    ],
    missing: &["GetPredictiveScalingForecast"],
    timestamps: &["CreationTime", "StartTime", "EndTime"],
    happen: Some(life::happen),
    taggable: Some(tags::TAGGABLE),
    ..Service::EMPTY
};

/// Cuts a page of at most `most` items and answers it.
fn answer(
    world: &World,
    input: &Input,
    member: &str,
    rows: impl Iterator<Item = (String, Value)>,
    most: u8,
) -> Result<Reply, Fault> {
    let wanted = input.integer_within("MaxResults", 1, i64::from(most))?;
    let limit = wanted.and_then(|wanted| usize::try_from(wanted).ok()).unwrap_or(most.into());
    let page = page(world, rows, input.text("NextToken"), limit)
        .map_err(|_| faults::refuse("InvalidNextTokenException", "The next token is invalid"))?;
    let mut body = json!({ member: page.items });
    if let (Some(next), Some(members)) = (page.next, body.as_object_mut()) {
        members.insert("NextToken".to_owned(), next.into());
    }
    Ok(Reply::from(body))
}
