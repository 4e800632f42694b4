//! Integrations of HTTP APIs with services: found by id, or by what they are about.
use super::{api, attrs, int, seen, text};
use crate::attempt::{Done, Outcome, Writer, narrow};
use crate::errors::Failure;
use crate::observation::{Observation, key};
use aws_sdk_apigatewayv2::types::{Integration as Found, IntegrationType};
use cutover_schemas::graph::Wanted;
use cutover_schemas::kinds::KindName;
use cutover_schemas::kinds::service_integration::ServiceIntegration;
use cutover_schemas::snapshot::{Ownership, Sight};
use cutover_schemas::value::{Attrs, Value};
use std::collections::HashMap;

/// The parameter that says what an operation is about.
fn about(subtype: &str) -> &'static str {
    if subtype == "SQS-SendMessage" { "QueueUrl" } else { "EventBusName" }
}

/// What a live one is about.
fn target(found: &Found) -> Option<&str> {
    let about = about(found.integration_subtype()?);
    found.request_parameters()?.get(about).map(String::as_str)
}

pub(crate) async fn observe(o: &Observation<'_>, wanted: &Wanted) -> Result<Sight, Failure> {
    let Some(api) = api::parent_id(o, wanted).await? else {
        return Ok(Sight::Absent);
    };
    let all = o.integrations(&api).await?;
    let (id, subtype, about) = (key(wanted, "id"), key(wanted, "subtype"), key(wanted, "target"));
    let by_id = all.iter().find(|one| id.is_some() && one.integration_id() == id);
    let same = |one: &&Found| {
        about.is_some() && one.integration_subtype() == subtype && target(one) == about
    };
    Ok(by_id.or_else(|| all.iter().find(same)).map_or(Sight::Absent, |found| {
        seen(KindName::ServiceIntegration, read(&api, found), None, Ownership::Parent)
    }))
}

fn read(api: &str, found: &Found) -> Attrs {
    let about = about(found.integration_subtype().unwrap_or_default());
    let others =
        found.request_parameters().into_iter().flatten().filter(|(name, _)| *name != about);
    attrs([
        ("api", text(Some(api))),
        ("subtype", text(found.integration_subtype())),
        ("target", text(target(found))),
        ("parameters", Value::Map(others.map(|(n, v)| (n.clone(), Value::text(v))).collect())),
        ("role", text(found.credentials_arn())),
        ("timeout_ms", int(found.timeout_in_millis())),
        ("id", text(found.integration_id())),
    ])
}

/// All parameters; one that is gone is sent empty, which takes it away.
fn parameters(wanted: &ServiceIntegration, live: &Attrs) -> HashMap<String, String> {
    let gone = live.get("parameters").and_then(Value::as_map).into_iter().flatten();
    let mut all: HashMap<String, String> =
        gone.map(|(name, _)| (name.clone(), String::new())).collect();
    all.extend(wanted.parameters.clone());
    all.insert(about(&wanted.subtype).to_owned(), wanted.target.clone());
    all
}

pub(crate) async fn create(w: &Writer<'_>) -> Outcome {
    let wanted: ServiceIntegration = w.typed()?;
    let parameters = parameters(&wanted, &Attrs::new());
    let call = w.clients.apis.create_integration().api_id(wanted.api);
    let made = call
        .integration_type(IntegrationType::AwsProxy)
        .integration_subtype(wanted.subtype)
        .set_request_parameters(Some(parameters))
        .credentials_arn(wanted.role.0)
        .payload_format_version("1.0")
        .timeout_in_millis(narrow(wanted.timeout_ms)?)
        .send()
        .await?;
    Ok(Done::texts([("id", made.integration_id())]))
}

pub(crate) async fn update(w: &Writer<'_>) -> Outcome {
    let wanted: ServiceIntegration = w.typed()?;
    let parameters = parameters(&wanted, w.call.live);
    let call = w.clients.apis.update_integration().api_id(wanted.api);
    call.integration_id(w.text("id")?)
        .integration_type(IntegrationType::AwsProxy)
        .set_request_parameters(Some(parameters))
        .credentials_arn(wanted.role.0)
        .timeout_in_millis(narrow(wanted.timeout_ms)?)
        .send()
        .await?;
    Ok(Done::default())
}
