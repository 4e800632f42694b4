//! PublishLayerVersion. There is no idempotency: the same content makes another version, as on AWS.

use std::collections::BTreeMap;

use super::{LayerVersion, existing, key, name, shown};
use crate::ops::lambda::configure::{RETIRED, RUNTIMES, one_of};
use crate::ops::lambda::model::Policy;
use crate::ops::lambda::source;
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(in crate::ops::lambda) fn publish(
    world: &mut World,
    caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let layer = name(world, input)?;
    input.length("Description", 0, 256)?;
    input.length("LicenseInfo", 0, 512)?;
    let optional = optional(input)?;
    let content = input.get("Content").ok_or_else(|| input.missing("Content"))?;
    let read = source::read(world, &input.part(content))?;
    let code = source::store(world, read);
    let number = world.lambda.layers.get(&layer).copied().unwrap_or(0) + 1;
    world.lambda.layers.insert(layer.clone(), number);
    let row = LayerVersion {
        layer: layer.clone(),
        number,
        description: input.text("Description").unwrap_or_default().to_owned(),
        code,
        optional,
        created_ms: world.now_ms(),
        policy: Policy::default(),
    };
    world.lambda.layer_versions.insert(key(&layer, number), row);
    Ok(Reply::from(shown(world, existing(world, &layer, number)?, &caller.host)))
}

fn optional(input: &Input) -> Result<BTreeMap<String, serde_json::Value>, Fault> {
    let runtimes = input.texts("CompatibleRuntimes");
    let known = [RUNTIMES, RETIRED].concat();
    for runtime in &runtimes {
        one_of("compatibleRuntimes", runtime, &known)?;
    }
    if runtimes.len() > 15 {
        let rule = "Member must have length less than or equal to 15";
        return Err(input.invalid("compatibleRuntimes", &format!("{runtimes:?}"), rule));
    }
    for architecture in input.texts("CompatibleArchitectures") {
        one_of("compatibleArchitectures", &architecture, &["x86_64", "arm64"])?;
    }
    let members = ["CompatibleRuntimes", "CompatibleArchitectures", "LicenseInfo"];
    let given = members.iter().filter_map(|member| Some((*member, input.get(member)?)));
    Ok(given.map(|(member, value)| (member.to_owned(), value.clone())).collect())
}
