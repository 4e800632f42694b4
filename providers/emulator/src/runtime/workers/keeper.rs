//! The thread that owns the workers: takes messages, starts, lends and ends processes.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{Semaphore, mpsc};
use tokio::task::LocalSet;

use super::code::CodeStore;
use super::interpreter::{self, Interpreter, Interpreters, Language};
use super::pool::{Pool, Slot};
use super::report::{self, Report};
use super::spec::{Call, Line, Outcome, Spec};
use super::worker::{End, Finished, StartFailure, Worker, milliseconds};
use super::{Message, WorkersConfig};

/// How often idle workers are looked through.
const ROUND: Duration = Duration::from_secs(1);

/// What every worker shares.
pub(super) struct Host {
    pub(super) config: WorkersConfig,
    pub(super) code: Arc<CodeStore>,
    interpreters: RefCell<Interpreters>,
    pool: Pool,
    starting: Semaphore,
}

impl Host {
    /// Returns the host's interpreter for a runtime, looked up once.
    pub(super) async fn interpreter(
        &self,
        language: Language,
        runtime: &str,
    ) -> Option<Interpreter> {
        let known = self.interpreters.borrow().known(runtime);
        if known.is_some() {
            return known;
        }
        let found = interpreter::find(language, runtime).await?;
        self.interpreters.borrow_mut().remember(runtime, found.clone());
        Some(found)
    }
}

/// Runs the keeper until it is told to stop or its handle is gone.
pub(super) fn run(config: WorkersConfig, inbox: mpsc::UnboundedReceiver<Message>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    // Without a runtime or a folder the inbox closes, and every call answers that it stopped.
    let (Ok(runtime), Ok(code)) = (runtime, CodeStore::open(config.dir.as_deref())) else { return };
    let starting = Semaphore::new(config.starting.max(1));
    let host = Rc::new(Host {
        config,
        code: Arc::new(code),
        interpreters: RefCell::default(),
        pool: Pool::default(),
        starting,
    });
    let local = LocalSet::new();
    local.block_on(&runtime, serve(Rc::clone(&host), inbox));
    // Tasks first, then the idle workers with the host: every process is killed here.
    drop(local);
    drop(host);
    runtime.shutdown_timeout(Duration::from_secs(1));
}

async fn serve(host: Rc<Host>, mut inbox: mpsc::UnboundedReceiver<Message>) {
    let mut round = tokio::time::interval(ROUND);
    loop {
        tokio::select! {
            message = inbox.recv() => match message {
                Some(Message::Invoke { spec, call, reply }) => {
                    let host = Rc::clone(&host);
                    tokio::task::spawn_local(async move {
                        // A caller that went away still has its function run, as on AWS.
                        let _ = reply.send(invoke(&host, &spec, &call).await);
                    });
                }
                Some(Message::Provision { spec, streams, reply }) => {
                    let host = Rc::clone(&host);
                    tokio::task::spawn_local(async move {
                        let _ = reply.send(provision(&host, &spec, streams).await);
                    });
                }
                Some(Message::Forget { key }) => host.pool.forget(&key),
                Some(Message::Stop) | None => return,
            },
            _ = round.tick() => host.pool.reap(host.config.idle, host.config.kept),
        }
    }
}

async fn invoke(host: &Host, spec: &Arc<Spec>, call: &Call) -> Outcome {
    let slot = host.pool.slot(&spec.key);
    // A worker may die between invocations; the call then goes to another, which is new.
    for _ in 0..3 {
        let begun = Instant::now();
        let mut worker = match acquire(host, &slot, spec, call).await {
            Ok(worker) => worker,
            Err(failure) => return failed_start(spec, call, failure, begun),
        };
        let begun = Instant::now();
        let finished = worker.run(call).await;
        if finished.end == End::NotTaken {
            retire(&slot, worker);
            continue;
        }
        let outcome = outcome(spec, call, &worker, finished, begun);
        match outcome.1 {
            End::Success | End::Error => {
                worker.idle_since = Instant::now();
                slot.put(worker);
            }
            End::Lost | End::Timeout | End::NotTaken => retire(&slot, worker),
        }
        return outcome.0;
    }
    Outcome::stopped(&call.request_id)
}

/// Ends a worker that cannot serve again.
fn retire(slot: &Slot, worker: Worker) {
    if worker.provisioned {
        slot.provisioned.set(slot.provisioned.get().saturating_sub(1));
    }
    drop(worker);
}

