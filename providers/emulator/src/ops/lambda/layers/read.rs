//! GetLayerVersion, GetLayerVersionByArn, ListLayers, ListLayerVersions.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{LayerVersion, arn, existing, listed, name, number, shown};
use crate::ops::lambda::faults::constraint;
use crate::ops::lambda::read_function::{self, cut_short};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(in crate::ops::lambda) fn get(
    world: &mut World,
    caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let (layer, number) = (name(world, input)?, number(input)?);
    Ok(Reply::from(shown(world, existing(world, &layer, number)?, &caller.host)))
}

pub(in crate::ops::lambda) fn get_by_arn(
    world: &mut World,
    caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let given = input.need_text("Arn")?;
    let Some((layer, number)) = parse(world, given) else {
        let rule = "Member must satisfy regular expression pattern: \
                    (arn:(aws[a-zA-Z-]*)?:lambda:[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:layer:[a-zA-Z0-9-_]+:[0-9]+)|\
                    (arn:[a-zA-Z0-9-]+:lambda:::awslayer:[a-zA-Z0-9-_]+)";
        return Err(constraint("arn", given, rule));
    };
    Ok(Reply::from(shown(world, existing(world, &layer, number)?, &caller.host)))
}

/// The layer and the number that an ARN of this world names.
pub(super) fn parse(world: &World, given: &str) -> Option<(String, u64)> {
    let rest = given.strip_prefix(&arn(world, ""))?;
    let (layer, number) = rest.split_once(':')?;
    Some((layer.to_owned(), number.parse().ok()?))
}

pub(in crate::ops::lambda) fn list(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let mut latest: BTreeMap<String, &LayerVersion> = BTreeMap::new();
    // Numbers ascend within a layer: the last one that suits stays.
    for row in world.lambda.layer_versions.values().filter(|row| suits(input, row)) {
        latest.insert(row.layer.clone(), row);
    }
    let page = cut_short(world, input, latest.into_iter())?;
    let items = page.items.iter().map(|row| {
        json!({
            "LayerName": row.layer,
            "LayerArn": arn(world, &row.layer),
            "LatestMatchingVersion": listed(world, row),
        })
    });
    Ok(read_function::listed("Layers", items.collect(), page.next))
}

pub(in crate::ops::lambda) fn list_versions(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let layer = name(world, input)?;
    let prefix = format!("{layer}/");
    let rows = world.lambda.layer_versions.prefixed(&prefix).filter(|(_, row)| suits(input, row));
    let mut rows: Vec<(String, &LayerVersion)> =
        // The newest comes first: its key counts down.
        rows.map(|(_, row)| (format!("{:020}", u64::MAX - row.number), row)).collect();
    rows.reverse();
    let page = cut_short(world, input, rows.into_iter())?;
    let items: Vec<Value> = page.items.iter().map(|row| listed(world, row)).collect();
    Ok(read_function::listed("LayerVersions", items, page.next))
}

/// Whether a version is compatible with what a list asks for.
fn suits(input: &Input, row: &LayerVersion) -> bool {
    let pairs = [
        ("CompatibleRuntime", "CompatibleRuntimes"),
        ("CompatibleArchitecture", "CompatibleArchitectures"),
    ];
    pairs.iter().all(|(asked, member)| {
        input.text(asked).is_none_or(|asked| {
            let list = row.optional.get(*member).and_then(Value::as_array);
            list.is_some_and(|list| list.iter().any(|one| one.as_str() == Some(asked)))
        })
    })
}
