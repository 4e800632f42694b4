//! What the cloud refuses: our oracle of order. Nothing is made before what it refers to, and
//! nothing goes while something refers to it.
use super::cloud::Cloud;
use cutover_schemas::kinds::KindName;
use cutover_schemas::value::{Attrs, Value};

fn text<'a>(attrs: &'a Attrs, name: &str) -> &'a str {
    attrs.get(name).and_then(Value::as_text).unwrap_or_default()
}

/// Things that a test's stack doesn't manage.
fn elsewhere(arn: &str) -> bool {
    arn.is_empty() || arn.contains("ext-") || arn.contains(":aws:policy")
}

/// What is missing for a thing with these attributes.
pub(crate) fn missing(cloud: &Cloud, kind: KindName, attrs: &Attrs) -> Option<String> {
    let arn = |kind, name: &str| {
        let arn = text(attrs, name);
        (!elsewhere(arn) && !cloud.has(kind, &[("arn", arn)])).then(|| format!("{name} {arn}"))
    };
    let of = |kind, field: &str, name: &str| {
        let wanted = text(attrs, name);
        (!cloud.has(kind, &[(field, wanted)])).then(|| format!("{name} {wanted}"))
    };
    match kind {
        KindName::Queue => arn(KindName::Queue, "dead_letter_arn"),
        KindName::Function => {
            arn(KindName::Role, "role").or_else(|| of(KindName::LogGroup, "name", "log_group"))
        }
        KindName::RolePolicy | KindName::RoleAttachment => of(KindName::Role, "name", "role"),
        KindName::Alias => of(KindName::Function, "name", "function"),
        KindName::Permission => of(KindName::Alias, "function", "function").or_else(|| {
            let source = text(attrs, "source_arn");
            let api = source.split(':').nth(5).and_then(|rest| rest.split('/').next());
            let api = api.unwrap_or_default();
            (!cloud.has(KindName::Api, &[("id", api)])).then(|| format!("source {source}"))
        }),
        KindName::Stage => {
            of(KindName::Api, "id", "api").or_else(|| arn(KindName::LogGroup, "access_log_group"))
        }
        KindName::RouteSettings => of(KindName::Route, "key", "route"),
        KindName::Authorizer => of(KindName::Api, "id", "api").or_else(|| decider(cloud, attrs)),
        KindName::Integration => {
            of(KindName::Api, "id", "api").or_else(|| arn(KindName::Alias, "uri"))
        }
        KindName::Route => route(cloud, attrs),
        // The random stacks hold no others; the local cloud refuses for them.
        _ => None,
    }
}

/// The function that an authorizer asks.
fn decider(cloud: &Cloud, attrs: &Attrs) -> Option<String> {
    let uri = text(attrs, "uri");
    let arn = uri.split_once("/functions/")?.1.trim_end_matches("/invocations");
    (!elsewhere(arn) && !cloud.has(KindName::Alias, &[("arn", arn)])).then(|| format!("uri {arn}"))
}

/// A route answers only with a stage, an integration, and a permission to call what is behind it.
fn route(cloud: &Cloud, attrs: &Attrs) -> Option<String> {
    let (api, integration) = (text(attrs, "api"), text(attrs, "integration"));
    if !cloud.has(KindName::Stage, &[("api", api)]) {
        return Some("a stage".to_owned());
    }
    let Some(id) = cloud.find(KindName::Integration, &[("api", api), ("id", integration)]) else {
        return Some(format!("integration {integration}"));
    };
    let uri = cloud.things[&id].text("uri");
    if elsewhere(&uri) {
        return None;
    }
    let function = uri.split(':').nth(6).unwrap_or_default().to_owned();
    let allowed = cloud.of(KindName::Permission).any(|(_, one)| {
        one.text("function") == function && one.text("source_arn").contains(&format!(":{api}/"))
    });
    (!allowed).then(|| format!("a permission for {function}"))
}

/// What still uses a thing.
pub(crate) fn used(cloud: &Cloud, id: u64) -> Option<String> {
    let thing = &cloud.things[&id];
    let (name, arn, own) = (thing.text("name"), thing.text("arn"), thing.text("id"));
    let by = |kind, field: &str, value: &str| {
        cloud.has(kind, &[(field, value)]).then(|| format!("{} {field}", kind.row().name))
    };
    match thing.kind {
        KindName::Queue => by(KindName::Queue, "dead_letter_arn", &arn).or_else(|| {
            let url = thing.text("url");
            let names = |one: &Value| one.as_text() == Some(&*url);
            let environment = |(_, one): (u64, &super::cloud::Thing)| {
                one.attrs["environment"].as_map().unwrap().values().any(names)
            };
            cloud.of(KindName::Function).any(environment).then(|| "an environment".to_owned())
        }),
        KindName::Role => by(KindName::RolePolicy, "role", &name)
            .or_else(|| by(KindName::RoleAttachment, "role", &name))
            .or_else(|| by(KindName::Function, "role", &arn)),
        KindName::LogGroup => by(KindName::Function, "log_group", &name),
        KindName::Function => {
            by(KindName::Integration, "uri", &format!("{}:live", thing.text("unqualified_arn")))
        }
        KindName::Integration => by(KindName::Route, "integration", &own),
        KindName::Authorizer => by(KindName::Route, "authorizer", &own),
        KindName::Permission => {
            let uri = format!(":{}:live", thing.text("function"));
            let source = thing.text("source_arn");
            let open = cloud.of(KindName::Route).find(|(_, route)| {
                let api = route.text("api");
                let wanted = [("api", &*api), ("id", &*route.text("integration"))];
                let integration = cloud.find(KindName::Integration, &wanted);
                let calls =
                    integration.is_some_and(|id| cloud.things[&id].text("uri").ends_with(&uri));
                calls && source.contains(&format!(":{api}/")) && covers(&source, &route.text("key"))
            });
            let others = cloud.of(KindName::Permission).filter(|(other, one)| {
                *other != id
                    && one.text("function") == thing.text("function")
                    && one.text("source_arn") == source
            });
            open.filter(|_| others.count() == 0)
                .map(|(_, route)| format!("route {}", route.text("key")))
        }
        _ => None,
    }
}

/// Whether a permission's source is this route's own.
fn covers(source: &str, key: &str) -> bool {
    let own = key.replacen(' ', "", 1);
    source.ends_with(&format!("/*/{own}"))
}