/// Lends an idle worker or starts one, whichever comes first.
async fn acquire(
    host: &Host,
    slot: &Slot,
    spec: &Arc<Spec>,
    call: &Call,
) -> Result<Worker, StartFailure> {
    loop {
        if let Some(worker) = slot.take(&spec.generation) {
            return Ok(worker);
        }
        tokio::select! {
            biased;
            () = slot.returned.notified() => {}
            permit = host.starting.acquire() => {
                if let Some(worker) = slot.take(&spec.generation) {
                    return Ok(worker);
                }
                let worker = Worker::start(host, spec, &call.stream, false, &call.request_id).await;
                drop(permit);
                return worker;
            }
        }
    }
}

async fn provision(host: &Host, spec: &Arc<Spec>, streams: Vec<String>) -> Result<(), String> {
    let slot = host.pool.slot(&spec.key);
    slot.wanted.set(streams.len().min(host.config.provisioned));
    slot.release();
    for stream in streams {
        if slot.provisioned.get() >= slot.wanted.get() {
            break;
        }
        let permit = host.starting.acquire().await;
        let started = Worker::start(host, spec, &stream, true, "provisioned").await;
        drop(permit);
        if let Ok(worker) = started {
            slot.provisioned.set(slot.provisioned.get() + 1);
            slot.put(worker);
        } else {
            slot.wanted.set(0);
            slot.release();
            return Err("FUNCTION_ERROR_INIT_FAILURE".to_owned());
        }
    }
    Ok(())
}

fn outcome(
    spec: &Spec,
    call: &Call,
    worker: &Worker,
    finished: Finished,
    begun: Instant,
) -> (Outcome, End) {
    let mut report = LogReport::new(spec, call, begun);
    report.add(finished.lines);
    report.platform(finished.words);
    let closing = Report {
        request_id: &call.request_id,
        duration_ms: finished.duration_ms,
        init_ms: finished.init_ms,
        memory_mb: finished.memory_mb,
        status: finished.end.status(),
    };
    let outcome = Outcome {
        payload: finished.payload,
        failed: finished.end != End::Success,
        lines: report.close(&closing),
        stream: worker.stream.clone(),
        duration_ms: finished.duration_ms,
        provisioned: worker.provisioned,
    };
    (outcome, finished.end)
}

fn failed_start(spec: &Spec, call: &Call, failure: StartFailure, begun: Instant) -> Outcome {
    let duration_ms = milliseconds(begun);
    let mut report = LogReport::new(spec, call, begun);
    report.add(failure.lines);
    report.platform(failure.words);
    let closing = Report {
        request_id: &call.request_id,
        duration_ms,
        init_ms: None,
        memory_mb: 0,
        status: failure.status,
    };
    Outcome {
        payload: failure.payload,
        failed: true,
        lines: report.close(&closing),
        stream: failure.stream,
        duration_ms,
        provisioned: false,
    }
}

/// The log of one invocation: what was written before it, START, its lines, END and REPORT.
struct LogReport<'a> {
    spec: &'a Spec,
    start: Line,
    before: Vec<Line>,
    during: Vec<Line>,
    begun: Instant,
}

impl<'a> LogReport<'a> {
    fn new(spec: &'a Spec, call: &Call, begun: Instant) -> Self {
        let start = Line { offset_ms: 0, text: report::start_line(spec, &call.request_id) };
        Self { spec, start, before: Vec::new(), during: Vec::new(), begun }
    }

    fn add(&mut self, lines: Vec<(Instant, String)>) {
        for (at, text) in lines {
            match at.checked_duration_since(self.begun) {
                None => self.before.push(Line { offset_ms: 0, text }),
                Some(since) => {
                    let offset_ms = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
                    self.during.push(Line { offset_ms, text });
                }
            }
        }
    }

    fn platform(&mut self, words: Option<String>) {
        if let Some(text) = words {
            self.during.push(Line { offset_ms: self.now(), text });
        }
    }

    fn now(&self) -> i64 {
        i64::try_from(self.begun.elapsed().as_millis()).unwrap_or(i64::MAX)
    }

    fn close(self, closing: &Report<'_>) -> Vec<Line> {
        let now = self.now();
        let mut lines = self.before;
        lines.push(self.start);
        lines.extend(self.during);
        let closing = report::end_lines(self.spec, closing);
        lines.extend(closing.into_iter().map(|text| Line { offset_ms: now, text }));
        lines
    }
}
