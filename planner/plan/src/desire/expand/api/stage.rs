//! The stage of an API: its limits and those of single routes, and its access log.
use super::{Build, id, label};
use crate::desire::{arns, expand};
use cutover_schemas::address::Address;
use cutover_schemas::kinds::KindName;
use cutover_schemas::spec::{Declared, Nested};
use cutover_schemas::value::{Attrs, Value};
use std::collections::BTreeSet;

/// The stage that has no path of its own.
const NAME: &str = "$default";

/// What a line of the access log says: numbers as numbers, so that patterns can compare them.
const JSON: &str = concat!(
    r#"{"requestId":"$context.requestId","time":"$context.requestTime","ip":"$context.identity.sourceIp","#,
    r#""method":"$context.httpMethod","path":"$context.path","route":"$context.routeKey","status":$context.status,"#,
    r#""bytes":$context.responseLength,"latency":$context.responseLatency,"error":"$context.error.message","#,
    r#""integrationError":"$context.integrationErrorMessage"}"#,
);

pub(super) fn expand(build: &mut Build<'_>, block: &Declared) {
    let mut attrs = Attrs::from([
        ("api".into(), id(block)),
        ("detailed_metrics".into(), block.attr("detailed_metrics").clone()),
        ("throttle_rate".into(), limit_of(block.attr("throttle"), "rate")),
        ("throttle_burst".into(), limit_of(block.attr("throttle"), "burst")),
    ]);
    let after = access_log(build, block, &mut attrs);
    build.add(
        block.address.with_part("stage"),
        KindName::Stage,
        block,
        attrs,
        Some(block.address.clone()),
        after.into_iter().collect(),
    );
}

/// The log group of an API that wants one, and what the stage says of it.
fn access_log(build: &mut Build<'_>, block: &Declared, attrs: &mut Attrs) -> Option<Address> {
    let logs = block.attr("access_logs").as_map()?.clone();
    let name = log_group_name(&build.name_of(&block.address));
    let address = expand::log_group(build, block, &name, logs.get("retention"));
    attrs.insert("access_log_group".into(), Value::text(arns::log_group(build.identity, &name)));
    let format = match logs.get("format") {
        None => Value::text(JSON),
        Some(format) if format.as_text() == Some("json") => Value::text(JSON),
        Some(own) => own.clone(),
    };
    attrs.insert("access_log_format".into(), format);
    Some(address)
}

/// The log group of an API's access log. Groups under this path need no word of their own in the account's one policy
/// for log delivery, which is small
/// (<https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html>).
fn log_group_name(api: &str) -> String {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    let name: String = api.chars().map(|letter| if fits(letter) { letter } else { '-' }).collect();
    format!("/aws/vendedlogs/apigateway/{name}")
}

/// The limits of one route that has its own.
pub(super) fn limit(build: &mut Build<'_>, block: &Declared, nested: &Nested, route: Address) {
    let throttle = nested.attr("throttle");
    if throttle.is_null() {
        return;
    }
    let attrs = Attrs::from([
        ("api".into(), id(block)),
        ("stage".into(), Value::text(NAME)),
        ("route".into(), Value::text(label(nested))),
        ("rate".into(), limit_of(throttle, "rate")),
        ("burst".into(), limit_of(throttle, "burst")),
    ]);
    let address = route.with_part("throttle");
    // The service knows limits of routes that exist only.
    let after = BTreeSet::from([route, block.address.with_part("stage")]);
    let parent = Some(block.address.clone());
    build.add(address, KindName::RouteSettings, block, attrs, parent, after);
}

fn limit_of(throttle: &Value, name: &str) -> Value {
    throttle.as_map().and_then(|throttle| throttle.get(name)).cloned().unwrap_or(Value::Null)
}
