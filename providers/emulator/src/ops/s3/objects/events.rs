//! What happened to an object, told to whom the bucket's notifications name.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html> and
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html>.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};

use crate::ops::Caller;
use crate::ops::delivery::{self, Parcel};
use crate::ops::s3::model::Version;
use crate::ops::s3::settings::notification::{self, Entry};
use crate::ops::s3::{arn, store, time};
use crate::world::World;

/// One thing that happened.
#[derive(Debug, Clone)]
pub(in crate::ops::s3) struct Deed {
    /// Without the `s3:` that configurations write before it.
    event: &'static str,
    /// EventBridge's word for the same.
    detail: &'static str,
    /// The operation, or what else did it.
    reason: &'static str,
    /// How an object went, where it did.
    deletion: Option<&'static str>,
    version: Version,
    requester: Option<Caller>,
}

impl Deed {
    /// An object was made, by `ObjectCreated:Put` or another of its kind.
    pub(in crate::ops::s3) fn made(
        event: &'static str,
        reason: &'static str,
        version: &Version,
        caller: &Caller,
    ) -> Deed {
        Deed {
            event,
            detail: "Object Created",
            reason,
            deletion: None,
            version: version.clone(),
            requester: Some(caller.clone()),
        }
    }

    /// A version is gone for good.
    pub(in crate::ops::s3) fn removed(version: &Version, caller: &Caller) -> Deed {
        Deed {
            event: "ObjectRemoved:Delete",
            detail: "Object Deleted",
            deletion: Some("Permanently Deleted"),
            ..Deed::made("", "DeleteObject", version, caller)
        }
    }

    /// An object is hidden behind a delete marker.
    pub(in crate::ops::s3) fn marked(marker: &Version, caller: &Caller) -> Deed {
        Deed {
            event: "ObjectRemoved:DeleteMarkerCreated",
            deletion: Some("Delete Marker Created"),
            ..Deed::removed(marker, caller)
        }
    }

    /// A lifecycle rule removed an object, or hid it behind a marker.
    pub(in crate::ops::s3) fn expired(version: &Version) -> Deed {
        let gone = version.content.is_some();
        Deed {
            event: if gone {
                "LifecycleExpiration:Delete"
            } else {
                "LifecycleExpiration:DeleteMarkerCreated"
            },
            detail: "Object Deleted",
            reason: "Lifecycle Expiration",
            deletion: Some(if gone { "Permanently Deleted" } else { "Delete Marker Created" }),
            version: version.clone(),
            requester: None,
        }
    }

    /// An object's tags were set or taken away.
    pub(in crate::ops::s3) fn tagged(is_set: bool, version: &Version, caller: &Caller) -> Deed {
        let (event, detail, reason) = if is_set {
            ("ObjectTagging:Put", "Object Tags Added", "PutObjectTagging")
        } else {
            ("ObjectTagging:Delete", "Object Tags Deleted", "DeleteObjectTagging")
        };
        Deed { detail, ..Deed::made(event, reason, version, caller) }
    }

    fn sequencer(&self) -> String {
        format!("00{:011X}{:05X}", self.version.modified_ms, self.version.sequence & 0xF_FFFF)
    }

    fn request_id(&self) -> String {
        let id = self.requester.as_ref().map_or("", |caller| caller.request_id.as_str());
        crate::wire::s3_request_id(id)
    }
}

/// Tells everyone the bucket's notifications name for this. That somebody cannot be told is nobody's error.
pub(in crate::ops::s3) fn tell(world: &mut World, deed: &Deed) {
    let bucket = &deed.version.bucket;
    let fitting: Vec<Entry> = notification::entries(world, bucket)
        .into_iter()
        .filter(|entry| entry.fits(deed.event, &deed.version.key))
        .collect();
    for entry in fitting {
        let body = json!({"Records": [record(world, deed, &entry.id)]}).to_string();
        let _ = delivery::deliver(world, &parcel(bucket, entry.target, body));
    }
    if notification::tells_bus(world, bucket) {
        let settings = world.settings();
        let bus =
            format!("arn:aws:events:{}:{}:event-bus/default", settings.region, settings.account);
        let body = event(world, deed).to_string();
        let _ = delivery::deliver(world, &parcel(bucket, bus, body));
    }
}

