//! Routes of HTTP APIs: found by id, or by method and path.
use super::{api, attrs, seen, text, texts};
use crate::attempt::{Done, Outcome, Writer};
use crate::errors::Failure;
use crate::observation::{Observation, key};
use aws_sdk_apigatewayv2::types::{AuthorizationType, Route as Found};
use cutover_schemas::graph::Wanted;
use cutover_schemas::kinds::KindName;
use cutover_schemas::kinds::route::Route;
use cutover_schemas::snapshot::{Ownership, Sight};
use cutover_schemas::value::Attrs;

const TARGET: &str = "integrations/";

pub(crate) async fn observe(o: &Observation<'_>, wanted: &Wanted) -> Result<Sight, Failure> {
    let Some(api) = api::parent_id(o, wanted).await? else {
        return Ok(Sight::Absent);
    };
    let all = o.routes(&api).await?;
    let (id, route) = (key(wanted, "id"), key(wanted, "key"));
    let by_id = all.iter().find(|one| id.is_some() && one.route_id() == id);
    let by_key = || all.iter().find(|one| route.is_some() && one.route_key() == route);
    Ok(by_id.or_else(by_key).map_or(Sight::Absent, |found| {
        seen(KindName::Route, read(&api, found), None, Ownership::Parent)
    }))
}

fn read(api: &str, found: &Found) -> Attrs {
    let target = found.target().map(|target| target.strip_prefix(TARGET).unwrap_or(target));
    attrs([
        ("api", text(Some(api))),
        ("key", text(found.route_key())),
        ("integration", text(target)),
        ("authorization", text(found.authorization_type().map(AuthorizationType::as_str))),
        ("authorizer", text(found.authorizer_id())),
        ("scopes", texts(found.authorization_scopes().iter().map(String::as_str))),
        ("id", text(found.route_id())),
    ])
}

pub(crate) async fn create(w: &Writer<'_>) -> Outcome {
    let route: Route = w.typed()?;
    let scopes = Vec::from_iter(route.scopes);
    let call = w.clients.apis.create_route().api_id(route.api).route_key(route.key);
    let made = call
        .target(format!("{TARGET}{}", route.integration))
        .authorization_type(route.authorization.as_str().into())
        .set_authorizer_id(route.authorizer)
        .set_authorization_scopes(Some(scopes).filter(|scopes| !scopes.is_empty()))
        .send()
        .await?;
    Ok(Done::texts([("id", made.route_id())]))
}

pub(crate) async fn update(w: &Writer<'_>) -> Outcome {
    let route: Route = w.typed()?;
    let mut call = w.clients.apis.update_route().api_id(route.api).route_id(w.text("id")?);
    if w.changes("integration") {
        call = call.target(format!("{TARGET}{}", route.integration));
    }
    // The three are one thing to the service, which looks whether they fit together.
    if ["authorization", "authorizer", "scopes"].iter().any(|name| w.changes(name)) {
        call = call
            .authorization_type(route.authorization.as_str().into())
            .set_authorizer_id(route.authorizer)
            .set_authorization_scopes(Some(Vec::from_iter(route.scopes)));
    }
    call.send().await?;
    Ok(Done::default())
}

pub(crate) async fn delete(w: &Writer<'_>) -> Outcome {
    let call = w.clients.apis.delete_route().api_id(w.text("api")?);
    call.route_id(w.text("id")?).send().await?;
    Ok(Done::default())
}
