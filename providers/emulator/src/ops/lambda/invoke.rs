//! Invoke: which version runs, and what its worker is told. Running it is the runtime's.

use std::sync::Arc;

use bytes::Bytes;

use super::events::{self, Accepted};
use super::faults::{conflict, other};
use super::model::{Configuration, Place, State, version_key};
use super::reference::{self, Target};
use super::{concurrency, configure, draw};
use crate::ops::sts::worker;
use crate::ops::{Caller, Effect, Fault, Input, Reply};
use crate::runtime::workers::{Call, LogFormat, Spec};
use crate::world::World;

/// The largest event of a synchronous invocation.
const LARGEST: usize = 6_291_456;
/// The largest event of an asynchronous one.
const LARGEST_EVENT: usize = 1_048_576;
/// Why a call beyond a function's reservation is refused.
pub(crate) const RESERVED: &str = "ReservedFunctionConcurrentInvocationLimitExceeded";
/// Why a call beyond the account's concurrency is refused.
pub(crate) const ACCOUNT: &str = "ConcurrentInvocationLimitExceeded";

/// One run of one version of a function, ready to be carried out.
#[derive(Debug, Clone)]
pub(crate) struct Invocation {
    pub(crate) function: String,
    /// The version that was drawn: `$LATEST` or a number.
    pub(crate) version: String,
    /// What the caller named: an alias, a version, or nothing.
    pub(crate) qualifier: Option<String>,
    pub(crate) spec: Arc<Spec>,
    pub(crate) call: Call,
    /// Whether the caller wants the last 4 KB of the log.
    pub(crate) tail: bool,
    /// The function's reserved concurrency.
    pub(crate) reserved: Option<u32>,
    /// What the account leaves to functions without a reservation.
    pub(crate) unreserved: u32,
}

impl Invocation {
    /// Whether the caller addressed an alias: only then metrics tell the executed version.
    pub(crate) fn by_alias(&self) -> bool {
        self.qualifier.as_deref().is_some_and(|qualifier| qualifier != self.version)
    }
}

pub(super) fn invoke(world: &mut World, caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let named = reference::read(world, input)?;
    let kind = input.text("InvocationType").unwrap_or("RequestResponse");
    configure::one_of("invocationType", kind, &["Event", "RequestResponse", "DryRun"])?;
    let tail = input.text("LogType").unwrap_or("None");
    configure::one_of("logType", tail, &["None", "Tail"])?;
    let payload = event(&input.payload, kind == "Event")?;
    let client_context = client_context(input)?;
    let qualifier = named.qualifier.as_deref();
    if kind == "Event" {
        let accepted = Accepted {
            function: &named.name,
            qualifier,
            payload: String::from_utf8_lossy(&payload).into_owned(),
            client_context,
            request_id: Some(caller.request_id.clone()),
        };
        events::accept(world, accepted)?;
        let payload = Some(Bytes::new());
        return Ok(Reply { status: Some(202), payload, ..Reply::empty() });
    }
    let mut invocation = prepare(world, &named.name, qualifier, payload, &caller.request_id)?;
    if kind == "DryRun" {
        return Ok(Reply { status: Some(204), ..Reply::empty() });
    }
    invocation.tail = tail == "Tail";
    invocation.call.client_context = client_context;
    Ok(Reply::effect(Effect::Invoke(Box::new(invocation))))
}

fn event(payload: &Bytes, asynchronous: bool) -> Result<Bytes, Fault> {
    let largest = if asynchronous { LARGEST_EVENT } else { LARGEST };
    if payload.len() > largest {
        let text = format!(
            "Request must be smaller than {largest} bytes for the InvokeFunction operation"
        );
        return Err(other(413, "RequestTooLargeException", text));
    }
    if payload.is_empty() {
        return Ok(Bytes::from_static(b"{}"));
    }
    match serde_json::from_slice::<serde::de::IgnoredAny>(payload) {
        Ok(_) => Ok(payload.clone()),
        Err(error) => {
            let text = format!("Could not parse request body into json: {error}");
            Err(other(400, "InvalidRequestContentException", text))
        }
    }
}

fn client_context(input: &Input) -> Result<Option<String>, Fault> {
    use base64::Engine as _;
    let Some(text) = input.text("ClientContext") else { return Ok(None) };
    let bytes = base64::engine::general_purpose::STANDARD.decode(text).ok();
    let decoded = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    let decoded =
        decoded.filter(|text| serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok());
    decoded.map(Some).ok_or_else(|| {
        other(
            400,
            "InvalidRequestContentException",
            "Client context must be a valid Base64-encoded JSON object.",
        )
    })
}

