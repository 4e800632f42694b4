//! `GetCallerIdentity`.

use serde_json::json;

use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(crate) fn run(world: &mut World, _caller: &Caller, _input: &Input) -> Result<Reply, Fault> {
    let account = world.settings().account.clone();
    let arn = format!("arn:aws:iam::{account}:root");
    Ok(json!({"UserId": account, "Account": account, "Arn": arn}).into())
}
