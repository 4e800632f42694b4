//! One connection: HTTP in, the call through hook and world, HTTP out, a line in the journal.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};

use super::hook::{CallInfo, Phase, Verdict};
use super::journal::Exchange;
use super::shared::{Shared, View};
use super::{admin, page, stranger};
use crate::auth;
use crate::http_api;
use crate::ops::{Fault, Reply};
use crate::wire::{self, Call, Refused};

/// The largest request body: a 50 MB zip in base64, with room.
const LARGEST_BODY: usize = 128 * 1024 * 1024;

/// The connection is to be closed without an answer.
#[derive(Debug, thiserror::Error)]
#[error("the connection was reset by a fault rule")]
struct Reset;

/// Accepts connections until the server stops.
pub(crate) async fn accept(shared: Arc<Shared>, listener: TcpListener) {
    loop {
        let accepted = tokio::select! {
            () = shared.stopped() => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, _)) => drop(tokio::spawn(serve(Arc::clone(&shared), stream))),
            // Out of descriptors: give others time to close theirs.
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

async fn serve(shared: Arc<Shared>, stream: TcpStream) {
    // Small answers go out at once; a socket without the option works too.
    let _ = stream.set_nodelay(true);
    let stopping = Arc::clone(&shared);
    let service = service_fn(move |request| handle(Arc::clone(&shared), request));
    let builder = auto::Builder::new(TokioExecutor::new());
    let connection = builder.serve_connection(TokioIo::new(stream), service);
    tokio::select! {
        // A client that went away is no error of ours.
        _ = connection => {}
        () = stopping.stopped() => {}
    }
}

async fn handle(
    shared: Arc<Shared>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Reset> {
    let (head, body) = request.into_parts();
    let Ok(body) = Limited::new(body, LARGEST_BODY).collect().await else {
        let response =
            wire::respond(413, "application/json", r#"{"message":"Request must be smaller"}"#);
        return Ok(response.map(Full::new));
    };
    let request = Request::from_parts(head, body.to_bytes());
    let live = match http_api::url::route(&shared, &request).await {
        Some(response) => Some(response),
        None => http_api::route(&shared, &request).await,
    };
    let response = match live {
        Some(response) => response,
        None => match stranger::refusal(&request).or_else(|| page::route(&shared, &request)) {
            Some(response) => response,
            None => match admin::route(&shared, &request).await {
                Some(response) => response,
                None => aws(&shared, &request).await?,
            },
        },
    };
    Ok(response.map(Full::new))
}

/// Answers an AWS call.
async fn aws(shared: &Arc<Shared>, request: &Request<Bytes>) -> Result<Response<Bytes>, Reset> {
    let request_id = shared.request_id();
    match wire::read(request) {
        Ok(call) => answer(shared, request, call, &request_id).await,
        Err(refused) => {
            let Refused { envelope, fault } = *refused;
            shared.journal.write(Exchange {
                service: envelope.service.map_or("", |service| service.name),
                operation: envelope.operation.clone(),
                request: Value::Null,
                status: fault.status,
                response: Value::String(fault.message.clone()),
                error_code: Some(fault.code.clone()),
                mutating: false,
            });
            Ok(wire::write(&envelope, Err(fault), &request_id))
        }
    }
}

/// What a call came to: an answer, or a closed connection.
type Outcome = Option<Result<Reply, Fault>>;

async fn answer(
    shared: &Arc<Shared>,
    request: &Request<Bytes>,
    call: Call,
    request_id: &str,
) -> Result<Response<Bytes>, Reset> {
    let (nth, nth_of_all) = shared.count(call.service.name, call.operation.name);
    let info = CallInfo {
        service: call.service.name,
        operation: call.operation.name,
        request: Arc::new(Value::Object(call.input.members.clone())),
        phase: Phase::Before,
        nth,
        nth_of_all,
        mutating: call.operation.mutating,
    };
    let outcome = run(shared, request, &call, &info, request_id).await;
    journal(shared, &call, &info, outcome.as_ref());
    outcome.map(|result| wire::write(&call.envelope, result, request_id)).ok_or(Reset)
}

/// Takes a call through the hook, its effect, and the hook again.
async fn run(
    shared: &Arc<Shared>,
    request: &Request<Bytes>,
    call: &Call,
    info: &CallInfo,
    request_id: &str,
) -> Outcome {
    if let Err(fault) = shared.with(|world| auth::admit(world, request, call)) {
        return Some(Err(fault));
    }
    if shared.is_throttled(info.service, info.operation) {
        return Some(Err(call.service.throttled()));
    }
    let before = shared.verdict(info, || call.service.throttled());
    let mut view = View::default();
    match &before {
        Verdict::Fail(fault) => return Some(Err(fault.clone())),
        Verdict::ResetBefore => return None,
        Verdict::Delay(ms) => tokio::time::sleep(Duration::from_millis(*ms)).await,
        Verdict::ShortPage(cap) => view.page_cap = Some(*cap),
        Verdict::StaleRead => view.stale = true,
        Verdict::Kill => die(),
        Verdict::Pass | Verdict::ResetAfter => {}
    }
    let caller = wire::caller(request, request_id);
    let result = shared.call(call.operation, &caller, &call.input, view).await;
    if before == Verdict::ResetAfter {
        return None;
    }
    let after = CallInfo { phase: Phase::After, ..info.clone() };
    match shared.verdict(&after, || call.service.throttled()) {
        Verdict::Fail(fault) => Some(Err(fault)),
        Verdict::ResetBefore | Verdict::ResetAfter => None,
        Verdict::Delay(ms) => {
            tokio::time::sleep(Duration::from_millis(ms)).await;
            Some(result)
        }
        Verdict::Kill => die(),
        Verdict::Pass | Verdict::ShortPage(_) | Verdict::StaleRead => Some(result),
    }
}

/// Ends the process as `kill -9` does: nothing is flushed, no worker is told.
fn die() -> ! {
    let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
    std::process::abort()
}

fn journal(shared: &Shared, call: &Call, info: &CallInfo, result: Option<&Result<Reply, Fault>>) {
    let (status, response, error_code) = match result {
        None => (0, Value::Null, None),
        Some(Err(fault)) => {
            (fault.status, Value::String(fault.message.clone()), Some(fault.code.clone()))
        }
        Some(Ok(reply)) => (reply.status.unwrap_or(call.envelope.code), shown(reply), None),
    };
    shared.journal.write(Exchange {
        service: call.service.name,
        operation: call.operation.name.to_owned(),
        request: Value::clone(&info.request),
        status,
        response,
        error_code,
        mutating: call.operation.mutating,
    });
}

/// The answer's members, or its payload as JSON or text.
fn shown(reply: &Reply) -> Value {
    match &reply.payload {
        None => reply.body.clone(),
        Some(payload) => serde_json::from_slice(payload)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(payload).into_owned())),
    }
}
