//! A role, how it is named, found and shown.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{document, faults};
use crate::ops::service::TagMap;
use crate::ops::{Fault, Input, tags};
use crate::world::World;

/// A role.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Role {
    pub(crate) name: String,
    pub(crate) path: String,
    pub(crate) id: String,
    pub(crate) arn: String,
    pub(crate) created_ms: u64,
    pub(crate) description: Option<String>,
    pub(crate) max_session: i64,
    /// The trust policy, as submitted except for rewritten principals.
    pub(crate) trust: String,
    /// When the trust policy was last written.
    pub(crate) trusted_ms: u64,
    /// The trust policy before that, which services see for a while longer.
    pub(crate) trust_before: Option<String>,
    pub(crate) tags: TagMap,
    pub(crate) boundary: Option<String>,
    /// Inline policies by name.
    pub(crate) inline: BTreeMap<String, String>,
    /// ARNs of attached policies.
    pub(crate) attached: BTreeSet<String>,
}

/// How much of a role an operation shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    /// `CreateRole`: no maximal session.
    Created,
    /// `GetRole`: all.
    Whole,
    /// `ListRoles`: no tags, no boundary, no last use.
    Listed,
}

/// Milliseconds as epoch seconds, the form of timestamps in answers.
#[expect(
    clippy::cast_precision_loss,
    reason = "milliseconds since 1970 fit a double for 200,000 years"
)]
pub(super) fn seconds(ms: u64) -> f64 {
    ms as f64 / 1000.0
}

impl Role {
    pub(super) fn shown(&self, view: View) -> Value {
        let mut members = Map::new();
        let mut put = |name: &str, value: Value| {
            members.insert(name.to_owned(), value);
        };
        put("Path", json!(self.path));
        put("RoleName", json!(self.name));
        put("RoleId", json!(self.id));
        put("Arn", json!(self.arn));
        put("CreateDate", json!(seconds(self.created_ms)));
        put("AssumeRolePolicyDocument", json!(document::encoded(&self.trust)));
        if let Some(description) = &self.description {
            put("Description", json!(description));
        }
        if view != View::Created {
            put("MaxSessionDuration", json!(self.max_session));
        }
        if view != View::Listed {
            if let Some(boundary) = &self.boundary {
                put("PermissionsBoundary", shown_boundary(boundary));
            }
            if !self.tags.is_empty() {
                put("Tags", json!(tags::list(&self.tags)));
            }
        }
        if view == View::Whole {
            put("RoleLastUsed", json!({}));
        }
        Value::Object(members)
    }
}

pub(super) fn shown_boundary(arn: &str) -> Value {
    json!({"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": arn})
}

/// The role's name in the request, of the shape IAM takes.
pub(super) fn name(input: &Input) -> Result<&str, Fault> {
    let name = input.need_text("RoleName")?;
    input.characters("RoleName", is_name, r"[\w+=,.@-]+")?;
    input.length("RoleName", 1, 64)?;
    Ok(name)
}

pub(super) fn is_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "_+=,.@-".contains(letter)
}

/// Checks a description: printable Latin text, as IAM takes it, so that its XML can be read again.
pub(super) fn description(input: &Input) -> Result<(), Fault> {
    let printable =
        |letter: char| matches!(letter, '\t' | '\n' | '\r' | ' '..='~' | '\u{a1}'..='\u{ff}');
    let pattern = r"[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]*";
    input.characters("Description", printable, pattern)?;
    input.length("Description", 0, 1_000)
}

/// The role the request names.
pub(super) fn find<'a>(world: &'a World, input: &Input) -> Result<&'a Role, Fault> {
    let name = name(input)?;
    world.iam.roles.get(name).ok_or_else(|| faults::no_role(name))
}

/// The role the request names, to write to.
pub(super) fn find_mut<'a>(world: &'a mut World, input: &Input) -> Result<&'a mut Role, Fault> {
    let name = name(input)?;
    world.iam.roles.get_mut(name).ok_or_else(|| faults::no_role(name))
}

/// Checks a path.
pub(super) fn path<'a>(input: &'a Input, member: &str) -> Result<Option<&'a str>, Fault> {
    let Some(path) = input.text(member) else {
        return Ok(None);
    };
    let whole = path == "/" || (path.len() > 2 && path.starts_with('/') && path.ends_with('/'));
    if !whole || !path.chars().all(|letter| letter.is_ascii_graphic()) {
        let text = format!(
            "The specified value for {} is invalid. It must begin and end with / and contain only alphanumeric \
             characters and/or / characters.",
            member.to_lowercase()
        );
        return Err(faults::validation(text));
    }
    input.length(member, 1, 512)?;
    Ok(Some(path))
}

/// The tags of a request, checked: IAM's keys differ in more than case.
pub(super) fn tags_of(input: &Input) -> Result<TagMap, Fault> {
    let given = input.tag_list("Tags");
    let lower: BTreeSet<String> = given.keys().map(|key| key.to_lowercase()).collect();
    if lower.len() != input.list("Tags").len() {
        return Err(faults::invalid_input(
            "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
        ));
    }
    match tags::refusal(&given) {
        Some(reason) => Err(faults::invalid_input(reason)),
        None => Ok(given),
    }
}
