//! Authorizers.

use super::model::{Row, api, bad, conflict, find, list as page, new_id, one_of};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

const MEMBERS: &[&str] = &[
    "authorizerCredentialsArn",
    "authorizerPayloadFormatVersion",
    "authorizerResultTtlInSeconds",
    "authorizerType",
    "authorizerUri",
    "enableSimpleResponses",
    "identitySource",
    "identityValidationExpression",
    "jwtConfiguration",
    "name",
];

pub(super) fn create(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let api = api(world, input)?;
    for member in ["authorizerType", "name"] {
        input.need_text(member)?;
    }
    if input.texts("identitySource").is_empty() {
        return Err(input.missing("identitySource"));
    }
    let mut row = Row::default();
    row.take(input, MEMBERS);
    check(&row)?;
    let id = new_id(world, 6);
    row.set("authorizerId", id.clone());
    let reply = row.reply();
    world.apigatewayv2.authorizers.insert(format!("{api}/{id}"), row);
    Ok(reply)
}

fn check(row: &Row) -> Result<(), Fault> {
    let kind = row.text("authorizerType").unwrap_or_default();
    one_of("authorizerType", kind, &["JWT", "REQUEST"])?;
    if kind == "JWT" && !row.0.contains_key("jwtConfiguration") {
        return Err(bad("Missing required parameter: jwtConfiguration"));
    }
    if kind == "REQUEST" && row.text("authorizerPayloadFormatVersion").is_none() {
        return Err(bad(
            "AuthorizerPayloadFormatVersion is a required parameter for REQUEST authorizer",
        ));
    }
    Ok(())
}

fn key(world: &World, input: &Input) -> Result<String, Fault> {
    Ok(format!("{}/{}", api(world, input)?, input.need_text("authorizerId")?))
}

pub(super) fn get(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let key = key(world, input)?;
    find(&world.apigatewayv2.authorizers, &key, "Authorizer").map(|row| row.reply())
}

pub(super) fn list(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let prefix = format!("{}/", api(world, input)?);
    page(world, &world.apigatewayv2.authorizers, &prefix, input)
}

pub(super) fn update(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let key = key(world, input)?;
    let mut row = find(&world.apigatewayv2.authorizers, &key, "Authorizer")?;
    row.take(input, MEMBERS);
    check(&row)?;
    let reply = row.reply();
    world.apigatewayv2.authorizers.insert(key, row);
    Ok(reply)
}

pub(super) fn delete(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let key = key(world, input)?;
    find(&world.apigatewayv2.authorizers, &key, "Authorizer")?;
    let prefix = format!("{}/", api(world, input)?);
    let id = input.need_text("authorizerId")?;
    if world
        .apigatewayv2
        .routes
        .prefixed(&prefix)
        .any(|(_, route)| route.text("authorizerId") == Some(id))
    {
        return Err(conflict("Cannot delete authorizer, is referenced in route"));
    }
    world.apigatewayv2.authorizers.remove(&key);
    Ok(Reply::empty())
}
