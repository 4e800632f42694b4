//! Kinesis data streams. A stream changes in one way at a time, and whoever calls waits until it is active again.
use super::{attrs, seen, text};
use crate::attempt::{Done, Outcome, Writer};
use crate::catalogue::UNFINISHED;
use crate::clients::Clients;
use crate::errors::Failure;
use crate::names::stream_arn;
use crate::observation::{Observation, key};
use crate::signed::JsonService;
use crate::tags::{self, Tags};
use cutover_cloud::ProbeAnswer;
use cutover_schemas::graph::Wanted;
use cutover_schemas::kinds::KindName;
use cutover_schemas::kinds::stream::Stream;
use cutover_schemas::snapshot::Sight;
use cutover_schemas::value::{Attrs, Value};
use serde_json::{Value as Json, json};

pub(crate) const KINESIS: JsonService =
    JsonService { name: "kinesis", target: "Kinesis_20131202", version: "1.1" };

/// Retention counts hours.
const HOUR: i64 = 3_600;

pub(crate) async fn observe(o: &Observation<'_>, wanted: &Wanted) -> Result<Sight, Failure> {
    let Some(name) = key(wanted, "name") else {
        return Ok(Sight::Absent);
    };
    if o.bulk() {
        let there = o.streams().await?.contains(name);
        return Ok(if there { Sight::Listed } else { Sight::Absent });
    }
    let arn = stream_arn(o.identity, name);
    let (told, tags) =
        futures_util::future::join(summary(o.reads, name), tags_of(o.reads, name)).await;
    let (told, tags) = (told?, tags?);
    let mut live = read(&told);
    live.insert("arn".into(), Value::text(arn));
    live.insert("tags".into(), tags::value(&tags));
    Ok(seen(KindName::Stream, live, None, tags::ownership(o.identity, &tags)))
}

fn read(told: &Json) -> Attrs {
    let mode = word(told, "/StreamModeDetails/StreamMode").unwrap_or("PROVISIONED");
    // How many shards a stream on demand has is its own business.
    let paid = number(told, "/OpenShardCount").filter(|_| mode == "PROVISIONED");
    let hours = number(told, "/RetentionPeriodHours");
    attrs([
        ("name", text(word(told, "/StreamName"))),
        ("mode", Value::text(mode)),
        ("shards", paid.map_or(Value::Null, Value::Int)),
        ("retention", hours.map_or(Value::Null, |hours| Value::Int(hours * HOUR))),
        ("encryption_key", text(word(told, "/KeyId"))),
    ])
}

/// The tags of a stream, page by page: each goes on behind the last key of the one before.
async fn tags_of(clients: &Clients, name: &str) -> Result<Tags, Failure> {
    let (mut found, mut members) = (Tags::new(), json!({ "StreamName": name }));
    loop {
        let page = clients.signed.json(KINESIS, "ListTagsForStream", &members).await?;
        let tags = page.get("Tags").and_then(Json::as_array).into_iter().flatten();
        let pairs: Vec<_> =
            tags.filter_map(|tag| Some((word(tag, "/Key")?, word(tag, "/Value")?))).collect();
        found.extend(tags::from_pairs(pairs.iter().copied()));
        let more = page.get("HasMoreTags").and_then(Json::as_bool) == Some(true);
        let Some((last, _)) = pairs.last().filter(|_| more) else { return Ok(found) };
        members = json!({ "StreamName": name, "ExclusiveStartTagKey": last });
    }
}

async fn summary(clients: &Clients, name: &str) -> Result<Json, Failure> {
    let members = json!({ "StreamName": name });
    let mut told = clients.signed.json(KINESIS, "DescribeStreamSummary", &members).await?;
    Ok(told.get_mut("StreamDescriptionSummary").map(Json::take).unwrap_or_default())
}

/// A text in an answer.
fn word<'a>(told: &'a Json, path: &str) -> Option<&'a str> {
    told.pointer(path)?.as_str()
}

/// A whole number in an answer.
fn number(told: &Json, path: &str) -> Option<i64> {
    told.pointer(path)?.as_i64()
}

/// Whether it is active again.
pub(crate) async fn settled(reads: &Clients, name: &str) -> Result<ProbeAnswer, Failure> {
    Ok(match word(&summary(reads, name).await?, "/StreamStatus") {
        Some("ACTIVE") => ProbeAnswer::Ready { outputs: Attrs::new(), revision: None },
        _ => ProbeAnswer::Pending,
    })
}

