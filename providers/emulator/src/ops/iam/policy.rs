//! Managed policies: the account's own, and AWS's as far as they are known here.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::holder::Holder;
use super::role::{Role, seconds};
use super::user::User;
use super::{document, faults, managed};
use crate::ops::service::TagMap;
use crate::ops::{Fault, Input, tags};
use crate::world::World;

/// A managed policy.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Policy {
    pub(crate) name: String,
    pub(crate) path: String,
    pub(crate) id: String,
    pub(crate) arn: String,
    pub(crate) description: Option<String>,
    pub(crate) created_ms: u64,
    pub(crate) updated_ms: u64,
    /// Versions, oldest first.
    pub(crate) versions: Vec<Version>,
    /// The number of the default version.
    pub(crate) default: u64,
    /// The number of the next version: numbers are never used again.
    pub(crate) next: u64,
    pub(crate) tags: TagMap,
}

/// One version of a policy.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Version {
    pub(crate) number: u64,
    pub(crate) document: String,
    pub(crate) created_ms: u64,
}

/// How much of a policy an operation shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    /// `CreatePolicy` and `GetPolicy`: all.
    Whole,
    /// `ListPolicies`: no description, no tags.
    Listed,
}

impl Policy {
    pub(super) fn shown(&self, world: &World, view: View) -> Map<String, Value> {
        let (attached, bounding) = uses(world, &self.arn);
        let mut members = Map::new();
        let mut put = |name: &str, value: Value| {
            members.insert(name.to_owned(), value);
        };
        put("PolicyName", json!(self.name));
        put("PolicyId", json!(self.id));
        put("Arn", json!(self.arn));
        put("Path", json!(self.path));
        put("DefaultVersionId", json!(format!("v{}", self.default)));
        put("AttachmentCount", json!(attached));
        put("PermissionsBoundaryUsageCount", json!(bounding));
        put("IsAttachable", json!(true));
        put("CreateDate", json!(seconds(self.created_ms)));
        put("UpdateDate", json!(seconds(self.updated_ms)));
        if view == View::Whole {
            if let Some(description) = &self.description {
                put("Description", json!(description));
            }
            put("Tags", json!(tags::list(&self.tags)));
        }
        members
    }

    pub(super) fn version(&self, id: &str) -> Option<&Version> {
        let number: u64 = id.strip_prefix('v')?.parse().ok()?;
        self.versions.iter().find(|version| version.number == number)
    }

    /// A version without or with its document.
    pub(super) fn shown_version(&self, version: &Version, with_document: bool) -> Value {
        let mut shown = json!({
            "VersionId": format!("v{}", version.number),
            "IsDefaultVersion": version.number == self.default,
            "CreateDate": seconds(version.created_ms),
        });
        if let (true, Value::Object(members)) = (with_document, &mut shown) {
            members.insert("Document".to_owned(), json!(document::encoded(&version.document)));
        }
        shown
    }
}

/// The ARN in a request.
pub(super) fn arn(input: &Input) -> Result<&str, Fault> {
    let arn = input.need_text("PolicyArn")?;
    input.length("PolicyArn", 20, 2048)?;
    if arn.split(':').count() < 6 || !arn.starts_with("arn:") {
        return Err(faults::invalid_input(format!("ARN {arn} is not valid.")));
    }
    Ok(arn)
}

/// The policy the request names: the account's, or AWS's.
pub(super) fn find(world: &World, input: &Input) -> Result<Policy, Fault> {
    let arn = arn(input)?;
    get(world, arn).ok_or_else(|| faults::no_policy(arn))
}

/// The account's policy the request names, to write to; AWS's own cannot be written.
pub(super) fn find_mut<'a>(world: &'a mut World, input: &Input) -> Result<&'a mut Policy, Fault> {
    let arn = arn(input)?;
    if managed::is(arn) {
        let text = format!("Policy {arn} is managed by AWS and cannot be changed.");
        return Err(Fault::sender(403, "AccessDenied", text));
    }
    world.iam.policies.get_mut(arn).ok_or_else(|| faults::no_policy(arn))
}

/// A policy by ARN.
pub(crate) fn get(world: &World, arn: &str) -> Option<Policy> {
    world.iam.policies.get(arn).cloned().or_else(|| managed::get(arn))
}

/// The document of a policy's default version.
pub(crate) fn document(world: &World, arn: &str) -> Option<String> {
    let default = |policy: &Policy| {
        let version = policy.versions.iter().find(|version| version.number == policy.default);
        version.map(|version| version.document.clone())
    };
    match world.iam.policies.get(arn) {
        Some(policy) => default(policy),
        None => managed::get(arn).as_ref().and_then(default),
    }
}

pub(super) fn exists(world: &World, arn: &str) -> bool {
    world.iam.policies.contains(arn) || managed::is(arn)
}

/// How many roles and users have the policy attached, and how many are bound by it.
pub(super) fn uses(world: &World, arn: &str) -> (usize, usize) {
    fn of<H: Holder>(world: &World, arn: &str) -> (usize, usize) {
        H::rows(world).values().fold((0, 0), |(attached, bounding), holder| {
            let binds = holder.boundary() == Some(arn);
            let attaches = holder.attached().contains(arn);
            (attached + usize::from(attaches), bounding + usize::from(binds))
        })
    }
    let (roles, users) = (of::<Role>(world, arn), of::<User>(world, arn));
    (roles.0 + users.0, roles.1 + users.1)
}

/// The name at the end of a policy's ARN.
pub(super) fn name_of(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

/// The path within a policy's ARN.
pub(super) fn path_of(arn: &str) -> &str {
    let rest = arn.split_once(":policy").map_or("/", |(_, rest)| rest);
    rest.rfind('/').and_then(|last| rest.get(..=last)).unwrap_or("/")
}
