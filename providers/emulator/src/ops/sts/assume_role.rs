//! `AssumeRole`: credentials that open nothing but this cloud.

use serde_json::json;

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
    let duration = input
        .integer_within("DurationSeconds", 900, 43_200)?
        .unwrap_or(3_600);
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
    #[expect(clippy::cast_precision_loss, reason = "at most 43,200")]
    let expiration = world.now_seconds() + duration as f64;
    let credentials = json!({
        "AccessKeyId": format!("ASIA{}", world.random_text(16, KEY)),
        "SecretAccessKey": world.random_text(40, SECRET),
        "SessionToken": world.random_text(180, SECRET),
        "Expiration": expiration,
    });
    Ok(json!({
        "Credentials": credentials,
        "AssumedRoleUser": {
            "AssumedRoleId": format!("{id}:{session}"),
            "Arn": format!("arn:aws:sts::{account}:assumed-role/{name}/{session}"),
        },
        "PackedPolicySize": 0,
    })
    .into())
}
