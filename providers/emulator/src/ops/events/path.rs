//! Paths into an event: `$.detail.items[0].name`.

use serde_json::Value;

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Member(String),
    Element(usize),
}

/// Reads a path; `None` when it is none.
pub(super) fn parse(text: &str) -> Option<Vec<Step>> {
    let mut rest = text.strip_prefix('$')?;
    let mut steps = Vec::new();
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('.') {
            let end = after.find(['.', '[']).unwrap_or(after.len());
            let (name, left) = after.split_at(end);
            if name.is_empty() {
                return None;
            }
            steps.push(Step::Member(name.to_owned()));
            rest = left;
        } else {
            let (inside, left) = rest.strip_prefix('[')?.split_once(']')?;
            let quoted = |quote: char| inside.strip_prefix(quote)?.strip_suffix(quote);
            steps.push(match quoted('\'').or_else(|| quoted('"')) {
                Some(name) => Step::Member(name.to_owned()),
                None => Step::Element(inside.parse().ok()?),
            });
            rest = left;
        }
    }
    Some(steps)
}

/// What a path leads to.
pub(super) fn find<'a>(document: &'a Value, path: &str) -> Option<&'a Value> {
    parse(path)?.iter().try_fold(document, |at, step| match step {
        Step::Member(name) => at.get(name),
        Step::Element(place) => at.get(place),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{find, parse};

    #[test]
    fn paths_lead_to_members_and_elements() {
        let event = json!({"detail-type": "t", "detail": {"a b": 1, "list": [{"x": "y"}]}});
        let check = |path: &str, expected: serde_json::Value| {
            assert_eq!(find(&event, path), Some(&expected), "{path}");
        };
        check("$", event.clone());
        check("$.detail-type", json!("t"));
        check("$.detail.list[0].x", json!("y"));
        check("$['detail']['a b']", json!(1));
        assert_eq!(find(&event, "$.detail.none"), None);
        for bad in ["", "detail", "$detail", "$..a", "$.a[", "$.a[x]"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
