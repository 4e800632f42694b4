//! What API Gateway emits for a request of an HTTP API.
//!
//! See <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html>.

use super::model::{Metric, add};
use crate::world::World;

/// A request that was answered.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ApiRequest<'a> {
    pub(crate) api: &'a str,
    pub(crate) stage: &'a str,
    /// The key of its route, where the route's detailed metrics are on.
    pub(crate) route: Option<&'a str>,
    pub(crate) at_ms: u64,
    pub(crate) status: u16,
    /// The answer's length.
    pub(crate) bytes: usize,
    pub(crate) latency_ms: u64,
    /// How long the integration took, if it was asked.
    pub(crate) integration_latency_ms: Option<u64>,
}

/// Records an answer on each of its dimension sets.
#[expect(clippy::cast_precision_loss, reason = "milliseconds and bytes of one answer")]
pub(crate) fn api_answered(world: &mut World, request: &ApiRequest<'_>) {
    let one = |is: bool| f64::from(u8::from(is));
    let mut values = vec![
        ("Count", 1.0),
        ("4xx", one((400..500).contains(&request.status))),
        ("5xx", one(request.status >= 500)),
        ("Latency", request.latency_ms as f64),
        ("DataProcessed", request.bytes as f64),
    ];
    if let Some(ms) = request.integration_latency_ms {
        values.push(("IntegrationLatency", ms as f64));
    }
    let api = ("ApiId", request.api);
    let mut sets = vec![vec![api], vec![api, ("Stage", request.stage)]];
    if let Some(route) = request.route {
        let (method, resource) = route.split_once(' ').unwrap_or(("ANY", route));
        let stage = ("Stage", request.stage);
        sets.push(vec![api, ("Method", method), ("Resource", resource), stage]);
    }
    for (name, value) in values {
        for dimensions in &sets {
            let metric = Metric::new("AWS/ApiGateway", name, dimensions);
            add(world, &metric, request.at_ms, value, 1.0);
        }
    }
}
