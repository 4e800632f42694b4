//! One worker process: its start, its invocations, its end.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use tokio::net::TcpListener;
use tokio::process::{Child, Command};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::api::{Event, Job, Port};
use super::environment::{self, Place};
use super::hold::Hold;
use super::interpreter::{self, Language};
use super::keeper::Host;
use super::lines::Lines;
use super::report;
use super::spec::{Call, Spec};

/// The time Lambda grants code to load.
const INIT: Duration = Duration::from_secs(10);
/// The largest answer of a synchronous invocation.
const LARGEST: usize = 6 * 1024 * 1024 + 100;

/// A worker process between or in invocations. Dropping it ends it and what it started.
pub(super) struct Worker {
    pub(super) spec: Arc<Spec>,
    pub(super) stream: String,
    pub(super) provisioned: bool,
    pub(super) idle_since: Instant,
    /// The cold start's milliseconds, until an invocation reports them.
    init_ms: Option<f64>,
    jobs: mpsc::UnboundedSender<Job>,
    events: mpsc::UnboundedReceiver<Event>,
    lines: Lines,
    hold: Hold,
    /// The API, the pipes and the process itself.
    _tasks: JoinSet<()>,
}

/// Why a worker did not come to ask for work.
pub(super) struct StartFailure {
    pub(super) payload: Bytes,
    pub(super) stream: String,
    pub(super) lines: Vec<(Instant, String)>,
    /// What the platform adds to the log.
    pub(super) words: Option<String>,
    pub(super) status: &'static str,
}

/// What became of one invocation on a worker.
pub(super) struct Finished {
    pub(super) payload: Bytes,
    pub(super) end: End,
    pub(super) duration_ms: f64,
    pub(super) init_ms: Option<f64>,
    pub(super) memory_mb: u64,
    pub(super) lines: Vec<(Instant, String)>,
    pub(super) words: Option<String>,
}

/// How an invocation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Success,
    /// The handler failed; the worker lives on.
    Error,
    /// The worker died or was killed with the invocation.
    Lost,
    Timeout,
    /// The worker was gone before it took the job: another may take it.
    NotTaken,
}

impl End {
    pub(super) fn status(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Timeout => "timeout",
            Self::Error | Self::Lost | Self::NotTaken => "error",
        }
    }
}

/// What to execute for a function.
struct Program {
    arguments: Vec<PathBuf>,
    task_root: PathBuf,
    layers: Option<PathBuf>,
    /// What really runs the code, for the log.
    name: String,
}

impl Worker {
    /// Starts a process and waits until its code has loaded.
    pub(super) async fn start(
        host: &Host,
        spec: &Arc<Spec>,
        stream: &str,
        provisioned: bool,
        request_id: &str,
    ) -> Result<Self, StartFailure> {
        let lines = Lines::default();
        let refuse = |kind: &str, message: &str| StartFailure {
            payload: report::error_body(kind, &format!("RequestId: {request_id} Error: {message}")),
            stream: stream.to_owned(),
            lines: lines.take(),
            words: Some(format!("RequestId: {request_id} Error: {message}\n{kind}")),
            status: "error",
        };
        let program = match program(host, spec).await {
            Ok(program) => program,
            Err(message) => return Err(refuse("Runtime.InvalidEntrypoint", &message)),
        };
        lines.push(report::init_line(spec, &program.name));
        let begun = Instant::now();
        let mut worker = match launch(host, spec, stream, provisioned, &program, &lines).await {
            Ok(worker) => worker,
            Err(error) => {
                return Err(refuse(
                    "Runtime.InvalidEntrypoint",
                    &format!("cannot start the worker: {error}"),
                ));
            }
        };
        worker.initialise(request_id).await?;
        worker.init_ms = Some(milliseconds(begun));
        worker.idle_since = Instant::now();
        Ok(worker)
    }

