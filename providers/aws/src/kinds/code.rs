//! Packed code on its way: sent along with a call, or put into a bucket first when it is too large for that.
use crate::attempt::{Done, Outcome, Writer};
use crate::errors::Failure;
use crate::signed::S3Call;
use cutover_schemas::value::Value;

/// Where code has been put.
pub(super) struct Source<'a> {
    pub(super) bucket: &'a str,
    pub(super) key: &'a str,
}

/// Where the code of this call has been put, if it isn't sent along.
pub(super) fn source<'a>(w: &Writer<'a>) -> Result<Option<Source<'a>>, Failure> {
    let Some(url) = w.call.desired.get("source").and_then(Value::as_text) else { return Ok(None) };
    let place = url.strip_prefix("s3://").and_then(|place| place.split_once('/'));
    let (bucket, key) =
        place.ok_or_else(|| Failure::internal(format!("`{url}` names no object")))?;
    Ok(Some(Source { bucket, key }))
}

/// Puts it there. S3 compares what arrives with the digest; the key holds the digest too, so that doing it again
/// changes nothing.
pub(crate) async fn put(w: &Writer<'_>) -> Outcome {
    let missing = || Failure::internal("nothing says where the code goes");
    let Source { bucket, key } = source(w)?.ok_or_else(missing)?;
    let call = S3Call::object("PUT", bucket, key)
        .header("x-amz-checksum-sha256", w.text("code")?)
        .large("application/zip", w.body()?);
    w.clients.signed.s3_text(call).await?;
    Ok(Done::default())
}

/// Insists that what the service took out of the bucket is what was put there. Functions need no such look: a version
/// of theirs is published by its digest only.
pub(super) fn same(w: &Writer<'_>, taken: Option<&str>) -> Result<(), Failure> {
    let wanted = w.text("code")?;
    match taken {
        Some(taken) if taken != wanted && source(w)?.is_some() => Err(Failure::refused(
            409,
            "CodeMismatch",
            "somebody has changed the code in the bucket of artifacts before it was used",
        )),
        _ => Ok(()),
    }
}