/// Draws the version and gathers what its worker needs.
pub(crate) fn prepare(
    world: &mut World,
    name: &str,
    qualifier: Option<&str>,
    payload: Bytes,
    request_id: &str,
) -> Result<Invocation, Fault> {
    let version = draw::draw(world, name, qualifier)?;
    ready(world, name, &version)?;
    let role = reference::configuration(world, name, &version)?.role.clone();
    worker::open(world, name, &role);
    let row = reference::configuration(world, name, &version)?;
    let spec = Arc::new(spec(world, name, &version, row)?);
    let reserved = world.lambda.functions.get(name).and_then(|function| function.reserved);
    let arn = reference::arn(world, name, qualifier);
    let id = world.random_text(32, "0123456789abcdef");
    let stream = stream(&spec, world.now_ms(), &id);
    Ok(Invocation {
        function: name.to_owned(),
        version,
        qualifier: qualifier.map(str::to_owned),
        spec,
        call: Call {
            request_id: request_id.to_owned(),
            payload,
            arn,
            client_context: None,
            stream,
        },
        tail: false,
        reserved,
        unreserved: concurrency::unreserved(world),
    })
}

/// Refuses to take an event for what is still being made. Which version will serve it is drawn later.
pub(super) fn settled(world: &World, name: &str, qualifier: Option<&str>) -> Result<(), Fault> {
    match reference::target(world, name, qualifier)? {
        Target::Latest => ready(world, name, "$LATEST"),
        Target::Version(number) => ready(world, name, &number.to_string()),
        Target::Alias(alias) => {
            let row = world.lambda.aliases.get(&format!("{name}/{alias}"));
            row.map_or(Ok(()), |row| ready(world, name, &row.version))
        }
    }
}

fn ready(world: &World, name: &str, version: &str) -> Result<(), Fault> {
    let pending = match version.parse() {
        Ok(number) => {
            let row = world.lambda.versions.get(&version_key(name, number));
            let row = row.filter(|row| row.ready_ms > world.now_ms());
            if row.is_some_and(|row| row.configuration.snap_start == "PublishedVersions") {
                let text =
                    "Lambda is initializing your function. It will be ready to invoke shortly.";
                return Err(other(409, "SnapStartNotReadyException", text));
            }
            row.is_some()
        }
        Err(_) => world
            .lambda
            .functions
            .get(name)
            .is_some_and(|function| function.state == State::Pending),
    };
    if pending {
        return Err(conflict(
            "The operation cannot be performed at this time. The function is currently in the following state: Pending",
        ));
    }
    Ok(())
}

/// What a worker of this version needs to know.
pub(crate) fn spec(
    world: &World,
    name: &str,
    version: &str,
    row: &Configuration,
) -> Result<Spec, Fault> {
    let Place::Zip(hash) = &row.code.place else {
        return Err(other(
            502,
            "InvalidRuntimeException",
            "the local cloud runs zip packages, not container images",
        ));
    };
    let code = world.blobs.get(hash).map(|blob| Arc::clone(&blob.0));
    let code =
        code.ok_or_else(|| other(502, "InvalidZipFileException", "the function's code is gone"))?;
    Ok(Spec {
        key: format!("{name}:{version}"),
        generation: row.revision.clone(),
        function: name.to_owned(),
        version: version.to_owned(),
        region: world.settings().region.clone(),
        account: world.settings().account.clone(),
        runtime: row.runtime.clone().unwrap_or_default(),
        handler: row.handler.clone().unwrap_or_default(),
        memory_mb: row.memory,
        timeout_ms: u64::from(row.timeout) * 1000,
        environment: row.environment.clone().unwrap_or_default(),
        log_group: row.logging.group.clone(),
        log_format: if row.logging.json { LogFormat::Json } else { LogFormat::Text },
        log_level: row.logging.json.then(|| row.logging.application.clone()),
        code_hash: hash.clone(),
        code,
        keys: worker::keys(world, name, &row.role),
        layers: layer_contents(world, row),
    })
}

/// The zips of a version's layers, in their order.
fn layer_contents(world: &World, row: &Configuration) -> Vec<(String, Arc<Vec<u8>>)> {
    let keys = row.layers.iter().filter_map(|layer| layer.content.as_ref());
    keys.filter_map(|key| Some((key.clone(), Arc::clone(&world.blobs.get(key)?.0)))).collect()
}

/// The log stream of a new worker of a version. A log group that isn't Lambda's own choice may be several functions':
/// there the function's name goes before the version
/// (<https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html>).
pub(crate) fn stream(spec: &Spec, now_ms: u64, id: &str) -> String {
    let Spec { function, version, log_group, .. } = spec;
    let own = *log_group == format!("/aws/lambda/{function}");
    let name = if own { "" } else { function };
    format!("{}/{name}[{version}]{id}", day(now_ms))
}

/// The day of a log stream's name.
fn day(ms: u64) -> String {
    let stamp = i64::try_from(ms).ok().and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok());
    stamp.unwrap_or_default().strftime("%Y/%m/%d").to_string()
}
