//! Authorizers of HTTP APIs: found by id, or by name.
use super::{api, attrs, int, seen, text, texts};
use crate::attempt::{Done, Outcome, Writer, narrow};
use crate::errors::Failure;
use crate::observation::{Observation, key};
use aws_sdk_apigatewayv2::types::{Authorizer as Found, AuthorizerType, JwtConfiguration};
use cutover_schemas::graph::Wanted;
use cutover_schemas::kinds::KindName;
use cutover_schemas::kinds::authorizer::Authorizer;
use cutover_schemas::snapshot::{Ownership, Sight};
use cutover_schemas::value::{Attrs, Value};

pub(crate) async fn observe(o: &Observation<'_>, wanted: &Wanted) -> Result<Sight, Failure> {
    let Some(api) = api::parent_id(o, wanted).await? else {
        return Ok(Sight::Absent);
    };
    let all = o.authorizers(&api).await?;
    let (id, name) = (key(wanted, "id"), key(wanted, "name"));
    let by_id = all.iter().find(|one| id.is_some() && one.authorizer_id() == id);
    let by_name = || all.iter().find(|one| name.is_some() && one.name() == name);
    Ok(by_id.or_else(by_name).map_or(Sight::Absent, |found| {
        seen(KindName::Authorizer, read(&api, found), None, Ownership::Parent)
    }))
}

fn read(api: &str, found: &Found) -> Attrs {
    let jwt = found.jwt_configuration();
    let audience = jwt.map(JwtConfiguration::audience).unwrap_or_default();
    // What is supported for those that ask a function alone means nothing elsewhere, whatever is told there.
    let asks = found.authorizer_type() == Some(&AuthorizerType::Request);
    let theirs = |value| if asks { value } else { Value::Null };
    attrs([
        ("api", text(Some(api))),
        ("name", text(found.name())),
        ("kind", text(found.authorizer_type().map(AuthorizerType::as_str))),
        ("identity", texts(found.identity_source().iter().map(String::as_str))),
        ("issuer", text(jwt.and_then(JwtConfiguration::issuer))),
        ("audience", texts(audience.iter().map(String::as_str))),
        ("uri", theirs(text(found.authorizer_uri()))),
        ("payload_format", theirs(text(found.authorizer_payload_format_version()))),
        ("simple", Value::Bool(asks && found.enable_simple_responses().unwrap_or(false))),
        ("ttl", theirs(int(found.authorizer_result_ttl_in_seconds()))),
        ("id", text(found.authorizer_id())),
    ])
}

fn jwt(authorizer: &Authorizer) -> Option<JwtConfiguration> {
    let issuer = authorizer.issuer.clone()?;
    let audience = authorizer.audience.iter().cloned().collect();
    Some(JwtConfiguration::builder().issuer(issuer).set_audience(Some(audience)).build())
}

/// Whether it asks a function; the rest goes for those alone.
fn asks(authorizer: &Authorizer) -> bool {
    authorizer.kind == AuthorizerType::Request.as_str()
}

pub(crate) async fn create(w: &Writer<'_>) -> Outcome {
    let authorizer: Authorizer = w.typed()?;
    let mut call = w
        .clients
        .apis
        .create_authorizer()
        .api_id(&authorizer.api)
        .name(&authorizer.name)
        .authorizer_type(authorizer.kind.as_str().into())
        .set_identity_source(Some(authorizer.identity.clone()))
        .set_jwt_configuration(jwt(&authorizer));
    if asks(&authorizer) {
        call = call
            .set_authorizer_uri(authorizer.uri.clone())
            .set_authorizer_payload_format_version(authorizer.payload_format.clone())
            .enable_simple_responses(authorizer.simple)
            .authorizer_result_ttl_in_seconds(narrow(authorizer.ttl.0)?);
    }
    let made = call.send().await?;
    Ok(Done::texts([("id", made.authorizer_id())]))
}

/// What fits together goes together: the service checks an authorizer as a whole.
pub(crate) async fn update(w: &Writer<'_>) -> Outcome {
    let authorizer: Authorizer = w.typed()?;
    let call = w.clients.apis.update_authorizer().api_id(&authorizer.api);
    let mut call = call
        .authorizer_id(w.text("id")?)
        .set_identity_source(Some(authorizer.identity.clone()))
        .set_jwt_configuration(jwt(&authorizer));
    if asks(&authorizer) {
        call = call
            .set_authorizer_uri(authorizer.uri.clone())
            .set_authorizer_payload_format_version(authorizer.payload_format.clone())
            .enable_simple_responses(authorizer.simple)
            .authorizer_result_ttl_in_seconds(narrow(authorizer.ttl.0)?);
    }
    call.send().await?;
    Ok(Done::default())
}

pub(crate) async fn delete(w: &Writer<'_>) -> Outcome {
    let call = w.clients.apis.delete_authorizer().api_id(w.text("api")?);
    call.authorizer_id(w.text("id")?).send().await?;
    Ok(Done::default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_functions_have_is_not_read_elsewhere() {
        let told = Found::builder()
            .authorizer_uri("")
            .authorizer_payload_format_version("2.0")
            .authorizer_result_ttl_in_seconds(300)
            .enable_simple_responses(true);
        let theirs = ["uri", "payload_format", "simple", "ttl"];
        let of = |kind| {
            let live = read("api", &told.clone().authorizer_type(kind).build());
            theirs.map(|name| live.get(name).cloned().unwrap_or(Value::Null))
        };
        assert_eq!(
            of(AuthorizerType::Jwt),
            [Value::Null, Value::Null, Value::Bool(false), Value::Null]
        );
        let asked = [Value::text(""), Value::text("2.0"), Value::Bool(true), Value::Int(300)];
        assert_eq!(of(AuthorizerType::Request), asked);
    }
}
