//! The Lambda Runtime API for one worker.
//!
//! See <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>. Extensions and response
//! streaming are not served: a streamed answer is taken as a whole.

use std::convert::Infallible;
use std::rc::Rc;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::{Mutex, mpsc};

/// What a worker is handed for one invocation.
#[derive(Clone, Debug)]
pub(super) struct Job {
    pub(super) request_id: String,
    pub(super) arn: String,
    pub(super) payload: Bytes,
    pub(super) deadline_ms: u64,
    pub(super) client_context: Option<String>,
}

/// What a worker tells its host.
#[derive(Debug)]
pub(super) enum Event {
    /// It asked for the next invocation.
    Ready,
    /// It fetched the invocation it was sent.
    Taken,
    /// Its code did not load.
    InitFailed(Bytes),
    Answered {
        request_id: String,
        payload: Bytes,
    },
    Failed {
        request_id: String,
        payload: Bytes,
    },
    /// The process ended; the text is its status unless it ended well.
    Exited(Option<String>),
}

/// The two ends of a worker's Runtime API.
pub(super) struct Port {
    events: mpsc::UnboundedSender<Event>,
    jobs: Mutex<mpsc::UnboundedReceiver<Job>>,
}

impl Port {
    pub(super) fn new(
        events: mpsc::UnboundedSender<Event>,
        jobs: mpsc::UnboundedReceiver<Job>,
    ) -> Rc<Self> {
        Rc::new(Self { events, jobs: Mutex::new(jobs) })
    }

    /// Serves connections until dropped.
    pub(super) async fn serve(self: Rc<Self>, listener: TcpListener) {
        let mut connections = tokio::task::JoinSet::new();
        while let Ok((stream, _)) = listener.accept().await {
            // Long polls and answers are small messages that must not wait for one another.
            let _ = stream.set_nodelay(true);
            let port = Rc::clone(&self);
            connections.spawn_local(async move {
                let service = service_fn(move |request| {
                    let port = Rc::clone(&port);
                    async move { Ok::<_, Infallible>(port.answer(request).await) }
                });
                // A connection that breaks is the worker's end, seen by its exit.
                let _ = hyper::server::conn::http1::Builder::new()
                    .serve_connection(TokioIo::new(stream), service)
                    .await;
            });
            while connections.try_join_next().is_some() {}
        }
    }

    async fn answer(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let path = request.uri().path().to_owned();
        let Some(rest) = path.strip_prefix("/2018-06-01/runtime/") else {
            return refused(
                StatusCode::NOT_FOUND,
                "the local cloud serves /2018-06-01/runtime only",
            );
        };
        let parts: Vec<&str> = rest.split('/').collect();
        match (request.method(), parts.as_slice()) {
            (&Method::GET, ["invocation", "next"]) => self.next().await,
            (&Method::POST, ["init", "error"]) => {
                let body = collect(request).await;
                self.tell(Event::InitFailed(body))
            }
            (&Method::POST, ["invocation", id, "response"]) => {
                let request_id = (*id).to_owned();
                let payload = collect(request).await;
                self.tell(Event::Answered { request_id, payload })
            }
            (&Method::POST, ["invocation", id, "error"]) => {
                let request_id = (*id).to_owned();
                let payload = collect(request).await;
                self.tell(Event::Failed { request_id, payload })
            }
            _ => refused(StatusCode::NOT_FOUND, "no such operation of the Runtime API"),
        }
    }

    async fn next(&self) -> Response<Full<Bytes>> {
        // A host that no longer listens is about to kill the process.
        let _ = self.events.send(Event::Ready);
        let job = self.jobs.lock().await.recv().await;
        let Some(job) = job else {
            return refused(StatusCode::INTERNAL_SERVER_ERROR, "the local cloud is stopping");
        };
        let _ = self.events.send(Event::Taken);
        let mut response = Response::builder()
            .header("Content-Type", "application/json")
            .header("Lambda-Runtime-Aws-Request-Id", &job.request_id)
            .header("Lambda-Runtime-Deadline-Ms", job.deadline_ms)
            .header("Lambda-Runtime-Invoked-Function-Arn", &job.arn)
            .header("Lambda-Runtime-Trace-Id", trace_id(&job.request_id));
        if let Some(context) = &job.client_context {
            response = response.header("Lambda-Runtime-Client-Context", context);
        }
        response.body(Full::new(job.payload)).unwrap_or_else(|_| {
            refused(StatusCode::INTERNAL_SERVER_ERROR, "invalid client context")
        })
    }

    fn tell(&self, event: Event) -> Response<Full<Bytes>> {
        let _ = self.events.send(event);
        refused(StatusCode::ACCEPTED, "")
    }
}

/// Derives an X-Ray trace id from the request's, so that runs repeat.
fn trace_id(request_id: &str) -> String {
    let hex: String = request_id.chars().filter(char::is_ascii_hexdigit).collect();
    let (first, rest) = hex.split_at(hex.len().min(8));
    let (second, _) = rest.split_at(rest.len().min(24));
    format!("Root=1-{first}-{second};Parent={second:.16};Sampled=0")
}

async fn collect(request: Request<Incoming>) -> Bytes {
    match request.into_body().collect().await {
        Ok(body) => body.to_bytes(),
        Err(_) => Bytes::new(),
    }
}

fn refused(status: StatusCode, message: &str) -> Response<Full<Bytes>> {
    let body = if message.is_empty() {
        serde_json::json!({ "status": "OK" })
    } else {
        serde_json::json!({ "errorType": "InvalidRequest", "errorMessage": message })
    };
    let mut response = Response::new(Full::new(Bytes::from(body.to_string())));
    *response.status_mut() = status;
    response
}
