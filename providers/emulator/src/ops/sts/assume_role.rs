//! `AssumeRole`: credentials of a role's session, if its trust policy lets the caller.

use serde_json::json;

use super::Session;
use crate::ops::iam::evaluate::{Decision, Request, decide_trust};
use crate::ops::iam::identity::Identity;
use crate::ops::iam::{self, Role};
use crate::ops::{Caller, Fault, Input, Reply, tags};
use crate::world::World;

const KEY: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const SECRET: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

pub(super) fn run(world: &mut World, caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let arn = input.need_text("RoleArn")?.to_owned();
    let name = input.need_text("RoleSessionName")?.to_owned();
    input.length("RoleArn", 20, 2048)?;
    input.length("RoleSessionName", 2, 64)?;
    input.characters(
        "RoleSessionName",
        |letter| letter.is_ascii_alphanumeric() || "_+=,.@-".contains(letter),
        r"[\w+=,.@-]*",
    )?;
    let duration = input.integer_within("DurationSeconds", 900, 43_200)?.unwrap_or(3_600);
    let policies = policies(world, input)?;
    let role = trusting(world, caller, input, &arn)?;
    if duration > role.max_session {
        let text =
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.";
        return Err(Fault::sender(400, "ValidationError", text));
    }
    let seconds = u64::try_from(duration).unwrap_or_default();
    let account = world.settings().account.clone();
    let session = Session {
        id: format!("{}:{name}", role.id),
        arn: format!("arn:aws:sts::{account}:assumed-role/{}/{name}", role.name),
        expires_ms: world.now_ms() + seconds * 1000,
        role: arn,
        secret: world.random_text(40, SECRET),
        token: world.random_text(180, SECRET),
        tags: input.tag_list("Tags"),
        policies,
    };
    let key = format!("ASIA{}", world.random_text(16, KEY));
    #[expect(clippy::cast_precision_loss, reason = "at most 43,200")]
    let expiration = world.now_seconds() + seconds as f64;
    let answer = json!({
        "Credentials": {
            "AccessKeyId": key,
            "SecretAccessKey": session.secret,
            "SessionToken": session.token,
            "Expiration": expiration,
        },
        "AssumedRoleUser": {"AssumedRoleId": session.id, "Arn": session.arn},
        "PackedPolicySize": 0,
    });
    world.sts.sessions.insert(key, session);
    Ok(answer.into())
}

/// The role, if it exists and lets the caller assume it; AWS tells nobody which of the two is not so.
fn trusting(world: &World, caller: &Caller, input: &Input, arn: &str) -> Result<Role, Fault> {
    let mut identity = Identity::of_key(world, caller.access_key.as_deref());
    for (key, member) in
        [("sts:ExternalId", "ExternalId"), ("sts:RoleSessionName", "RoleSessionName")]
    {
        if let Some(value) = input.text(member) {
            identity.context.set(key, value);
        }
    }
    let tags = input.tag_list("Tags");
    identity.context.set_tags("aws:RequestTag", &tags);
    identity.context.set_all("aws:TagKeys", tags.keys().cloned().collect());
    if let Some(reason) = tags::refusal(&tags) {
        return Err(Fault::sender(400, "ValidationError", reason));
    }
    let name = arn.rsplit('/').next().unwrap_or_default();
    let role = world.iam.roles.get(name).filter(|role| role.arn == arn);
    let trust = role.and_then(|role| iam::trust::seen(world, role));
    let request = Request {
        who: &identity.who,
        action: "sts:AssumeRole",
        resource: arn,
        context: &identity.context,
    };
    let decision = trust.map(|trust| decide_trust(request, &identity.grants, trust));
    role.filter(|_| decision == Some(Decision::Allowed)).cloned().ok_or_else(|| {
        let who = identity.who.arn();
        let why = decision.map(|decision| decision.reason("sts:AssumeRole")).unwrap_or_default();
        let text = format!(
            "User: {who} is not authorized to perform: sts:AssumeRole on resource: {arn}{why}"
        );
        Fault::sender(403, "AccessDenied", text)
    })
}

/// The session policies of the request: one in line, and managed ones by ARN.
fn policies(world: &World, input: &Input) -> Result<Vec<String>, Fault> {
    let mut policies = Vec::new();
    if let Some(text) = input.text("Policy") {
        iam::document::check_identity(text)?;
        policies.push(text.to_owned());
    }
    for given in input.list("PolicyArns") {
        let arn = given.get("arn").and_then(serde_json::Value::as_str).unwrap_or_default();
        let document = iam::policy::document(world, arn).ok_or_else(|| {
            Fault::sender(
                400,
                "ValidationError",
                format!("The specified policy {arn} does not exist"),
            )
        })?;
        policies.push(document);
    }
    Ok(policies)
}
