//! Lambda functions: what `$LATEST` is made of.
use super::{attrs, int, seen, text, texts};
use crate::attempt::{Done, Outcome, Writer, narrow};
use crate::errors::{Failure, Refusal};
use crate::names::function_arn;
use crate::observation::{Observation, key};
use crate::tags::{self, Tags};
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::{
    ApplicationLogLevel, Architecture, Concurrency, Environment, EphemeralStorage, FunctionCode,
    FunctionConfiguration, LastUpdateStatus, LogFormat, LoggingConfig, Runtime, State,
    SystemLogLevel,
};
use cutover_schemas::graph::Wanted;
use cutover_schemas::kinds::KindName;
use cutover_schemas::kinds::function::Function;
use cutover_schemas::snapshot::Sight;
use cutover_schemas::value::{Attrs, Value};

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
    let tags = tags::from_map(answer.tags());
    let mut live = read(configuration, &tags)?;
    let reserved = answer.concurrency().and_then(Concurrency::reserved_concurrent_executions);
    live.insert("reserved".into(), int(reserved));
    let ownership = tags::ownership(o.identity, &tags);
    // While something is in progress the revision is about to move: it guards nothing.
    let revision = configuration.revision_id().filter(|_| settled(configuration));
    Ok(seen(KindName::Function, live, revision, ownership))
}

/// Whether the last creation or update is over, one way or the other.
fn settled(found: &FunctionConfiguration) -> bool {
    let creating = found.state().is_some_and(|state| *state == State::Pending);
    let updating =
        found.last_update_status().is_some_and(|status| *status == LastUpdateStatus::InProgress);
    !creating && !updating
}

fn read(found: &FunctionConfiguration, tags: &Tags) -> Result<Attrs, Failure> {
    let environment = found.environment();
    // Variables under a key that the caller may not use: nothing can be compared then.
    if let Some(error) = environment.and_then(|found| found.error()) {
        return Err(Failure::Refused(Refusal {
            status: 403,
            code: "AccessDeniedException".into(),
            message: format!(
                "the environment can't be decrypted (not authorized to perform: kms:Decrypt): {}",
                error.message().unwrap_or_default()
            ),
            after_ms: None,
        }));
    }
    let variables = environment.and_then(|found| found.variables()).into_iter().flatten();
    let variables = variables.map(|(name, value)| (name.clone(), Value::text(value))).collect();
    let logging = found.logging_config();
    let arn = found.function_arn();
    Ok(attrs([
        ("name", text(found.function_name())),
        ("description", text(found.description())),
        ("runtime", text(found.runtime().map(Runtime::as_str))),
        ("handler", text(found.handler())),
        ("architecture", text(found.architectures().first().map(Architecture::as_str))),
        ("memory", int(found.memory_size())),
        ("timeout", int(found.timeout())),
        ("storage", int(found.ephemeral_storage().map(EphemeralStorage::size))),
        ("environment", Value::Map(variables)),
        ("layers", texts(found.layers().iter().filter_map(|layer| layer.arn()))),
        ("role", text(found.role())),
        ("log_group", text(logging.and_then(|set| set.log_group()))),
        ("log_format", text(logging.and_then(|set| set.log_format()).map(LogFormat::as_str))),
        (
            "log_level",
            text(
                logging
                    .and_then(|set| set.application_log_level())
                    .map(ApplicationLogLevel::as_str),
            ),
        ),
        (
            "system_log_level",
            text(logging.and_then(|set| set.system_log_level()).map(SystemLogLevel::as_str)),
        ),
        ("code", text(found.code_sha256())),
        ("tags", tags::value(tags)),
        ("unqualified_arn", text(arn)),
    ]))
}

pub(crate) async fn create(w: &Writer<'_>) -> Outcome {
    let function: Function = w.typed()?;
    let code = FunctionCode::builder().zip_file(Blob::new(w.body()?)).build();
    let made = w
        .clients
        .lambda
        .create_function()
        .function_name(&function.name)
        .runtime(function.runtime.as_str().into())
        .role(&function.role.0)
        .handler(&function.handler)
        .code(code)
        .description(&function.description)
        .timeout(narrow(function.timeout.0)?)
        .memory_size(narrow(function.memory)?)
        .architectures(function.architecture.as_str().into())
        .ephemeral_storage(storage(&function)?)
        .environment(environment(&function))
        .set_layers(Some(layers(&function)))
        .logging_config(logging(&function))
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
    let mut call = w.clients.lambda.update_function_configuration();
    call = call.function_name(&function.name).set_revision_id(w.revision());
    if w.changes("description") {
        call = call.description(&function.description);
    }
    if w.changes("runtime") {
        call = call.runtime(function.runtime.as_str().into());
    }
    if w.changes("handler") {
        call = call.handler(&function.handler);
    }
    if w.changes("memory") {
        call = call.memory_size(narrow(function.memory)?);
    }
    if w.changes("timeout") {
        call = call.timeout(narrow(function.timeout.0)?);
    }
    if w.changes("storage") {
        call = call.ephemeral_storage(storage(&function)?);
    }
    if w.changes("environment") {
        call = call.environment(environment(&function));
    }
    if w.changes("layers") {
        call = call.set_layers(Some(layers(&function)));
    }
    if w.changes("role") {
        call = call.role(&function.role.0);
    }
    let logs = ["log_group", "log_format", "log_level", "system_log_level"];
    if logs.iter().any(|name| w.changes(name)) {
        call = call.logging_config(logging(&function));
    }
    let made = call.send().await?;
    Ok(Done::default().revised(made.revision_id()))
}

pub(crate) async fn upload(w: &Writer<'_>) -> Outcome {
    let function: Function = w.typed()?;
    let call = w.clients.lambda.update_function_code().function_name(&function.name);
    let made = call
        .zip_file(Blob::new(w.body()?))
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

fn storage(function: &Function) -> Result<EphemeralStorage, Failure> {
    let built = EphemeralStorage::builder().size(narrow(function.storage)?).build();
    built.map_err(|error| Failure::internal(error.to_string()))
}

fn environment(function: &Function) -> Environment {
    let variables = function.environment.clone().into_iter().collect();
    Environment::builder().set_variables(Some(variables)).build()
}

fn layers(function: &Function) -> Vec<String> {
    function.layers.iter().map(|layer| layer.0.clone()).collect()
}

/// Levels exist for JSON only; Lambda refuses them for text.
fn logging(function: &Function) -> LoggingConfig {
    let mut logging = LoggingConfig::builder()
        .log_format(function.log_format.as_str().into())
        .log_group(&function.log_group);
    if function.log_format == "JSON" {
        logging = logging
            .set_application_log_level(function.log_level.as_deref().map(Into::into))
            .set_system_log_level(function.system_log_level.as_deref().map(Into::into));
    }
    logging.build()
}
