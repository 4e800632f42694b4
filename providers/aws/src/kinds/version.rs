//! Versions of a function: calls of a rollout. A version is found again by the digest in its
//! description.
use super::{attrs, text};
use crate::attempt::{Done, Outcome, Writer, narrow};
use crate::clients::invocation_timeouts;
use aws_sdk_lambda::primitives::Blob;
use cutover_schemas::value::Value;

/// What a version's description begins with.
const MARK: &str = "cutover:";

/// Bytes of an answer that are kept.
const KEPT: usize = 64 * 1024;

/// The description of the version with this digest.
pub(crate) fn description(digest: &str) -> String {
    format!("{MARK}{digest}")
}

/// The digest in a version's description.
pub(crate) fn digest(description: Option<&str>) -> Option<&str> {
    description?.strip_prefix(MARK)
}

/// Guarded twice: by the function's revision, and by the digest of the code that must be in it.
pub(crate) async fn publish(w: &Writer<'_>) -> Outcome {
    let call = w.clients.lambda.publish_version().function_name(w.text("function")?);
    let made = call
        .description(description(w.text("digest")?))
        .set_code_sha256(w.value("code").as_text().map(str::to_owned))
        .set_revision_id(w.revision())
        .send()
        .await?;
    let number = made.version().and_then(|version| version.parse().ok());
    let outputs = attrs([("version", number.map_or(Value::Null, Value::Int))]);
    Ok(Done { outputs, revision: made.revision_id().map(str::to_owned) })
}

pub(crate) async fn provision(w: &Writer<'_>) -> Outcome {
    let call = w.clients.lambda.put_provisioned_concurrency_config();
    let call = call.function_name(w.text("function")?).qualifier(w.int("version")?.to_string());
    call.provisioned_concurrent_executions(narrow(w.int("provisioned")?)?).send().await?;
    Ok(Done::default())
}

pub(crate) async fn release(w: &Writer<'_>) -> Outcome {
    let call = w.clients.lambda.delete_provisioned_concurrency_config();
    let call = call.function_name(w.text("function")?).qualifier(w.int("version")?.to_string());
    call.send().await?;
    Ok(Done::default())
}

pub(crate) async fn invoke(w: &Writer<'_>) -> Outcome {
    let call = w.clients.lambda.invoke().function_name(w.text("function")?);
    let call = call.qualifier(w.int("version")?.to_string()).payload(Blob::new(w.body()?));
    let patient = aws_sdk_lambda::config::Builder::new().timeout_config(invocation_timeouts());
    let answer = call.customize().config_override(patient).send().await?;
    let payload = answer.payload().map(AsRef::as_ref).unwrap_or_default();
    let kept = payload.get(..KEPT).unwrap_or(payload);
    let outputs = attrs([
        ("status", Value::Int(i64::from(answer.status_code()))),
        ("function_error", text(answer.function_error())),
        ("payload", Value::text(String::from_utf8_lossy(kept))),
    ]);
    Ok(Done { outputs, revision: None })
}
