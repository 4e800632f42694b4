//! Who may use an API: authorizers that can be one, and routes that name one of their own API
//! (<https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html>).
use super::{of, plain};
use cutover_schemas::diagnostic::{Diagnostic, Place};
use cutover_schemas::spec::{Declared, Nested, Spec};
use cutover_schemas::value::{Attrs, Value};

/// Words of `authorize` that are no authorizer's name.
const WORDS: &[&str] = &["iam", "none"];
/// What an identity source begins with.
const SOURCES: &[&str] =
    &["$request.header.", "$request.querystring.", "$context.", "$stageVariables."];

pub(super) fn check(spec: &Spec, problems: &mut Vec<Diagnostic>) {
    for api in of(spec, "api") {
        for authorizer in api.nested("authorizer") {
            possible(authorizer, problems);
        }
        named(api, &api.attrs, |name| api.place_of(name), problems);
        for route in api.nested("route") {
            named(api, &route.attrs, |name| route.place_of(name), problems);
            scoped(api, route, problems);
        }
    }
}

fn name(authorizer: &Nested) -> &str {
    authorizer.labels.first().map(String::as_str).unwrap_or_default()
}

fn bad(message: String, place: Place, help: &str) -> Diagnostic {
    Diagnostic::error("spec/bad-authorizer", message).at(place).help(help)
}

fn possible(authorizer: &Nested, problems: &mut Vec<Diagnostic>) {
    let label = name(authorizer);
    if WORDS.contains(&label) {
        let text = format!("`{label}` is a word of `authorize` and can't be an authorizer's name");
        problems.push(bad(text, authorizer.place.clone(), "give it another name"));
    }
    match (authorizer.attr("jwt").as_map(), authorizer.attr("lambda").as_map()) {
        (Some(jwt), None) => tokens(authorizer, jwt, problems),
        (None, Some(lambda)) => function(authorizer, lambda, problems),
        (one, _) => {
            let said = if one.is_some() { "both `jwt` and" } else { "neither `jwt` nor" };
            problems.push(bad(
                format!("the authorizer `{label}` has {said} `lambda`"),
                authorizer.place.clone(),
                "it has one of them: tokens of an issuer, or a function that decides",
            ));
        }
    }
}

fn place(authorizer: &Nested, part: &str, name: &str) -> Place {
    let inner = authorizer.places.get(&format!("{part}.{name}")).cloned();
    inner.unwrap_or_else(|| authorizer.place_of(part))
}

fn tokens(authorizer: &Nested, jwt: &Attrs, problems: &mut Vec<Diagnostic>) {
    let issuer = jwt.get("issuer").and_then(plain);
    if let Some(issuer) = issuer.filter(|issuer| !issuer.starts_with("https://")) {
        problems.push(bad(
            format!("`{issuer}` is no issuer"),
            place(authorizer, "jwt", "issuer"),
            "an issuer is an https address; its keys are found below it, under `/.well-known/openid-configuration`",
        ));
    }
    if jwt.get("audience").and_then(Value::as_list).is_some_and(<[Value]>::is_empty) {
        problems.push(bad(
            format!(
                "the authorizer `{}` accepts tokens that are meant for nobody",
                name(authorizer)
            ),
            place(authorizer, "jwt", "audience"),
            "name at least one audience",
        ));
    }
    if let Some(source) = jwt.get("identity").and_then(plain) {
        known(authorizer, "jwt", source, problems);
    }
}

fn function(authorizer: &Nested, lambda: &Attrs, problems: &mut Vec<Diagnostic>) {
    let sources = lambda.get("identity").and_then(Value::as_list).unwrap_or_default();
    for source in sources.iter().filter_map(plain) {
        known(authorizer, "lambda", source, problems);
    }
    let ttl = lambda.get("ttl").and_then(Value::as_int).unwrap_or(0);
    if ttl > 0 && sources.is_empty() {
        problems.push(bad(
            format!(
                "the answers of `{}` can't be kept: nothing identifies the caller",
                name(authorizer)
            ),
            place(authorizer, "lambda", "ttl"),
            "name what identifies a caller in `identity`, or leave `ttl` out",
        ));
    }
    let text = |name: &str| lambda.get(name).and_then(plain);
    if text("payload") == Some("1.0") && text("answer") == Some("simple") {
        problems.push(bad(
            format!("`{}` can't answer yes or no in event format 1.0", name(authorizer)),
            place(authorizer, "lambda", "payload"),
            "simple answers need format 2.0; format 1.0 needs `answer = \"policy\"`",
        ));
    }
}

fn known(authorizer: &Nested, part: &str, source: &str, problems: &mut Vec<Diagnostic>) {
    let fits = |start: &&str| source.strip_prefix(*start).is_some_and(|name| !name.is_empty());
    if SOURCES.iter().any(fits) {
        return;
    }
    problems.push(bad(
        format!("`{source}` identifies nobody"),
        place(authorizer, part, "identity"),
        "write where it is, as in `$request.header.Authorization` or `$request.querystring.token`",
    ));
}

/// `authorize` names an authorizer of the same API.
fn named(
    api: &Declared,
    attrs: &Attrs,
    place: impl Fn(&str) -> Place,
    problems: &mut Vec<Diagnostic>,
) {
    let Some(word) = attrs.get("authorize").and_then(plain) else { return };
    let names: Vec<&str> = api.nested("authorizer").map(name).collect();
    if WORDS.contains(&word) || names.contains(&word) {
        return;
    }
    let others = names.iter().filter(|name| !WORDS.contains(name));
    let choice = others.chain(WORDS).map(|name| format!("`{name}`"));
    problems.push(
        Diagnostic::error(
            "spec/unknown-authorizer",
            format!("`{}` has no authorizer `{word}`", api.address),
        )
        .at(place("authorize"))
        .help(format!("there is {}", choice.collect::<Vec<_>>().join(", "))),
    );
}

/// Scopes are a token's: on another route they would let everyone in who gets that far.
fn scoped(api: &Declared, route: &Nested, problems: &mut Vec<Diagnostic>) {
    let said = |name: &str| match route.attr(name) {
        Value::Null => api.attr(name).clone(),
        own => own.clone(),
    };
    let own = !route.attr("scopes").is_null();
    let scopes = said("scopes");
    if !own || scopes.as_list().is_none_or(<[Value]>::is_empty) {
        return;
    }
    let word = said("authorize");
    let authorizer = api.nested("authorizer").find(|one| word.as_text() == Some(name(one)));
    if authorizer.is_some_and(|one| !one.attr("jwt").is_null()) {
        return;
    }
    let key = route.labels.first().map(String::as_str).unwrap_or_default();
    problems.push(bad(
        format!("`{key}` asks for scopes and for no token"),
        route.place_of("scopes"),
        "scopes are in tokens: let an authorizer with `jwt` guard the route",
    ));
}
