//! Keys of routes: method and path as API Gateway reads them, each meaning something else
//! (<https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html>).
use super::of;
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::{Nested, Spec};
use std::collections::BTreeMap;

const METHODS: &[&str] = &["ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

pub(super) fn check(spec: &Spec, problems: &mut Vec<Diagnostic>) {
    for api in of(spec, "api") {
        let mut seen: BTreeMap<String, &Nested> = BTreeMap::new();
        for route in api.nested("route") {
            let Some(key) = route.labels.first() else {
                continue;
            };
            if let Err(why) = syntax(key) {
                problems.push(
                    Diagnostic::error("spec/bad-route", format!("`{key}` is no route: {why}"))
                        .at(route.place.clone())
                        .help("a route is a method and a path, as in `GET /orders/{id}` or `ANY /files/{path+}`, or `$default`"),
                );
                continue;
            }
            // Equal keys are told as equal labels; these differ only in the names of parameters.
            let shape = shape(key);
            match seen.get(&shape) {
                Some(first) if first.labels != route.labels => problems.push(
                    Diagnostic::error(
                        "spec/bad-route",
                        format!("`{key}` answers the same requests as another route"),
                    )
                    .at(route.place.clone())
                    .related(first.place.clone(), "the other")
                    .help("routes that differ only in names of parameters are the same: keep one"),
                ),
                Some(_) => {}
                None => {
                    seen.insert(shape, route);
                }
            }
        }
    }
}

/// Whether a text is a request: a method and a path, perhaps with a query.
pub(super) fn request(text: &str) -> Result<(), String> {
    let Some((method, path)) = text.split_once(' ') else {
        return Err("method and path are missing, or one of them".to_owned());
    };
    if method == "ANY" || !METHODS.contains(&method) {
        return Err(format!("`{method}` is no method of a request"));
    }
    if !path.starts_with('/') || path.contains(char::is_whitespace) {
        return Err(format!("`{path}` is no path: it begins with `/` and has no spaces"));
    }
    Ok(())
}

fn syntax(key: &str) -> Result<(), String> {
    if key == "$default" {
        return Ok(());
    }
    let Some((method, path)) = key.split_once(' ') else {
        return Err("method and path are missing, or one of them".to_owned());
    };
    if !METHODS.contains(&method) {
        return Err(format!("`{method}` is no method; there are {}", METHODS.join(", ")));
    }
    let Some(rest) = path.strip_prefix('/') else {
        return Err("the path begins with `/`".to_owned());
    };
    let segments: Vec<&str> = rest.split('/').collect();
    for (at, segment) in segments.iter().enumerate() {
        let last = at + 1 == segments.len();
        if segment.is_empty() && !(last && at == 0) {
            return Err("the path has an empty part".to_owned());
        }
        segment_syntax(segment, last)?;
    }
    let mut names: Vec<&str> = segments.iter().filter_map(|segment| parameter(segment)).collect();
    names.sort_unstable();
    if names.windows(2).any(|pair| pair.first() == pair.last()) {
        return Err("a parameter is named twice".to_owned());
    }
    Ok(())
}

fn parameter(segment: &str) -> Option<&str> {
    let name = segment.strip_prefix('{')?.strip_suffix('}')?;
    Some(name.strip_suffix('+').unwrap_or(name))
}

fn segment_syntax(segment: &str, last: bool) -> Result<(), String> {
    if let Some(name) = parameter(segment) {
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c))
        {
            return Err(format!("`{segment}` names no parameter"));
        }
        if segment.ends_with("+}") && !last {
            return Err(format!("`{segment}` takes the rest of the path, so it is the last part"));
        }
        return Ok(());
    }
    match segment.chars().find(|c| !c.is_ascii_alphanumeric() && !"-._~!$&'()*+,;=:@%".contains(*c))
    {
        Some(c) => Err(format!("`{c}` can't be in a path")),
        None => Ok(()),
    }
}

/// The key without the names of its parameters.
fn shape(key: &str) -> String {
    let parts = key.split('/').map(|segment| match (parameter(segment), segment.ends_with("+}")) {
        (Some(_), true) => "{+}",
        (Some(_), false) => "{}",
        (None, _) => segment,
    });
    parts.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_method_and_path() {
        for key in ["$default", "GET /", "GET /orders/{id}", "ANY /{proxy+}", "POST /a-b/c.d"] {
            assert_eq!(syntax(key), Ok(()), "{key}");
        }
        for key in [
            "",
            "GET",
            "/orders",
            "get /orders",
            "FETCH /orders",
            "GET orders",
            "GET /a//b",
            "GET /a/",
            "GET /{proxy+}/x",
            "GET /{}",
            "GET /a b",
            "GET /{id}/{id}",
            "GET /a?b=c",
        ] {
            assert!(syntax(key).is_err(), "{key}");
        }
        assert_eq!(shape("GET /a/{id}/{rest+}"), shape("GET /a/{x}/{y+}"));
        assert_ne!(shape("GET /a/{id}"), shape("GET /a/{id+}"));
    }
}
