//! The environment of a worker: Lambda's, with credentials of the local cloud and calls that stay local.

use std::collections::BTreeMap;
use std::path::Path;

use super::spec::{LogFormat, Spec};

/// What differs from worker to worker.
pub(super) struct Place<'a> {
    pub(super) task_root: &'a Path,
    /// What stands for `/opt`, where the function has layers.
    pub(super) layers: Option<&'a Path>,
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
    set("PATH", &host_path());
    set("LAMBDA_TASK_ROOT", &root);
    if let Some(layers) = place.layers {
        with_layers(&mut set, spec, layers);
    }
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
    set("AWS_ACCESS_KEY_ID", &spec.keys.access_key);
    set("AWS_SECRET_ACCESS_KEY", &spec.keys.secret);
    set("AWS_SESSION_TOKEN", &spec.keys.token);
    all
}

fn host_path() -> String {
    std::env::var("PATH").unwrap_or_else(|_| "/usr/local/bin:/usr/bin:/bin".to_owned())
}

/// Where layers are found. They lie in a folder of their own: `LAMBDA_LAYERS_ROOT` says where, in place of `/opt`.
/// Python's paths are the bootstrap's to set.
fn with_layers(set: &mut impl FnMut(&str, &str) -> Option<String>, spec: &Spec, layers: &Path) {
    let root = layers.to_string_lossy();
    set("LAMBDA_LAYERS_ROOT", &root);
    set("PATH", &format!("{root}/bin:{}", host_path()));
    set("LD_LIBRARY_PATH", &format!("{root}/lib"));
    let major = spec.runtime.trim_start_matches("nodejs").split('.').next().unwrap_or_default();
    if spec.runtime.starts_with("nodejs") {
        let modules = format!("{root}/nodejs/node{major}/node_modules:{root}/nodejs/node_modules");
        set("NODE_PATH", &modules);
    }
}
