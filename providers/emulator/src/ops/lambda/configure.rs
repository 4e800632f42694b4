//! The configuration members of CreateFunction and UpdateFunctionConfiguration: checks and merging.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::faults::{constraint, invalid};
use super::model::{Configuration, Logging};
use super::{layers, role};
use crate::ops::{Fault, Input};
use crate::world::World;

/// Runtimes that new functions may use.
pub(super) const RUNTIMES: &[&str] = &[
    "nodejs24.x",
    "nodejs22.x",
    "nodejs20.x",
    "nodejs18.x",
    "nodejs16.x",
    "python3.14",
    "python3.13",
    "python3.12",
    "python3.11",
    "python3.10",
    "python3.9",
    "python3.8",
    "java25",
    "java21",
    "java17",
    "java11",
    "java8.al2",
    "dotnet10",
    "dotnet8",
    "dotnet6",
    "ruby4.0",
    "ruby3.4",
    "ruby3.3",
    "ruby3.2",
    "provided.al2023",
    "provided.al2",
];
/// Runtimes that AWS no longer takes.
pub(super) const RETIRED: &[&str] = &[
    "go1.x",
    "provided",
    "java8",
    "nodejs14.x",
    "nodejs12.x",
    "nodejs10.x",
    "nodejs8.10",
    "nodejs6.10",
    "nodejs4.3",
    "nodejs",
    "python3.7",
    "python3.6",
    "python2.7",
    "ruby2.7",
    "ruby2.5",
    "dotnetcore3.1",
    "dotnetcore2.1",
    "dotnetcore2.0",
    "dotnetcore1.0",
];
/// Environment names that belong to the platform.
const RESERVED: &[&str] = &[
    "_HANDLER",
    "_X_AMZN_TRACE_ID",
    "AWS_DEFAULT_REGION",
    "AWS_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_LAMBDA_RUNTIME_API",
    "LAMBDA_TASK_ROOT",
    "LAMBDA_RUNTIME_DIR",
];
const LEVELS: &[&str] = &["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];

/// Applies the members that are given to a configuration; those not given stay.
pub(crate) fn merge(
    world: &World,
    input: &Input,
    name: &str,
    row: &mut Configuration,
) -> Result<(), Fault> {
    scalars(input, row)?;
    if let Some(role) = input.text("Role") {
        role::check(world, role)?;
        role.clone_into(&mut row.role);
    }
    if let Some(environment) = input.get("Environment") {
        row.environment = Some(variables(&input.part(environment))?);
    }
    if let Some(logging) = input.get("LoggingConfig") {
        row.logging = log_settings(&input.part(logging), name, &row.logging)?;
    }
    if let Some(mode) = nested(input, "TracingConfig", "Mode") {
        one_of("tracingConfig.mode", mode, &["PassThrough", "Active"])?;
        mode.clone_into(&mut row.tracing);
    }
    if let Some(apply) = nested(input, "SnapStart", "ApplyOn") {
        one_of("snapStart.applyOn", apply, &["PublishedVersions", "None"])?;
        apply.clone_into(&mut row.snap_start);
    }
    storage(input, row)?;
    if row.snap_start == "PublishedVersions" {
        snap_start(row)?;
    }
    if input.has("Layers") {
        row.layers = layers::attach(world, &input.texts("Layers"), &row.layers)?;
    }
    optional(input, row)
}

/// What SnapStart goes with.
fn snap_start(row: &Configuration) -> Result<(), Fault> {
    let runtime = row.runtime.as_deref().unwrap_or_default();
    let number = |prefix: &str| -> Option<u32> {
        runtime.strip_prefix(prefix)?.split('.').next()?.parse().ok()
    };
    let fits = number("java").is_some_and(|number| number >= 11)
        || number("python3.").is_some_and(|number| number >= 12)
        || number("dotnet").is_some_and(|number| number >= 8);
    if !fits {
        return Err(invalid(format!(
            "{runtime} is not supported for SnapStart enabled functions."
        )));
    }
    if row.ephemeral > 512 {
        return Err(invalid(
            "SnapStart is not supported for functions with ephemeral storage larger than 512 MB.",
        ));
    }
    if row.optional.contains_key("FileSystemConfigs") {
        return Err(invalid("SnapStart is not supported for functions with EFS."));
    }
    Ok(())
}

fn storage(input: &Input, row: &mut Configuration) -> Result<(), Fault> {
    // Under its whole path, as the refusal tells it.
    let path = "ephemeralStorage.size";
    if let Some(size) = input.get("EphemeralStorage").and_then(|storage| storage.get("Size"))
        && let Some(size) = input.part(&json!({path: size})).integer_within(path, 512, 10_240)?
    {
        row.ephemeral = u32::try_from(size).unwrap_or(512);
    }
    Ok(())
}

fn scalars(input: &Input, row: &mut Configuration) -> Result<(), Fault> {
    if let Some(memory) = input.integer_within("MemorySize", 128, 10_240)? {
        row.memory = u32::try_from(memory).unwrap_or(128);
    }
    if let Some(timeout) = input.integer_within("Timeout", 1, 900)? {
        row.timeout = u32::try_from(timeout).unwrap_or(3);
    }
    input.length("Description", 0, 256)?;
    if let Some(description) = input.text("Description") {
        description.clone_into(&mut row.description);
    }
    input.length("Handler", 0, 128)?;
    if let Some(handler) = input.text("Handler") {
        if handler.is_empty() || handler.chars().any(char::is_whitespace) {
            return Err(constraint(
                "handler",
                handler,
                "Member must satisfy regular expression pattern: [^\\s]+",
            ));
        }
        row.handler = Some(handler.to_owned());
    }
    if let Some(name) = input.text("Runtime") {
        runtime(name)?;
        row.runtime = Some(name.to_owned());
    }
    Ok(())
}

fn runtime(name: &str) -> Result<(), Fault> {
    if RETIRED.contains(&name) {
        return Err(invalid(format!(
            "The runtime parameter of {name} is no longer supported for creating or updating AWS Lambda functions. \
             We recommend you use a supported runtime while creating or updating functions."
        )));
    }
    if RUNTIMES.contains(&name) {
        return Ok(());
    }
    Err(invalid(format!(
        "Value {name} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [{}] or be a valid ARN",
        RUNTIMES.join(", ")
    )))
}

fn nested<'a>(input: &'a Input, member: &str, inner: &str) -> Option<&'a str> {
    input.get(member)?.get(inner)?.as_str()
}

