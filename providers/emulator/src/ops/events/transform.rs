//! Input transformers: values out of an event, put into a template.
//!
//! A template is JSON with holes, or a text in quotes. Outside quotes a hole takes a value as JSON, a missing one as the
//! empty text; inside quotes it takes it as plain text, JSON losing its quotes there.
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html>

use serde_json::{Value, json};

use super::path;

/// What templates can ask for without naming a path.
const KNOWN: &[&str] = &[
    "aws.events.rule-arn",
    "aws.events.rule-name",
    "aws.events.event.ingestion-time",
    "aws.events.event",
    "aws.events.event.json",
];

/// What a transformer is applied to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject<'a> {
    pub(super) event: &'a Value,
    pub(super) rule_arn: &'a str,
    pub(super) rule_name: &'a str,
    pub(super) ingested: &'a str,
}

/// Why a target's transformer is refused, if it is.
pub(super) fn check(target: &str, transformer: &Value) -> Result<(), String> {
    let template = transformer.get("InputTemplate").and_then(Value::as_str);
    let Some(template) = template.filter(|template| !template.is_empty()) else {
        return Err(format!("Parameter InputTemplate is required for target {target}."));
    };
    let empty = serde_json::Map::new();
    let paths = transformer.get("InputPathsMap").and_then(Value::as_object).unwrap_or(&empty);
    for (name, value) in paths {
        if name.starts_with("AWS") || name.starts_with("aws") {
            return Err(format!("InputPathsMap key {name} for target {target} is reserved."));
        }
        if value.as_str().and_then(path::parse).is_none() {
            return Err(format!("Invalid InputPathsMap value for key {name} of target {target}."));
        }
    }
    let unknown = holes(template)
        .into_iter()
        .find(|name| !paths.contains_key(*name) && !KNOWN.contains(name));
    match unknown {
        Some(name) => {
            Err(format!("InputTemplate for target {target} contains invalid placeholder {name}."))
        }
        None => Ok(()),
    }
}

/// The names in a template's holes.
fn holes(template: &str) -> Vec<&str> {
    let parts = template.split('<').skip(1).filter_map(|part| part.split_once('>'));
    parts.map(|(name, _)| name).filter(|name| is_name(name)).collect()
}

fn is_name(text: &str) -> bool {
    let allowed =
        |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_');
    !text.is_empty() && text.chars().all(allowed)
}

/// The template filled with what an event holds; `None` when that makes no JSON.
pub(super) fn apply(transformer: &Value, subject: Subject<'_>) -> Option<String> {
    let template = transformer.get("InputTemplate").and_then(Value::as_str)?;
    let paths = transformer.get("InputPathsMap");
    let is_text = template.trim_start().starts_with('"');
    let mut out = String::with_capacity(template.len());
    let (mut rest, mut quoted) = (template, false);
    while let Some(letter) = rest.chars().next() {
        let after = rest.get(letter.len_utf8()..).unwrap_or_default();
        let hole = after.split_once('>').filter(|(name, _)| letter == '<' && is_name(name));
        if let Some((name, left)) = hole {
            let value = value(paths, name, subject);
            out.push_str(&filled(value.as_ref(), quoted, is_text));
            rest = left;
            continue;
        }
        if letter == '\\' && quoted {
            let escaped = after.chars().next().map_or(0, char::len_utf8);
            out.push_str(rest.get(..1 + escaped).unwrap_or(rest));
            rest = after.get(escaped..).unwrap_or_default();
            continue;
        }
        quoted ^= letter == '"';
        out.push(letter);
        rest = after;
    }
    let valid = is_text || serde_json::from_str::<serde::de::IgnoredAny>(&out).is_ok();
    valid.then_some(out)
}

/// A value as it stands in its hole.
fn filled(value: Option<&Value>, quoted: bool, is_text: bool) -> String {
    match (value, quoted) {
        (None | Some(Value::Null), true) => String::new(),
        (None | Some(Value::Null), false) => "\"\"".to_owned(),
        (Some(Value::String(text)), true) => {
            let escaped = Value::from(text.as_str()).to_string();
            escaped.get(1..escaped.len() - 1).unwrap_or_default().to_owned()
        }
        (Some(value), true) if is_text => value.to_string().replace('"', ""),
        (Some(value), _) => value.to_string(),
    }
}

fn value(paths: Option<&Value>, name: &str, subject: Subject<'_>) -> Option<Value> {
    match name {
        "aws.events.rule-arn" => Some(subject.rule_arn.into()),
        "aws.events.rule-name" => Some(subject.rule_name.into()),
        "aws.events.event.ingestion-time" => Some(subject.ingested.into()),
        "aws.events.event.json" => Some(subject.event.clone()),
        "aws.events.event" => Some(without_detail(subject.event)),
        name => {
            let path = paths?.get(name)?.as_str()?;
            path::find(subject.event, path).cloned()
        }
    }
}

/// The event as its own members tell it, without what happened.
fn without_detail(event: &Value) -> Value {
    let member = |name: &str| event.get(name).cloned().unwrap_or_default();
    json!({
        "version": member("version"),
        "id": member("id"),
        "detailType": member("detail-type"),
        "source": member("source"),
        "account": member("account"),
        "time": member("time"),
        "region": member("region"),
        "resources": member("resources"),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Subject, apply, check};

    #[track_caller]
    fn filled(template: &str, expected: Option<&str>) {
        let event = json!({
            "detail-type": "t", "version": "0",
            "detail": {"user": "ann \"a\"", "load": {"k": "v"}, "list": ["x", "y"], "ok": true, "n": 1.5},
        });
        let transformer = json!({
            "InputTemplate": template,
            "InputPathsMap": {
                "user": "$.detail.user", "load": "$.detail.load", "list": "$.detail.list", "none": "$.detail.none",
                "ok": "$.detail.ok", "n": "$.detail.n",
            },
        });
        let subject = Subject {
            event: &event,
            rule_arn: "arn:r",
            rule_name: "r",
            ingested: "2026-01-01T00:00:00Z",
        };
        assert_eq!(check("t", &transformer), Ok(()));
        assert_eq!(apply(&transformer, subject).as_deref(), expected, "{template}");
    }

    #[test]
    fn holes_take_json_outside_quotes_and_text_inside() {
        filled(
            r#"{"a": <user>, "b": <load>, "c": [<n>, <ok>]}"#,
            Some(r#"{"a": "ann \"a\"", "b": {"k":"v"}, "c": [1.5, true]}"#),
        );
        filled(
            r#"{"a": "users/<ok>/<n>", "b": "<user>"}"#,
            Some(r#"{"a": "users/true/1.5", "b": "ann \"a\""}"#),
        );
        filled(r#""It is <load> of <list> and <none>.""#, Some(r#""It is {k:v} of [x,y] and .""#));
        filled(r#"{"a": <none>, "b": "<none>"}"#, Some(r#"{"a": "", "b": ""}"#));
        filled(r#"{"a": "<list>"}"#, None);
        filled(r#""<aws.events.rule-name> <aws.events.rule-arn>""#, Some(r#""r arn:r""#));
        filled(r#"{"t": "a < b > c"}"#, Some(r#"{"t": "a < b > c"}"#));
    }

    #[test]
    fn a_hole_without_a_path_is_refused() {
        let transformer = json!({"InputTemplate": "\"<a>\"", "InputPathsMap": {"b": "$.b"}});
        let text = "InputTemplate for target t contains invalid placeholder a.";
        assert_eq!(check("t", &transformer), Err(text.to_owned()));
    }
}
