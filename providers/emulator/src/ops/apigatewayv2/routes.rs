//! Routes.

use super::model::{Row, api, bad, conflict, find, list as page, new_id, not_found, one_of};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

const MEMBERS: &[&str] = &[
    "apiKeyRequired",
    "authorizationScopes",
    "authorizationType",
    "authorizerId",
    "modelSelectionExpression",
    "operationName",
    "requestModels",
    "requestParameters",
    "routeKey",
    "routeResponseSelectionExpression",
    "target",
];
const METHODS: &[&str] = &["ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

pub(super) fn create(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let api = api(world, input)?;
    input.need_text("routeKey")?;
    let mut row = Row::default();
    row.take(input, MEMBERS);
    row.fill("authorizationType", "NONE");
    row.fill("apiKeyRequired", false);
    check(world, &api, &row)?;
    let id = new_id(world, 7);
    row.set("routeId", id.clone());
    let reply = row.reply();
    world.apigatewayv2.routes.insert(format!("{api}/{id}"), row);
    Ok(reply)
}

fn check(world: &World, api: &str, row: &Row) -> Result<(), Fault> {
    let key = row.text("routeKey").unwrap_or_default();
    well_formed(key)?;
    let prefix = format!("{api}/");
    let mut others = world.apigatewayv2.routes.prefixed(&prefix);
    if others.any(|(_, other)| {
        other.text("routeKey") == Some(key) && other.text("routeId") != row.text("routeId")
    }) {
        return Err(conflict(&format!("Route with key {key} already exists for this API")));
    }
    if let Some(target) = row.text("target") {
        let id = target
            .strip_prefix("integrations/")
            .ok_or_else(|| bad("Invalid route target specified"))?;
        if !world.apigatewayv2.integrations.contains(&format!("{api}/{id}")) {
            return Err(not_found("Invalid Integration identifier specified", id));
        }
    }
    let kind = row.text("authorizationType").unwrap_or("NONE");
    one_of("authorizationType", kind, &["NONE", "AWS_IAM", "CUSTOM", "JWT"])?;
    authorized(world, api, row, kind)
}

/// A route that asks for an authorizer must name one of its kind.
fn authorized(world: &World, api: &str, row: &Row, kind: &str) -> Result<(), Fault> {
    let wanted = match kind {
        "JWT" => "JWT",
        "CUSTOM" => "REQUEST",
        _ => return Ok(()),
    };
    let Some(id) = row.text("authorizerId") else {
        return Err(bad(&format!(
            "Invalid authorizer ID specified. Setting the authorization type to {kind} requires a valid authorizer."
        )));
    };
    let Some(authorizer) = world.apigatewayv2.authorizers.get(&format!("{api}/{id}")) else {
        return Err(not_found("Invalid Authorizer identifier specified", id));
    };
    if authorizer.text("authorizerType") == Some(wanted) {
        return Ok(());
    }
    Err(bad(&format!("Authorizer {id} cannot be used with the authorization type {kind}")))
}

fn well_formed(key: &str) -> Result<(), Fault> {
    if key == "$default" {
        return Ok(());
    }
    let fits = key.split_once(' ').is_some_and(|(method, path)| {
        let parts: Vec<&str> = path.split('/').skip(1).collect();
        let greedy = parts.iter().position(|part| part.ends_with("+}"));
        METHODS.contains(&method)
            && path.starts_with('/')
            && parts.iter().all(|part| part.starts_with('{') == part.ends_with('}'))
            && greedy.is_none_or(|at| at + 1 == parts.len())
    });
    if fits {
        return Ok(());
    }
    Err(bad(
        "The provided route key is not formatted properly for HTTP protocol. Format should be \"<HTTP METHOD> \
         /<RESOURCE PATH>\" or \"$default\"",
    ))
}

fn key(world: &World, input: &Input) -> Result<String, Fault> {
    Ok(format!("{}/{}", api(world, input)?, input.need_text("routeId")?))
}

pub(super) fn get(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let key = key(world, input)?;
    find(&world.apigatewayv2.routes, &key, "Route").map(|row| row.reply())
}

pub(super) fn list(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let prefix = format!("{}/", api(world, input)?);
    page(world, &world.apigatewayv2.routes, &prefix, input)
}

pub(super) fn update(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let key = key(world, input)?;
    let mut row = find(&world.apigatewayv2.routes, &key, "Route")?;
    row.take(input, MEMBERS);
    if matches!(row.text("authorizationType"), Some("NONE" | "AWS_IAM")) {
        row.0.remove("authorizerId");
        row.0.remove("authorizationScopes");
    }
    check(world, &api(world, input)?, &row)?;
    let reply = row.reply();
    world.apigatewayv2.routes.insert(key, row);
    Ok(reply)
}

pub(super) fn delete(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let key = key(world, input)?;
    find(&world.apigatewayv2.routes, &key, "Route")?;
    world.apigatewayv2.routes.remove(&key);
    Ok(Reply::empty())
}

pub(super) fn delete_parameter(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let key = key(world, input)?;
    let name = input.need_text("requestParameterKey")?;
    let mut row = find(&world.apigatewayv2.routes, &key, "Route")?;
    let parameters = row.0.get_mut("requestParameters").and_then(serde_json::Value::as_object_mut);
    if parameters.and_then(|parameters| parameters.remove(name)).is_none() {
        return Err(not_found("Invalid request parameter specified", name));
    }
    world.apigatewayv2.routes.insert(key, row);
    Ok(Reply::empty())
}

#[cfg(test)]
mod tests {
    use super::well_formed;

    #[test]
    fn route_keys_have_a_method_and_a_path() {
        for key in ["$default", "GET /", "ANY /a/{b}/c", "POST /{proxy+}"] {
            assert!(well_formed(key).is_ok(), "{key}");
        }
        for key in ["", "GET", "GET a", "FETCH /a", "GET /{proxy+}/a", "GET /{a"] {
            assert!(well_formed(key).is_err(), "{key}");
        }
    }
}
