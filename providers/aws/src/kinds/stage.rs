//! Stages of HTTP APIs.
use super::{api, attrs, int, seen, text};
use crate::attempt::{Done, Outcome, Writer, narrow};
use crate::errors::Failure;
use crate::names::api_arn;
use crate::observation::{Observation, key};
use aws_sdk_apigatewayv2::types::builders::RouteSettingsBuilder;
use aws_sdk_apigatewayv2::types::{AccessLogSettings, RouteSettings, Stage as Found};
use cutover_schemas::graph::Wanted;
use cutover_schemas::kinds::KindName;
use cutover_schemas::kinds::stage::Stage;
use cutover_schemas::snapshot::{Ownership, Sight};
use cutover_schemas::value::{Attrs, Value};

pub(crate) async fn observe(o: &Observation<'_>, wanted: &Wanted) -> Result<Sight, Failure> {
    let (Some(api), Some(name)) = (api::parent_id(o, wanted).await?, key(wanted, "name")) else {
        return Ok(Sight::Absent);
    };
    let all = o.stages(&api).await?;
    let found = all.iter().find(|one| one.stage_name() == Some(name));
    Ok(found.map_or(Sight::Absent, |found| {
        let mut live = read(found);
        live.insert(
            "arn".into(),
            Value::text(format!("{}/stages/{name}", api_arn(o.identity, &api))),
        );
        live.insert("api".into(), Value::text(api));
        seen(KindName::Stage, live, None, Ownership::Parent)
    }))
}

fn read(found: &Found) -> Attrs {
    let settings = found.default_route_settings();
    let rate = settings.and_then(RouteSettings::throttling_rate_limit);
    let logs = found.access_log_settings();
    attrs([
        ("name", text(found.stage_name())),
        ("auto_deploy", Value::Bool(found.auto_deploy().unwrap_or(false))),
        ("throttle_rate", rate.map_or(Value::Null, whole)),
        ("throttle_burst", int(settings.and_then(RouteSettings::throttling_burst_limit))),
        (
            "detailed_metrics",
            Value::Bool(settings.and_then(RouteSettings::detailed_metrics_enabled) == Some(true)),
        ),
        ("access_log_group", text(logs.and_then(AccessLogSettings::destination_arn))),
        ("access_log_format", text(logs.and_then(AccessLogSettings::format))),
    ])
}

pub(super) fn whole(rate: f64) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "AWS allows rates up to 100,000")]
    Value::Int(rate.round() as i64)
}

/// Both limits together: they live in one object. A limit that is taken away is left out and never
/// sent as zero, which would refuse every request.
fn settings(stage: &Stage) -> Result<RouteSettings, Failure> {
    let settings = RouteSettings::builder().detailed_metrics_enabled(stage.detailed_metrics);
    limited(settings, stage.throttle_rate, stage.throttle_burst)
}

/// Settings with these limits.
pub(super) fn limited(
    settings: RouteSettingsBuilder,
    rate: Option<i64>,
    burst: Option<i64>,
) -> Result<RouteSettings, Failure> {
    let rate = rate.map(narrow).transpose()?.map(f64::from);
    let burst = burst.map(narrow).transpose()?;
    Ok(settings.set_throttling_rate_limit(rate).set_throttling_burst_limit(burst).build())
}

pub(crate) async fn create(w: &Writer<'_>) -> Outcome {
    let stage: Stage = w.typed()?;
    let settings = settings(&stage)?;
    let call = w.clients.apis.create_stage().api_id(&stage.api).stage_name(&stage.name);
    call.auto_deploy(stage.auto_deploy).default_route_settings(settings).send().await?;
    let arn = format!("{}/stages/{}", api_arn(w.identity, &stage.api), stage.name);
    Ok(Done::texts([("arn", Some(&arn))]))
}

pub(crate) async fn update(w: &Writer<'_>) -> Outcome {
    let stage: Stage = w.typed()?;
    let settings = settings(&stage)?;
    let mut call = w.clients.apis.update_stage().api_id(stage.api).stage_name(stage.name);
    if w.changes("auto_deploy") {
        call = call.auto_deploy(stage.auto_deploy);
    }
    if ["throttle_rate", "throttle_burst", "detailed_metrics"].iter().any(|name| w.changes(name)) {
        call = call.default_route_settings(settings);
    }
    call.send().await?;
    Ok(Done::default())
}

/// Group and format together: they live in one object.
pub(crate) async fn put_logs(w: &Writer<'_>) -> Outcome {
    let stage: Stage = w.typed()?;
    let logs = AccessLogSettings::builder()
        .set_destination_arn(stage.access_log_group.map(|arn| arn.0))
        .set_format(stage.access_log_format)
        .build();
    let call = w.clients.apis.update_stage().api_id(stage.api).stage_name(stage.name);
    call.access_log_settings(logs).send().await?;
    Ok(Done::default())
}

pub(crate) async fn clear_logs(w: &Writer<'_>) -> Outcome {
    let call = w.clients.apis.delete_access_log_settings().api_id(w.text("api")?);
    call.stage_name(w.text("name")?).send().await?;
    Ok(Done::default())
}

pub(crate) async fn delete(w: &Writer<'_>) -> Outcome {
    let call = w.clients.apis.delete_stage().api_id(w.text("api")?);
    call.stage_name(w.text("name")?).send().await?;
    Ok(Done::default())
}
