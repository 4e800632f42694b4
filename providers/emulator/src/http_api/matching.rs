//! Which route a request takes: the most specific one.

use serde_json::{Map, Value};

/// A route that fits.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    pub(super) key: String,
    pub(super) route: Value,
    pub(super) parameters: Map<String, Value>,
}

/// Finds the route: literal segments before parameters before greedy ones, a method before ANY, `$default` last.
pub(super) fn find(routes: &Map<String, Value>, method: &str, path: &str) -> Option<Found> {
    let mut best: Option<(Vec<u8>, Found)> = None;
    for route in routes.values() {
        let key = route.get("routeKey").and_then(Value::as_str).unwrap_or_default();
        let Some((rank, parameters)) = fits(key, method, path) else { continue };
        if best.as_ref().is_none_or(|(best, _)| rank > *best) {
            best = Some((rank, Found { key: key.to_owned(), route: route.clone(), parameters }));
        }
    }
    best.map(|(_, found)| found)
}

/// How specific a fitting route is, segment by segment, and its path parameters.
fn fits(key: &str, method: &str, path: &str) -> Option<(Vec<u8>, Map<String, Value>)> {
    if key == "$default" {
        return Some((Vec::new(), Map::new()));
    }
    let (wanted, template) = key.split_once(' ')?;
    if wanted != "ANY" && wanted != method {
        return None;
    }
    let mut parameters = Map::new();
    let mut rank = Vec::new();
    let mut given = path.split('/').skip(1);
    for part in template.split('/').skip(1) {
        let name = part.strip_prefix('{').and_then(|part| part.strip_suffix('}'));
        match (name, given.next()) {
            (None, Some(segment)) if segment == part => rank.push(3),
            (Some(name), Some(segment)) if !segment.is_empty() => {
                if let Some(name) = name.strip_suffix('+') {
                    let rest: Vec<&str> = std::iter::once(segment).chain(given.by_ref()).collect();
                    parameters.insert(name.to_owned(), decoded(&rest.join("/")));
                    rank.push(1);
                } else {
                    parameters.insert(name.to_owned(), decoded(segment));
                    rank.push(2);
                }
            }
            _ => return None,
        }
    }
    // What is left over must be nothing: a closing slash is a segment of its own.
    if given.next().is_some() {
        return None;
    }
    // A path that fits whole beats `$default`, and a method beats ANY on the same path.
    rank.push(u8::from(wanted != "ANY"));
    Some((rank, parameters))
}

fn decoded(text: &str) -> Value {
    crate::wire::percent_decoded(text).into()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::find;

    fn check(keys: &[&str], method: &str, path: &str) -> Option<(String, String)> {
        let routes =
            keys.iter().map(|key| ((*key).to_owned(), json!({ "routeKey": key }))).collect();
        let found = find(&routes, method, path)?;
        Some((found.key, serde_json::Value::Object(found.parameters).to_string()))
    }

    #[test]
    fn the_most_specific_route_is_taken() {
        let keys = [
            "$default",
            "GET /items",
            "ANY /items",
            "GET /items/{id}",
            "GET /items/top",
            "ANY /{proxy+}",
            "POST /items/{id}/parts/{part}",
        ];
        let cases = [
            ("GET", "/items", "GET /items", "{}"),
            ("PUT", "/items", "ANY /items", "{}"),
            ("GET", "/items/7", "GET /items/{id}", r#"{"id":"7"}"#),
            ("GET", "/items/a%20b", "GET /items/{id}", r#"{"id":"a b"}"#),
            ("GET", "/items/top", "GET /items/top", "{}"),
            ("DELETE", "/items/7", "ANY /{proxy+}", r#"{"proxy":"items/7"}"#),
            (
                "POST",
                "/items/7/parts/x",
                "POST /items/{id}/parts/{part}",
                r#"{"id":"7","part":"x"}"#,
            ),
            ("GET", "/", "$default", "{}"),
        ];
        for (method, path, key, parameters) in cases {
            assert_eq!(
                check(&keys, method, path),
                Some((key.into(), parameters.into())),
                "{method} {path}"
            );
        }
        assert_eq!(check(&["GET /a"], "GET", "/b"), None);
        assert_eq!(check(&["GET /a"], "GET", "/a/b"), None);
        assert_eq!(check(&["GET /"], "GET", "/").unwrap().0, "GET /");
    }
}
