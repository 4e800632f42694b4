//! The credentials that a function's workers get: a session of its role, named after the function.
//!
//! They are made from the world's seed, the role and the function, so that any worker of it has the same and a run
//! does not depend on who starts first. They do not run out: workers live shorter than Lambda's credentials do.

use sha2::{Digest as _, Sha256};

use super::Session;
use crate::ops::service::TagMap;
use crate::world::World;

const KEY: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// A session's keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Keys {
    pub(crate) access_key: String,
    pub(crate) secret: String,
    pub(crate) token: String,
}

/// The keys of a function's workers.
pub(crate) fn keys(world: &World, function: &str, role: &str) -> Keys {
    let derived = |part: &str| {
        let seed = world.settings().seed;
        Sha256::digest(format!("{seed}/{}/{role}/{function}/{part}", role_id(world, role)))
    };
    let letter = |byte: &u8| KEY.get(usize::from(byte % 32)).copied().map(char::from);
    let id: String = derived("key").iter().filter_map(letter).take(16).collect();
    Keys {
        access_key: format!("ASIA{id}"),
        secret: hex::encode(derived("secret")).chars().take(40).collect(),
        token: hex::encode(derived("token")),
    }
}

/// Makes the session of these keys known, unless it is.
pub(crate) fn open(world: &mut World, function: &str, role: &str) {
    let Keys { access_key, secret, token } = keys(world, function, role);
    if world.sts.sessions.contains(&access_key) {
        return;
    }
    let name = role.rsplit('/').next().unwrap_or_default();
    let session = Session {
        id: format!("{}:{function}", role_id(world, role)),
        arn: format!("arn:aws:sts::{}:assumed-role/{name}/{function}", world.settings().account),
        expires_ms: u64::MAX,
        role: role.to_owned(),
        secret,
        token,
        tags: TagMap::new(),
        policies: Vec::new(),
    };
    world.sts.sessions.insert(access_key, session);
}

fn role_id(world: &World, role: &str) -> String {
    let name = role.rsplit('/').next().unwrap_or_default();
    let known = world.iam.roles.get(name).filter(|known| known.arn == role);
    known.map(|role| role.id.clone()).unwrap_or_default()
}
