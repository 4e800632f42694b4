//! A published message, and the forms in which endpoints get it.

use std::collections::BTreeMap;

use base64::Engine as _;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::{Subscription, arn};
use crate::world::World;

/// A published message.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Notice {
    pub(crate) id: String,
    /// What every protocol gets that has no text of its own.
    pub(crate) body: String,
    /// Texts of single protocols (`MessageStructure=json`).
    pub(crate) bodies: BTreeMap<String, String>,
    pub(crate) subject: Option<String>,
    pub(crate) attributes: BTreeMap<String, Value>,
    pub(crate) group: Option<String>,
    pub(crate) deduplication: Option<String>,
    /// The place in a FIFO topic.
    pub(crate) sequence: Option<String>,
    pub(crate) at_ms: u64,
}

impl Notice {
    /// The text for a protocol.
    pub(super) fn message(&self, protocol: &str) -> &str {
        self.bodies.get(protocol).unwrap_or(&self.body)
    }
}

/// What the endpoint of a subscription gets.
pub(super) fn body(world: &World, row: &Subscription, notice: &Notice) -> String {
    if row.is_raw() {
        return notice.message(&row.protocol).to_owned();
    }
    if row.protocol == "lambda" {
        return event(world, row, notice).to_string();
    }
    envelope(world, row, notice).to_string()
}

/// The event of a function.
fn event(world: &World, row: &Subscription, notice: &Notice) -> Value {
    let sns = json!({
        "Type": "Notification",
        "MessageId": notice.id,
        "TopicArn": arn(world, &row.topic),
        "Subject": notice.subject,
        "Message": notice.message(&row.protocol),
        "Timestamp": time(notice.at_ms),
        "SignatureVersion": version(world, row),
        "Signature": signature(notice),
        "SigningCertUrl": certificate(world),
        "UnsubscribeUrl": unsubscribe(world, row),
        "MessageAttributes": shown(notice),
    });
    json!({
        "Records": [{
            "EventSource": "aws:sns",
            "EventVersion": "1.0",
            "EventSubscriptionArn": row.arn,
            "Sns": sns,
        }],
    })
}

/// The envelope of a queue: members that are absent are left out.
pub(super) fn envelope(world: &World, row: &Subscription, notice: &Notice) -> Value {
    let mut out = Map::new();
    let mut put = |name: &str, value: Value| {
        out.insert(name.to_owned(), value);
    };
    put("Type", "Notification".into());
    put("MessageId", notice.id.clone().into());
    if let Some(sequence) = &notice.sequence {
        put("SequenceNumber", sequence.clone().into());
    }
    put("TopicArn", arn(world, &row.topic).into());
    if let Some(subject) = &notice.subject {
        put("Subject", subject.clone().into());
    }
    put("Message", notice.message(&row.protocol).into());
    put("Timestamp", time(notice.at_ms).into());
    put("SignatureVersion", version(world, row).into());
    put("Signature", signature(notice).into());
    put("SigningCertURL", certificate(world).into());
    put("UnsubscribeURL", unsubscribe(world, row).into());
    if !notice.attributes.is_empty() {
        put("MessageAttributes", shown(notice));
    }
    Value::Object(out)
}

/// Attributes as `{Type, Value}`.
fn shown(notice: &Notice) -> Value {
    let pair = |(name, attribute): (&String, &Value)| {
        let value = attribute.get("StringValue").or_else(|| attribute.get("BinaryValue"));
        (name.clone(), json!({"Type": attribute.get("DataType"), "Value": value}))
    };
    Value::Object(notice.attributes.iter().map(pair).collect())
}

fn version(world: &World, row: &Subscription) -> String {
    let topic = world.sns.topics.get(&row.topic);
    let set = topic.and_then(|topic| topic.attributes.get("SignatureVersion"));
    set.cloned().unwrap_or_else(|| "1".to_owned())
}

/// Something of a signature's shape: there is no certificate that would prove it.
fn signature(notice: &Notice) -> String {
    let digest = Sha256::digest(format!("{} {}", notice.id, notice.body).as_bytes());
    base64::engine::general_purpose::STANDARD.encode(digest)
}

fn certificate(world: &World) -> String {
    let region = &world.settings().region;
    format!("https://sns.{region}.amazonaws.com/SimpleNotificationService-local.pem")
}

fn unsubscribe(world: &World, row: &Subscription) -> String {
    let region = &world.settings().region;
    format!("https://sns.{region}.amazonaws.com/?Action=Unsubscribe&SubscriptionArn={}", row.arn)
}

/// A time as notifications show it.
fn time(at_ms: u64) -> String {
    let time = i64::try_from(at_ms).ok().and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok());
    time.map_or_else(String::new, |time| time.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string())
}
