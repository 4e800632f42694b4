//! `GetCallerIdentity`: the account's root, or the role session that signed.

use serde_json::json;

use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(super) fn run(world: &mut World, caller: &Caller, _input: &Input) -> Result<Reply, Fault> {
    let account = world.settings().account.clone();
    let session = caller.access_key.as_deref().and_then(|key| world.sts.sessions.get(key));
    let (id, arn) = match session {
        Some(session) if session.expires_ms <= world.now_ms() => {
            let text = "The security token included in the request is expired";
            return Err(Fault::sender(403, "ExpiredToken", text));
        }
        Some(session) => (session.id.clone(), session.arn.clone()),
        None => (account.clone(), format!("arn:aws:iam::{account}:root")),
    };
    Ok(json!({"UserId": id, "Account": account, "Arn": arn}).into())
}
