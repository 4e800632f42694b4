//! Deployment groups: what is deployed how, and who does it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::applications::batch;
use super::faults::{Name, name, no_group, refuse, shape};
use super::model::{Application, Deployment, Group, Platform, group_key, seconds};
use super::{PRINCIPAL, answer, applications, arn, configs, group_input, tags};
use crate::ops::{Caller, Fault, Input, Reply, iam};
use crate::world::World;

/// The most names of a batch.
const BATCH: usize = 100;

pub(super) fn create(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let application = applications::find(world, input)?.clone();
    let name = name(input, "deploymentGroupName", Name::Group)?.to_owned();
    let key = group_key(&application.name, &name);
    if world.codedeploy.groups.contains(&key) {
        return Err(exists(&name));
    }
    let tags = tags::given(input, "tags")?;
    let members = group_input::read(input)?;
    group_input::style(application.platform, &members)?;
    let default = match application.platform {
        Platform::Lambda => configs::ALL_AT_ONCE,
        Platform::Ecs => "CodeDeployDefault.ECSAllAtOnce",
        Platform::Server => "CodeDeployDefault.OneAtATime",
    };
    let config = input.text("deploymentConfigName").unwrap_or(default).to_owned();
    check_config(world, &application, &config)?;
    let role = input.text("serviceRoleArn").filter(|role| !role.is_empty());
    let role =
        role.ok_or_else(|| refuse("RoleRequiredException", "The role ID was not specified."))?;
    check_role(world, role, &key)?;
    let id = world.uuid();
    let group = Group {
        id: id.clone(),
        application: application.name,
        name,
        config,
        role: role.to_owned(),
        members,
        tags,
        revision: None,
        last_attempted: None,
        last_successful: None,
    };
    world.codedeploy.groups.insert(key, group);
    Ok(Reply::from(json!({ "deploymentGroupId": id })))
}

fn exists(name: &str) -> Fault {
    refuse(
        "DeploymentGroupAlreadyExistsException",
        format!("Deployment group name already exists: {name}"),
    )
}

/// Refuses a configuration that is not there or is another platform's.
pub(super) fn check_config(
    world: &World,
    application: &Application,
    name: &str,
) -> Result<(), Fault> {
    shape(name, Name::Config)?;
    let config = configs::find(world, name)?;
    if config.platform == application.platform {
        return Ok(());
    }
    Err(refuse(
        "InvalidDeploymentConfigNameException",
        format!(
            "Deployment configuration {name} is for {}, and the application {} for {}",
            config.platform.word(),
            application.name,
            application.platform.word()
        ),
    ))
}

/// Refuses a role that CodeDeploy cannot assume at this moment.
pub(super) fn check_role(world: &World, role: &str, group: &str) -> Result<(), Fault> {
    let named = role.split(':').nth(2) == Some("iam") && role.contains(":role/");
    if !named {
        let text = format!("The service role ARN {role} was specified in an invalid format.");
        return Err(refuse("InvalidRoleException", text));
    }
    let source = arn(world, &format!("deploymentgroup:{group}"));
    if iam::can_be_assumed_for(world, role, PRINCIPAL, Some(&source)) {
        return Ok(());
    }
    Err(refuse(
        "InvalidRoleException",
        format!("AWS CodeDeploy does not have the permissions required to assume the role {role}."),
    ))
}

/// The group that the request names, with its application.
pub(super) fn find(world: &World, input: &Input) -> Result<(Application, Group), Fault> {
    let application = applications::find(world, input)?.clone();
    let name = name(input, "deploymentGroupName", Name::Group)?;
    let group = world.codedeploy.groups.get(&group_key(&application.name, name));
    let group = group.ok_or_else(|| no_group(name))?.clone();
    Ok((application, group))
}

pub(super) fn get(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let (application, group) = find(world, input)?;
    Ok(Reply::from(json!({ "deploymentGroupInfo": shown(world, &application, &group) })))
}

