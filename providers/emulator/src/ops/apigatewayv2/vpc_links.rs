//! VPC links. Nothing is behind them here: an integration that uses one does not answer.

use serde_json::json;

use super::model::{Row, bad, conflict, find, list as page, new_id, now};
use super::tags;
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(super) fn create(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = input.need_text("name")?;
    if name.is_empty() || name.len() > 128 {
        return Err(bad("VPC link name must have 1 to 128 characters"));
    }
    if !input.has("subnetIds") {
        return Err(input.missing("subnetIds"));
    }
    let subnets = input.texts("subnetIds");
    if subnets.is_empty() || subnets.iter().any(|id| !id.starts_with("subnet-")) {
        return Err(bad("Invalid subnet ID specified"));
    }
    let groups = input.texts("securityGroupIds");
    if let Some(id) = groups.iter().find(|id| !id.starts_with("sg-")) {
        return Err(bad(&format!("Invalid security group ID specified: {id}")));
    }
    let tags = tags::given(input)?;
    let mut row = Row::default();
    row.take(input, &["name"]);
    row.set("createdDate", now(world));
    row.set("securityGroupIds", json!(groups));
    row.set("subnetIds", json!(subnets));
    row.set("tags", json!(tags));
    row.set("vpcLinkStatus", "AVAILABLE");
    row.set("vpcLinkStatusMessage", "VPC link is ready to route traffic");
    row.set("vpcLinkVersion", "V2");
    let id = new_id(world, 6);
    row.set("vpcLinkId", id.clone());
    let reply = row.reply();
    world.apigatewayv2.vpc_links.insert(id, row);
    Ok(reply)
}

pub(super) fn get(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    row(world, input).map(|row| row.reply())
}

fn row(world: &World, input: &Input) -> Result<Row, Fault> {
    find(&world.apigatewayv2.vpc_links, input.need_text("vpcLinkId")?, "VPC link")
}

pub(super) fn list(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    page(world, &world.apigatewayv2.vpc_links, "", input)
}

pub(super) fn update(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let mut row = row(world, input)?;
    row.take(input, &["name"]);
    let reply = row.reply();
    world.apigatewayv2.vpc_links.insert(input.need_text("vpcLinkId")?, row);
    Ok(reply)
}

pub(super) fn delete(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    row(world, input)?;
    let id = input.need_text("vpcLinkId")?;
    if world.apigatewayv2.integrations.values().any(|row| row.text("connectionId") == Some(id)) {
        return Err(conflict("Cannot delete VPC link, it is referenced by an integration"));
    }
    world.apigatewayv2.vpc_links.remove(id);
    Ok(Reply::empty())
}
