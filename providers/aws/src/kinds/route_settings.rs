//! What a stage of an HTTP API says of one route: an entry of the stage's own map.
use super::stage::{limited, whole};
use super::{api, attrs, int, seen, text};
use crate::attempt::{Done, Outcome, Writer};
use crate::errors::Failure;
use crate::observation::{Observation, key};
use aws_sdk_apigatewayv2::types::RouteSettings as Wire;
use cutover_schemas::graph::Wanted;
use cutover_schemas::kinds::KindName;
use cutover_schemas::kinds::route_settings::RouteSettings;
use cutover_schemas::snapshot::{Ownership, Sight};
use cutover_schemas::value::Value;

pub(crate) async fn observe(o: &Observation<'_>, wanted: &Wanted) -> Result<Sight, Failure> {
    let found = (api::parent_id(o, wanted).await?, key(wanted, "stage"), key(wanted, "route"));
    let (Some(api), Some(stage), Some(route)) = found else {
        return Ok(Sight::Absent);
    };
    let all = o.stages(&api).await?;
    let stages = all.iter().find(|one| one.stage_name() == Some(stage));
    let settings = stages.and_then(|one| one.route_settings()?.get(route));
    Ok(settings.map_or(Sight::Absent, |settings| {
        let rate = settings.throttling_rate_limit();
        let live = attrs([
            ("api", text(Some(&api))),
            ("stage", text(Some(stage))),
            ("route", text(Some(route))),
            ("rate", rate.map_or(Value::Null, whole)),
            ("burst", int(settings.throttling_burst_limit())),
        ]);
        seen(KindName::RouteSettings, live, None, Ownership::Parent)
    }))
}

/// The entry as a whole: the service replaces it so, and leaves the other routes' alone.
pub(crate) async fn put(w: &Writer<'_>) -> Outcome {
    let one: RouteSettings = w.typed()?;
    let settings = limited(Wire::builder(), one.rate, one.burst)?;
    let call = w.clients.apis.update_stage().api_id(one.api).stage_name(one.stage);
    call.route_settings(one.route, settings).send().await?;
    Ok(Done::default())
}

pub(crate) async fn delete(w: &Writer<'_>) -> Outcome {
    let call = w.clients.apis.delete_route_settings().api_id(w.text("api")?);
    call.stage_name(w.text("stage")?).route_key(w.text("route")?).send().await?;
    Ok(Done::default())
}
