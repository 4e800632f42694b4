//! Who may use a function URL.
//!
//! Whoever calls needs two permissions, as AWS asks of URLs made since October 2025: `lambda:InvokeFunctionUrl`, and
//! `lambda:InvokeFunction` by way of a URL. See <https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html>.

use bytes::Bytes;
use http::{Request, Response};
use serde_json::{Value, json};

use super::Door;
use crate::ops::iam::evaluate::{self, Context, Decision, Grants, Who, decide};
use crate::ops::iam::identity::Identity;
use crate::ops::lambda::{permissions, reference};
use crate::wire::{respond, sigv4};
use crate::world::World;

/// The answer to who may not.
pub(super) fn forbidden() -> Response<Bytes> {
    let text = "Forbidden. For troubleshooting Function URL authorization issues, see: \
                https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html";
    respond(403, "application/json", json!({ "Message": text }).to_string())
}

/// Lets a request in, or refuses it: what the event tells of a caller who signed.
pub(super) fn check(
    world: &World,
    request: &Request<Bytes>,
    door: &Door,
) -> Result<Option<Value>, Box<Response<Bytes>>> {
    let open = door.row.auth == "NONE";
    let scope = sigv4::scope(request).filter(|scope| scope.service == "lambda");
    let (identity, told) = match scope {
        _ if open => (stranger(world), None),
        None => return Err(Box::new(forbidden())),
        Some(scope) => {
            let identity = Identity::of_key(world, Some(&scope.access_key));
            let told = told(world, &identity, &scope.access_key);
            (identity, Some(told))
        }
    };
    let mut context = identity.context;
    context.set("lambda:FunctionUrlAuthType", door.row.auth.clone());
    context.set("lambda:InvokedViaFunctionUrl", "true");
    let resource = reference::arn(world, &door.function, door.qualifier.as_deref());
    let policy = permissions::policy_text(world, &door.function, door.qualifier.as_deref());
    let may = |action: &str| {
        let request = evaluate::Request {
            who: &identity.who,
            action,
            resource: &resource,
            context: &context,
        };
        decide(request, &identity.grants, policy.as_deref()) == Decision::Allowed
    };
    if may("lambda:InvokeFunctionUrl") && may("lambda:InvokeFunction") {
        return Ok(told);
    }
    Err(Box::new(forbidden()))
}

fn stranger(world: &World) -> Identity {
    Identity { who: Who::Anonymous, grants: Grants::default(), context: Context::of(world) }
}

/// The caller as events tell them.
fn told(world: &World, identity: &Identity, key: &str) -> Value {
    let account = &world.settings().account;
    let arn = identity.who.arn();
    let session = world.sts.sessions.get(key);
    let id = session.map_or_else(|| account.clone(), |session| session.id.clone());
    json!({
        "accessKey": key, "accountId": account, "callerId": id, "cognitoIdentity": null,
        "principalOrgId": null, "userArn": arn, "userId": id,
    })
}
