//! Things that are not managed here: named by ARN or by name, or looked up.
use super::{Build, arns};
use cutover_schemas::spec::Declared;
use cutover_schemas::value::Value;

/// A field of an `existing` block.
pub(super) fn field(build: &Build<'_>, block: &Declared, field: &str) -> Option<Value> {
    let kind = block.labels.first().map(String::as_str)?;
    let arn = arn(build, block);
    let name = arn.rsplit([':', '/']).next().unwrap_or_default().to_owned();
    match (kind, field) {
        (_, "value") => told(build, block, "value").cloned(),
        ("vpc" | "security_group" | "zone", "id") => Some(id(build, block)),
        ("user_pool", "issuer") => {
            let region = arn.split(':').nth(3)?;
            Some(Value::text(format!("https://cognito-idp.{region}.amazonaws.com/{name}")))
        }
        ("vpc" | "security_group" | "zone" | "subnets", _) => None,
        ("parameter", "name") => Some(Value::text(parameter_name(&arn))),
        ("secret", "name") => {
            block.attr("name").as_text().map(Value::text).or(Some(Value::text(name)))
        }
        (_, "arn") => Some(Value::text(arn)),
        ("function", "name") => Some(Value::text(arn.split(':').nth(6).unwrap_or_default())),
        ("alarm", "name") => Some(Value::text(alarm_name(&arn))),
        ("api", "url") => {
            let region = arn.split(':').nth(3)?;
            Some(Value::text(format!("https://{name}.execute-api.{region}.amazonaws.com")))
        }
        ("user_pool" | "api", "id") | (_, "name") => Some(Value::text(name)),
        ("queue", "url") => {
            let parts: Vec<&str> = arn.split(':').collect();
            let (region, account) = (parts.get(3)?, parts.get(4)?);
            Some(Value::text(format!("https://sqs.{region}.amazonaws.com/{account}/{name}")))
        }
        _ => None,
    }
}

/// The id of something that goes by one.
pub(super) fn id(build: &Build<'_>, block: &Declared) -> Value {
    told(build, block, "id").cloned().unwrap_or_else(|| Value::text(invented(block)))
}

/// The ids of subnets.
pub(super) fn ids(build: &Build<'_>, block: &Declared) -> Value {
    let told = told(build, block, "ids").filter(|ids| *ids != &Value::List(Vec::new()));
    told.cloned().unwrap_or_else(|| Value::List(vec![Value::text(invented(block))]))
}

/// The ARN as written or looked up, or the one that the name has in this account and region.
pub(super) fn arn(build: &Build<'_>, block: &Declared) -> String {
    if let Some(arn) = told(build, block, "arn").and_then(Value::as_text) {
        return arn.to_owned();
    }
    let name = block.attr("name").as_text().map_or_else(|| invented(block), str::to_owned);
    let name = name.as_str();
    match block.labels.first().map(String::as_str) {
        Some("function") => arns::function(build.identity, name),
        Some("topic") => arns::topic(build.identity, name),
        Some("table") => arns::table(build.identity, name),
        Some("stream") => arns::stream(build.identity, name),
        Some("bus") => arns::bus(build.identity, name),
        Some("role") => arns::role(build.identity, "/", name),
        Some("bucket") => arns::bucket(build.identity, name),
        Some("secret") => arns::secret(build.identity, name),
        Some("parameter") => arns::parameter(build.identity, name),
        Some("key") => arns::key(build.identity, name),
        Some("alarm") => arns::alarm(build.identity, name),
        Some("certificate") => arns::certificate(build.identity, name),
        Some("api") => {
            let api = block.attr("id").as_text().map_or_else(|| invented(block), str::to_owned);
            arns::api(build.identity, &api)
        }
        Some("user_pool") => {
            let pool = block.attr("id").as_text().map_or_else(|| invented(block), str::to_owned);
            arns::user_pool(build.identity, &pool)
        }
        _ => arns::queue(build.identity, name),
    }
}

/// What was looked up, or else what is written.
fn told<'b>(build: &'b Build<'_>, block: &'b Declared, name: &str) -> Option<&'b Value> {
    let found = build.spec.found.get(&block.address).and_then(|attrs| attrs.get(name));
    found.or_else(|| block.attrs.get(name)).filter(|value| !value.is_null())
}

/// What stands for a name or an id where nobody has looked: its name in the spec.
fn invented(block: &Declared) -> String {
    block.labels.get(1).cloned().unwrap_or_default()
}

/// What a policy names: of a secret that is known by name, every ending that the service may have put behind it.
pub(super) fn policy_arn(build: &Build<'_>, block: &Declared) -> String {
    let arn = arn(build, block);
    let by_name = told(build, block, "arn").is_none();
    let is_secret = block.labels.first().is_some_and(|label| label == "secret");
    if is_secret && by_name { format!("{arn}-??????") } else { arn }
}

/// A parameter's name: with its first slash where it has a path.
fn parameter_name(arn: &str) -> String {
    let name = arn.split_once(":parameter/").map_or(arn, |(_, name)| name);
    if name.contains('/') { format!("/{name}") } else { name.to_owned() }
}

/// An alarm's name, which may hold anything.
fn alarm_name(arn: &str) -> String {
    arn.split_once(":alarm:").map_or(arn, |(_, name)| name).to_owned()
}
