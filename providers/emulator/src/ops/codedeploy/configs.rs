//! Deployment configurations: the predefined ones and callers' own, which never change.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::applications::platform;
use super::faults::{Name, name, no_config, refuse};
use super::model::{Config, Platform, Routing, seconds};
use super::{answer, routing};
use crate::ops::service::TagMap;
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// What the names of predefined configurations begin with.
const RESERVED: &str = "CodeDeployDefault.";

/// The predefined configuration that moves all traffic at once.
pub(super) const ALL_AT_ONCE: &str = "CodeDeployDefault.LambdaAllAtOnce";

/// When AWS made its configurations, as far as anyone can see.
const EPOCH_MS: u64 = 1_511_740_800_000;

const fn canary(percentage: u32, minutes: u32) -> Routing {
    Routing::Canary { percentage, minutes }
}

const fn linear(percentage: u32, minutes: u32) -> Routing {
    Routing::Linear { percentage, minutes }
}

/// AWS's own, after the prefix:
/// <https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html>.
const PREDEFINED: &[(&str, Platform, Option<Routing>)] = &[
    ("AllAtOnce", Platform::Server, None),
    ("ECSAllAtOnce", Platform::Ecs, Some(Routing::AllAtOnce)),
    ("ECSCanary10Percent15Minutes", Platform::Ecs, Some(canary(10, 15))),
    ("ECSCanary10Percent5Minutes", Platform::Ecs, Some(canary(10, 5))),
    ("ECSLinear10PercentEvery1Minutes", Platform::Ecs, Some(linear(10, 1))),
    ("ECSLinear10PercentEvery3Minutes", Platform::Ecs, Some(linear(10, 3))),
    ("HalfAtATime", Platform::Server, None),
    ("LambdaAllAtOnce", Platform::Lambda, Some(Routing::AllAtOnce)),
    ("LambdaCanary10Percent10Minutes", Platform::Lambda, Some(canary(10, 10))),
    ("LambdaCanary10Percent15Minutes", Platform::Lambda, Some(canary(10, 15))),
    ("LambdaCanary10Percent30Minutes", Platform::Lambda, Some(canary(10, 30))),
    ("LambdaCanary10Percent5Minutes", Platform::Lambda, Some(canary(10, 5))),
    ("LambdaLinear10PercentEvery10Minutes", Platform::Lambda, Some(linear(10, 10))),
    ("LambdaLinear10PercentEvery1Minute", Platform::Lambda, Some(linear(10, 1))),
    ("LambdaLinear10PercentEvery2Minutes", Platform::Lambda, Some(linear(10, 2))),
    ("LambdaLinear10PercentEvery3Minutes", Platform::Lambda, Some(linear(10, 3))),
    ("OneAtATime", Platform::Server, None),
];

/// The configuration of a name, predefined or a caller's own.
pub(super) fn find(world: &World, name: &str) -> Result<Config, Fault> {
    let own = || world.codedeploy.configs.get(name).cloned();
    predefined(name).or_else(own).ok_or_else(|| no_config(name))
}

fn predefined(name: &str) -> Option<Config> {
    let tail = name.strip_prefix(RESERVED)?;
    let (place, (_, platform, routing)) =
        PREDEFINED.iter().enumerate().find(|(_, (known, _, _))| *known == tail)?;
    let hosts = match tail {
        "AllAtOnce" => Some(("HOST_COUNT", 0)),
        "HalfAtATime" => Some(("FLEET_PERCENT", 50)),
        "OneAtATime" => Some(("FLEET_PERCENT", 99)),
        _ => None,
    };
    let hosts = hosts.map(|(kind, value)| {
        ("minimumHealthyHosts".to_owned(), json!({ "type": kind, "value": value }))
    });
    Some(Config {
        id: format!("00000000-0000-0000-0000-{:012}", place + 1),
        name: name.to_owned(),
        platform: *platform,
        routing: *routing,
        hosts: hosts.into_iter().collect(),
        created_ms: EPOCH_MS,
        tags: TagMap::new(),
    })
}

