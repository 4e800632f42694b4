//! One request on its way: what it met, and what became known of it.

use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use serde_json::Value;

use super::access::Access;
use super::matching::{self, Found};
use super::place::Place;
use super::{cors, response};
use crate::ops::apigatewayv2::deployments::{SNAPSHOT, snapshot};
use crate::ops::apigatewayv2::model::Row;
use crate::ops::cloudwatch::ApiRequest;
use crate::wire::header;
use crate::world::World;

/// One request on its way.
#[derive(Debug)]
pub(super) struct Visit {
    /// The request's id.
    pub(super) id: String,
    /// When it came.
    pub(super) at_ms: u64,
    pub(super) api: String,
    /// The host name that was asked.
    pub(super) domain: String,
    /// The mapping key of the custom domain it came through.
    pub(super) base_path: Option<String>,
    pub(super) method: String,
    /// The path within the API, with the stage's name when it is a named one.
    pub(super) path: String,
    pub(super) cors: Option<Value>,
    pub(super) stage: Row,
    pub(super) found: Option<Found>,
    /// The integration of the route.
    pub(super) integration: Option<Row>,
    pub(super) access: Access,
    pub(super) told: Told,
}

/// What the parts of the way said, for the access log and the metrics.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) status: u16,
    pub(super) length: usize,
    pub(super) latency_ms: u64,
    /// The gateway's own error.
    pub(super) error: Option<String>,
    /// The kind of the gateway's own error, such as `THROTTLED`.
    pub(super) error_type: Option<&'static str>,
    pub(super) authorizer_error: Option<String>,
    pub(super) authorizer_status: Option<u16>,
    pub(super) authorizer_latency_ms: Option<u64>,
    pub(super) integration_error: Option<String>,
    /// What the called service itself answered.
    pub(super) integration_status: Option<u16>,
    /// What the function or server behind it answered.
    pub(super) backend_status: Option<u16>,
    pub(super) integration_latency_ms: Option<u64>,
    pub(super) integration_request: Option<String>,
}

/// Finds API, stage and route; `None` where there is no such API or stage.
pub(super) fn enter(
    world: &World,
    request: &Request<Bytes>,
    place: &Place,
    id: String,
) -> Option<Visit> {
    let api = world.apigatewayv2.apis.get(&place.api)?;
    let closed = api.0.get("disableExecuteApiEndpoint") == Some(&Value::Bool(true));
    if closed && place.mapping.is_none() {
        return None;
    }
    let (stage, inner) = stage_of(world, place)?;
    let live = live(world, &place.api, &stage)?;
    let routes = live.get("routes").and_then(Value::as_object).cloned().unwrap_or_default();
    let method = request.method().as_str();
    let found = matching::find(&routes, method, &inner);
    let integration = found.as_ref().and_then(|found| integration_of(&live, found));
    let name = stage.text("stageName").unwrap_or_default();
    let path = match &place.mapping {
        Some(_) => place.path.clone(),
        None if name == "$default" => inner,
        None => format!("/{name}{inner}"),
    };
    Some(Visit {
        id,
        at_ms: world.now_ms(),
        api: place.api.clone(),
        domain: header(request.headers(), "host").unwrap_or("127.0.0.1").to_owned(),
        base_path: place.mapping.as_ref().map(|mapping| mapping.key.clone()),
        method: method.to_owned(),
        path,
        cors: api.0.get("corsConfiguration").cloned(),
        stage,
        found,
        integration,
        access: Access::Open,
        told: Told::default(),
    })
}

/// The stage of a request and the rest of its path: the mapped one, the one that begins the path, else `$default`.
fn stage_of(world: &World, place: &Place) -> Option<(Row, String)> {
    let stages = &world.apigatewayv2.stages;
    let api = &place.api;
    if let Some(mapping) = &place.mapping {
        let row = stages.get(&format!("{api}/{}", mapping.stage))?.clone();
        let rest = place.path.trim_start_matches('/').strip_prefix(mapping.key.as_str())?;
        return Some((row, format!("/{}", rest.trim_start_matches('/'))));
    }
    let path = place.path.trim_start_matches('/');
    let (first, rest) = path.split_once('/').unwrap_or((path, ""));
    if !first.is_empty()
        && first != "$default"
        && let Some(row) = stages.get(&format!("{api}/{first}"))
    {
        return Some((row.clone(), format!("/{rest}")));
    }
    stages.get(&format!("{api}/$default")).map(|row| (row.clone(), place.path.clone()))
}

