//! JWT authorizers: the token's header, its claims and its scopes are checked; its signature is not, since the
//! issuer's keys are on the network.
//!
//! See <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html>.

use base64::Engine as _;
use bytes::Bytes;
use http::{Request, Response};
use serde_json::{Map, Value};

use super::{Access, authorizer};
use crate::http_api::Refusal;
use crate::http_api::expression::View;
use crate::http_api::visit::Visit;
use crate::wire::put_header;
use crate::world::World;

/// A token's parts that can be read.
struct Token {
    header: Map<String, Value>,
    claims: Map<String, Value>,
}

/// Lets the bearer of a valid token in.
pub(super) fn check(
    world: &World,
    request: &Request<Bytes>,
    visit: &mut Visit,
) -> Result<Access, Refusal> {
    let settings = authorizer(world, visit);
    let sources = settings.as_ref().and_then(|row| row.0.get("identitySource"));
    let sources = sources.and_then(Value::as_array).cloned().unwrap_or_default();
    let view = View { world, request, visit };
    let given = sources.iter().filter_map(Value::as_str).find_map(|source| view.value(source));
    let Some(given) = given else {
        return Err(unauthorized(visit, None));
    };
    let bearer = given.split_once(' ').filter(|(kind, _)| kind.eq_ignore_ascii_case("bearer"));
    let text = bearer.map_or(given.as_str(), |(_, token)| token.trim());
    let wanted = settings.as_ref().and_then(|row| row.0.get("jwtConfiguration"));
    let checked = read(text).and_then(|token| {
        valid(&token, wanted.unwrap_or(&Value::Null), world.now_seconds())?;
        Ok(token.claims)
    });
    let claims = checked.map_err(|why| unauthorized(visit, Some(why)))?;
    let scopes = scopes(&claims);
    let asked = visit.route("authorizationScopes").and_then(Value::as_array).cloned();
    let asked: Vec<String> =
        asked.iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    if asked.is_empty() {
        return Ok(Access::Jwt { claims: texts(&claims), scopes: None });
    }
    if asked.iter().any(|scope| scopes.contains(scope)) {
        return Ok(Access::Jwt { claims: texts(&claims), scopes: Some(scopes) });
    }
    visit.told.authorizer_error = Some("insufficient scope".to_owned());
    let mut response = visit.refuse(403, "Forbidden", "AUTHORIZER_FAILURE");
    let text = format!("Bearer scope=\"{}\" error=\"insufficient_scope\"", asked.join(" "));
    put_header(&mut response, "www-authenticate", &text);
    Err(Box::new(response))
}

fn unauthorized(visit: &mut Visit, why: Option<String>) -> Box<Response<Bytes>> {
    let text = match &why {
        None => "Bearer".to_owned(),
        Some(why) => {
            format!("Bearer scope=\"\" error=\"invalid_token\" error_description=\"{why}\"")
        }
    };
    visit.told.authorizer_error = Some(why.unwrap_or_else(|| "no token was given".to_owned()));
    let mut response = visit.refuse(401, "Unauthorized", "UNAUTHORIZED");
    put_header(&mut response, "www-authenticate", &text);
    Box::new(response)
}

fn read(text: &str) -> Result<Token, String> {
    let parts: Vec<&str> = text.split('.').collect();
    let [header, claims, signature] = parts.as_slice() else {
        return Err("token contains an invalid number of segments".to_owned());
    };
    let object = |part: &str| {
        let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(part).ok()?;
        serde_json::from_slice::<Map<String, Value>>(&bytes).ok()
    };
    if signature.is_empty() {
        return Err("signature is invalid".to_owned());
    }
    match (object(header), object(claims)) {
        (Some(header), Some(claims)) => Ok(Token { header, claims }),
        _ => Err("token is malformed".to_owned()),
    }
}

