//! CodeDeploy for Lambda: applications, deployment groups and configurations, and deployments that really shift an
//! alias's traffic on the world's clock.
//!
//! * `applications`, `configs`, `groups`, `deployments`, `reads`, `targets`, `tags`: the operations.
//! * `group_input`: what a group is told, checked. `appspec`: what a deployment is told, read and checked.
//! * `engine`: a deployment's life, event by event. `hooks`, `shift`, `rollback`, `notify`: its parts.
//!
//! Applications and groups of the other platforms are kept; they deploy nothing here.

mod applications;
mod appspec;
mod configs;
mod deployments;
mod engine;
mod faults;
mod group_input;
mod groups;
mod hooks;
mod life;
mod model;
mod notify;
mod reads;
mod render;
mod revision;
mod rollback;
mod routing;
mod shift;
mod tags;
mod targets;

use serde_json::{Value, json};

use super::{Fault, Input, Operation, Protocol, Reply, Service};
use crate::ops::page::page;
use crate::world::World;
use crate::world::table::state;

state! {
    /// Applications by name.
    applications: model::Application,
    /// Deployment groups by `application/group`.
    groups: model::Group,
    /// Deployment configurations by name, but for the predefined ones.
    configs: model::Config,
    /// Deployments by id.
    deployments: model::Deployment,
}

/// The principal that assumes the service roles.
const PRINCIPAL: &str = "codedeploy.amazonaws.com";

pub(crate) static SERVICE: Service = Service {
    name: "codedeploy",
    signing: "codedeploy",
    target: "CodeDeploy_20141006",
    protocol: Protocol::AwsJson("1.1"),
    operations: OPERATIONS,
    missing: &[
        "RegisterApplicationRevision",
        "GetApplicationRevision",
        "ListApplicationRevisions",
        "RegisterOnPremisesInstance",
        "ListDeploymentInstances",
        "ListGitHubAccountTokenNames",
    ],
    timestamps: &["createTime", "startTime", "completeTime", "endTime", "lastUpdatedAt"],
    happen: Some(life::happen),
    taggable: Some(tags::TAGGABLE),
    ..Service::EMPTY
};

static OPERATIONS: &[Operation] = &[
    Operation::write("CreateApplication", applications::create),
    Operation::read("GetApplication", applications::get),
    Operation::read("ListApplications", applications::list),
    Operation::read("BatchGetApplications", applications::batch_get),
    Operation::write("UpdateApplication", applications::update),
    Operation::write("DeleteApplication", applications::delete),
    Operation::write("CreateDeploymentConfig", configs::create),
    Operation::read("GetDeploymentConfig", configs::get),
    Operation::read("ListDeploymentConfigs", configs::list),
    Operation::write("DeleteDeploymentConfig", configs::delete),
    Operation::write("CreateDeploymentGroup", groups::create)
        .partly("what only servers and ECS have is not checked"),
    Operation::read("GetDeploymentGroup", groups::get),
    Operation::read("ListDeploymentGroups", groups::list),
    Operation::read("BatchGetDeploymentGroups", groups::batch_get),
    Operation::write("UpdateDeploymentGroup", groups::update),
    Operation::write("DeleteDeploymentGroup", groups::delete),
    Operation::write("CreateDeployment", deployments::create)
        .partly("Lambda only; alarms are not looked at"),
    Operation::write("StopDeployment", deployments::stop),
    Operation::write("ContinueDeployment", deployments::proceed),
    Operation::write("PutLifecycleEventHookExecutionStatus", deployments::put_hook_status),
    Operation::read("GetDeployment", reads::get),
    Operation::read("BatchGetDeployments", reads::batch_get),
    Operation::read("ListDeployments", reads::list),
    Operation::read("GetDeploymentTarget", targets::get),
    Operation::read("BatchGetDeploymentTargets", targets::batch_get),
    Operation::read("ListDeploymentTargets", targets::list),
    Operation::write("TagResource", tags::tag_resource),
    Operation::write("UntagResource", tags::untag_resource),
    Operation::read("ListTagsForResource", tags::list_tags_for_resource),
];

/// The items of a page of any list: AWS lets callers not choose.
const PAGE: usize = 100;

/// Cuts a page and answers it, with what else the answer holds.
fn answer(
    world: &World,
    input: &Input,
    member: &str,
    rows: impl Iterator<Item = (String, Value)>,
    more: Value,
) -> Result<Reply, Fault> {
    let page = page(world, rows, input.text("nextToken"), PAGE).map_err(|_| {
        faults::refuse(
            "InvalidNextTokenException",
            "The next token was specified in an invalid format.",
        )
    })?;
    let mut body = more;
    if let Some(members) = body.as_object_mut() {
        members.insert(member.to_owned(), json!(page.items));
        members.extend(page.next.map(|next| ("nextToken".to_owned(), json!(next))));
    }
    Ok(Reply::from(body))
}

/// The ARN of something of this service: `application:shop`.
fn arn(world: &World, tail: &str) -> String {
    let settings = world.settings();
    format!("arn:aws:codedeploy:{}:{}:{tail}", settings.region, settings.account)
}