pub(crate) fn one_of(member: &str, value: &str, allowed: &[&str]) -> Result<(), Fault> {
    if allowed.contains(&value) {
        return Ok(());
    }
    let rule = format!("Member must satisfy enum value set: [{}]", allowed.join(", "));
    Err(constraint(member, value, &rule))
}

fn variables(environment: &Input) -> Result<BTreeMap<String, String>, Fault> {
    let variables = environment.text_map("Variables").unwrap_or_default();
    let valid = |key: &str| {
        let mut letters = key.chars();
        letters.next().is_some_and(|first| first.is_ascii_alphabetic())
            && key.len() > 1
            && letters.all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let refusal = "Lambda was unable to configure your environment variables because the environment variables you \
                   have provided";
    let reserved: Vec<&str> =
        variables.keys().map(String::as_str).filter(|key| RESERVED.contains(key)).collect();
    if !reserved.is_empty() {
        return Err(invalid(format!(
            "{refusal} contains reserved keys that are currently not supported for modification. Reserved keys used \
             in this request: {}",
            reserved.join(", ")
        )));
    }
    if variables.keys().any(|key| !valid(key)) {
        let keys: Vec<&str> = variables.keys().map(String::as_str).collect();
        return Err(constraint(
            "environment.variables",
            &format!("{{{}}}", keys.join(", ")),
            "Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]",
        ));
    }
    let text = json!(variables).to_string();
    if text.len() > 4096 {
        return Err(invalid(format!("{refusal} exceeded the 4KB limit. String measured: {text}")));
    }
    Ok(variables)
}

fn log_settings(input: &Input, name: &str, present: &Logging) -> Result<Logging, Fault> {
    let json = match input.text("LogFormat") {
        Some(format) => {
            one_of("loggingConfig.logFormat", format, &["JSON", "Text"])?;
            format == "JSON"
        }
        None => present.json,
    };
    let level = |member: &str, present: &str, allowed: &[&str]| -> Result<String, Fault> {
        match input.text(member) {
            None => Ok(present.to_owned()),
            Some(_) if !json => Err(invalid(
                "LogLevel is not supported when LogFormat is set to Text. Remove LogLevel from your request or change \
                 the LogFormat to JSON and try again.",
            )),
            Some(level) => one_of(member, level, allowed).map(|()| level.to_owned()),
        }
    };
    let group = input.text("LogGroup").unwrap_or(&present.group);
    let group = if group.is_empty() { format!("/aws/lambda/{name}") } else { group.to_owned() };
    Ok(Logging {
        application: if json {
            level("ApplicationLogLevel", &present.application, LEVELS)?
        } else {
            level("ApplicationLogLevel", "INFO", LEVELS)?
        },
        system: if json {
            level("SystemLogLevel", &present.system, &["DEBUG", "INFO", "WARN"])?
        } else {
            level("SystemLogLevel", "INFO", &["DEBUG", "INFO", "WARN"])?
        },
        json,
        group,
    })
}

/// The members that are shown only when set, each with its own way to be removed.
fn optional(input: &Input, row: &mut Configuration) -> Result<(), Fault> {
    if let Some(queue) = input.get("DeadLetterConfig") {
        let arn = queue.get("TargetArn").and_then(Value::as_str).unwrap_or_default();
        keep(row, "DeadLetterConfig", (!arn.is_empty()).then(|| json!({ "TargetArn": arn })));
    }
    if let Some(key) = input.text("KMSKeyArn") {
        keep(row, "KMSKeyArn", (!key.is_empty()).then(|| key.into()));
    }
    if let Some(systems) = input.get("FileSystemConfigs") {
        let some = systems.as_array().is_some_and(|list| !list.is_empty());
        keep(row, "FileSystemConfigs", some.then(|| systems.clone()));
    }
    if let Some(image) = input.get("ImageConfig") {
        let some = image.as_object().is_some_and(|members| !members.is_empty());
        keep(row, "ImageConfigResponse", some.then(|| json!({ "ImageConfig": image })));
    }
    if let Some(vpc) = input.get("VpcConfig") {
        let vpc = network(&input.part(vpc), row.optional.contains_key("VpcConfig"))?;
        keep(row, "VpcConfig", vpc);
    }
    Ok(())
}

fn network(input: &Input, was_set: bool) -> Result<Option<Value>, Fault> {
    let (subnets, groups) = (input.texts("SubnetIds"), input.texts("SecurityGroupIds"));
    if subnets.len() > 16 || groups.len() > 5 {
        return Err(invalid("A function takes at most 16 subnets and 5 security groups."));
    }
    if subnets.is_empty() != groups.is_empty() {
        return Err(invalid("SubnetIds and SecurityIds must coexist or be both empty list."));
    }
    if subnets.is_empty() && !was_set {
        return Ok(None);
    }
    Ok(Some(json!({
        "SubnetIds": subnets, "SecurityGroupIds": groups,
        "VpcId": if subnets.is_empty() { "" } else { "vpc-00000000000000000" },
        "Ipv6AllowedForDualStack": input.flag("Ipv6AllowedForDualStack").unwrap_or(false),
    })))
}

fn keep(row: &mut Configuration, member: &str, value: Option<Value>) {
    match value {
        Some(value) => row.optional.insert(member.to_owned(), value),
        None => row.optional.remove(member),
    };
}

/// Checks the architectures of a call and returns them.
pub(crate) fn architectures(input: &Input) -> Result<Option<Vec<String>>, Fault> {
    let given = input.texts("Architectures");
    match given.as_slice() {
        [] => Ok(None),
        [one] => {
            one_of("architectures", one, &["x86_64", "arm64"])?;
            Ok(Some(given))
        }
        _ => {
            let shown = format!("[{}]", given.join(", "));
            Err(constraint(
                "architectures",
                &shown,
                "Member must have length less than or equal to 1",
            ))
        }
    }
}
