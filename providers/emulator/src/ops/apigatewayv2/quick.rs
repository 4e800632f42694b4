//! Quick create: an API with one integration, one route and a stage that deploys by itself.

use serde_json::{Map, Value, json};

use super::{integrations, routes, stages};
use crate::ops::{Caller, Fault, Input};
use crate::world::World;

/// Makes what `target`, `routeKey` and `credentialsArn` of CreateApi ask for.
pub(super) fn create(
    world: &mut World,
    caller: &Caller,
    input: &Input,
    api: &str,
) -> Result<(), Fault> {
    let target = input.need_text("target")?;
    let is_function = target.starts_with("arn:");
    let mut integration = Map::new();
    let mut set = |member: &str, value: Value| integration.insert(member.to_owned(), value);
    set("apiId", api.into());
    set("integrationType", if is_function { "AWS_PROXY" } else { "HTTP_PROXY" }.into());
    set("integrationUri", target.into());
    set("integrationMethod", if is_function { "POST" } else { "ANY" }.into());
    set("payloadFormatVersion", if is_function { "2.0" } else { "1.0" }.into());
    if let Some(role) = input.text("credentialsArn") {
        set("credentialsArn", role.into());
    }
    let made = integrations::create(world, caller, &input.part(&Value::Object(integration)))?;
    let id = made.body.get("integrationId").and_then(Value::as_str).unwrap_or_default();
    let key = input.text("routeKey").unwrap_or("$default");
    let route = json!({ "apiId": api, "routeKey": key, "target": format!("integrations/{id}") });
    routes::create(world, caller, &input.part(&route))?;
    let stage = json!({ "apiId": api, "stageName": "$default", "autoDeploy": true });
    stages::create(world, caller, &input.part(&stage))?;
    mark(world, api);
    Ok(())
}

/// Shows that the parts were made by the service.
fn mark(world: &mut World, api: &str) {
    let prefix = format!("{api}/");
    let state = &mut world.apigatewayv2;
    for table in [&mut state.integrations, &mut state.routes, &mut state.stages] {
        let keys: Vec<String> = table.prefixed(&prefix).map(|(key, _)| key.to_owned()).collect();
        for key in keys {
            if let Some(row) = table.get_mut(&key) {
                row.set("apiGatewayManaged", true);
            }
        }
    }
}
