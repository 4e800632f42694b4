//! HTTP APIs of API Gateway. Names aren't unique, so an API is found by the id the ledger knows, or
//! by our tags.
use super::{attrs, cors, seen, text};
use crate::attempt::{Done, Outcome, Writer};
use crate::errors::Failure;
use crate::names::{api_arn, execution_arn};
use crate::observation::{Observation, key};
use crate::tags::{self, ADDRESS};
use aws_sdk_apigatewayv2::types::{Api as Found, ProtocolType};
use cutover_schemas::address::Address;
use cutover_schemas::graph::{Identity, Wanted};
use cutover_schemas::kinds::KindName;
use cutover_schemas::kinds::api::Api;
use cutover_schemas::snapshot::Sight;

pub(crate) async fn observe(o: &Observation<'_>, wanted: &Wanted) -> Result<Sight, Failure> {
    let apis = o.apis().await?;
    let found = find(o.identity, &apis, key(wanted, "id"), &wanted.address);
    Ok(found.map_or(Sight::Absent, |api| sight(o.identity, api)))
}

fn sight(identity: &Identity, api: &Found) -> Sight {
    let tags = tags::from_map(api.tags());
    let id = api.api_id().unwrap_or_default();
    let live = attrs([
        ("name", text(api.name())),
        ("protocol", text(api.protocol_type().map(ProtocolType::as_str))),
        ("description", text(api.description())),
        ("cors", cors::read(api.cors_configuration())),
        ("tags", tags::value(&tags)),
        ("id", text(Some(id))),
        ("endpoint", text(api.api_endpoint())),
        ("execution_arn", text(Some(&execution_arn(identity, id)))),
    ]);
    seen(KindName::Api, live, None, tags::ownership(identity, &tags))
}

/// The API with this id, or else the one tagged with this address in this deployment.
fn find<'a>(
    identity: &Identity,
    apis: &'a [Found],
    id: Option<&str>,
    address: &Address,
) -> Option<&'a Found> {
    let by_id = apis.iter().find(|api| id.is_some() && api.api_id() == id);
    by_id.or_else(|| {
        let tag = address.to_tag();
        apis.iter().find(|api| {
            let tags = tags::from_map(api.tags());
            tags::ours(identity, &tags) && tags.get(ADDRESS) == Some(&tag)
        })
    })
}

/// The id of the API that something lives in: the one its parent is found as, or else the one its
/// key knows, which is wrong only when the API was made anew.
pub(crate) async fn parent_id(
    o: &Observation<'_>,
    wanted: &Wanted,
) -> Result<Option<String>, Failure> {
    let known = key(wanted, "api");
    let Some(parent) = &wanted.parent else {
        return Ok(known.map(str::to_owned));
    };
    let entry = o.wanted.iter().find(|one| one.address == *parent && one.kind == KindName::Api);
    let id = known.or_else(|| entry.and_then(|entry| key(entry, "id")));
    let apis = o.apis().await?;
    let found = find(o.identity, &apis, id, parent).and_then(Found::api_id);
    Ok(found.or(known).map(str::to_owned))
}

pub(crate) async fn create(w: &Writer<'_>) -> Outcome {
    let api: Api = w.typed()?;
    let call = w
        .clients
        .apis
        .create_api()
        .name(api.name)
        .protocol_type(ProtocolType::Http)
        .set_description(Some(api.description).filter(|words| !words.is_empty()))
        .set_cors_configuration(api.cors.as_ref().map(cors::write))
        .set_tags(Some(tags::read(w.call.desired).into_iter().collect()));
    let made = call.send().await?;
    let execution = made.api_id().map(|id| execution_arn(w.identity, id));
    Ok(Done::texts([
        ("id", made.api_id()),
        ("endpoint", made.api_endpoint()),
        ("execution_arn", execution.as_deref()),
    ]))
}

pub(crate) async fn update(w: &Writer<'_>) -> Outcome {
    let api: Api = w.typed()?;
    let mut call = w.clients.apis.update_api().api_id(w.text("id")?);
    if w.changes("name") {
        call = call.name(&api.name);
    }
    if w.changes("description") {
        call = call.description(&api.description);
    }
    if w.changes("cors") {
        call = call.set_cors_configuration(api.cors.as_ref().map(cors::write));
    }
    call.send().await?;
    Ok(Done::default())
}

pub(crate) async fn clear_cors(w: &Writer<'_>) -> Outcome {
    w.clients.apis.delete_cors_configuration().api_id(w.text("id")?).send().await?;
    Ok(Done::default())
}

pub(crate) async fn tag(w: &Writer<'_>) -> Outcome {
    let tags = tags::to_write(w.call.desired, w.call.live, w.call.paths);
    let call = w.clients.apis.tag_resource().resource_arn(api_arn(w.identity, w.text("id")?));
    call.set_tags(Some(tags.into_iter().collect())).send().await?;
    Ok(Done::default())
}

pub(crate) async fn untag(w: &Writer<'_>) -> Outcome {
    let keys = tags::to_remove(w.call.desired, w.call.live, w.call.paths);
    let call = w.clients.apis.untag_resource().resource_arn(api_arn(w.identity, w.text("id")?));
    call.set_tag_keys(Some(keys)).send().await?;
    Ok(Done::default())
}

pub(crate) async fn delete(w: &Writer<'_>) -> Outcome {
    w.clients.apis.delete_api().api_id(w.text("id")?).send().await?;
    Ok(Done::default())
}
