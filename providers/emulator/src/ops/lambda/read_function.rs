//! GetFunction, GetFunctionConfiguration, ListFunctions.

use serde_json::{Value, json};

use super::faults::invalid;
use super::model::{Place, Version, version_key};
use super::reference::{self, Reference, Target};
use super::render::{self, Show, put};
use crate::auth;
use crate::ops::page::{Page, page};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;
use crate::world::table::Table;

pub(super) fn get_function(
    world: &mut World,
    caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let named = reference::read(world, input)?;
    let configuration = whole(world, &named)?;
    let version =
        configuration.get("Version").and_then(Value::as_str).unwrap_or("$LATEST").to_owned();
    let code = match &reference::configuration(world, &named.name, &version)?.code.place {
        Place::Zip(key) => json!({
            "RepositoryType": "S3",
            "Location": format!("http://{}/_cutover/code/{key}", caller.host),
        }),
        Place::Image(uri) => json!({
            "RepositoryType": "ECR", "ImageUri": uri,
            "ResolvedImageUri": format!("{}@sha256:{}", uri.split(['@', ':']).next().unwrap_or(uri), configuration_sha(&configuration)),
        }),
    };
    let mut body = json!({ "Configuration": configuration, "Code": code });
    let function = world.lambda.functions.get(&named.name);
    if let Some(function) = function.filter(|_| named.qualifier.is_none()) {
        if !function.tags.is_empty() {
            let arn = reference::arn(world, &named.name, None);
            // Whoever may not list the tags is told so inside a good answer.
            match auth::lets(world, caller, "lambda:ListTags", &arn) {
                Ok(()) => put(&mut body, "Tags", json!(function.tags)),
                Err(text) => {
                    let error = json!({ "ErrorCode": "AccessDeniedException", "Message": text });
                    put(&mut body, "TagsError", error);
                }
            }
        }
        if let Some(reserved) = function.reserved {
            put(&mut body, "Concurrency", json!({ "ReservedConcurrentExecutions": reserved }));
        }
    }
    Ok(Reply::from(body))
}

fn configuration_sha(configuration: &Value) -> &str {
    configuration.get("CodeSha256").and_then(Value::as_str).unwrap_or_default()
}

pub(super) fn get_function_configuration(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let named = reference::read(world, input)?;
    Ok(Reply::from(whole(world, &named)?))
}

/// The configuration a reference stands for; the ARN keeps the qualifier as given.
fn whole(world: &World, named: &Reference) -> Result<Value, Fault> {
    let (name, qualifier) = (named.name.as_str(), named.qualifier.as_deref());
    match reference::target(world, name, qualifier)? {
        Target::Latest => Ok(render::latest(world, name, qualifier, Show::Whole)),
        Target::Version(number) => {
            Ok(render::version(world, name, number, &number.to_string(), Show::Whole))
        }
        Target::Alias(alias) => {
            let row = world.lambda.aliases.get(&format!("{name}/{alias}"));
            let version = row.map_or("$LATEST", |row| row.version.as_str());
            match version.parse() {
                Ok(number) => Ok(render::version(world, name, number, &alias, Show::Whole)),
                Err(_) => Ok(render::latest(world, name, Some(&alias), Show::Whole)),
            }
        }
    }
}

pub(super) fn list_functions(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let all = match input.text("FunctionVersion") {
        None => false,
        Some("ALL") => true,
        Some(other) => {
            let rule = "Member must satisfy enum value set: [ALL]";
            return Err(super::faults::constraint("functionVersion", other, rule));
        }
    };
    let keys = world.lambda.functions.keys().flat_map(|name| {
        let numbers = if all { numbers(&world.lambda.versions, name) } else { Vec::new() };
        let versions = numbers
            .into_iter()
            .map(move |number| (version_key(name, number), (name, Some(number))));
        std::iter::once((format!("{name}/"), (name, None))).chain(versions)
    });
    let page = cut(world, input, keys)?;
    let functions = page.items.iter().map(|(name, number)| match number {
        Some(number) => render::version(world, name, *number, &number.to_string(), Show::Listed),
        None => render::latest(world, name, all.then_some("$LATEST"), Show::Listed),
    });
    Ok(listed("Functions", functions.collect(), page.next))
}

/// The numbers of a function's versions, ascending.
pub(super) fn numbers(versions: &Table<Version>, name: &str) -> Vec<u64> {
    versions.prefixed(&format!("{name}/")).map(|(_, version)| version.number).collect()
}

/// Cuts a page as `Marker` and `MaxItems` ask, within the service's cap.
pub(super) fn cut<T>(
    world: &World,
    input: &Input,
    items: impl Iterator<Item = (String, T)>,
) -> Result<Page<T>, Fault> {
    let cap = world.settings().pages.lambda;
    let limit = input.integer_within("MaxItems", 1, 10_000)?;
    let limit = limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(cap).min(cap);
    page(world, items, input.text("Marker"), limit).map_err(|_| invalid("Invalid Marker"))
}

/// The same for lists whose model allows no more than 50 items a page.
pub(super) fn cut_short<T>(
    world: &World,
    input: &Input,
    items: impl Iterator<Item = (String, T)>,
) -> Result<Page<T>, Fault> {
    input.integer_within("MaxItems", 1, 50)?;
    cut(world, input, items)
}

/// A list's answer: the items and, unless it is the last page, a marker.
pub(super) fn listed(member: &str, items: Vec<Value>, next: Option<String>) -> Reply {
    let mut body = json!({ member: items });
    if let Some(next) = next {
        put(&mut body, "NextMarker", next.into());
    }
    Reply::from(body)
}