/// The routes and integrations a stage serves: the present ones, or its deployment's.
fn live(world: &World, api: &str, stage: &Row) -> Option<Value> {
    if stage.0.get("autoDeploy") == Some(&Value::Bool(true)) {
        return Some(snapshot(world, api));
    }
    let deployment = stage.text("deploymentId")?;
    let row = world.apigatewayv2.deployments.get(&format!("{api}/{deployment}"))?;
    row.0.get(SNAPSHOT).cloned()
}

fn integration_of(live: &Value, found: &Found) -> Option<Row> {
    let target = found.route.get("target").and_then(Value::as_str)?;
    let id = target.trim_start_matches("integrations/");
    live.get("integrations")?.get(id)?.as_object().cloned().map(Row)
}

impl Visit {
    pub(super) fn stage_name(&self) -> &str {
        self.stage.text("stageName").unwrap_or_default()
    }

    /// The key of the route that was taken.
    pub(super) fn route_key(&self) -> &str {
        self.found.as_ref().map_or("", |found| found.key.as_str())
    }

    /// A member of the route that was taken.
    pub(super) fn route(&self, member: &str) -> Option<&Value> {
        self.found.as_ref()?.route.get(member)
    }

    /// A setting of the route at this stage: its own, else the stage's default.
    pub(super) fn setting(&self, member: &str) -> Option<&Value> {
        let own = self.stage.0.get("routeSettings").and_then(|all| all.get(self.route_key()));
        let default = || self.stage.0.get("defaultRouteSettings")?.get(member);
        own.and_then(|own| own.get(member)).or_else(default)
    }

    /// The answer to a preflight request, where the API has settings for it and no route of its own.
    pub(super) fn preflight(&self, request: &Request<Bytes>) -> Option<Response<Bytes>> {
        if self.route_key().starts_with("OPTIONS ") {
            return None;
        }
        cors::preflight(request, self.cors.as_ref()?)
    }

    /// The ARN that policies see of this request: `arn:..:execute-api:..:API/STAGE/METHOD/PATH`.
    pub(super) fn arn(&self, world: &World) -> String {
        let settings = world.settings();
        let route = match self.route_key().split_once(' ') {
            Some(("ANY", path)) => format!("*{path}"),
            Some((method, path)) => format!("{method}{path}"),
            None => self.route_key().to_owned(),
        };
        let (api, stage) = (&self.api, self.stage_name());
        format!(
            "arn:aws:execute-api:{}:{}:{api}/{stage}/{route}",
            settings.region, settings.account
        )
    }

    /// The gateway's own refusal, remembered for the log.
    pub(super) fn refuse(
        &mut self,
        status: u16,
        text: &str,
        kind: &'static str,
    ) -> Response<Bytes> {
        self.told.error = Some(text.to_owned());
        self.told.error_type = Some(kind);
        response::message(status, text)
    }

    /// What an integration that failed looks like from outside; the log says why.
    pub(super) fn failed(&mut self, why: impl Into<String>) -> Response<Bytes> {
        self.told.integration_error = Some(why.into());
        self.refuse(500, "Internal Server Error", "INTEGRATION_FAILURE")
    }

    /// Notes the answer.
    pub(super) fn ended(&mut self, answer: &Response<Bytes>, took: Duration) {
        self.told.status = answer.status().as_u16();
        self.told.length = answer.body().len();
        self.told.latency_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    }

    /// What the metrics tell of this request.
    pub(super) fn metered(&self) -> ApiRequest<'_> {
        let detailed = self.setting("detailedMetricsEnabled") == Some(&Value::Bool(true));
        ApiRequest {
            api: &self.api,
            stage: self.stage_name(),
            route: self.found.as_ref().filter(|_| detailed).map(|found| found.key.as_str()),
            at_ms: self.at_ms,
            status: self.told.status,
            bytes: self.told.length,
            latency_ms: self.told.latency_ms,
            integration_latency_ms: self.told.integration_latency_ms,
        }
    }
}