/// A parcel from a bucket.
pub(in crate::ops::s3) fn parcel(bucket: &str, target: String, body: String) -> Parcel {
    Parcel {
        principal: "s3.amazonaws.com",
        source_arn: arn(bucket),
        subject: Some("Amazon S3 Notification".to_owned()),
        target,
        body,
        ..Parcel::default()
    }
}

fn record(world: &World, deed: &Deed, configuration: &str) -> Value {
    let version = &deed.version;
    let owner = store::owner(world);
    let id = deed.request_id();
    json!({
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "awsRegion": world.settings().region,
        "eventTime": time::iso(world.now_ms()),
        "eventName": deed.event,
        "userIdentity": {"principalId": principal(deed)},
        "requestParameters": {"sourceIPAddress": "127.0.0.1"},
        "responseElements": {"x-amz-request-id": id, "x-amz-id-2": crate::wire::s3_host_id(&id)},
        "s3": {
            "s3SchemaVersion": "1.0",
            "configurationId": configuration,
            "bucket": {
                "name": version.bucket,
                "ownerIdentity": {"principalId": owner},
                "arn": arn(&version.bucket),
            },
            "object": object(world, deed),
        },
    })
}

fn principal(deed: &Deed) -> String {
    match &deed.requester {
        None => "s3.amazonaws.com".to_owned(),
        Some(caller) => format!("AWS:{}", caller.access_key.as_deref().unwrap_or("ANONYMOUS")),
    }
}

/// The object of a record: what is gone for good has neither size nor ETag.
fn object(world: &World, deed: &Deed) -> Value {
    let version = &deed.version;
    let mut object = Map::new();
    let mut put = |name: &str, value: Value| drop(object.insert(name.to_owned(), value));
    put("key", form_encoded(&version.key).into());
    if let Some(content) = version.content.as_ref().filter(|_| deed.deletion.is_none()) {
        put("size", content.size.into());
        put("eTag", content.etag.as_str().into());
    }
    if is_versioned(world, deed) {
        put("versionId", version.id.as_str().into());
    }
    put("sequencer", deed.sequencer().into());
    Value::Object(object)
}

fn is_versioned(world: &World, deed: &Deed) -> bool {
    let bucket = world.s3.buckets.get(&deed.version.bucket);
    super::describe::version_header(bucket, &deed.version).is_some()
}

/// The event as EventBridge carries it.
fn event(world: &mut World, deed: &Deed) -> Value {
    let id = world.uuid();
    let settings = world.settings();
    let version = &deed.version;
    let mut object = Map::new();
    let mut put = |name: &str, value: Value| drop(object.insert(name.to_owned(), value));
    put("key", version.key.as_str().into());
    if let Some(content) = version.content.as_ref().filter(|_| deed.deletion.is_none()) {
        put("size", content.size.into());
        put("etag", content.etag.as_str().into());
    }
    if is_versioned(world, deed) {
        put("version-id", version.id.as_str().into());
    }
    put("sequencer", deed.sequencer().into());
    let requester = match &deed.requester {
        Some(_) => settings.account.as_str(),
        None => "s3.amazonaws.com",
    };
    let mut detail = json!({
        "version": "0",
        "bucket": {"name": version.bucket},
        "object": object,
        "request-id": deed.request_id(),
        "requester": requester,
        "source-ip-address": "127.0.0.1",
        "reason": deed.reason,
    });
    if let (Some(kind), Some(members)) = (deed.deletion, detail.as_object_mut()) {
        members.insert("deletion-type".to_owned(), kind.into());
    }
    json!({
        "version": "0",
        "id": id,
        "detail-type": deed.detail,
        "source": "aws.s3",
        "account": settings.account,
        "time": time::iso(world.now_ms()).replace(".000Z", "Z"),
        "region": settings.region,
        "resources": [arn(&version.bucket)],
        "detail": detail,
    })
}

/// What stays as it is in a record's key.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'*')
    .remove(b'/')
    .remove(b'!')
    .remove(b'(')
    .remove(b')')
    .remove(b'\'')
    .remove(b' ');

/// A key as records carry it: encoded like a form.
fn form_encoded(key: &str) -> String {
    utf8_percent_encode(key, PLAIN).to_string().replace(' ', "+")
}

#[cfg(test)]
mod tests {
    use super::form_encoded;

    #[test]
    fn keys_of_records_are_encoded_like_forms() {
        assert_eq!(form_encoded("red flower/é+.jpg"), "red+flower/%C3%A9%2B.jpg");
    }
}
