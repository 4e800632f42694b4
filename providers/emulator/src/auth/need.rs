//! What an operation needs to be allowed: actions, the resources they are about, and what they tell policies.

use percent_encoding::utf8_percent_encode;
use serde_json::Value;

use super::signature::UNRESERVED;
use crate::ops::Input;
use crate::world::World;

/// One action that an operation needs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Need {
    /// `lambda:CreateFunction`.
    pub(crate) action: &'static str,
    /// What the action is about. Every one of the resources must be allowed; of none, nothing is asked.
    pub(crate) on: On,
    /// A place in the request: the action is needed only when something is there. Empty for always.
    pub(crate) given: &'static str,
    /// Condition keys besides those that every request has.
    pub(crate) keys: &'static [(&'static str, Source)],
}

/// The resources of an action.
#[derive(Debug, Clone, Copy)]
pub(crate) enum On {
    /// No resource: policies must say `*`.
    Nothing,
    /// An ARN with `{region}`, `{account}` and places in the request, such as `{TableName}`.
    Arn(&'static str),
    /// API Gateway's path of the request, with its places.
    Path(&'static str),
    /// The ARNs at a place in the request.
    Each(&'static str),
    /// Whatever this finds.
    Found(fn(&World, &Input) -> Vec<String>),
}

/// Where a condition key's values come from.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Source {
    Fixed(&'static str),
    /// The texts at a place in the request.
    At(&'static str),
    /// Whatever this finds.
    Found(fn(&World, &Input) -> Vec<String>),
}

/// The needs of one operation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    pub(crate) operation: &'static str,
    pub(crate) needs: &'static [Need],
}

/// A row of the table.
pub(super) const fn row(operation: &'static str, needs: &'static [Need]) -> Row {
    Row { operation, needs }
}

/// An action on a resource.
pub(super) const fn need(action: &'static str, on: On) -> Need {
    Need { action, on, given: "", keys: &[] }
}

/// `iam:PassRole` of the roles at a place in the request, to a service.
pub(super) const fn pass(place: &'static str, keys: &'static [(&'static str, Source)]) -> Need {
    Need { action: "iam:PassRole", on: On::Each(place), given: "", keys }
}

impl Need {
    /// The same, only when the request has something at a place.
    pub(super) const fn given(self, given: &'static str) -> Need {
        Need { given, ..self }
    }

    /// The same, telling more.
    pub(super) const fn with(self, keys: &'static [(&'static str, Source)]) -> Need {
        Need { keys, ..self }
    }

    /// Whether the request asks for it at all.
    pub(super) fn is_asked(&self, input: &Input) -> bool {
        self.given.is_empty() || !texts(input, self.given).is_empty()
    }
}

impl On {
    pub(super) fn resources(self, world: &World, input: &Input) -> Vec<String> {
        match self {
            On::Nothing => vec!["*".to_owned()],
            On::Arn(template) => vec![filled(template, world, input)],
            On::Path(path) => vec![path_arn(path, world, input)],
            On::Each(place) => texts(input, place),
            On::Found(find) => find(world, input),
        }
    }
}

/// `arn:aws:apigateway:REGION::/apis/ID`: the path without its version.
fn path_arn(path: &str, world: &World, input: &Input) -> String {
    let path = path.strip_prefix("/v2").unwrap_or(path);
    let path = path.split('?').next().unwrap_or(path);
    let start = format!("arn:aws:apigateway:{}::", world.settings().region);
    // A last part that may hold slashes is an ARN or a route's key, and written encoded.
    match path.rsplit_once('{').filter(|(_, last)| last.ends_with("+}")) {
        Some((before, last)) => {
            let last = texts(input, last.trim_end_matches("+}")).into_iter().next();
            let last =
                utf8_percent_encode(last.as_deref().unwrap_or_default(), UNRESERVED).to_string();
            format!("{start}{}{last}", filled(before, world, input))
        }
        None => format!("{start}{}", filled(path, world, input)),
    }
}

impl Source {
    pub(super) fn values(self, world: &World, input: &Input) -> Vec<String> {
        match self {
            Source::Fixed(text) => vec![text.to_owned()],
            Source::At(place) => texts(input, place),
            Source::Found(find) => find(world, input),
        }
    }
}

/// A template with its places filled in; what the request leaves out is empty.
pub(super) fn filled(template: &str, world: &World, input: &Input) -> String {
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        text.push_str(before);
        match name {
            "region" => text.push_str(&world.settings().region),
            "account" => text.push_str(&world.settings().account),
            place => text.extend(texts(input, place).into_iter().next()),
        }
        rest = after;
    }
    text.push_str(rest);
    text
}

/// The texts at a place such as `Target.RoleArn` or `Targets[].RoleArn`; lists and maps at the end count each member.
pub(crate) fn texts(input: &Input, place: &str) -> Vec<String> {
    let mut parts = place.split('.');
    let first = parts.next().unwrap_or_default();
    let name = first.trim_end_matches("[]");
    let mut found: Vec<&Value> = input.get(name).into_iter().collect();
    found = spread(found, first.ends_with("[]"));
    for part in parts {
        let name = part.trim_end_matches("[]");
        found = found.into_iter().filter_map(|value| value.get(name)).collect();
        found = spread(found, part.ends_with("[]"));
    }
    spread(found, true).into_iter().filter_map(text).collect()
}

/// The members of lists and maps; other values stay.
fn spread(values: Vec<&Value>, is_wanted: bool) -> Vec<&Value> {
    if !is_wanted {
        return values;
    }
    values
        .into_iter()
        .flat_map(|value| match value {
            Value::Array(items) => items.iter().collect(),
            Value::Object(members) => members.values().collect(),
            one => vec![one],
        })
        .collect()
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) | Value::Object(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::texts;
    use crate::ops::Input;

    #[test]
    fn places_reach_into_lists_and_maps() {
        let members = json!({"Name": "n", "Target": {"RoleArn": "r"}, "Empty": "", "Layers": ["a", "b"],
            "Targets": [{"RoleArn": "x"}, {"Id": "1"}, {"RoleArn": "y"}], "Tags": {"k": "v"}});
        let input = Input::new(members, "");
        for (place, expected) in [
            ("Name", vec!["n"]),
            ("Target.RoleArn", vec!["r"]),
            ("Targets[].RoleArn", vec!["x", "y"]),
            ("Layers", vec!["a", "b"]),
            ("Tags", vec!["v"]),
            ("Empty", vec![]),
            ("Absent.At", vec![]),
        ] {
            assert_eq!(texts(&input, place), expected, "{place}");
        }
    }
}
