//! The live side of HTTP APIs: requests under `/_api/<id>/..`, for an API's host name, or for a custom domain.
//!
//! A request finds its stage and its route, is let in or not (throttling, then the route's authorization), and
//! becomes a call of the route's integration: a function through the very qualifier the integration names (alias
//! weights hold here as everywhere), a server on loopback, or an operation of another service. What was answered is
//! counted in CloudWatch and written to the stage's access log. Function URLs do not answer.

mod access;
mod access_log;
mod context;
mod cors;
mod event;
mod expression;
mod integrate;
mod matching;
pub(crate) mod memory;
mod place;
mod response;
mod throttle;
pub(crate) mod url;
mod visit;

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Request, Response};

use crate::server::shared::Shared;
use place::Addressed;
use visit::Visit;

/// What was decided about a request without asking its integration.
type Refusal = Box<Response<Bytes>>;

/// Answers a live request; `None` leaves it to AWS's protocols.
pub(crate) async fn route(
    shared: &Arc<Shared>,
    request: &Request<Bytes>,
) -> Option<Response<Bytes>> {
    let place = match place::of(shared, request)? {
        Addressed::Api(place) => place,
        Addressed::Unmapped => return Some(response::message(403, "Forbidden")),
    };
    let id = shared.request_id();
    let Some(mut visit) = shared.with(|world| visit::enter(world, request, &place, id)) else {
        return Some(response::message(404, "Not Found"));
    };
    let began = Instant::now();
    let preflight = visit.preflight(request);
    let is_preflight = preflight.is_some();
    let served = serve(shared, request, &mut visit, preflight).await;
    let mut answer = served.unwrap_or_else(|refusal| *refusal);
    if !is_preflight {
        answer = cors::dress(answer, request, visit.cors.as_ref());
    }
    crate::wire::put_header(&mut answer, "apigw-requestid", &visit.id);
    record(shared, request, &mut visit, &answer, began.elapsed());
    Some(answer)
}

/// Takes a request through its route; a preflight request goes only as far as the route's authorization.
async fn serve(
    shared: &Arc<Shared>,
    request: &Request<Bytes>,
    visit: &mut Visit,
    preflight: Option<Response<Bytes>>,
) -> Result<Response<Bytes>, Refusal> {
    if visit.found.is_none() {
        return Ok(preflight.unwrap_or_else(|| response::message(404, "Not Found")));
    }
    throttle::admit(shared, visit)?;
    visit.access = access::check(shared, request, visit).await?;
    match preflight {
        Some(preflight) => Ok(preflight),
        None => Ok(integrate::run(shared, request, visit).await),
    }
}

/// Counts the answer and writes the stage's access log.
fn record(
    shared: &Arc<Shared>,
    request: &Request<Bytes>,
    visit: &mut Visit,
    answer: &Response<Bytes>,
    took: Duration,
) {
    visit.ended(answer, took);
    shared.with(|world| {
        crate::ops::cloudwatch::api_answered(world, &visit.metered());
        access_log::write(world, request, visit);
    });
}
