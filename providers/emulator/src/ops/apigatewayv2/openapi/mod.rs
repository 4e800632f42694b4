//! APIs as OpenAPI 3.0 documents: ImportApi, ReimportApi, ExportApi. JSON only.
//!
//! See <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-open-api.html>.

mod read;
mod write;

use serde_json::{Map, Value, json};

use super::model::{api, bad, clear, find};
use super::{apis, authorizers, integrations, routes};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;
use read::Document;

/// The extensions that import and export know.
const INTEGRATION: &str = "x-amazon-apigateway-integration";
const ANY: &str = "x-amazon-apigateway-any-method";
const CORS: &str = "x-amazon-apigateway-cors";
const AUTHORIZER: &str = "x-amazon-apigateway-authorizer";
const TAG: &str = "x-amazon-apigateway-tag-value";

pub(super) fn import(world: &mut World, caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let document = read::parse(input.need_text("body")?)?;
    let mut members = document.api.clone();
    members.insert("protocolType".to_owned(), "HTTP".into());
    // An import is made whole or not at all.
    let before = world.clone();
    let made = apis::create(world, caller, &input.part(&Value::Object(members))).and_then(|made| {
        fill(world, caller, input, &id_of(&made, "apiId"), &document).map(|()| made)
    });
    if made.is_err() {
        *world = before;
    }
    made
}

pub(super) fn reimport(world: &mut World, caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let id = api(world, input)?;
    let document = read::parse(input.need_text("body")?)?;
    let before = world.clone();
    let mut members = document.api.clone();
    members.remove("tags");
    members.insert("apiId".to_owned(), id.clone().into());
    let prefix = format!("{id}/");
    let state = &mut world.apigatewayv2;
    for table in [&mut state.routes, &mut state.integrations, &mut state.authorizers] {
        clear(table, &prefix);
    }
    let made = apis::update(world, caller, &input.part(&Value::Object(members)))
        .and_then(|made| fill(world, caller, input, &id, &document).map(|()| made));
    if made.is_err() {
        *world = before;
    }
    made.map(|made| Reply { status: Some(201), ..made })
}

/// Makes the authorizers, integrations and routes of a document.
fn fill(
    world: &mut World,
    caller: &Caller,
    input: &Input,
    api: &str,
    document: &Document,
) -> Result<(), Fault> {
    let part = |members: &Map<String, Value>, more: Value| {
        let mut all = members.clone();
        all.insert("apiId".to_owned(), api.into());
        all.extend(more.as_object().cloned().unwrap_or_default());
        input.part(&Value::Object(all))
    };
    let mut ids = Map::new();
    for (name, members) in &document.authorizers {
        let made = authorizers::create(world, caller, &part(members, json!({ "name": name })))?;
        let kind = members.get("authorizerType").and_then(Value::as_str);
        let kind = if kind == Some("JWT") { "JWT" } else { "CUSTOM" };
        let id = id_of(&made, "authorizerId");
        ids.insert(name.clone(), json!({ "authorizerId": id, "authorizationType": kind }));
    }
    for route in &document.routes {
        let made = integrations::create(world, caller, &part(&route.integration, Value::Null))?;
        let target = format!("integrations/{}", id_of(&made, "integrationId"));
        let mut members = Map::from_iter([
            ("routeKey".to_owned(), route.key.clone().into()),
            ("target".to_owned(), target.into()),
        ]);
        if let Some((name, scopes)) = &route.security {
            let authorizer = ids.get(name).and_then(Value::as_object).cloned();
            let missing = || bad(&format!("Security scheme {name} has no authorizer"));
            members.extend(authorizer.ok_or_else(missing)?);
            if !scopes.is_empty() {
                members.insert("authorizationScopes".to_owned(), json!(scopes));
            }
        }
        routes::create(world, caller, &part(&members, Value::Null))?;
    }
    Ok(())
}

fn id_of(made: &Reply, member: &str) -> String {
    made.body.get(member).and_then(Value::as_str).unwrap_or_default().to_owned()
}

pub(super) fn export(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let id = api(world, input)?;
    if input.need_text("specification")? != "OAS30" {
        return Err(bad("Invalid specification: it must be OAS30"));
    }
    match input.need_text("outputType")? {
        "JSON" => {}
        "YAML" => return Err(bad("The local cloud exports JSON, not YAML")),
        _ => return Err(bad("Invalid outputType: it must be JSON or YAML")),
    }
    if let Some(stage) = input.text("stageName") {
        find(&world.apigatewayv2.stages, &format!("{id}/{stage}"), "stage")?;
    }
    let extensions = input.flag("includeExtensions") != Some(false);
    let text = write::document(world, &id, extensions).to_string();
    Ok(Reply { payload: Some(text.into()), ..Reply::empty() })
}
