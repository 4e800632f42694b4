//! `AssumeRole`: credentials that open nothing but this cloud.

use serde_json::json;

use super::Session;
use crate::ops::{Caller, Fault, Input, Reply, iam};
use crate::world::World;

const KEY: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const SECRET: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

pub(super) fn run(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let arn = input.need_text("RoleArn")?.to_owned();
    let session = input.need_text("RoleSessionName")?.to_owned();
    input.length("RoleArn", 20, 2048)?;
    input.length("RoleSessionName", 2, 64)?;
    input.characters(
        "RoleSessionName",
        |letter| letter.is_ascii_alphanumeric() || "_+=,.@-".contains(letter),
        r"[\w+=,.@-]*",
    )?;
    let duration = input.integer_within("DurationSeconds", 900, 43_200)?.unwrap_or(3_600);
    let account = world.settings().account.clone();
    let name = arn.rsplit('/').next().unwrap_or_default();
    let role = world.iam.roles.get(name).filter(|role| role.arn == arn);
    let Some(role) = role.filter(|role| iam::trusts_account(&role.trust, &account)) else {
        let text = format!(
            "User: arn:aws:iam::{account}:root is not authorized to perform: sts:AssumeRole on resource: {arn}"
        );
        return Err(Fault::sender(403, "AccessDenied", text));
    };
    if duration > role.max_session {
        let text =
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.";
        return Err(Fault::sender(400, "ValidationError", text));
    }
    let (id, name) = (role.id.clone(), role.name.clone());
    let seconds = u64::try_from(duration).unwrap_or_default();
    let session = Session {
        id: format!("{id}:{session}"),
        arn: format!("arn:aws:sts::{account}:assumed-role/{name}/{session}"),
        expires_ms: world.now_ms() + seconds * 1000,
    };
    let key = format!("ASIA{}", world.random_text(16, KEY));
    #[expect(clippy::cast_precision_loss, reason = "at most 43,200")]
    let expiration = world.now_seconds() + seconds as f64;
    let answer = json!({
        "Credentials": {
            "AccessKeyId": key,
            "SecretAccessKey": world.random_text(40, SECRET),
            "SessionToken": world.random_text(180, SECRET),
            "Expiration": expiration,
        },
        "AssumedRoleUser": {"AssumedRoleId": session.id, "Arn": session.arn},
        "PackedPolicySize": 0,
    });
    world.sts.sessions.insert(key, session);
    Ok(answer.into())
}
