//! Versions of layers. They have no tags: which content a version is stands in its description, as with functions.
use super::{attrs, code, seen, text, texts};
use crate::attempt::{Done, Outcome, Writer};
use crate::clients::Clients;
use crate::errors::Failure;
use crate::observation::{Observation, key};
use aws_sdk_lambda::operation::get_layer_version::GetLayerVersionOutput as Found;
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::{Architecture, LayerVersionContentInput, Runtime};
use cutover_schemas::graph::Wanted;
use cutover_schemas::kinds::KindName;
use cutover_schemas::kinds::layer_version::LayerVersion;
use cutover_schemas::snapshot::{Ownership, Sight};
use cutover_schemas::value::{Attrs, Value};
use sha2::{Digest as _, Sha256};

/// What a version's description begins with.
const MARK: &str = "cutover:";

/// Characters of the digest in it: enough that two contents of one layer never meet.
const KEPT: usize = 20;

pub(crate) async fn observe(o: &Observation<'_>, wanted: &Wanted) -> Result<Sight, Failure> {
    let Some(name) = key(wanted, "name") else {
        return Ok(Sight::Absent);
    };
    let known = key(wanted, "arn").map(str::to_owned);
    if o.bulk() {
        return Ok(if known.is_some() { Sight::Listed } else { Sight::Absent });
    }
    let arn = match known {
        Some(arn) => arn,
        None => match published(o.reads, name, &mark(&wanted.key)).await? {
            Some(arn) => arn,
            None => return Ok(Sight::Absent),
        },
    };
    let call = o.reads.lambda.get_layer_version().layer_name(name).version_number(number(&arn)?);
    let found = call.send().await?;
    let mut live = read(&found);
    live.insert("name".into(), Value::text(name));
    live.insert("arn".into(), Value::text(arn));
    Ok(seen(KindName::LayerVersion, live, None, Ownership::Parent))
}

/// The newest version with this mark.
async fn published(clients: &Clients, name: &str, mark: &str) -> Result<Option<String>, Failure> {
    let list = clients.lambda.list_layer_versions().layer_name(name);
    let mut versions = list.into_paginator().items().send();
    while let Some(version) = versions.next().await {
        let version = version?;
        if version.description().is_some_and(|words| words.starts_with(mark)) {
            return Ok(version.layer_version_arn);
        }
    }
    Ok(None)
}

fn read(found: &Found) -> Attrs {
    let words = found.description().unwrap_or_default();
    let plain = words.strip_prefix(MARK).and_then(|rest| rest.get(KEPT..));
    let plain = plain.map_or(words, |words| words.strip_prefix(' ').unwrap_or(words));
    let architectures = found.compatible_architectures().iter().map(Architecture::as_str);
    attrs([
        ("code", text(found.content().and_then(|content| content.code_sha256()))),
        ("description", Value::text(plain)),
        ("runtimes", texts(found.compatible_runtimes().iter().map(Runtime::as_str))),
        ("architectures", texts(architectures)),
        ("license", text(found.license_info().filter(|license| !license.is_empty()))),
    ])
}

/// The mark of a content: everything that makes a version another one.
fn mark(attrs: &Attrs) -> String {
    let mut hasher = Sha256::new();
    for name in ["code", "description", "runtimes", "architectures", "license"] {
        hasher.update(attrs.get(name).unwrap_or(&Value::Null).to_json().to_string());
        hasher.update([0]);
    }
    let digest: String = hex::encode(hasher.finalize()).chars().take(KEPT).collect();
    format!("{MARK}{digest}")
}

/// Looks first: publishing once more would make another version of the same content, and nobody would know of the first.
pub(crate) async fn publish(w: &Writer<'_>) -> Outcome {
    let wanted: LayerVersion = w.typed()?;
    let there = published(w.clients, &wanted.name, &mark(w.call.desired)).await;
    match there {
        Ok(Some(arn)) => return Ok(Done::texts([("arn", Some(&arn))])),
        Err(failure) if !failure.is_missing() => return Err(failure),
        _ => {}
    }
    let content = LayerVersionContentInput::builder();
    let content = match code::source(w)? {
        Some(source) => content.s3_bucket(source.bucket).s3_key(source.key).build(),
        None => content.zip_file(Blob::new(w.body()?)).build(),
    };
    let words = format!("{} {}", mark(w.call.desired), wanted.description);
    let runtimes = wanted.runtimes.iter().map(|runtime| Runtime::from(runtime.as_str()));
    let architectures = wanted.architectures.iter().map(|one| Architecture::from(one.as_str()));
    let call = w.clients.lambda.publish_layer_version().layer_name(wanted.name).content(content);
    let made = call
        .description(words.trim_end())
        .set_compatible_runtimes(Some(runtimes.collect()).filter(|all: &Vec<_>| !all.is_empty()))
        .set_compatible_architectures(
            Some(architectures.collect()).filter(|all: &Vec<_>| !all.is_empty()),
        )
        .set_license_info(wanted.license)
        .send()
        .await?;
    code::same(w, made.content().and_then(|content| content.code_sha256()))?;
    Ok(Done::texts([("arn", made.layer_version_arn())]))
}

/// Functions that use it keep what was in it.
pub(crate) async fn delete(w: &Writer<'_>) -> Outcome {
    let call = w.clients.lambda.delete_layer_version().layer_name(w.text("name")?);
    call.version_number(number(w.text("arn")?)?).send().await?;
    Ok(Done::default())
}

/// The number at the end of a version's ARN.
fn number(arn: &str) -> Result<i64, Failure> {
    let number = arn.rsplit(':').next().and_then(|number| number.parse().ok());
    number.ok_or_else(|| Failure::internal(format!("`{arn}` names no version")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_is_read_back_as_nothing_and_each_content_has_its_own() {
        let attrs = |words: &str| Attrs::from([("description".to_owned(), Value::text(words))]);
        assert_ne!(mark(&attrs("a")), mark(&attrs("b")));
        let read = |words: &str| {
            let found = Found::builder().description(words).build();
            read(&found).get("description").and_then(Value::as_text).map(str::to_owned)
        };
        assert_eq!(read(&format!("{} shared code", mark(&attrs("a")))).unwrap(), "shared code");
        assert_eq!(read(&mark(&attrs("a"))).unwrap(), "");
        assert_eq!(read("somebody's").unwrap(), "somebody's");
    }
}
