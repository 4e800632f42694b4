//! Routes of HTTP APIs: found by id, or by method and path.
use super::{api, attrs, seen, text};
use crate::attempt::{Done, Outcome, Writer};
use crate::errors::Failure;
use crate::observation::{Observation, key};
use aws_sdk_apigatewayv2::types::Route as Found;
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
        ("id", text(found.route_id())),
    ])
}

pub(crate) async fn create(w: &Writer<'_>) -> Outcome {
    let route: Route = w.typed()?;
    let call = w.clients.apis.create_route().api_id(route.api).route_key(route.key);
    let made = call.target(format!("{TARGET}{}", route.integration)).send().await?;
    Ok(Done::texts([("id", made.route_id())]))
}

pub(crate) async fn update(w: &Writer<'_>) -> Outcome {
    let route: Route = w.typed()?;
    let call = w.clients.apis.update_route().api_id(route.api).route_id(w.text("id")?);
    call.target(format!("{TARGET}{}", route.integration)).send().await?;
    Ok(Done::default())
}

pub(crate) async fn delete(w: &Writer<'_>) -> Outcome {
    let call = w.clients.apis.delete_route().api_id(w.text("api")?);
    call.route_id(w.text("id")?).send().await?;
    Ok(Done::default())
}
