//! Who may use a route. Tokens are read and their claims checked; signatures are not verified here.

use base64::Engine as _;
use bytes::Bytes;
use http::{Request, Response};
use serde_json::Value;

use super::response::message;
use crate::wire::header;
use crate::world::World;

/// Returns the claims of an allowed caller, `None` where the route is open, or the refusal.
pub(super) fn check(
    world: &World,
    request: &Request<Bytes>,
    api: &str,
    route: &Value,
) -> Result<Option<Value>, Box<Response<Bytes>>> {
    match route.get("authorizationType").and_then(Value::as_str) {
        Some("JWT") => {
            let id = route.get("authorizerId").and_then(Value::as_str).unwrap_or_default();
            let authorizer = world.apigatewayv2.authorizers.get(&format!("{api}/{id}"));
            let settings = authorizer.and_then(|row| row.0.get("jwtConfiguration"));
            let claims = claims(request).filter(|claims| {
                settings.is_some_and(|settings| accepted(world, settings, claims))
            });
            claims.map(Some).ok_or_else(|| Box::new(message(401, "Unauthorized")))
        }
        Some("AWS_IAM") => {
            let signed = header(request.headers(), "authorization")
                .is_some_and(|text| text.starts_with("AWS4-"));
            if signed { Ok(None) } else { Err(Box::new(message(403, "Forbidden"))) }
        }
        // Lambda authorizers do not run here: nobody is let in by mistake.
        Some("CUSTOM") => Err(Box::new(message(500, "Internal Server Error"))),
        _ => Ok(None),
    }
}

fn claims(request: &Request<Bytes>) -> Option<Value> {
    let text = header(request.headers(), "authorization")?;
    let token = text.strip_prefix("Bearer ").unwrap_or(text);
    let part = token.split('.').nth(1)?;
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(part).ok()?;
    serde_json::from_slice::<Value>(&bytes).ok().filter(Value::is_object)
}

fn accepted(world: &World, settings: &Value, claims: &Value) -> bool {
    let issuer = settings.get("issuer") == claims.get("iss") && claims.get("iss").is_some();
    let audiences = settings.get("audience").and_then(Value::as_array).cloned().unwrap_or_default();
    let audience = match claims.get("aud").or_else(|| claims.get("client_id")) {
        Some(Value::Array(many)) => many.iter().any(|one| audiences.contains(one)),
        Some(one) => audiences.contains(one),
        None => false,
    };
    let fresh =
        claims.get("exp").and_then(Value::as_f64).is_none_or(|end| end > world.now_seconds());
    issuer && audience && fresh
}
