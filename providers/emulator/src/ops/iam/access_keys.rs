//! Access keys of users: `CreateAccessKey`, `ListAccessKeys`, `UpdateAccessKey`, `DeleteAccessKey` and
//! `GetAccessKeyLastUsed`.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::holder::find;
use super::identity::Identity;
use super::role::seconds;
use super::user::User;
use super::{faults, paging};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// The letters of key ids.
const ID: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const SECRET: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// The most keys of one user.
const MOST: usize = 2;

/// An access key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct AccessKey {
    /// The name of its user.
    pub(crate) user: String,
    pub(crate) secret: String,
    pub(crate) is_active: bool,
    pub(crate) created_ms: u64,
}

impl AccessKey {
    fn shown(&self, id: &str) -> Value {
        json!({
            "UserName": self.user,
            "AccessKeyId": id,
            "Status": if self.is_active { "Active" } else { "Inactive" },
            "CreateDate": seconds(self.created_ms),
        })
    }
}

/// The user a request is about: the one it names, or the caller's own.
fn user(world: &World, caller: &Caller, input: &Input) -> Result<String, Fault> {
    if input.has("UserName") {
        return Ok(find::<User>(world, input)?.name.clone());
    }
    let arn = Identity::of_key(world, caller.access_key.as_deref()).who.arn();
    let own = world.iam.users.values().find(|user| user.arn == arn);
    own.map(|user| user.name.clone()).ok_or_else(|| {
        faults::validation("Must specify userName when calling with non-User credentials")
    })
}

pub(super) fn create(world: &mut World, caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let user = user(world, caller, input)?;
    if world.iam.keys.values().filter(|key| key.user == user).count() >= MOST {
        return Err(faults::limit(format!("Cannot exceed quota for AccessKeysPerUser: {MOST}")));
    }
    let id = format!("AKIA{}", world.random_text(16, ID));
    let secret = world.random_text(40, SECRET);
    let key = AccessKey { user, secret, is_active: true, created_ms: world.now_ms() };
    let mut shown = key.shown(&id);
    paging::merge(&mut shown, json!({"SecretAccessKey": key.secret}));
    world.iam.keys.insert(id, key);
    Ok(json!({"AccessKey": shown}).into())
}

pub(super) fn list(world: &mut World, caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let user = user(world, caller, input)?;
    let keys = world.iam.keys.iter().filter(|(_, key)| key.user == user);
    let items = keys.map(|(id, key)| (id.to_owned(), key.shown(id)));
    paging::answer(world, input, "AccessKeyMetadata", items)
}

pub(super) fn update(world: &mut World, caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    // What the model refuses is refused before the key is looked for.
    let status = input.one_of("Status", &["Active", "Inactive"])?;
    let status = status.ok_or_else(|| input.missing("Status"))?;
    let id = own_key(world, caller, input)?;
    if let Some(key) = world.iam.keys.get_mut(&id) {
        key.is_active = status == "Active";
    }
    Ok(Reply::empty())
}

pub(super) fn delete(world: &mut World, caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let id = own_key(world, caller, input)?;
    world.iam.keys.remove(&id);
    Ok(Reply::empty())
}

/// When a key was used last is not kept.
pub(super) fn last_used(
    world: &mut World,
    _caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let id = input.need_text("AccessKeyId")?;
    let key = world.iam.keys.get(id).ok_or_else(|| no_key(id))?;
    let used = json!({"Region": "N/A", "ServiceName": "N/A"});
    Ok(json!({"UserName": key.user, "AccessKeyLastUsed": used}).into())
}

/// The id of a key of the user that the request is about.
fn own_key(world: &World, caller: &Caller, input: &Input) -> Result<String, Fault> {
    let user = user(world, caller, input)?;
    let id = input.need_text("AccessKeyId")?;
    let key = world.iam.keys.get(id).filter(|key| key.user == user);
    key.map(|_| id.to_owned()).ok_or_else(|| no_key(id))
}

fn no_key(id: &str) -> Fault {
    let text = format!("The Access Key with id {id} cannot be found.");
    Fault::sender(404, "NoSuchEntity", text)
}
