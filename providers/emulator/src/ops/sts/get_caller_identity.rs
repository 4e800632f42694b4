//! `GetCallerIdentity`: the account's root, the user, or the role session that signed.

use serde_json::json;

use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(super) fn run(world: &mut World, caller: &Caller, _input: &Input) -> Result<Reply, Fault> {
    let account = world.settings().account.clone();
    let session = caller.access_key.as_deref().and_then(|key| world.sts.sessions.get(key));
    let user = caller.access_key.as_deref().and_then(|key| world.iam.keys.get(key));
    let user = user.and_then(|key| world.iam.users.get(&key.user));
    let (id, arn) = match session {
        Some(session) if session.expires_ms <= world.now_ms() => {
            let text = "The security token included in the request is expired";
            return Err(Fault::sender(403, "ExpiredToken", text));
        }
        Some(session) => (session.id.clone(), session.arn.clone()),
        None => user.map_or_else(
            || (account.clone(), format!("arn:aws:iam::{account}:root")),
            |user| (user.id.clone(), user.arn.clone()),
        ),
    };
    Ok(json!({"UserId": id, "Account": account, "Arn": arn}).into())
}
