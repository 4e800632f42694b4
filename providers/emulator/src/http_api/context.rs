//! The `$context` variables: of access logs, of identity sources, of parameter mappings.
//!
//! See <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html>.

use bytes::Bytes;
use http::Request;
use serde_json::Value;

use super::access::Access;
use super::event;
use super::visit::Visit;
use crate::wire::header;
use crate::world::World;

/// The text of `$context.NAME`; `None` for what is not known, or not yet.
pub(super) fn text(
    world: &World,
    request: &Request<Bytes>,
    visit: &Visit,
    name: &str,
) -> Option<String> {
    let told = &visit.told;
    let value = match name {
        "accountId" => world.settings().account.clone(),
        "apiId" | "domainPrefix" => visit.api.clone(),
        "awsEndpointRequestId" | "requestId" | "extendedRequestId" => visit.id.clone(),
        "customDomain.basePathMatched" => visit.base_path.clone()?,
        "dataProcessed" => (request.body().len() + told.length).to_string(),
        "domainName" => visit.domain.clone(),
        "error.message" => told.error.clone()?,
        "error.messageString" => Value::from(told.error.clone()?).to_string(),
        "error.responseType" => told.error_type?.to_owned(),
        "httpMethod" => visit.method.clone(),
        "identity.sourceIp" => "127.0.0.1".to_owned(),
        "identity.userAgent" => header(request.headers(), "user-agent")?.to_owned(),
        "path" => visit.path.clone(),
        "protocol" => "HTTP/1.1".to_owned(),
        "requestTime" => event::time(visit.at_ms),
        "requestTimeEpoch" => visit.at_ms.to_string(),
        "responseLatency" => told.latency_ms.to_string(),
        "responseLength" => told.length.to_string(),
        "routeKey" => visit.found.as_ref()?.key.clone(),
        "stage" => visit.stage_name().to_owned(),
        "status" => told.status.to_string(),
        _ => return behind(visit, name).or_else(|| caller(&visit.access, name)),
    };
    Some(value)
}

/// What integration and authorizer said.
fn behind(visit: &Visit, name: &str) -> Option<String> {
    let told = &visit.told;
    match name {
        "authorizer.error" => told.authorizer_error.clone(),
        "authorizer.latency" => told.authorizer_latency_ms.map(|ms| ms.to_string()),
        "authorizer.status" => told.authorizer_status.map(|status| status.to_string()),
        "integration.error" | "integrationErrorMessage" => told.integration_error.clone(),
        "integration.integrationStatus" | "integrationStatus" => {
            told.integration_status.map(|status| status.to_string())
        }
        "integration.status" => told.backend_status.map(|status| status.to_string()),
        "integration.latency" | "integrationLatency" => {
            told.integration_latency_ms.map(|ms| ms.to_string())
        }
        "integration.requestId" => told.integration_request.clone(),
        _ => None,
    }
}

/// Who calls, as far as the route's authorization told.
fn caller(access: &Access, name: &str) -> Option<String> {
    match access {
        Access::Open => None,
        Access::Jwt { claims, .. } => {
            claims.get(name.strip_prefix("authorizer.claims.")?).map(plain)
        }
        Access::Iam(who) => {
            let member = match name.strip_prefix("identity.")? {
                "accountId" => "accountId",
                "caller" => "callerId",
                "user" => "userId",
                "userArn" => "userArn",
                "principalOrgId" => "principalOrgId",
                _ => return None,
            };
            who.get(member).filter(|value| !value.is_null()).map(plain)
        }
        Access::Lambda(decision) => match name.strip_prefix("authorizer.")? {
            "principalId" => decision.principal.clone(),
            property => decision.context.get(property).map(plain),
        },
    }
}

/// A value as text: texts without their quotes.
pub(super) fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
