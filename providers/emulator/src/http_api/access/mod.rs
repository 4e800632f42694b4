//! Who may use a route: anyone, the bearer of a token, whoever signs, or whom a function lets in.

mod answer;
mod function;
mod iam;
mod identity;
mod jwt;

use std::sync::Arc;

use bytes::Bytes;
use http::Request;
use serde_json::{Map, Value};

pub(crate) use answer::Decision;

use super::Refusal;
use super::visit::Visit;
use crate::server::shared::Shared;

/// How a request was let in.
#[derive(Debug, Clone)]
pub(super) enum Access {
    /// The route is open.
    Open,
    /// By a token: its claims, and its scopes where the route asks for some.
    Jwt { claims: Map<String, Value>, scopes: Option<Vec<String>> },
    /// By a signature: who signed, as the event tells it.
    Iam(Value),
    /// By a function.
    Lambda(Decision),
}

/// Lets the request in as its route says, or answers for it.
pub(super) async fn check(
    shared: &Arc<Shared>,
    request: &Request<Bytes>,
    visit: &mut Visit,
) -> Result<Access, Refusal> {
    match visit.route("authorizationType").and_then(Value::as_str) {
        Some("JWT") => shared.with(|world| jwt::check(world, request, visit)),
        Some("AWS_IAM") => shared.with(|world| iam::check(world, request, visit)),
        Some("CUSTOM") => function::check(shared, request, visit).await,
        _ => Ok(Access::Open),
    }
}

/// The settings of the route's authorizer.
fn authorizer(
    world: &crate::world::World,
    visit: &Visit,
) -> Option<crate::ops::apigatewayv2::model::Row> {
    let id = visit.route("authorizerId").and_then(Value::as_str)?;
    world.apigatewayv2.authorizers.get(&format!("{}/{id}", visit.api)).cloned()
}
