//! Lambda authorizers: the function runs, unless what it said of this caller still holds.
//!
//! See <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html>.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::Request;
use serde_json::Value;

use super::answer::{self, Decision};
use super::{Access, authorizer, identity};
use crate::http_api::expression::View;
use crate::http_api::visit::Visit;
use crate::http_api::{Refusal, event, integrate};
use crate::ops::apigatewayv2::model::{EPOCH, Row};
use crate::ops::lambda::{Invocation, invoke, permissions};
use crate::runtime;
use crate::server::shared::Shared;
use crate::world::World;

/// How long an authorizer may take.
const LIMIT: Duration = Duration::from_secs(10);

/// What is needed to decide on a request.
struct Question {
    authorizer: Row,
    values: Vec<String>,
    /// Where the answer is kept.
    key: String,
    ttl_ms: Option<u64>,
    arn: String,
    now_ms: u64,
}

/// Why there is no answer.
enum Failure {
    /// The function said "Unauthorized".
    Unauthorized,
    /// It could not be asked, failed, or answered what nobody can read.
    Broken(String),
}

/// Lets in whom the route's authorizer lets in.
pub(super) async fn check(
    shared: &Arc<Shared>,
    request: &Request<Bytes>,
    visit: &mut Visit,
) -> Result<Access, Refusal> {
    let Some(question) = shared.with(|world| question(world, request, visit)) else {
        visit.told.authorizer_error = Some("an identity source is missing".to_owned());
        return Err(Box::new(visit.refuse(401, "Unauthorized", "UNAUTHORIZED")));
    };
    let began = Instant::now();
    let asked = decide(shared, request, visit, &question).await;
    let took = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    visit.told.authorizer_latency_ms = Some(took);
    match asked {
        Ok(decision) if decision.allows(&question.arn) => {
            visit.told.authorizer_status = Some(200);
            Ok(Access::Lambda(decision))
        }
        Ok(_) => {
            visit.told.authorizer_status = Some(200);
            Err(Box::new(visit.refuse(403, "Forbidden", "ACCESS_DENIED")))
        }
        Err(Failure::Unauthorized) => {
            Err(Box::new(visit.refuse(401, "Unauthorized", "UNAUTHORIZED")))
        }
        Err(Failure::Broken(why)) => {
            visit.told.authorizer_error = Some(why);
            visit.told.authorizer_status = Some(500);
            Err(Box::new(visit.refuse(500, "Internal Server Error", "AUTHORIZER_FAILURE")))
        }
    }
}

/// `None` when an identity source is missing.
fn question(world: &World, request: &Request<Bytes>, visit: &Visit) -> Option<Question> {
    let authorizer = authorizer(world, visit).unwrap_or_default();
    let values = identity::values(&View { world, request, visit }, &authorizer)?;
    let id = authorizer.text("authorizerId").unwrap_or_default();
    // Each part with its length: no two lists of values make one key.
    let parts = values.iter().map(|value| format!("{}:{value}", value.len()));
    // A reset of the stage's cache and a change of the authorizer each begin a new epoch.
    let epoch = |row: &Row| row.0.get(EPOCH).and_then(Value::as_u64).unwrap_or(0);
    let (stage, epochs) = (visit.stage_name(), (epoch(&visit.stage), epoch(&authorizer)));
    let parts = parts.collect::<String>();
    let key = format!("{}/{stage}/{id}/{}/{}/{parts}", visit.api, epochs.0, epochs.1);
    let ttl_ms = identity::ttl_ms(&authorizer, &values);
    Some(Question {
        values,
        key,
        ttl_ms,
        arn: visit.arn(world),
        now_ms: world.now_ms(),
        authorizer,
    })
}

/// What the authorizer said of this caller, or says now.
async fn decide(
    shared: &Arc<Shared>,
    request: &Request<Bytes>,
    visit: &Visit,
    question: &Question,
) -> Result<Decision, Failure> {
    let kept = question
        .ttl_ms
        .and_then(|_| shared.gateway(|memory| memory.answer(&question.key, question.now_ms)));
    if let Some(decision) = kept {
        return Ok(decision);
    }
    let id = shared.request_id();
    let invocation = shared.with(|world| prepare(world, request, visit, question, &id))?;
    let running = Arc::clone(shared);
    let task = tokio::spawn(async move { runtime::run_function(&running, invocation).await });
    let outcome = match tokio::time::timeout(LIMIT, task).await {
        Ok(Ok(Ok(outcome))) => outcome,
        Ok(Ok(Err(fault))) => return Err(Failure::Broken(fault.message)),
        Ok(Err(_)) | Err(_) => return Err(Failure::Broken("the authorizer took too long".into())),
    };
    let value: Value = serde_json::from_slice(&outcome.payload).unwrap_or(Value::Null);
    if outcome.failed {
        let text = value.get("errorMessage").and_then(Value::as_str).unwrap_or_default();
        if text == "Unauthorized" {
            return Err(Failure::Unauthorized);
        }
        return Err(Failure::Broken(format!("the authorizer failed: {text}")));
    }
    let read = if is_simple(&question.authorizer) { answer::simple } else { answer::policy };
    let decision = read(&value)
        .ok_or_else(|| Failure::Broken("the authorizer's answer is not in its format".into()))?;
    if let Some(ttl_ms) = question.ttl_ms {
        let (key, now_ms) = (question.key.clone(), question.now_ms);
        shared.gateway(|memory| memory.keep(key, decision.clone(), now_ms, ttl_ms));
    }
    Ok(decision)
}

fn is_simple(authorizer: &Row) -> bool {
    authorizer.text("authorizerPayloadFormatVersion") == Some("2.0")
        && authorizer.0.get("enableSimpleResponses") == Some(&Value::Bool(true))
}

/// The invocation of the authorizer's function, if it may be invoked for this API.
fn prepare(
    world: &mut World,
    request: &Request<Bytes>,
    visit: &Visit,
    question: &Question,
    id: &str,
) -> Result<Invocation, Failure> {
    let broken = |text: &str| Failure::Broken(text.to_owned());
    let authorizer = &question.authorizer;
    let uri = authorizer.text("authorizerUri").unwrap_or_default();
    let (function, qualifier) = integrate::function_of(world, uri)
        .ok_or_else(|| broken("the authorizer names no function"))?;
    let settings = world.settings();
    let source = format!(
        "arn:aws:execute-api:{}:{}:{}/authorizers/{}",
        settings.region,
        settings.account,
        visit.api,
        authorizer.text("authorizerId").unwrap_or_default()
    );
    let qualifier = qualifier.as_deref();
    let principal = "apigateway.amazonaws.com";
    if authorizer.text("authorizerCredentialsArn").is_none()
        && !permissions::lets_invoke(world, &function, qualifier, principal, &source)
    {
        return Err(broken("the function's policy does not let this authorizer invoke it"));
    }
    let two = authorizer.text("authorizerPayloadFormatVersion") == Some("2.0");
    let event = event::question(world, request, visit, &question.values, two);
    let payload = Bytes::from(event.to_string());
    invoke::prepare(world, &function, qualifier, payload, id)
        .map_err(|fault| Failure::Broken(fault.message))
}
