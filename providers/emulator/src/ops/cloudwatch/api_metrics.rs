//! What API Gateway emits for a request of an HTTP API.

use super::model::{Metric, add};
use crate::world::World;

/// Records an answer: which side's mistake it was, if any, and how long it took.
pub(crate) fn api_answered(
    world: &mut World,
    api: &str,
    stage: &str,
    at_ms: u64,
    (client, server): (bool, bool),
    latency_ms: f64,
) {
    let values = [
        ("Count", 1.0),
        ("4xx", f64::from(u8::from(client))),
        ("5xx", f64::from(u8::from(server))),
        ("Latency", latency_ms.round()),
    ];
    for (name, value) in values {
        for dimensions in [&[("ApiId", api)][..], &[("ApiId", api), ("Stage", stage)][..]] {
            add(world, &Metric::new("AWS/ApiGateway", name, dimensions), at_ms, value, 1.0);
        }
    }
}
