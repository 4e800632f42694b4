//! Lambda functions: what `$LATEST` is made of.
mod read;
mod wire;

use super::{code, int, seen};
use crate::attempt::{Done, Outcome, Writer, narrow};
use crate::errors::Failure;
use crate::names::function_arn;
use crate::observation::{Observation, key};
use crate::tags;
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::{
    Concurrency, FunctionConfiguration, LastUpdateStatus, State, TagsError,
};
use cutover_schemas::graph::Wanted;
use cutover_schemas::kinds::KindName;
use cutover_schemas::kinds::function::Function;
use cutover_schemas::snapshot::Sight;

pub(crate) async fn observe(o: &Observation<'_>, wanted: &Wanted) -> Result<Sight, Failure> {
    let Some(name) = key(wanted, "name") else {
        return Ok(Sight::Absent);
    };
    if o.bulk() {
        let there = o.functions().await?.contains(name);
        return Ok(if there { Sight::Listed } else { Sight::Absent });
    }
    let answer = o.function(name).await?;
    let Some((answer, configuration)) =
        answer.as_ref().as_ref().and_then(|answer| Some((answer, answer.configuration()?)))
    else {
        return Ok(Sight::Absent);
    };
    if let Some(error) = answer.tags_error() {
        return Err(withheld(error));
    }
    let tags = tags::from_map(answer.tags());
    let image = answer.code().and_then(|code| code.image_uri());
    let mut live = read::live(configuration, image, &tags)?;
    let reserved = answer.concurrency().and_then(Concurrency::reserved_concurrent_executions);
    live.insert("reserved".into(), int(reserved));
    let ownership = tags::ownership(o.identity, &tags);
    // While something is in progress the revision is about to move: it guards nothing.
    let revision = configuration.revision_id().filter(|_| settled(configuration));
    Ok(seen(KindName::Function, live, revision, ownership))
}

/// Whose a function is stands in its tags: one that keeps them to itself can't be told from somebody else's.
fn withheld(error: &TagsError) -> Failure {
    Failure::refused(403, error.error_code(), error.message())
}

/// Whether the last creation or update is over, one way or the other.
fn settled(found: &FunctionConfiguration) -> bool {
    let creating = found.state().is_some_and(|state| *state == State::Pending);
    let updating =
        found.last_update_status().is_some_and(|status| *status == LastUpdateStatus::InProgress);
    !creating && !updating
}

pub(crate) async fn create(w: &Writer<'_>) -> Outcome {
    let function: Function = w.typed()?;
    let made = w
        .clients
        .lambda
        .create_function()
        .function_name(&function.name)
        .package_type(function.package_type.as_str().into())
        .set_runtime(function.runtime.as_deref().map(Into::into))
        .role(&function.role.0)
        .set_handler(function.handler.clone())
        .code(wire::code(w, &function)?)
        .description(&function.description)
        .timeout(narrow(function.timeout.0)?)
        .memory_size(narrow(function.memory)?)
        .architectures(function.architecture.as_str().into())
        .ephemeral_storage(wire::storage(&function)?)
        .environment(wire::environment(&function))
        .set_kms_key_arn(function.key.as_ref().map(|key| key.0.clone()))
        .set_layers(Some(wire::layers(&function)).filter(|layers| !layers.is_empty()))
        .set_vpc_config(Some(wire::network(&function)).filter(|_| !function.subnets.is_empty()))
        .tracing_config(wire::tracing(&function))
        .set_snap_start(Some(wire::snap_start(&function)).filter(|_| function.snap_start != "None"))
        .set_image_config(Some(wire::image(&function)).filter(|_| wire::is_told(&function)))
        .logging_config(wire::logging(&function))
        .set_tags(Some(tags::read(w.call.desired).into_iter().collect()))
        .send()
        .await?;
    let computed = function_arn(w.identity, &function.name);
    let arn = made.function_arn().unwrap_or(&computed);
    Ok(Done::texts([("unqualified_arn", Some(arn))]).revised(made.revision_id()))
}

