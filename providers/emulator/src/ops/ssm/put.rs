//! `PutParameter`: a new parameter, or the next version of one.

use serde_json::json;

use super::faults::{exists, invalid};
use super::model::{KEPT, Parameter, SECURE, Version};
use super::names;
use crate::ops::{Caller, Fault, Input, Reply, tags};
use crate::world::World;

const TYPES: &[&str] = &["SecureString", "StringList", "String"];
const TIERS: &[&str] = &["Standard", "Advanced", "Intelligent-Tiering"];

/// Characters of a value, in a standard and in an advanced parameter.
const STANDARD: usize = 4_096;
const ADVANCED: usize = 8_192;

pub(super) fn run(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    input.length("Name", 1, 2_048)?;
    input.length("Description", 0, 1_024)?;
    let (name, value) = (input.need_text("Name")?.to_owned(), input.need_text("Value")?);
    let shape = input.one_of("Type", TYPES)?;
    let tier = input.one_of("Tier", TIERS)?;
    let overwrites = input.flag("Overwrite").unwrap_or(false);
    if value.is_empty() {
        let rule = "Member must have length greater than or equal to 1";
        return Err(input.invalid("value", "", rule));
    }
    if overwrites && input.has("Tags") {
        return Err(invalid(
            "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove \
             overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or \
             RemoveTagsFromResource.",
        ));
    }
    names::check(world, &name)?;
    let before = world.ssm.parameters.get(&name).cloned();
    if before.is_some() && !overwrites {
        return Err(exists());
    }
    let was = before.as_ref().map(Parameter::now);
    let shape = shape.map(str::to_owned).or_else(|| was.as_ref().map(|was| was.shape.clone()));
    let shape = shape
        .ok_or_else(|| invalid("A parameter type is required when you create a parameter."))?;
    let tier = tier_of(tier, was.as_ref(), value)?;
    let version = Version {
        number: was.as_ref().map_or(0, |was| was.number) + 1,
        value: value.to_owned(),
        key: (shape == SECURE).then(|| input.text("KeyId").unwrap_or("alias/aws/ssm").to_owned()),
        shape,
        tier: tier.clone(),
        data_type: input.text("DataType").unwrap_or("text").to_owned(),
        description: input.text("Description").map(str::to_owned),
        pattern: input.text("AllowedPattern").map(str::to_owned),
        at_ms: world.now_ms(),
    };
    let number = version.number;
    let given = input.tag_list("Tags");
    if let Some(reason) = tags::refusal(&given) {
        return Err(invalid(reason));
    }
    let mut parameter =
        before.unwrap_or(Parameter { name: name.clone(), tags: given, versions: Vec::new() });
    parameter.versions.push(version);
    let extra = parameter.versions.len().saturating_sub(KEPT);
    parameter.versions.drain(..extra);
    world.ssm.parameters.insert(name, parameter);
    Ok(json!({"Version": number, "Tier": tier}).into())
}

/// The tier that a value of this length is kept in.
fn tier_of(asked: Option<&str>, was: Option<&Version>, value: &str) -> Result<String, Fault> {
    let length = value.chars().count();
    let is_advanced = was.is_some_and(|was| was.tier == "Advanced");
    if is_advanced && asked == Some("Standard") {
        return Err(invalid(
            "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter \
             tier to the standard-parameter tier. If necessary, you can delete the advanced parameter and recreate it as a \
             standard parameter.",
        ));
    }
    let intelligent = asked == Some("Intelligent-Tiering") && length > STANDARD;
    if is_advanced || intelligent || asked == Some("Advanced") {
        let text = "Advanced tier parameters support a maximum parameter value of 8192 characters.";
        return if length > ADVANCED { Err(invalid(text)) } else { Ok("Advanced".to_owned()) };
    }
    if length > STANDARD {
        return Err(invalid(
            "Standard tier parameters support a maximum parameter value of 4096 characters. To create a larger parameter \
             value, upgrade the parameter to use the advanced-parameter tier. For more information, see \
             https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html",
        ));
    }
    Ok("Standard".to_owned())
}
