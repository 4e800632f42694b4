//! The parts of a function between our attributes and the SDK's types.
use crate::attempt::{Writer, narrow};
use crate::errors::Failure;
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::{
    Environment, EphemeralStorage, FunctionCode, ImageConfig, LoggingConfig, SnapStart,
    TracingConfig, VpcConfig,
};
use cutover_schemas::kinds::function::Function;

/// The image that is named, or the zip that goes along.
pub(super) fn code(w: &Writer<'_>, function: &Function) -> Result<FunctionCode, Failure> {
    let code = FunctionCode::builder();
    Ok(match &function.image {
        Some(image) => code.image_uri(image).build(),
        None => match super::code::source(w)? {
            Some(source) => code.s3_bucket(source.bucket).s3_key(source.key).build(),
            None => code.zip_file(Blob::new(w.body()?)).build(),
        },
    })
}

/// No subnets and no groups take the function out of its VPC.
pub(super) fn network(function: &Function) -> VpcConfig {
    VpcConfig::builder()
        .set_subnet_ids(Some(function.subnets.iter().cloned().collect()))
        .set_security_group_ids(Some(function.security_groups.iter().cloned().collect()))
        .build()
}

pub(super) fn tracing(function: &Function) -> TracingConfig {
    TracingConfig::builder().mode(function.tracing.as_str().into()).build()
}

pub(super) fn snap_start(function: &Function) -> SnapStart {
    SnapStart::builder().apply_on(function.snap_start.as_str().into()).build()
}

/// Whether anything is told to the image.
pub(super) fn is_told(function: &Function) -> bool {
    !function.entry_point.is_empty() || !function.command.is_empty() || function.workdir.is_some()
}

/// What is not told, the image decides; told nothing, it decides all.
pub(super) fn image(function: &Function) -> ImageConfig {
    let list = |list: &[String]| Some(list.to_vec()).filter(|list| !list.is_empty());
    ImageConfig::builder()
        .set_entry_point(list(&function.entry_point))
        .set_command(list(&function.command))
        .set_working_directory(function.workdir.clone())
        .build()
}

pub(super) fn storage(function: &Function) -> Result<EphemeralStorage, Failure> {
    let built = EphemeralStorage::builder().size(narrow(function.storage)?).build();
    built.map_err(|error| Failure::internal(error.to_string()))
}

pub(super) fn environment(function: &Function) -> Environment {
    let variables = function.environment.clone().into_iter().collect();
    Environment::builder().set_variables(Some(variables)).build()
}

pub(super) fn layers(function: &Function) -> Vec<String> {
    function.layers.iter().map(|layer| layer.0.clone()).collect()
}

/// Levels exist for JSON only; Lambda refuses them for text.
pub(super) fn logging(function: &Function) -> LoggingConfig {
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