fn shown(world: &World, application: &Application, group: &Group) -> Value {
    let mut out = json!({
        "applicationName": group.application,
        "deploymentGroupId": group.id,
        "deploymentGroupName": group.name,
        "deploymentConfigName": group.config,
        "ec2TagFilters": [],
        "onPremisesInstanceTagFilters": [],
        "autoScalingGroups": [],
        "serviceRoleArn": group.role,
        "triggerConfigurations": [],
        "deploymentStyle": { "deploymentType": "IN_PLACE", "deploymentOption": "WITHOUT_TRAFFIC_CONTROL" },
        "outdatedInstancesStrategy": "UPDATE",
        "computePlatform": application.platform.word(),
        "terminationHookEnabled": false,
    });
    if let Some(members) = out.as_object_mut() {
        members.extend(group.members.clone());
        members
            .extend(group.revision.clone().map(|revision| ("targetRevision".to_owned(), revision)));
        for (member, id) in [
            ("lastSuccessfulDeployment", &group.last_successful),
            ("lastAttemptedDeployment", &group.last_attempted),
        ] {
            let deployment = id.as_ref().and_then(|id| world.codedeploy.deployments.get(id));
            members.extend(deployment.map(|last| (member.to_owned(), shown_last(last))));
        }
    }
    out
}

fn shown_last(deployment: &Deployment) -> Value {
    let mut out = json!({
        "deploymentId": deployment.id,
        "status": deployment.status.word(),
        "createTime": seconds(deployment.created_ms),
    });
    if let (Some(members), Some(end)) = (out.as_object_mut(), deployment.completed_ms) {
        members.insert("endTime".to_owned(), json!(seconds(end)));
    }
    out
}

pub(super) fn list(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let application = applications::find(world, input)?.name.clone();
    let prefix = group_key(&application, "");
    let rows = world.codedeploy.groups.prefixed(&prefix);
    let rows = rows.map(|(key, group)| (key.to_owned(), json!(group.name)));
    answer(world, input, "deploymentGroups", rows, json!({ "applicationName": application }))
}

/// The groups of a batch that are there; of the others the answer tells.
pub(super) fn batch_get(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let application = applications::find(world, input)?.clone();
    let required = "DeploymentGroupNameRequiredException";
    let names = batch(input, "deploymentGroupNames", required, BATCH)?;
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    for name in names {
        shape(&name, Name::Group)?;
        match world.codedeploy.groups.get(&group_key(&application.name, &name)) {
            Some(group) => found.push(shown(world, &application, group)),
            None => missing.push(name),
        }
    }
    let mut body = json!({ "deploymentGroupsInfo": found });
    if let Some(members) = body.as_object_mut()
        && !missing.is_empty()
    {
        let text = format!("No Deployment Group found for name: {}", missing.join(", "));
        members.insert("errorMessage".to_owned(), json!(text));
    }
    Ok(Reply::from(body))
}

pub(super) fn update(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let application = applications::find(world, input)?.clone();
    let old = name(input, "currentDeploymentGroupName", Name::Group)?;
    let old_key = group_key(&application.name, old);
    let mut group = world.codedeploy.groups.get(&old_key).cloned().ok_or_else(|| no_group(old))?;
    if let Some(new) = input.text("newDeploymentGroupName") {
        shape(new, Name::Group)?;
        new.clone_into(&mut group.name);
    }
    let key = group_key(&application.name, &group.name);
    if key != old_key && world.codedeploy.groups.contains(&key) {
        return Err(exists(&group.name));
    }
    let mut members: BTreeMap<String, Value> = group.members.clone();
    members.extend(group_input::read(input)?);
    group_input::style(application.platform, &members)?;
    group.members = members;
    if let Some(config) = input.text("deploymentConfigName") {
        check_config(world, &application, config)?;
        config.clone_into(&mut group.config);
    }
    if let Some(role) = input.text("serviceRoleArn") {
        check_role(world, role, &key)?;
        role.clone_into(&mut group.role);
    }
    rename(world, &application.name, old, &group.name);
    world.codedeploy.groups.remove(&old_key);
    world.codedeploy.groups.insert(key, group);
    Ok(Reply::from(json!({ "hooksNotCleanedUp": [] })))
}

/// Tells a group's deployments its new name.
fn rename(world: &mut World, application: &str, old: &str, new: &str) {
    if old == new {
        return;
    }
    let rows = world.codedeploy.deployments.iter();
    let own: Vec<String> = rows
        .filter(|(_, one)| one.application == application && one.group == old)
        .map(|(id, _)| id.to_owned())
        .collect();
    for id in own {
        if let Some(deployment) = world.codedeploy.deployments.get_mut(&id) {
            new.clone_into(&mut deployment.group);
        }
    }
}

/// Deletes a group, if it is there.
pub(super) fn delete(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let application = name(input, "applicationName", Name::Application)?;
    let name = name(input, "deploymentGroupName", Name::Group)?;
    world.codedeploy.groups.remove(&group_key(application, name));
    Ok(Reply::from(json!({ "hooksNotCleanedUp": [] })))
}
