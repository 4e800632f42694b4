//! The platform's own words: START, END and REPORT lines and the bodies of runtime errors.

use std::fmt::Write as _;

use bytes::Bytes;
use serde_json::json;

use super::spec::{LogFormat, Spec};

/// Returns the body of an error that the platform, not the handler, reports.
pub(super) fn error_body(kind: &str, message: &str) -> Bytes {
    Bytes::from(json!({ "errorType": kind, "errorMessage": message }).to_string())
}

/// Returns the body for a call that ran past its timeout.
pub(super) fn timed_out(request_id: &str, timeout_ms: u64) -> (Bytes, String) {
    let seconds = format!("{}.{:02}", timeout_ms / 1000, timeout_ms % 1000 / 10);
    let words = format!("Task timed out after {seconds} seconds");
    let body = error_body("Sandbox.Timedout", &format!("RequestId: {request_id} Error: {words}"));
    (body, words)
}

/// Returns the body for a worker that ended before it answered.
pub(super) fn exited(request_id: &str, status: Option<&str>) -> (Bytes, String) {
    let words = match status {
        Some(status) => format!("Runtime exited with error: {status}"),
        None => "Runtime exited without providing a reason".to_owned(),
    };
    let message = format!("RequestId: {request_id} Error: {words}");
    (error_body("Runtime.ExitError", &message), words)
}

/// What the REPORT line says.
pub(super) struct Report<'a> {
    pub(super) request_id: &'a str,
    pub(super) duration_ms: f64,
    pub(super) init_ms: Option<f64>,
    pub(super) memory_mb: u64,
    pub(super) status: &'static str,
}

/// Returns the line that opens an invocation.
pub(super) fn start_line(spec: &Spec, request_id: &str) -> String {
    match spec.log_format {
        LogFormat::Text => format!("START RequestId: {request_id} Version: {}", spec.version),
        LogFormat::Json => {
            platform("platform.start", json!({ "requestId": request_id, "version": spec.version }))
        }
    }
}

/// Returns the lines that close an invocation.
pub(super) fn end_lines(spec: &Spec, report: &Report<'_>) -> Vec<String> {
    let Report { request_id, duration_ms, init_ms, memory_mb, status } = report;
    let billed = (duration_ms + init_ms.unwrap_or_default()).ceil();
    if spec.log_format == LogFormat::Json {
        let mut metrics = json!({
            "durationMs": duration_ms,
            "billedDurationMs": billed,
            "memorySizeMB": spec.memory_mb,
            "maxMemoryUsedMB": memory_mb,
        });
        if let (Some(init), Some(map)) = (init_ms, metrics.as_object_mut()) {
            map.insert("initDurationMs".to_owned(), json!(init));
        }
        let record = json!({ "requestId": request_id, "metrics": metrics, "status": status });
        return vec![platform("platform.report", record)];
    }
    let mut line = format!(
        "REPORT RequestId: {request_id}\tDuration: {duration_ms:.2} ms\tBilled Duration: {billed} ms\t\
         Memory Size: {} MB\tMax Memory Used: {memory_mb} MB\t",
        spec.memory_mb
    );
    if let Some(init) = init_ms {
        // Writing to a String cannot fail.
        let _ = write!(line, "Init Duration: {init:.2} ms\t");
    }
    if *status == "timeout" {
        line.push_str("Status: timeout");
    }
    vec![format!("END RequestId: {request_id}"), line]
}

/// Returns the line that opens a cold start and names what really runs the code.
pub(super) fn init_line(spec: &Spec, host: &str) -> String {
    match spec.log_format {
        LogFormat::Text => format!("INIT_START Runtime Version: {} ({host})", spec.runtime),
        LogFormat::Json => platform(
            "platform.initStart",
            json!({
                "initializationType": "on-demand", "phase": "init",
                "runtimeVersion": format!("{} ({host})", spec.runtime),
                "functionName": spec.function, "functionVersion": spec.version,
            }),
        ),
    }
}

fn platform(kind: &str, record: serde_json::Value) -> String {
    json!({ "type": kind, "record": record }).to_string()
}
