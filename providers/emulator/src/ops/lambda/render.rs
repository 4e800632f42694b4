//! Rows as the members of Lambda's answers.

use serde_json::{Map, Value, json};

use super::model::{Alias, Configuration, Place, State, Update};
use super::reference::arn;
use crate::world::World;

/// Which members a configuration is shown with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Show {
    /// With state and runtime version, as Get and the writes answer.
    Whole,
    /// Without, as lists answer.
    Listed,
}

/// The life of a version as answers tell it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Life {
    pub(crate) state: State,
    pub(crate) update: Option<Update>,
}

/// Renders a `FunctionConfiguration`. The ARN carries `qualifier`; `version` is what `Version` says.
pub(crate) fn configuration(
    world: &World,
    name: &str,
    row: &Configuration,
    version: &str,
    qualifier: Option<&str>,
    show: Option<Life>,
) -> Value {
    let zip = matches!(row.code.place, Place::Zip(_));
    let mut out = Map::new();
    let mut set = |member: &str, value: Value| out.insert(member.to_owned(), value);
    set("FunctionName", name.into());
    set("FunctionArn", arn(world, name, qualifier).into());
    if let Some(runtime) = &row.runtime {
        set("Runtime", runtime.clone().into());
    }
    set("Role", row.role.clone().into());
    if let Some(handler) = &row.handler {
        set("Handler", handler.clone().into());
    }
    set("CodeSize", row.code.size.into());
    set("Description", row.description.clone().into());
    set("Timeout", row.timeout.into());
    set("MemorySize", row.memory.into());
    set("LastModified", time(row.modified_ms).into());
    set("CodeSha256", row.code.sha256.clone().into());
    set("Version", version.into());
    if let Some(environment) = &row.environment {
        set("Environment", json!({ "Variables": environment }));
    }
    set("TracingConfig", json!({ "Mode": row.tracing }));
    set("RevisionId", row.revision.clone().into());
    set("PackageType", if zip { "Zip" } else { "Image" }.into());
    set("Architectures", row.architectures.clone().into());
    set("EphemeralStorage", json!({ "Size": row.ephemeral }));
    set(
        "SnapStart",
        json!({ "ApplyOn": row.snap_start, "OptimizationStatus": optimisation(row, version) }),
    );
    set("LoggingConfig", logging(row));
    if !row.layers.is_empty() {
        let layers = row.layers.iter();
        let layers = layers.map(|layer| json!({ "Arn": layer.arn, "CodeSize": layer.size }));
        set("Layers", layers.collect());
    }
    for (member, value) in &row.optional {
        set(member, value.clone());
    }
    if let Some(life) = show {
        states(&mut out, life);
        if zip {
            out.insert("RuntimeVersionConfig".to_owned(), runtime_version(world, row));
        }
    }
    Value::Object(out)
}

fn optimisation(row: &Configuration, version: &str) -> &'static str {
    if row.snap_start == "PublishedVersions" && version != "$LATEST" { "On" } else { "Off" }
}

fn runtime_version(world: &World, row: &Configuration) -> Value {
    use sha2::Digest as _;
    let digest = hex::encode(sha2::Sha256::digest(row.runtime.as_deref().unwrap_or_default()));
    json!({ "RuntimeVersionArn": format!("arn:aws:lambda:{}::runtime:{digest}", world.settings().region) })
}

fn states(out: &mut Map<String, Value>, life: Life) {
    let mut set = |member: &str, value: &str| out.insert(member.to_owned(), value.into());
    match life.state {
        State::Pending => {
            set("State", "Pending");
            set("StateReason", "The function is being created.");
            set("StateReasonCode", "Creating");
        }
        State::Active => {
            set("State", "Active");
        }
    }
    match life.update {
        Some(Update::InProgress) => {
            set("LastUpdateStatus", "InProgress");
            set("LastUpdateStatusReason", "The function is being created.");
            set("LastUpdateStatusReasonCode", "Creating");
        }
        Some(Update::Successful) => {
            set("LastUpdateStatus", "Successful");
        }
        None => {}
    }
}

fn logging(row: &Configuration) -> Value {
    let logging = &row.logging;
    if logging.json {
        return json!({
            "LogFormat": "JSON", "ApplicationLogLevel": logging.application,
            "SystemLogLevel": logging.system, "LogGroup": logging.group,
        });
    }
    json!({ "LogFormat": "Text", "LogGroup": logging.group })
}

/// Renders `$LATEST`, unqualified or as a list of all versions shows it.
pub(crate) fn latest(world: &World, name: &str, qualifier: Option<&str>, show: Show) -> Value {
    let Some(function) = world.lambda.functions.get(name) else { return Value::Null };
    let life = Life { state: function.state, update: function.update };
    let life = (show == Show::Whole).then_some(life);
    configuration(world, name, &function.latest, "$LATEST", qualifier, life)
}

/// Renders a published version; the ARN carries `qualifier`, an alias or the number.
pub(crate) fn version(
    world: &World,
    name: &str,
    number: u64,
    qualifier: &str,
    show: Show,
) -> Value {
    let Some(row) = world.lambda.versions.get(&super::model::version_key(name, number)) else {
        return Value::Null;
    };
    let life = if world.now_ms() >= row.ready_ms {
        Life { state: State::Active, update: Some(Update::Successful) }
    } else {
        Life { state: State::Pending, update: None }
    };
    let life = (show == Show::Whole).then_some(life);
    configuration(world, name, &row.configuration, &number.to_string(), Some(qualifier), life)
}

/// Renders an alias.
pub(crate) fn alias(world: &World, function: &str, row: &Alias) -> Value {
    let mut out = json!({
        "AliasArn": arn(world, function, Some(&row.name)),
        "Name": row.name,
        "FunctionVersion": row.version,
        "Description": row.description,
    });
    if let Some((version, weight)) = row.routing() {
        put(&mut out, "RoutingConfig", json!({ "AdditionalVersionWeights": { version: weight } }));
    }
    put(&mut out, "RevisionId", row.revision.clone().into());
    out
}

/// Adds a member to an object.
pub(crate) fn put(object: &mut Value, member: &str, value: Value) {
    if let Some(members) = object.as_object_mut() {
        members.insert(member.to_owned(), value);
    }
}

/// Writes a time as Lambda's strings do.
pub(crate) fn time(ms: u64) -> String {
    let stamp = i64::try_from(ms).ok().and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok());
    stamp.unwrap_or_default().strftime("%Y-%m-%dT%H:%M:%S.%3f+0000").to_string()
}
