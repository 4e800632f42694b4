//! Applications: a name and a platform for groups.

use serde_json::{Value, json};

use super::faults::{Name, name, no_application, refuse, shape};
use super::model::{Application, Platform, group_key, seconds};
use super::{answer, tags};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// The most names of a batch.
const BATCH: usize = 100;

pub(super) fn create(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = name(input, "applicationName", Name::Application)?.to_owned();
    let platform = platform(input)?.unwrap_or(Platform::Server);
    let tags = tags::given(input, "tags")?;
    if world.codedeploy.applications.contains(&name) {
        return Err(refuse(
            "ApplicationAlreadyExistsException",
            format!("Application already exists: {name}"),
        ));
    }
    let id = world.uuid();
    let application = Application {
        id: id.clone(),
        name: name.clone(),
        platform,
        created_ms: world.now_ms(),
        tags,
    };
    world.codedeploy.applications.insert(name, application);
    Ok(Reply::from(json!({ "applicationId": id })))
}

/// Reads the compute platform.
pub(super) fn platform(input: &Input) -> Result<Option<Platform>, Fault> {
    match input.text("computePlatform") {
        None => Ok(None),
        Some("Server") => Ok(Some(Platform::Server)),
        Some("Lambda") => Ok(Some(Platform::Lambda)),
        Some("ECS") => Ok(Some(Platform::Ecs)),
        Some(_) => Err(refuse(
            "InvalidComputePlatformException",
            "The computePlatform is invalid. The computePlatform should be Lambda, Server, or ECS.",
        )),
    }
}

/// The application that the request names.
pub(super) fn find<'a>(world: &'a World, input: &Input) -> Result<&'a Application, Fault> {
    let name = name(input, "applicationName", Name::Application)?;
    world.codedeploy.applications.get(name).ok_or_else(|| no_application(name))
}

pub(super) fn get(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    Ok(Reply::from(json!({ "application": shown(find(world, input)?) })))
}

fn shown(application: &Application) -> Value {
    json!({
        "applicationId": application.id,
        "applicationName": application.name,
        "createTime": seconds(application.created_ms),
        "linkedToGitHub": false,
        "computePlatform": application.platform.word(),
    })
}

pub(super) fn list(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let names = world.codedeploy.applications.keys();
    let rows = names.map(|name| (name.to_owned(), json!(name)));
    answer(world, input, "applications", rows, json!({}))
}

pub(super) fn batch_get(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let names = batch(input, "applicationNames", "ApplicationNameRequiredException", BATCH)?;
    let mut found = Vec::new();
    for name in &names {
        shape(name, Name::Application)?;
        let application = world.codedeploy.applications.get(name);
        found.push(shown(application.ok_or_else(|| no_application(name))?));
    }
    Ok(Reply::from(json!({ "applicationsInfo": found })))
}

/// Reads the names of a batch: some, and not too many.
pub(super) fn batch(
    input: &Input,
    member: &str,
    required: &str,
    most: usize,
) -> Result<Vec<String>, Fault> {
    let names = input.texts(member);
    if names.is_empty() {
        return Err(refuse(required, format!("At least one of {member} must be specified.")));
    }
    if names.len() > most {
        let text = format!(
            "The maximum number of names or IDs allowed for this request ({most}) was exceeded."
        );
        return Err(refuse("BatchLimitExceededException", text));
    }
    Ok(names)
}

pub(super) fn update(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let old = find(world, input)?.name.clone();
    let Some(new) = input.text("newApplicationName") else { return Ok(Reply::empty()) };
    shape(new, Name::Application)?;
    if new == old {
        return Ok(Reply::empty());
    }
    if world.codedeploy.applications.contains(new) {
        return Err(refuse(
            "ApplicationAlreadyExistsException",
            format!("Application already exists: {new}"),
        ));
    }
    rename(world, &old, new);
    Ok(Reply::empty())
}

/// Gives an application another name, and tells its groups and deployments.
fn rename(world: &mut World, old: &str, new: &str) {
    let state = &mut world.codedeploy;
    if let Some(application) = state.applications.remove(old) {
        state.applications.insert(new, Application { name: new.to_owned(), ..application });
    }
    let prefix = group_key(old, "");
    let groups: Vec<String> =
        state.groups.prefixed(&prefix).map(|(key, _)| key.to_owned()).collect();
    for key in groups {
        if let Some(mut group) = state.groups.remove(&key) {
            new.clone_into(&mut group.application);
            state.groups.insert(group_key(new, &group.name), group);
        }
    }
    let deployments: Vec<String> = state
        .deployments
        .iter()
        .filter(|(_, deployment)| deployment.application == old)
        .map(|(id, _)| id.to_owned())
        .collect();
    for id in deployments {
        if let Some(deployment) = state.deployments.get_mut(&id) {
            new.clone_into(&mut deployment.application);
        }
    }
}

/// Deletes an application and its groups, if it is there.
pub(super) fn delete(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = name(input, "applicationName", Name::Application)?;
    world.codedeploy.applications.remove(name);
    let prefix = group_key(name, "");
    let groups: Vec<String> =
        world.codedeploy.groups.prefixed(&prefix).map(|(key, _)| key.to_owned()).collect();
    for key in groups {
        world.codedeploy.groups.remove(&key);
    }
    Ok(Reply::empty())
}
