//! Function URLs: the control plane. What answers behind them is `http_api::url`.

use serde_json::{Value, json};

use super::configure::one_of;
use super::faults::{conflict, constraint, not_found};
use super::model::{Url, qualified_key};
use super::render::{self, put};
use super::{read_function, reference};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(super) fn create(world: &mut World, caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let (name, qualifier) = place(world, input)?;
    let auth = input.need_text("AuthType")?.to_owned();
    check(input)?;
    let key = qualified_key(&name, qualifier.as_deref());
    if world.lambda.urls.contains(&key) {
        let arn = reference::arn(world, &name, qualifier.as_deref());
        return Err(conflict(format!(
            "Failed to create function url config for [functionArn = {arn}]. Error message:  FunctionUrlConfig exists for this Lambda function"
        )));
    }
    let row = Url {
        id: world.random_text(32, "abcdefghijklmnopqrstuvwxyz234567"),
        auth,
        mode: input.text("InvokeMode").unwrap_or("BUFFERED").to_owned(),
        cors: cors(input, None),
        created_ms: world.now_ms(),
        modified_ms: world.now_ms(),
    };
    let mut body = shown(world, caller, &name, qualifier.as_deref(), &row);
    if let Some(members) = body.as_object_mut() {
        members.remove("LastModifiedTime");
    }
    world.lambda.urls.insert(key, row);
    Ok(Reply::from(body))
}

pub(super) fn get(world: &mut World, caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let (name, qualifier) = place(world, input)?;
    let row = existing(world, &name, qualifier.as_deref())?;
    Ok(Reply::from(shown(world, caller, &name, qualifier.as_deref(), &row)))
}

pub(super) fn update(world: &mut World, caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let (name, qualifier) = place(world, input)?;
    check(input)?;
    let mut row = existing(world, &name, qualifier.as_deref())?;
    if let Some(auth) = input.text("AuthType") {
        auth.clone_into(&mut row.auth);
    }
    if let Some(mode) = input.text("InvokeMode") {
        mode.clone_into(&mut row.mode);
    }
    row.cors = cors(input, row.cors);
    row.modified_ms = world.now_ms();
    let body = shown(world, caller, &name, qualifier.as_deref(), &row);
    world.lambda.urls.insert(qualified_key(&name, qualifier.as_deref()), row);
    Ok(Reply::from(body))
}

pub(super) fn delete(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let (name, qualifier) = place(world, input)?;
    existing(world, &name, qualifier.as_deref())?;
    world.lambda.urls.remove(&qualified_key(&name, qualifier.as_deref()));
    Ok(Reply::empty())
}

pub(super) fn list(world: &mut World, caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = reference::existing(world, input)?.name;
    let prefix = format!("{name}/");
    let rows = world.lambda.urls.prefixed(&prefix);
    let page = read_function::cut_short(
        world,
        input,
        rows.map(|(key, row)| (key.to_owned(), (key, row))),
    )?;
    let items = page.items.iter().map(|(key, row)| {
        let qualifier = key.strip_prefix(&prefix).filter(|qualifier| *qualifier != "$LATEST");
        shown(world, caller, &name, qualifier, row)
    });
    Ok(read_function::listed("FunctionUrlConfigs", items.collect(), page.next))
}

fn check(input: &Input) -> Result<(), Fault> {
    if let Some(auth) = input.text("AuthType") {
        one_of("authType", auth, &["NONE", "AWS_IAM"])?;
    }
    if let Some(mode) = input.text("InvokeMode") {
        one_of("invokeMode", mode, &["BUFFERED", "RESPONSE_STREAM"])?;
    }
    if let Some(age) = input.get("Cors").and_then(|cors| cors.get("MaxAge")) {
        let path = "cors.maxAge";
        input.part(&json!({path: age})).integer_within(path, 0, 86_400)?;
    }
    Ok(())
}

/// The cross-origin settings after a call; an empty object removes them.
fn cors(input: &Input, present: Option<Value>) -> Option<Value> {
    match input.get("Cors") {
        None => present,
        Some(cors) => {
            cors.as_object().is_some_and(|members| !members.is_empty()).then(|| cors.clone())
        }
    }
}

/// URLs belong to the function or to an alias, never to a version.
fn place(world: &World, input: &Input) -> Result<(String, Option<String>), Fault> {
    let named = reference::existing(world, input)?;
    if let Some(qualifier) = &named.qualifier
        && (qualifier == "$LATEST" || qualifier.chars().all(|c| c.is_ascii_digit()))
    {
        let rule = "Member must satisfy regular expression pattern: ((?!^\\d+$)^[0-9a-zA-Z-_]+$)";
        return Err(constraint("qualifier", qualifier, rule));
    }
    reference::target(world, &named.name, named.qualifier.as_deref())?;
    Ok((named.name, named.qualifier))
}

fn existing(world: &World, name: &str, qualifier: Option<&str>) -> Result<Url, Fault> {
    let row = world.lambda.urls.get(&qualified_key(name, qualifier)).cloned();
    row.ok_or_else(|| not_found("The resource you requested does not exist."))
}

fn shown(world: &World, caller: &Caller, name: &str, qualifier: Option<&str>, row: &Url) -> Value {
    let mut out = json!({
        "FunctionUrl": format!("http://{}/_url/{}/", caller.host, row.id),
        "FunctionArn": reference::arn(world, name, qualifier),
        "AuthType": row.auth,
        "CreationTime": render::time(row.created_ms),
        "LastModifiedTime": render::time(row.modified_ms),
        "InvokeMode": row.mode,
    });
    if let Some(cors) = &row.cors {
        put(&mut out, "Cors", cors.clone());
    }
    out
}
