//! Integrations of HTTP APIs: found by id, or by what they call.
use super::{api, attrs, int, seen, text};
use crate::attempt::{Done, Outcome, Writer, narrow};
use crate::errors::Failure;
use crate::observation::{Observation, key};
use aws_sdk_apigatewayv2::types::{Integration as Found, IntegrationType};
use cutover_schemas::graph::Wanted;
use cutover_schemas::kinds::KindName;
use cutover_schemas::kinds::integration::Integration;
use cutover_schemas::snapshot::{Ownership, Sight};
use cutover_schemas::value::Attrs;

pub(crate) async fn observe(o: &Observation<'_>, wanted: &Wanted) -> Result<Sight, Failure> {
    let Some(api) = api::parent_id(o, wanted).await? else {
        return Ok(Sight::Absent);
    };
    let all = o.integrations(&api).await?;
    let (id, uri) = (key(wanted, "id"), key(wanted, "uri"));
    let by_id = all.iter().find(|one| id.is_some() && one.integration_id() == id);
    let by_uri = || all.iter().find(|one| uri.is_some() && one.integration_uri() == uri);
    Ok(by_id.or_else(by_uri).map_or(Sight::Absent, |found| {
        seen(KindName::Integration, read(&api, found), None, Ownership::Parent)
    }))
}

fn read(api: &str, found: &Found) -> Attrs {
    attrs([
        ("api", text(Some(api))),
        ("uri", text(found.integration_uri())),
        // AWS fills in `1.0`, our default is another: absence must not read as ours.
        ("payload_format", text(found.payload_format_version().or(Some("1.0")))),
        ("timeout_ms", int(found.timeout_in_millis())),
        ("id", text(found.integration_id())),
    ])
}

pub(crate) async fn create(w: &Writer<'_>) -> Outcome {
    let integration: Integration = w.typed()?;
    let call = w
        .clients
        .apis
        .create_integration()
        .api_id(integration.api)
        .integration_type(IntegrationType::AwsProxy)
        .integration_method("POST")
        .integration_uri(integration.uri.0)
        .payload_format_version(integration.payload_format)
        .timeout_in_millis(narrow(integration.timeout_ms)?);
    let made = call.send().await?;
    Ok(Done::texts([("id", made.integration_id())]))
}

/// The type goes along each time: the service insists on it.
pub(crate) async fn update(w: &Writer<'_>) -> Outcome {
    let integration: Integration = w.typed()?;
    let call = w.clients.apis.update_integration().api_id(integration.api);
    let mut call = call.integration_id(w.text("id")?).integration_type(IntegrationType::AwsProxy);
    if w.changes("payload_format") {
        call = call.payload_format_version(&integration.payload_format);
    }
    if w.changes("timeout_ms") {
        call = call.timeout_in_millis(narrow(integration.timeout_ms)?);
    }
    call.send().await?;
    Ok(Done::default())
}

pub(crate) async fn delete(w: &Writer<'_>) -> Outcome {
    let call = w.clients.apis.delete_integration().api_id(w.text("api")?);
    call.integration_id(w.text("id")?).send().await?;
    Ok(Done::default())
}