async fn call(w: &Writer<'_>, operation: &str, members: &Json) -> Outcome {
    w.clients.signed.json(KINESIS, operation, members).await?;
    Ok(Done::default())
}

fn arn(w: &Writer<'_>) -> Result<String, Failure> {
    Ok(stream_arn(w.identity, w.text("name")?))
}

pub(crate) async fn create(w: &Writer<'_>) -> Outcome {
    let wanted: Stream = w.typed()?;
    let mut members = json!({
        "StreamName": wanted.name,
        "StreamModeDetails": { "StreamMode": wanted.mode },
        "Tags": tags::read(w.call.desired),
    });
    if let (Some(shards), Some(members)) = (wanted.shards, members.as_object_mut()) {
        members.insert("ShardCount".into(), shards.into());
    }
    call(w, "CreateStream", &members).await?;
    Ok(Done::texts([("arn", Some(&arn(w)?))]))
}

pub(crate) async fn set_mode(w: &Writer<'_>) -> Outcome {
    let mode = json!({ "StreamMode": w.text("mode")? });
    let members = json!({ "StreamARN": arn(w)?, "StreamModeDetails": mode });
    call(w, "UpdateStreamMode", &members).await
}

/// One step at a time: a stream can't more than double, nor less than halve (API reference, `UpdateShardCount`).
pub(crate) async fn set_shards(w: &Writer<'_>) -> Outcome {
    let (name, wanted) = (w.text("name")?, w.int("shards")?);
    let present = number(&summary(w.clients, name).await?, "/OpenShardCount").unwrap_or(wanted);
    if present == wanted {
        return Ok(Done::default());
    }
    let next = wanted.clamp((present + 1) / 2, present * 2);
    let members = json!({
        "StreamName": name, "TargetShardCount": next, "ScalingType": "UNIFORM_SCALING",
    });
    call(w, "UpdateShardCount", &members).await?;
    if next == wanted {
        return Ok(Done::default());
    }
    Err(Failure::refused(400, UNFINISHED, &format!("{next} of {wanted} shards")))
}

pub(crate) async fn set_retention(w: &Writer<'_>) -> Outcome {
    let (name, hours) = (w.text("name")?, w.int("retention")? / HOUR);
    let present = number(&summary(w.clients, name).await?, "/RetentionPeriodHours").unwrap_or(24);
    let operation = match hours {
        same if same == present => return Ok(Done::default()),
        more if more > present => "IncreaseStreamRetentionPeriod",
        _ => "DecreaseStreamRetentionPeriod",
    };
    call(w, operation, &json!({ "StreamName": name, "RetentionPeriodHours": hours })).await
}

pub(crate) async fn encrypt(w: &Writer<'_>) -> Outcome {
    let members = json!({
        "StreamName": w.text("name")?, "EncryptionType": "KMS", "KeyId": w.text("encryption_key")?,
    });
    call(w, "StartStreamEncryption", &members).await
}

/// Kinesis wants to hear which key it is that it has.
pub(crate) async fn stop_encrypting(w: &Writer<'_>) -> Outcome {
    let name = w.text("name")?;
    let told = summary(w.clients, name).await?;
    let Some(key) = word(&told, "/KeyId") else {
        return Ok(Done::default());
    };
    let members = json!({ "StreamName": name, "EncryptionType": "KMS", "KeyId": key });
    call(w, "StopStreamEncryption", &members).await
}

pub(crate) async fn tag(w: &Writer<'_>) -> Outcome {
    let tags = tags::to_write(w.call.desired, w.call.live, w.call.paths);
    call(w, "AddTagsToStream", &json!({ "StreamName": w.text("name")?, "Tags": tags })).await
}

pub(crate) async fn untag(w: &Writer<'_>) -> Outcome {
    let keys = tags::to_remove(w.call.desired, w.call.live, w.call.paths);
    call(w, "RemoveTagsFromStream", &json!({ "StreamName": w.text("name")?, "TagKeys": keys }))
        .await
}

/// Deletes it, and goes on until it is gone: until then its name can't be taken again.
pub(crate) async fn delete(w: &Writer<'_>) -> Outcome {
    let name = w.text("name")?;
    if word(&summary(w.clients, name).await?, "/StreamStatus") != Some("DELETING") {
        let members = json!({ "StreamName": name, "EnforceConsumerDeletion": true });
        call(w, "DeleteStream", &members).await?;
    }
    // In Kinesis' own words for it: whoever asks again waits a little longer each time.
    Err(Failure::refused(400, "ResourceInUseException", "the stream is being deleted"))
}