    async fn initialise(&mut self, request_id: &str) -> Result<(), StartFailure> {
        let allowed = INIT.max(Duration::from_millis(self.spec.timeout_ms));
        let (payload, words, status) = match tokio::time::timeout(allowed, self.events.recv()).await
        {
            Ok(Some(Event::Ready)) => return Ok(()),
            Ok(Some(Event::InitFailed(body))) => (with_request_id(body, request_id), None, "error"),
            Ok(Some(Event::Exited(status))) => {
                let (payload, words) = report::exited(request_id, status.as_deref());
                (
                    payload,
                    Some(format!("RequestId: {request_id} Error: {words}\nRuntime.ExitError")),
                    "error",
                )
            }
            Ok(Some(Event::Taken | Event::Answered { .. } | Event::Failed { .. }) | None) => {
                let (payload, words) = report::exited(request_id, None);
                (payload, Some(words), "error")
            }
            Err(_) => {
                let (payload, words) = report::timed_out(request_id, self.spec.timeout_ms);
                (payload, Some(format!("{request_id} {words}")), "timeout")
            }
        };
        settle().await;
        let (stream, lines) = (self.stream.clone(), self.lines.take());
        Err(StartFailure { payload, stream, lines, words, status })
    }

    /// Returns whether the process still runs, as far as is known.
    pub(super) fn alive(&mut self) -> bool {
        while let Ok(event) = self.events.try_recv() {
            if matches!(event, Event::Exited(_)) {
                return false;
            }
        }
        true
    }

    /// Runs one invocation to its end or to the function's timeout.
    pub(super) async fn run(&mut self, call: &Call) -> Finished {
        let begun = Instant::now();
        let timeout = Duration::from_millis(self.spec.timeout_ms);
        let sent = self.jobs.send(Job {
            request_id: call.request_id.clone(),
            arn: call.arn.clone(),
            payload: call.payload.clone(),
            deadline_ms: wall_ms() + self.spec.timeout_ms,
            client_context: call.client_context.clone(),
        });
        let waited = match sent {
            Ok(()) => tokio::time::timeout(timeout, self.finish(&call.request_id)).await,
            Err(_) => Ok((End::NotTaken, Bytes::new(), None)),
        };
        let duration_ms = milliseconds(begun);
        let (end, payload, words) = waited.unwrap_or_else(|_| {
            let (payload, words) = report::timed_out(&call.request_id, self.spec.timeout_ms);
            (End::Timeout, payload, Some(format!("{} {words}", call.request_id)))
        });
        settle().await;
        Finished {
            payload,
            end,
            duration_ms,
            init_ms: if end == End::NotTaken || self.provisioned {
                None
            } else {
                self.init_ms.take()
            },
            memory_mb: self.hold.memory_mb(),
            lines: self.lines.take(),
            words,
        }
    }

    async fn finish(&mut self, id: &str) -> (End, Bytes, Option<String>) {
        let mut taken = false;
        loop {
            match self.events.recv().await {
                Some(Event::Answered { request_id, payload }) if request_id == id => {
                    return answered(payload);
                }
                Some(Event::Failed { request_id, payload }) if request_id == id => {
                    return (End::Error, payload, None);
                }
                Some(Event::Taken) => taken = true,
                // An answer to an earlier request, or the poll that fetches this one.
                Some(
                    Event::Ready
                    | Event::InitFailed(_)
                    | Event::Answered { .. }
                    | Event::Failed { .. },
                ) => {}
                Some(Event::Exited(_)) | None if !taken => {
                    return (End::NotTaken, Bytes::new(), None);
                }
                Some(Event::Exited(status)) => {
                    let (payload, words) = report::exited(id, status.as_deref());
                    return (
                        End::Lost,
                        payload,
                        Some(format!("RequestId: {id} Error: {words}\nRuntime.ExitError")),
                    );
                }
                None => {
                    let (payload, words) = report::exited(id, None);
                    return (End::Lost, payload, Some(words));
                }
            }
        }
    }
}

fn answered(payload: Bytes) -> (End, Bytes, Option<String>) {
    if payload.len() <= LARGEST {
        return (End::Success, payload, None);
    }
    let message =
        format!("Response payload size exceeded maximum allowed payload size ({LARGEST} bytes).");
    (End::Error, report::error_body("Function.ResponseSizeTooLarge", &message), None)
}

