//! What a function is like, as `GetFunction` tells it.
use super::super::{attrs, int, text, texts};
use crate::errors::{Failure, Refusal};
use crate::tags::{self, Tags};
use aws_sdk_lambda::types::{
    ApplicationLogLevel, Architecture, EphemeralStorage, FunctionConfiguration, ImageConfig,
    LogFormat, PackageType, Runtime, SnapStartApplyOn, SystemLogLevel, TracingMode,
    VpcConfigResponse,
};
use cutover_schemas::value::{Attrs, Value};

/// Its attributes but for what is told outside its configuration. `image` is the image it was made of.
pub(super) fn live(
    found: &FunctionConfiguration,
    image: Option<&str>,
    tags: &Tags,
) -> Result<Attrs, Failure> {
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
    let network = found.vpc_config();
    let none = ImageConfig::builder().build();
    let told = found.image_config_response().and_then(|told| told.image_config()).unwrap_or(&none);
    let tracing = found.tracing_config().and_then(|tracing| tracing.mode());
    let snap_start = found.snap_start().and_then(|snap| snap.apply_on());
    let arn = found.function_arn();
    Ok(attrs([
        ("name", text(found.function_name())),
        ("description", text(found.description())),
        ("package_type", text(found.package_type().map(PackageType::as_str))),
        ("runtime", text(found.runtime().map(Runtime::as_str))),
        ("handler", text(found.handler())),
        ("architecture", text(found.architectures().first().map(Architecture::as_str))),
        ("memory", int(found.memory_size())),
        ("timeout", int(found.timeout())),
        ("storage", int(found.ephemeral_storage().map(EphemeralStorage::size))),
        ("environment", Value::Map(variables)),
        ("layers", texts(found.layers().iter().filter_map(|layer| layer.arn()))),
        ("role", text(found.role())),
        ("dead_letter", text(found.dead_letter_config().and_then(|to| to.target_arn()))),
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
        ("image", text(image)),
        ("entry_point", texts(told.entry_point().iter().map(String::as_str))),
        ("command", texts(told.command().iter().map(String::as_str))),
        ("workdir", text(told.working_directory())),
        ("subnets", texts(ids(network.map(VpcConfigResponse::subnet_ids)))),
        ("security_groups", texts(ids(network.map(VpcConfigResponse::security_group_ids)))),
        ("tracing", text(tracing.map(TracingMode::as_str))),
        ("snap_start", text(snap_start.map(SnapStartApplyOn::as_str))),
        ("key", text(found.kms_key_arn().filter(|key| !key.is_empty()))),
        ("tags", tags::value(tags)),
        ("unqualified_arn", text(arn)),
    ]))
}

fn ids(ids: Option<&[String]>) -> impl Iterator<Item = &str> {
    ids.unwrap_or_default().iter().map(String::as_str)
}