pub(super) fn create(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = name(input, "deploymentConfigName", Name::Config)?.to_owned();
    if name.starts_with(RESERVED) {
        return Err(refuse(
            "InvalidDeploymentConfigNameException",
            format!("A deployment configuration name can't begin with {RESERVED}"),
        ));
    }
    let platform = platform(input)?.unwrap_or(Platform::Server);
    let routing = routing_of(input, platform)?;
    if world.codedeploy.configs.contains(&name) {
        return Err(refuse(
            "DeploymentConfigAlreadyExistsException",
            format!("Deployment configuration already exists: {name}"),
        ));
    }
    let hosts: BTreeMap<String, Value> = ["minimumHealthyHosts", "zonalConfig"]
        .iter()
        .filter_map(|member| Some(((*member).to_owned(), input.get(member)?.clone())))
        .collect();
    let id = world.uuid();
    let config = Config {
        id: id.clone(),
        name: name.clone(),
        platform,
        routing,
        hosts,
        created_ms: world.now_ms(),
        tags: TagMap::new(),
    };
    world.codedeploy.configs.insert(name, config);
    Ok(Reply::from(json!({ "deploymentConfigId": id })))
}

fn routing_of(input: &Input, platform: Platform) -> Result<Option<Routing>, Fault> {
    let given = input.get("trafficRoutingConfig");
    let hosts = input.has("minimumHealthyHosts");
    match platform {
        Platform::Server if given.is_some() => {
            Err(routing::invalid("Servers have no traffic routing configuration"))
        }
        Platform::Server if !hosts => Err(refuse(
            "InvalidMinimumHealthyHostValueException",
            "The minimum healthy hosts must be specified for servers",
        )),
        Platform::Server => Ok(None),
        Platform::Lambda | Platform::Ecs if hosts => Err(refuse(
            "InvalidMinimumHealthyHostValueException",
            format!("{} has no minimum healthy hosts", platform.word()),
        )),
        Platform::Lambda | Platform::Ecs => {
            let given = given
                .ok_or_else(|| routing::invalid("The traffic routing config must be specified"))?;
            routing::read(&input.part(given)).map(Some)
        }
    }
}

pub(super) fn get(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let config = find(world, name(input, "deploymentConfigName", Name::Config)?)?;
    let mut out = json!({
        "deploymentConfigId": config.id,
        "deploymentConfigName": config.name,
        "createTime": seconds(config.created_ms),
        "computePlatform": config.platform.word(),
    });
    if let Some(members) = out.as_object_mut() {
        let routing = config.routing.map(routing::shown);
        members.extend(routing.map(|routing| ("trafficRoutingConfig".to_owned(), routing)));
        members.extend(config.hosts);
    }
    Ok(Reply::from(json!({ "deploymentConfigInfo": out })))
}

pub(super) fn list(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let mut names: Vec<String> =
        PREDEFINED.iter().map(|(tail, _, _)| format!("{RESERVED}{tail}")).collect();
    names.extend(world.codedeploy.configs.keys().map(str::to_owned));
    names.sort();
    let rows = names.into_iter().map(|name| (name.clone(), json!(name)));
    answer(world, input, "deploymentConfigsList", rows, json!({}))
}

pub(super) fn delete(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = name(input, "deploymentConfigName", Name::Config)?;
    if name.starts_with(RESERVED) {
        let text = format!("The predefined deployment configuration {name} can't be deleted");
        return Err(refuse("InvalidOperationException", text));
    }
    if let Some(group) = world.codedeploy.groups.values().find(|group| group.config == name) {
        let text = format!(
            "Deployment configuration {name} is in use by the deployment group {}",
            group.name
        );
        return Err(refuse("DeploymentConfigInUseException", text));
    }
    world.codedeploy.configs.remove(name);
    Ok(Reply::empty())
}
