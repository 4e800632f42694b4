//! Cross-origin rules that browsers and API Gateway take
//! (<https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html>).
use super::{of, plain};
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::{Declared, Spec};
use cutover_schemas::value::{Attrs, Value};

const METHODS: &[&str] = &["*", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

pub(super) fn check(spec: &Spec, problems: &mut Vec<Diagnostic>) {
    for api in of(spec, "api") {
        if let Some(cors) = api.attr("cors").as_map() {
            rules(api, cors, METHODS, problems);
        }
    }
    for trigger in of(spec, "trigger") {
        if let Some(cors) = trigger.attr("cors").as_map() {
            // Lambda answers `OPTIONS` itself, and takes no name for it.
            let methods: Vec<_> = METHODS.iter().copied().filter(|one| *one != "OPTIONS").collect();
            rules(trigger, cors, &methods, problems);
            age(trigger, cors, problems);
        }
    }
}

fn rules(api: &Declared, cors: &Attrs, methods: &[&str], problems: &mut Vec<Diagnostic>) {
    let place = |name: &str| api.place_of(&format!("cors.{name}"));
    let mut bad = |message: String, name: &str, help: &str| {
        problems.push(Diagnostic::error("spec/bad-cors", message).at(place(name)).help(help));
    };
    let credentials = cors.get("credentials").and_then(Value::as_bool) == Some(true);
    for origin in texts(cors, "origins") {
        if origin == "*" && credentials {
            bad(
                "cookies can't be sent to any origin".to_owned(),
                "credentials",
                "name the origins, or leave `credentials` out",
            );
        } else if origin != "*" && (!origin.contains("://") || origin.ends_with('/')) {
            bad(
                format!("`{origin}` is no origin"),
                "origins",
                "an origin is a scheme and a host, as in `https://shop.example`, or `*`",
            );
        }
    }
    for method in texts(cors, "methods") {
        if !methods.contains(&method) {
            bad(
                format!("`{method}` is no method"),
                "methods",
                "methods are GET, POST and the like, or `*`",
            );
        }
    }
}

/// Only API Gateway can forbid browsers to keep the answer.
fn age(trigger: &Declared, cors: &Attrs, problems: &mut Vec<Diagnostic>) {
    if cors.get("max_age").and_then(Value::as_int).is_some_and(|age| age < 0) {
        problems.push(
            Diagnostic::error(
                "spec/bad-cors",
                "browsers keep the answer of a function URL for 0 seconds or more",
            )
            .at(trigger.place_of("cors.max_age"))
            .help("write \"0s\", or leave `max_age` out"),
        );
    }
}

fn texts<'a>(cors: &'a Attrs, name: &str) -> impl Iterator<Item = &'a str> {
    cors.get(name).and_then(Value::as_list).unwrap_or_default().iter().filter_map(plain)
}