async fn program(host: &Host, spec: &Arc<Spec>) -> Result<Program, String> {
    let Some(language) = Language::of(&spec.runtime) else {
        return Err(interpreter::missing(None, &spec.runtime));
    };
    let (code, unpacked) = (Arc::clone(&host.code), Arc::clone(spec));
    let both = move || Ok((code.unpack(&unpacked)?, code.unpack_layers(&unpacked)?));
    let (task_root, layers) = tokio::task::spawn_blocking(both)
        .await
        .map_err(|error| error.to_string())?
        .map_err(|error: std::io::Error| format!("cannot unpack the code: {error}"))?;
    let bootstrap = match language {
        Language::Python => "bootstrap.py",
        Language::Node => "bootstrap.cjs",
        Language::Provided => {
            let program = interpreter::own_program(&task_root, layers.as_deref())?;
            return Ok(Program {
                arguments: vec![program],
                task_root,
                layers,
                name: "bootstrap".to_owned(),
            });
        }
    };
    let found = host.interpreter(language, &spec.runtime).await;
    let found = found.ok_or_else(|| interpreter::missing(Some(language), &spec.runtime))?;
    let arguments = vec![found.program, host.code.bootstrap(bootstrap)];
    Ok(Program { arguments, task_root, layers, name: found.name })
}

async fn launch(
    host: &Host,
    spec: &Arc<Spec>,
    stream: &str,
    provisioned: bool,
    program: &Program,
    lines: &Lines,
) -> std::io::Result<Worker> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let api = listener.local_addr()?.to_string();
    let place = Place {
        task_root: &program.task_root,
        layers: program.layers.as_deref(),
        api: &api,
        stream,
        endpoint: &host.config.endpoint,
        provisioned,
    };
    let variables = environment::variables(spec, &place);
    let mut child = command(host, &program.arguments, &program.task_root)
        .env_clear()
        .envs(variables)
        .spawn()?;
    let (events_in, events) = mpsc::unbounded_channel();
    let (jobs, jobs_out) = mpsc::unbounded_channel();
    let mut tasks = JoinSet::new();
    tasks.spawn_local(Port::new(events_in.clone(), jobs_out).serve(listener));
    let hold = Hold::on(&mut child).ok_or(std::io::ErrorKind::NotFound)?;
    if let Some(pipe) = child.stdout.take() {
        tasks.spawn_local(lines.clone().read_from(pipe));
    }
    if let Some(pipe) = child.stderr.take() {
        tasks.spawn_local(lines.clone().read_from(pipe));
    }
    tasks.spawn_local(watch(child, events_in));
    Ok(Worker {
        spec: Arc::clone(spec),
        stream: stream.to_owned(),
        provisioned,
        idle_since: Instant::now(),
        init_ms: None,
        jobs,
        events,
        lines: lines.clone(),
        hold,
        _tasks: tasks,
    })
}

fn command(host: &Host, arguments: &[PathBuf], task_root: &Path) -> Command {
    let mut words = host.config.worker.iter().flatten().map(PathBuf::from).collect::<Vec<_>>();
    words.extend_from_slice(arguments);
    let mut words = words.into_iter();
    // Invariant: `arguments` holds at least the program; an empty name fails to spawn.
    let mut command = Command::new(words.next().unwrap_or_default());
    command
        .args(words)
        .current_dir(task_root)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        // A group of its own: Ctrl-C in the terminal is the server's to handle.
        .process_group(0);
    if host.config.worker.is_some() {
        // The hold: a supervisor that is killed can't clean up, one that is let go does.
        command.stdin(Stdio::piped());
    } else {
        command.stdin(Stdio::null()).kill_on_drop(true);
    }
    command
}

async fn watch(mut child: Child, events: mpsc::UnboundedSender<Event>) {
    let status = match child.wait().await {
        Ok(status) if status.success() => None,
        Ok(status) => Some(status.to_string().replace(": ", " ")),
        Err(error) => Some(error.to_string()),
    };
    // What the process wrote last is read before its end is told.
    settle().await;
    let _ = events.send(Event::Exited(status));
}

/// Lets the pipe readers see what was written before the answer.
async fn settle() {
    for _ in 0..3 {
        tokio::task::yield_now().await;
    }
}

/// Adds the request's id to an error told by the bootstrap before there was a request.
fn with_request_id(body: Bytes, request_id: &str) -> Bytes {
    match serde_json::from_slice::<serde_json::Value>(&body) {
        Ok(serde_json::Value::Object(mut error)) => {
            error.insert("requestId".to_owned(), request_id.into());
            Bytes::from(serde_json::Value::Object(error).to_string())
        }
        _ => body,
    }
}

pub(super) fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1000.0
}

fn wall_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