/// Partial: what isn't sent stays. Taking something away is sending it empty.
pub(crate) async fn configure(w: &Writer<'_>) -> Outcome {
    let function: Function = w.typed()?;
    let any = |names: &[&str]| names.iter().any(|name| w.changes(name));
    let mut call = w.clients.lambda.update_function_configuration();
    call = call.function_name(&function.name).set_revision_id(w.revision());
    if w.changes("description") {
        call = call.description(&function.description);
    }
    if w.changes("runtime") {
        call = call.set_runtime(function.runtime.as_deref().map(Into::into));
    }
    if w.changes("handler") {
        call = call.set_handler(function.handler.clone());
    }
    if w.changes("memory") {
        call = call.memory_size(narrow(function.memory)?);
    }
    if w.changes("timeout") {
        call = call.timeout(narrow(function.timeout.0)?);
    }
    if w.changes("storage") {
        call = call.ephemeral_storage(wire::storage(&function)?);
    }
    // Under another key the variables are encrypted anew, so they go along.
    if any(&["environment", "key"]) {
        call = call.environment(wire::environment(&function));
    }
    if w.changes("key") {
        call = call.kms_key_arn(function.key.as_ref().map_or("", |key| &key.0));
    }
    if w.changes("layers") {
        call = call.set_layers(Some(wire::layers(&function)));
    }
    if w.changes("role") {
        call = call.role(&function.role.0);
    }
    if any(&["subnets", "security_groups"]) {
        call = call.vpc_config(wire::network(&function));
    }
    if w.changes("tracing") {
        call = call.tracing_config(wire::tracing(&function));
    }
    if w.changes("snap_start") {
        call = call.snap_start(wire::snap_start(&function));
    }
    if any(&["entry_point", "command", "workdir"]) {
        call = call.image_config(wire::image(&function));
    }
    if any(&["log_group", "log_format", "log_level", "system_log_level"]) {
        call = call.logging_config(wire::logging(&function));
    }
    let made = call.send().await?;
    Ok(Done::default().revised(made.revision_id()))
}

pub(crate) async fn upload(w: &Writer<'_>) -> Outcome {
    let function: Function = w.typed()?;
    let mut call = w.clients.lambda.update_function_code().function_name(&function.name);
    call = match &function.image {
        Some(image) => call.image_uri(image),
        None => match code::source(w)? {
            Some(source) => call.s3_bucket(source.bucket).s3_key(source.key),
            None => call.zip_file(Blob::new(w.body()?)),
        },
    };
    let made = call
        .architectures(function.architecture.as_str().into())
        .set_revision_id(w.revision())
        .send()
        .await?;
    Ok(Done::texts([("code", made.code_sha256())]).revised(made.revision_id()))
}

pub(crate) async fn reserve(w: &Writer<'_>) -> Outcome {
    let call = w.clients.lambda.put_function_concurrency().function_name(w.text("name")?);
    call.reserved_concurrent_executions(narrow(w.int("reserved")?)?).send().await?;
    Ok(Done::default())
}

pub(crate) async fn unreserve(w: &Writer<'_>) -> Outcome {
    w.clients.lambda.delete_function_concurrency().function_name(w.text("name")?).send().await?;
    Ok(Done::default())
}

pub(crate) async fn tag(w: &Writer<'_>) -> Outcome {
    let tags = tags::to_write(w.call.desired, w.call.live, w.call.paths);
    let call = w.clients.lambda.tag_resource().resource(arn(w)?);
    call.set_tags(Some(tags.into_iter().collect())).send().await?;
    Ok(Done::default())
}

pub(crate) async fn untag(w: &Writer<'_>) -> Outcome {
    let keys = tags::to_remove(w.call.desired, w.call.live, w.call.paths);
    let call = w.clients.lambda.untag_resource().resource(arn(w)?);
    call.set_tag_keys(Some(keys)).send().await?;
    Ok(Done::default())
}

pub(crate) async fn delete(w: &Writer<'_>) -> Outcome {
    w.clients.lambda.delete_function().function_name(w.text("name")?).send().await?;
    Ok(Done::default())
}

fn arn(w: &Writer<'_>) -> Result<String, Failure> {
    Ok(function_arn(w.identity, w.text("name")?))
}
