//! Parameters as they are kept.

use base64::Engine as _;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::ops::service::TagMap;
use crate::world::World;

/// Versions that are kept.
pub(super) const KEPT: usize = 100;

/// The type of a secret.
pub(super) const SECURE: &str = "SecureString";

/// A parameter; its last version is what it is now.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) tags: TagMap,
    /// Oldest first, never empty.
    pub(crate) versions: Vec<Version>,
}

/// What a parameter was, from one write to the next.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Version {
    pub(crate) number: u64,
    pub(crate) value: String,
    pub(crate) shape: String,
    pub(crate) tier: String,
    pub(crate) data_type: String,
    pub(crate) description: Option<String>,
    pub(crate) pattern: Option<String>,
    pub(crate) key: Option<String>,
    pub(crate) at_ms: u64,
}

impl Parameter {
    pub(super) fn now(&self) -> Version {
        self.versions.last().cloned().unwrap_or_default()
    }
}

impl Version {
    /// The value for a caller who does or doesn't ask for it decrypted.
    pub(super) fn told(&self, decrypted: bool) -> String {
        if self.shape != SECURE || decrypted {
            return self.value.clone();
        }
        base64::engine::general_purpose::STANDARD.encode(Sha256::digest(&self.value))
    }

    /// As `GetParameter` tells it.
    pub(super) fn shown(&self, world: &World, name: &str, decrypted: bool) -> Value {
        json!({
            "Name": name, "Type": self.shape, "Value": self.told(decrypted), "Version": self.number,
            "LastModifiedDate": seconds(self.at_ms), "ARN": arn(world, name), "DataType": self.data_type,
        })
    }

    /// What lists and histories tell besides.
    pub(super) fn described(&self, world: &World, name: &str) -> Value {
        let account = &world.settings().account;
        let mut told = json!({
            "Name": name, "Type": self.shape, "Version": self.number, "Tier": self.tier,
            "LastModifiedDate": seconds(self.at_ms), "DataType": self.data_type, "Policies": [],
            "LastModifiedUser": format!("arn:aws:iam::{account}:root"),
        });
        let more = [
            ("Description", &self.description),
            ("AllowedPattern", &self.pattern),
            ("KeyId", &self.key),
        ];
        if let Some(told) = told.as_object_mut() {
            let more = more.into_iter().filter_map(|(name, text)| Some((name, text.as_ref()?)));
            told.extend(more.map(|(name, text)| (name.to_owned(), json!(text))));
        }
        told
    }
}

/// The ARN of a parameter: a path's first slash is the one behind `parameter`.
pub(super) fn arn(world: &World, name: &str) -> String {
    let settings = world.settings();
    let name = name.strip_prefix('/').unwrap_or(name);
    format!("arn:aws:ssm:{}:{}:parameter/{name}", settings.region, settings.account)
}

/// The name of the parameter that an ARN means.
pub(super) fn by_arn(world: &World, given: &str) -> Option<String> {
    let name = given.split_once(":parameter/")?.1;
    let names = [format!("/{name}"), name.to_owned()];
    names.into_iter().find(|name| world.ssm.parameters.contains(name) && arn(world, name) == given)
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit a double")]
fn seconds(ms: u64) -> f64 {
    ms as f64 / 1000.0
}
