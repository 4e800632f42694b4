//! The environment of a worker: Lambda's, with fake credentials and calls that stay local.

use std::collections::BTreeMap;
use std::path::Path;

use super::spec::{LogFormat, Spec};

/// What differs from worker to worker.
pub(super) struct Place<'a> {
    pub(super) task_root: &'a Path,
    pub(super) api: &'a str,
    pub(super) stream: &'a str,
    pub(super) endpoint: &'a str,
    pub(super) provisioned: bool,
}

/// Returns every variable of the worker: nothing of the host's but `PATH`.
pub(super) fn variables(spec: &Spec, place: &Place<'_>) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    let mut set = |name: &str, value: &str| all.insert(name.to_owned(), value.to_owned());
    set("LANG", "en_US.UTF-8");
    set("TZ", ":UTC");
    set("AWS_ENDPOINT_URL", place.endpoint);
    for (name, value) in &spec.environment {
        set(name, value);
    }
    // The platform's names come last: a function cannot replace them.
    let root = place.task_root.to_string_lossy();
    set(
        "PATH",
        &std::env::var("PATH").unwrap_or_else(|_| "/usr/local/bin:/usr/bin:/bin".to_owned()),
    );
    set("LAMBDA_TASK_ROOT", &root);
    set("_HANDLER", &spec.handler);
    set("AWS_LAMBDA_RUNTIME_API", place.api);
    set("AWS_REGION", &spec.region);
    set("AWS_DEFAULT_REGION", &spec.region);
    set("AWS_ACCOUNT_ID", &spec.account);
    set("AWS_EXECUTION_ENV", &format!("AWS_Lambda_{}", spec.runtime));
    set("AWS_LAMBDA_FUNCTION_NAME", &spec.function);
    set("AWS_LAMBDA_FUNCTION_VERSION", &spec.version);
    set("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", &spec.memory_mb.to_string());
    set("AWS_LAMBDA_LOG_GROUP_NAME", &spec.log_group);
    set("AWS_LAMBDA_LOG_STREAM_NAME", place.stream);
    set(
        "AWS_LAMBDA_INITIALIZATION_TYPE",
        if place.provisioned { "provisioned-concurrency" } else { "on-demand" },
    );
    set(
        "AWS_LAMBDA_LOG_FORMAT",
        match spec.log_format {
            LogFormat::Text => "Text",
            LogFormat::Json => "JSON",
        },
    );
    if let Some(level) = &spec.log_level {
        set("AWS_LAMBDA_LOG_LEVEL", level);
    }
    set("AWS_ACCESS_KEY_ID", "ASIALOCALCLOUDWORKER");
    set("AWS_SECRET_ACCESS_KEY", "local");
    set("AWS_SESSION_TOKEN", "local");
    all
}
