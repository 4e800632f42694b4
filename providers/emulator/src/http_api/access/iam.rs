//! `AWS_IAM` routes: the request must be signed for `execute-api`.

use bytes::Bytes;
use http::Request;
use serde_json::json;

use super::Access;
use crate::http_api::Refusal;
use crate::http_api::visit::Visit;
use crate::wire::{header, sigv4};
use crate::world::World;

/// Lets in whoever signs for this service.
pub(super) fn check(
    world: &World,
    request: &Request<Bytes>,
    visit: &mut Visit,
) -> Result<Access, Refusal> {
    let presigned = request.uri().query().is_some_and(|query| query.contains("X-Amz-Signature="));
    let signed = presigned
        || header(request.headers(), "authorization").is_some_and(|text| text.starts_with("AWS4-"));
    let scope = sigv4::scope(request).filter(|scope| signed && scope.service == "execute-api");
    let Some(scope) = scope else {
        return Err(Box::new(visit.refuse(403, "Forbidden", "ACCESS_DENIED")));
    };
    let account = &world.settings().account;
    let session = world.sts.sessions.get(&scope.access_key);
    if session.is_some_and(|session| session.expires_ms <= world.now_ms()) {
        return Err(Box::new(visit.refuse(403, "Forbidden", "EXPIRED_TOKEN")));
    }
    let (id, arn) = session.map_or_else(
        || (account.clone(), format!("arn:aws:iam::{account}:root")),
        |session| (session.id.clone(), session.arn.clone()),
    );
    Ok(Access::Iam(json!({
        "accessKey": scope.access_key, "accountId": account, "callerId": id,
        "cognitoIdentity": null, "principalOrgId": null, "userArn": arn, "userId": id,
    })))
}
