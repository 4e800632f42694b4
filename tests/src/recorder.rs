//! A recording proxy on loopback: passes every call on unchanged and writes it, with its answer, as a JSON line.
//!
//! It decodes nothing: what is checked later are the bytes that client and server really sent.
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use http::{HeaderMap, Request, Response, Uri};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioIo};
use serde_json::{Map, Value, json};
use std::fs::File;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// A running recorder; it ends when this is dropped.
#[derive(Debug)]
pub struct Recorder {
    address: SocketAddr,
    tape: Arc<Tape>,
    folder: TempDir,
    runtime: Option<Runtime>,
}

#[derive(Debug)]
struct Tape {
    upstream: Mutex<String>,
    file: Mutex<File>,
    client: Client<HttpConnector, Full<Bytes>>,
}

impl Recorder {
    /// Starts a recorder before the server at `host:port`.
    pub fn before(host: &str) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let folder = tempfile::tempdir().unwrap();
        let tape = Arc::new(Tape {
            upstream: Mutex::new(host.to_owned()),
            file: Mutex::new(File::create(folder.path().join(NAME)).unwrap()),
            client: Client::builder(TokioExecutor::new()).build_http(),
        });
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        runtime.spawn(accept(listener, Arc::clone(&tape)));
        Self { address, tape, folder, runtime: Some(runtime) }
    }

    /// Where it answers: `http://127.0.0.1:<port>`.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Sends the calls to another server from now on.
    pub fn retarget(&self, host: &str) {
        host.clone_into(&mut self.tape.upstream.lock().unwrap());
    }

    /// The recording: one JSON object a line.
    pub fn file(&self) -> PathBuf {
        self.folder.path().join(NAME)
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        // Blocking on the way down is refused inside another runtime: asynchronous tests use it, too.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// The file of a recording, in a folder of its own.
const NAME: &str = "recording.jsonl";

async fn accept(listener: TcpListener, tape: Arc<Tape>) {
    while let Ok((stream, _)) = listener.accept().await {
        let tape = Arc::clone(&tape);
        tokio::spawn(async move {
            let service = service_fn(|request| pass_on(Arc::clone(&tape), request));
            let http = hyper::server::conn::http1::Builder::new();
            // A client that goes away is the client's affair.
            let _ = http.serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

/// An error closes the connection: what a client of a dead server sees.
async fn pass_on(
    tape: Arc<Tape>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Failure> {
    let (mut head, body) = request.into_parts();
    let body = body.collect().await?.to_bytes();
    let target = head.uri.path_and_query().map_or("/", http::uri::PathAndQuery::as_str).to_owned();
    let upstream = tape.upstream.lock().unwrap().clone();
    head.uri = format!("http://{upstream}{target}").parse::<Uri>()?;
    let asked = json!({
        "method": head.method.as_str(),
        "target": target,
        "headers": headers(&head.headers),
        "body": BASE64_STANDARD.encode(&body),
    });
    let answer = tape.client.request(Request::from_parts(head, Full::new(body))).await?;
    let (head, body) = answer.into_parts();
    let body = body.collect().await?.to_bytes();
    let answered = json!({
        "status": head.status.as_u16(),
        "headers": headers(&head.headers),
        "body": BASE64_STANDARD.encode(&body),
    });
    tape.write(&json!({"request": asked, "response": answered}));
    Ok(Response::from_parts(head, Full::new(body)))
}

impl Tape {
    fn write(&self, exchange: &Value) {
        let mut file = self.file.lock().unwrap();
        file.write_all(format!("{exchange}\n").as_bytes()).unwrap();
    }
}

fn headers(all: &HeaderMap) -> Value {
    let mut known = Map::new();
    for (name, value) in all {
        known.insert(name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into());
    }
    Value::Object(known)
}

/// Writes a recording of one exchange: how tests of the checker make a bad one.
pub fn write_exchange(file: &Path, request: &Value, response: &Value) {
    let exchange = json!({"request": request, "response": response});
    std::fs::write(file, format!("{exchange}\n")).unwrap();
}
