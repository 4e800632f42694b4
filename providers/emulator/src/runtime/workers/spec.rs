//! What the runtime is told and what it answers.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;

use crate::ops::sts::worker::Keys;

/// The shape of a function's platform log lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LogFormat {
    /// `START RequestId: ..` and so on.
    Text,
    /// One JSON object a line.
    Json,
}

/// One version of a function as it runs.
#[derive(Clone, Debug)]
pub(crate) struct Spec {
    /// The pool's key: `<name>:<version>`.
    pub(crate) key: String,
    /// Whatever changes when code or configuration does; workers of another generation are ended.
    pub(crate) generation: String,
    pub(crate) function: String,
    pub(crate) version: String,
    pub(crate) region: String,
    pub(crate) account: String,
    pub(crate) runtime: String,
    pub(crate) handler: String,
    pub(crate) memory_mb: u32,
    pub(crate) timeout_ms: u64,
    pub(crate) environment: BTreeMap<String, String>,
    pub(crate) log_group: String,
    pub(crate) log_format: LogFormat,
    /// `AWS_LAMBDA_LOG_LEVEL`, with the JSON format only.
    pub(crate) log_level: Option<String>,
    /// The hex SHA-256 of the zip: names the unpacked folder.
    pub(crate) code_hash: String,
    pub(crate) code: Arc<Vec<u8>>,
    /// The session of the function's role that its calls are signed with.
    pub(crate) keys: Keys,
    /// The zips of its layers, each with its hash, in the order in which they lie over one another.
    pub(crate) layers: Vec<(String, Arc<Vec<u8>>)>,
}

/// One invocation.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) request_id: String,
    pub(crate) payload: Bytes,
    /// The ARN as the caller addressed it.
    pub(crate) arn: String,
    pub(crate) client_context: Option<String>,
    /// The name of the log stream if this call starts a worker.
    pub(crate) stream: String,
}

/// One line of a function's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// Milliseconds since the call began, never negative.
    pub(crate) offset_ms: i64,
    pub(crate) text: String,
}

/// What became of one invocation.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    pub(crate) payload: Bytes,
    /// Whether `X-Amz-Function-Error: Unhandled` goes with the payload.
    pub(crate) failed: bool,
    pub(crate) lines: Vec<Line>,
    /// The log stream of the worker that served the call.
    pub(crate) stream: String,
    pub(crate) duration_ms: f64,
    /// Whether a provisioned worker served the call.
    pub(crate) provisioned: bool,
}

impl Outcome {
    /// Returns the outcome of a call that met a runtime already stopped.
    pub(super) fn stopped(request_id: &str) -> Self {
        let message = format!("RequestId: {request_id} Error: the local cloud is stopping");
        Self {
            payload: super::report::error_body("Runtime.ExitError", &message),
            failed: true,
            lines: Vec::new(),
            stream: String::new(),
            duration_ms: 0.0,
            provisioned: false,
        }
    }
}