/// Everything that AWS validates but the signature.
fn valid(token: &Token, wanted: &Value, now: f64) -> Result<(), String> {
    let algorithm = token.header.get("alg").and_then(Value::as_str).unwrap_or("none");
    if !matches!(algorithm, "RS256" | "RS384" | "RS512") {
        return Err(format!("signing method {algorithm} is invalid"));
    }
    if token.header.get("kid").and_then(Value::as_str).is_none_or(str::is_empty) {
        return Err("kid is missing from the token's header".to_owned());
    }
    let claims = &token.claims;
    if claims.get("iss").is_none() || claims.get("iss") != wanted.get("issuer") {
        return Err("invalid issuer".to_owned());
    }
    let allowed = wanted.get("audience").and_then(Value::as_array).cloned().unwrap_or_default();
    let meant = match claims.get("aud").or_else(|| claims.get("client_id")) {
        Some(Value::Array(many)) => many.iter().any(|one| allowed.contains(one)),
        Some(one) => allowed.contains(one),
        None => false,
    };
    if !meant {
        return Err("invalid audience".to_owned());
    }
    let time = |claim: &str| claims.get(claim).and_then(Value::as_f64);
    if time("exp").is_none_or(|end| end <= now) {
        return Err("the token has expired".to_owned());
    }
    if time("nbf").is_some_and(|start| start > now) {
        return Err("the token is not valid yet".to_owned());
    }
    if time("iat").is_some_and(|start| start > now) {
        return Err("the token was issued in the future".to_owned());
    }
    Ok(())
}

/// The scopes of a token: `scope` as a text of words, or `scp` as either.
fn scopes(claims: &Map<String, Value>) -> Vec<String> {
    match claims.get("scope").or_else(|| claims.get("scp")) {
        Some(Value::String(words)) => words.split_whitespace().map(str::to_owned).collect(),
        Some(Value::Array(many)) => {
            many.iter().filter_map(Value::as_str).map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}

/// The claims as functions see them: every value a text, lists as `[a b]`.
fn texts(claims: &Map<String, Value>) -> Map<String, Value> {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Array(many) => {
            let words: Vec<String> = many.iter().map(crate::http_api::context::plain).collect();
            format!("[{}]", words.join(" "))
        }
        other => other.to_string(),
    };
    claims.iter().map(|(name, value)| (name.clone(), text(value).into())).collect()
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use serde_json::{Value, json};

    use super::{read, scopes, texts, valid};

    fn check(header: &Value, claims: &Value) -> String {
        let part = |value: &Value| {
            base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(value.to_string())
        };
        let text = format!("{}.{}.c2ln", part(header), part(claims));
        let wanted = json!({"issuer": "https://i", "audience": ["shop"]});
        let checked = read(&text).and_then(|token| valid(&token, &wanted, 1_000.0));
        checked.map_or_else(|why| why, |()| "ok".to_owned())
    }

    #[test]
    fn a_token_is_valid_for_its_issuer_its_audience_and_its_time() {
        let header = json!({"alg": "RS256", "kid": "k"});
        let claims = json!({"iss": "https://i", "aud": ["x", "shop"], "exp": 1_001});
        assert_eq!(check(&header, &claims), "ok");
        let with = |name: &str, value: Value| {
            let mut claims = claims.clone();
            claims[name] = value;
            check(&header, &claims)
        };
        assert_eq!(with("iss", json!("https://j")), "invalid issuer");
        assert_eq!(with("aud", json!("other")), "invalid audience");
        assert_eq!(with("exp", json!(1_000)), "the token has expired");
        assert_eq!(with("nbf", json!(1_002)), "the token is not valid yet");
        assert_eq!(with("iat", json!(1_002)), "the token was issued in the future");
        assert_eq!(check(&json!({"alg": "none"}), &claims), "signing method none is invalid");
        assert_eq!(
            check(&json!({"alg": "RS256"}), &claims),
            "kid is missing from the token's header"
        );
        let client = json!({"iss": "https://i", "client_id": "shop", "exp": 1_001});
        assert_eq!(check(&header, &client), "ok");
        assert!(read("a.b").is_err() && read("a.b.").is_err() && read("").is_err());
    }

    #[test]
    fn claims_are_texts_and_scopes_are_words() {
        let claims = json!({"scope": "a b", "exp": 5, "groups": ["x", "y"]});
        let claims = claims.as_object().unwrap();
        assert_eq!(scopes(claims), ["a", "b"]);
        assert_eq!(
            Value::Object(texts(claims)),
            json!({"scope": "a b", "exp": "5", "groups": "[x y]"})
        );
        assert_eq!(scopes(json!({"scp": ["c"]}).as_object().unwrap()), ["c"]);
    }
}
