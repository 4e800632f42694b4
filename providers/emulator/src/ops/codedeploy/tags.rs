//! Tags of applications, groups and configurations, by ARN.

use serde_json::json;

use super::arn;
use super::faults::{no_application, no_config, no_group, refuse};
use super::model::group_key;
use crate::ops::service::{TagEdit, TagMap, Taggable};
use crate::ops::{Caller, Fault, Input, Reply, tags};
use crate::world::World;

pub(super) const TAGGABLE: Taggable = Taggable { list, edit };

/// Reads the tags that something is made with.
pub(super) fn given(input: &Input, member: &str) -> Result<TagMap, Fault> {
    let given = input.tag_list(member);
    match tags::refusal(&given) {
        Some(text) => Err(refuse("InvalidTagsToAddException", text)),
        None => Ok(given),
    }
}

pub(super) fn tag_resource(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let arn = resource(input)?;
    if input.list("Tags").is_empty() {
        return Err(refuse("TagRequiredException", "A tag was not specified."));
    }
    change(world, arn, &TagEdit::Put(given(input, "Tags")?))
}

pub(super) fn untag_resource(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let arn = resource(input)?;
    let keys = input.texts("TagKeys");
    if keys.is_empty() {
        return Err(refuse("TagRequiredException", "A tag was not specified."));
    }
    change(world, arn, &TagEdit::Remove(keys))
}

pub(super) fn list_tags_for_resource(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let present = of(world, resource(input)?)?;
    Ok(Reply::from(json!({ "Tags": tags::list(present) })))
}

fn resource(input: &Input) -> Result<&str, Fault> {
    let given = input.text("ResourceArn").filter(|arn| !arn.is_empty());
    let text = "The ARN of a resource is required, but was not found.";
    given.ok_or_else(|| refuse("ResourceArnRequiredException", text))
}

/// What an ARN of this service names.
enum Named<'a> {
    Application(&'a str),
    Group(&'a str, &'a str),
    Config(&'a str),
}

fn read<'a>(world: &World, given: &'a str) -> Result<Named<'a>, Fault> {
    let parts: Vec<&str> = given.splitn(7, ':').collect();
    let ["arn", _, service, region, account, kind, tail] = parts.as_slice() else {
        return Err(refuse("InvalidArnException", format!("The ARN {given} is not valid")));
    };
    let settings = world.settings();
    let ours =
        *service == "codedeploy" && *region == settings.region && *account == settings.account;
    match (ours, *kind) {
        (true, "application") => Ok(Named::Application(tail)),
        (true, "deploymentconfig") => Ok(Named::Config(tail)),
        (true, "deploymentgroup") => {
            let (application, group) = tail.split_once('/').unwrap_or((tail, ""));
            Ok(Named::Group(application, group))
        }
        _ => Err(refuse("ArnNotSupportedException", format!("The ARN {given} is not supported"))),
    }
}

fn of<'a>(world: &'a World, arn: &str) -> Result<&'a TagMap, Fault> {
    let state = &world.codedeploy;
    match read(world, arn)? {
        Named::Application(name) => {
            let row = state.applications.get(name);
            row.map(|row| &row.tags).ok_or_else(|| no_application(name))
        }
        Named::Group(application, group) => {
            let row = state.groups.get(&group_key(application, group));
            row.map(|row| &row.tags).ok_or_else(|| no_group(group))
        }
        Named::Config(name) => {
            let row = state.configs.get(name);
            row.map(|row| &row.tags).ok_or_else(|| no_config(name))
        }
    }
}

fn change(world: &mut World, arn: &str, edit: &TagEdit) -> Result<Reply, Fault> {
    let mut changed = of(world, arn)?.clone();
    tags::apply(&mut changed, edit);
    if let Some(text) = tags::refusal(&changed) {
        return Err(refuse("InvalidTagsToAddException", text));
    }
    let named = read(world, arn)?;
    let state = &mut world.codedeploy;
    let present = match named {
        Named::Application(name) => state.applications.get_mut(name).map(|row| &mut row.tags),
        Named::Group(application, group) => {
            state.groups.get_mut(&group_key(application, group)).map(|row| &mut row.tags)
        }
        Named::Config(name) => state.configs.get_mut(name).map(|row| &mut row.tags),
    };
    if let Some(present) = present {
        *present = changed;
    }
    Ok(Reply::empty())
}

fn list(world: &World) -> Vec<(String, TagMap)> {
    let state = &world.codedeploy;
    let applications = state.applications.iter();
    let applications = applications
        .map(|(name, row)| (arn(world, &format!("application:{name}")), row.tags.clone()));
    let groups = state.groups.iter();
    let groups =
        groups.map(|(key, row)| (arn(world, &format!("deploymentgroup:{key}")), row.tags.clone()));
    applications.chain(groups).collect()
}

fn edit(world: &mut World, arn: &str, edit: &TagEdit) -> Result<bool, Fault> {
    if of(world, arn).is_err() {
        return Ok(false);
    }
    change(world, arn, edit).map(|_| true)
}
