//! Users: `CreateUser`, `GetUser`, `ListUsers`, `UpdateUser` and `DeleteUser`.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::holder::find;
use super::identity::Identity;
use super::role::{is_name, path, seconds, shown_boundary, tags_of};
use super::{boundary, create_role, faults, paging, principals};
use crate::ops::service::TagMap;
use crate::ops::{Caller, Fault, Input, Reply, tags};
use crate::world::World;

/// How many users an account has at most.
const MOST: usize = 5_000;

/// A user.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct User {
    pub(crate) name: String,
    pub(crate) path: String,
    pub(crate) id: String,
    pub(crate) arn: String,
    pub(crate) created_ms: u64,
    pub(crate) tags: TagMap,
    pub(crate) boundary: Option<String>,
    /// Inline policies by name.
    pub(crate) inline: BTreeMap<String, String>,
    /// ARNs of attached policies.
    pub(crate) attached: BTreeSet<String>,
}

impl User {
    /// The user's members; lists leave out tags and boundary.
    fn shown(&self, is_whole: bool) -> Map<String, Value> {
        let mut members = Map::new();
        let mut put = |name: &str, value: Value| {
            members.insert(name.to_owned(), value);
        };
        put("Path", json!(self.path));
        put("UserName", json!(self.name));
        put("UserId", json!(self.id));
        put("Arn", json!(self.arn));
        put("CreateDate", json!(seconds(self.created_ms)));
        if let Some(boundary) = self.boundary.as_deref().filter(|_| is_whole) {
            put("PermissionsBoundary", shown_boundary(boundary));
        }
        if is_whole && !self.tags.is_empty() {
            put("Tags", json!(tags::list(&self.tags)));
        }
        members
    }
}

/// The user's name in the request, of the shape IAM takes.
pub(super) fn name(input: &Input) -> Result<&str, Fault> {
    let name = input.need_text("UserName")?;
    input.characters("UserName", is_name, r"[\w+=,.@-]+")?;
    input.length("UserName", 1, 64)?;
    Ok(name)
}

pub(super) fn create(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = name(input)?;
    let path = path(input, "Path")?.unwrap_or("/").to_owned();
    let tags = tags_of(input)?;
    let boundary = boundary::of(world, input)?;
    // Names differ in more than case.
    if world.iam.users.keys().any(|other| other.eq_ignore_ascii_case(name)) {
        return Err(faults::exists(format!("User with name {name} already exists.")));
    }
    if world.iam.users.len() >= MOST {
        return Err(faults::limit(format!("Cannot exceed quota for UsersPerAccount: {MOST}")));
    }
    let user = User {
        name: name.to_owned(),
        id: create_role::unique_id(world, "AIDA"),
        arn: format!("arn:aws:iam::{}:user{path}{name}", world.settings().account),
        path,
        created_ms: world.now_ms(),
        tags,
        boundary,
        inline: BTreeMap::new(),
        attached: BTreeSet::new(),
    };
    let shown = user.shown(true);
    world.iam.users.insert(name, user);
    Ok(json!({"User": shown}).into())
}

/// Without a name, it is the caller's own user.
pub(super) fn get(world: &mut World, caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    if input.has("UserName") {
        return Ok(json!({"User": find::<User>(world, input)?.shown(true)}).into());
    }
    let identity = Identity::of_key(world, caller.access_key.as_deref());
    let arn = identity.who.arn();
    if let Some(user) = world.iam.users.values().find(|user| user.arn == arn) {
        return Ok(json!({"User": user.shown(true)}).into());
    }
    if !arn.ends_with(":root") {
        return Err(faults::validation(
            "Must specify userName when calling with non-User credentials",
        ));
    }
    let root = json!({"UserId": world.settings().account, "Arn": arn, "CreateDate": 0, "Path": "/", "UserName": "root"});
    Ok(json!({"User": root}).into())
}

pub(super) fn list(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let prefix = input.text("PathPrefix").unwrap_or("/");
    let users = world.iam.users.iter().filter(|(_, user)| user.path.starts_with(prefix));
    let items = users.map(|(name, user)| (name.to_owned(), Value::Object(user.shown(false))));
    paging::answer(world, input, "Users", items)
}

pub(super) fn delete(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let user: &User = find(world, input)?;
    if world.iam.keys.values().any(|key| key.user == user.name) {
        return Err(faults::conflict("Cannot delete entity, must delete access keys first."));
    }
    if !user.attached.is_empty() {
        return Err(faults::conflict("Cannot delete entity, must detach all policies first."));
    }
    if !user.inline.is_empty() {
        return Err(faults::conflict("Cannot delete entity, must delete policies first."));
    }
    let name = user.name.clone();
    if let Some(user) = world.iam.users.remove(&name) {
        principals::forget(world, &user.arn, &user.id);
    }
    Ok(Reply::empty())
}

/// A user's part of `GetAccountAuthorizationDetails`.
pub(super) fn detail(user: &User, policies: Value) -> Value {
    let mut members = user.shown(true);
    members.insert("GroupList".to_owned(), json!([]));
    let mut detail = Value::Object(members);
    paging::merge(&mut detail, policies);
    detail
}
