//! Values: the tree in which specs, plans, snapshots and the ledger hold attributes.
//!
//! Besides plain data a value can be *unknown until created* ([`Value::Output`], [`Value::Template`]),
//! *secret* (never written anywhere) or *redacted* (all that is kept of a secret).
use crate::address::Address;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map as JsonMap, Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};

/// Attributes by name.
pub type Attrs = BTreeMap<String, Value>;

/// A finite number that is not an integer.
#[derive(Clone, Copy, Debug)]
pub struct Float(f64);

impl Float {
    /// Refuses what no spec can mean: infinities and not-a-number.
    pub fn new(number: f64) -> Option<Self> {
        number.is_finite().then_some(Self(number))
    }
    /// The number.
    pub fn get(self) -> f64 {
        self.0
    }
}
impl PartialEq for Float {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}
impl Eq for Float {}
impl PartialOrd for Float {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Float {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

/// One value. The order of variants is the order in which mixed lists sort.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// Absent, or `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(Float),
    /// Text.
    Text(String),
    /// An ordered list; sets are sorted, deduplicated lists.
    List(Vec<Value>),
    /// Entries by key.
    Map(Attrs),
    /// A resource as a whole, as in `to = function.orders`.
    Reference(Address),
    /// A field that is known only after `address` exists.
    Output {
        /// Whose field.
        address: Address,
        /// Which one, such as `arn`.
        field: String,
    },
    /// Text with parts known only later.
    Template(Vec<Part>),
    /// A value that is masked on every screen and never serialises.
    Secret(Box<Value>),
    /// What is left of a secret: its keyed digest, or only that one is set.
    Redacted(Option<String>),
}

/// A piece of a [`Value::Template`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Known text.
    Text(String),
    /// A field known later, put in as text.
    Output {
        /// Whose field.
        address: Address,
        /// Which one.
        field: String,
    },
}

impl Value {
    /// Text, from anything that becomes a `String`.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// The field `field` of `address`, not known yet.
    pub fn output(address: Address, field: &str) -> Self {
        Self::Output { address, field: field.to_owned() }
    }

    /// The text, also of a secret: callers that print must not use this.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Secret(inner) => inner.as_text(),
            _ => None,
        }
    }

    /// The whole number.
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(n) => Some(*n),
            Self::Secret(inner) => inner.as_int(),
            _ => None,
        }
    }

    /// The truth value.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(b) => Some(*b),
            _ => None,
        }
    }

    /// The entries.
    pub fn as_map(&self) -> Option<&Attrs> {
        match self {
            Self::Map(entries) => Some(entries),
            Self::Secret(inner) => inner.as_map(),
            _ => None,
        }
    }

    /// The items.
    pub fn as_list(&self) -> Option<&[Value]> {
        match self {
            Self::List(items) => Some(items),
            _ => None,
        }
    }

    /// Whether this is absent.
    pub fn is_null(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Secret(inner) => inner.is_null(),
            _ => false,
        }
    }

    /// The value without any secret marks, for comparing and for sending.
    pub fn revealed(&self) -> Self {
        self.map(&mut |value| match value {
            Self::Secret(inner) => Some(inner.revealed()),
            _ => None,
        })
    }

    /// Whether a secret or a redacted value is anywhere inside.
    pub fn has_secret(&self) -> bool {
        self.any(&mut |value| matches!(value, Self::Secret(_) | Self::Redacted(_)))
    }

    /// Whether a value that is kept by its digest alone is anywhere inside.
    pub fn has_redacted(&self) -> bool {
        self.any(&mut |value| matches!(value, Self::Redacted(_)))
    }

    /// Whether any part is known only after something is created.
    pub fn is_unknown(&self) -> bool {
        self.any(&mut |value| matches!(value, Self::Output { .. } | Self::Template(_)))
    }

    /// Every address this value mentions: the edges it makes.
    pub fn references(&self) -> BTreeSet<Address> {
        let mut found = BTreeSet::new();
        self.any(&mut |value| {
            match value {
                Self::Reference(address) | Self::Output { address, .. } => {
                    found.insert(address.clone());
                }
                Self::Template(parts) => found.extend(parts.iter().filter_map(|part| match part {
                    Part::Output { address, .. } => Some(address.clone()),
                    Part::Text(_) => None,
                })),
                _ => {}
            }
            false
        });
        found
    }

    /// Replaces outputs that `known` can answer; what it can't answer stays unknown.
    pub fn substitute(&self, known: &dyn Fn(&Address, &str) -> Option<Value>) -> Self {
        self.map(&mut |value| match value {
            Self::Output { address, field } => known(address, field),
            Self::Template(parts) => Some(fill(parts, known)),
            _ => None,
        })
    }

    /// Rebuilds the tree bottom-up; `change` answers `Some` where it wants another value.
    pub fn map(&self, change: &mut dyn FnMut(&Value) -> Option<Value>) -> Self {
        if let Some(changed) = change(self) {
            return changed;
        }
        match self {
            Self::List(items) => Self::List(items.iter().map(|item| item.map(change)).collect()),
            Self::Map(entries) => Self::Map(
                entries.iter().map(|(key, item)| (key.clone(), item.map(change))).collect(),
            ),
            Self::Secret(inner) => Self::Secret(Box::new(inner.map(change))),
            _ => self.clone(),
        }
    }

    /// Keeps of every secret only what `digest` makes of its JSON text.
    pub fn redacted(&self, digest: &dyn Fn(&str) -> Option<String>) -> Self {
        self.map(&mut |value| match value {
            Self::Secret(inner) => {
                Some(Self::Redacted(digest(&inner.revealed().to_json().to_string())))
            }
            _ => None,
        })
    }

    fn any(&self, test: &mut dyn FnMut(&Value) -> bool) -> bool {
        if test(self) {
            return true;
        }
        match self {
            Self::List(items) => items.iter().any(|item| item.any(test)),
            Self::Map(entries) => entries.values().any(|item| item.any(test)),
            Self::Secret(inner) => inner.any(test),
            _ => false,
        }
    }

    /// The stored form. Plain data is plain JSON; the rest is an object with one `$` key, so keys
    /// of the user that begin with `$` are doubled. A secret keeps nothing but that it is set.
    pub fn to_json(&self) -> Json {
        match self {
            Self::Null => Json::Null,
            Self::Bool(b) => json!(b),
            Self::Int(n) => json!(n),
            Self::Float(n) => json!(n.get()),
            Self::Text(text) => json!(text),
            Self::List(items) => Json::Array(items.iter().map(Self::to_json).collect()),
            Self::Map(entries) => Json::Object(
                entries.iter().map(|(key, item)| (escape_key(key), item.to_json())).collect(),
            ),
            Self::Reference(address) => json!({ "$ref": address }),
            Self::Output { address, field } => json!({ "$output": [address, field] }),
            Self::Template(parts) => {
                json!({ "$template": parts.iter().map(Part::to_json).collect::<Vec<_>>() })
            }
            Self::Secret(_) => json!({ "$redacted": null }),
            Self::Redacted(digest) => json!({ "$redacted": digest }),
        }
    }

    /// Reads [`Value::to_json`]'s form; numbers beyond 64 bits become floats.
    pub fn from_json(json: &Json) -> Option<Self> {
        Some(match json {
            Json::Null => Self::Null,
            Json::Bool(b) => Self::Bool(*b),
            Json::Number(n) => match n.as_i64() {
                Some(n) => Self::Int(n),
                None => Self::Float(Float::new(n.as_f64()?)?),
            },
            Json::String(text) => Self::Text(text.clone()),
            Json::Array(items) => {
                Self::List(items.iter().map(Self::from_json).collect::<Option<_>>()?)
            }
            Json::Object(object) => Self::from_object(object)?,
        })
    }

    fn from_object(object: &JsonMap<String, Json>) -> Option<Self> {
        let special = object
            .iter()
            .next()
            .filter(|(key, _)| object.len() == 1 && key.starts_with('$') && !key.starts_with("$$"));
        let Some((key, inner)) = special else {
            let entries =
                object.iter().map(|(key, item)| Some((unescape_key(key), Self::from_json(item)?)));
            return entries.collect::<Option<Attrs>>().map(Self::Map);
        };
        let address = |json: &Json| Address::parse(json.as_str()?).ok();
        Some(match key.as_str() {
            "$ref" => Self::Reference(address(inner)?),
            "$output" => Self::Output {
                address: address(inner.get(0)?)?,
                field: inner.get(1)?.as_str()?.to_owned(),
            },
            "$template" => Self::Template(
                inner.as_array()?.iter().map(Part::from_json).collect::<Option<_>>()?,
            ),
            "$redacted" => Self::Redacted(inner.as_str().map(str::to_owned)),
            _ => return None,
        })
    }

    /// Plain JSON as the cloud sends it: no `$` forms are read, every key stands for itself.
    pub fn from_plain_json(json: &Json) -> Option<Self> {
        Some(match json {
            Json::Array(items) => {
                Self::List(items.iter().map(Self::from_plain_json).collect::<Option<_>>()?)
            }
            Json::Object(object) => Self::Map(
                object
                    .iter()
                    .map(|(key, item)| Some((key.clone(), Self::from_plain_json(item)?)))
                    .collect::<Option<_>>()?,
            ),
            other => Self::from_json(other)?,
        })
    }

    /// Plain JSON for sending; `None` while anything is unknown or redacted. Secrets are revealed.
    pub fn to_plain_json(&self) -> Option<Json> {
        Some(match self {
            Self::List(items) => {
                Json::Array(items.iter().map(Self::to_plain_json).collect::<Option<_>>()?)
            }
            Self::Map(entries) => Json::Object(
                entries
                    .iter()
                    .map(|(key, item)| Some((key.clone(), item.to_plain_json()?)))
                    .collect::<Option<_>>()?,
            ),
            Self::Secret(inner) => inner.to_plain_json()?,
            Self::Reference(_) | Self::Output { .. } | Self::Template(_) | Self::Redacted(_) => {
                return None;
            }
            plain => plain.to_json(),
        })
    }
}

impl Part {
    fn to_json(&self) -> Json {
        match self {
            Self::Text(text) => json!(text),
            Self::Output { address, field } => json!([address, field]),
        }
    }
    fn from_json(json: &Json) -> Option<Self> {
        match json {
            Json::String(text) => Some(Self::Text(text.clone())),
            other => Some(Self::Output {
                address: Address::parse(other.get(0)?.as_str()?).ok()?,
                field: other.get(1)?.as_str()?.to_owned(),
            }),
        }
    }
}

fn fill(parts: &[Part], known: &dyn Fn(&Address, &str) -> Option<Value>) -> Value {
    let mut out: Vec<Part> = Vec::new();
    let mut secret = false;
    for part in parts {
        let answer = match part {
            Part::Output { address, field } => known(address, field),
            Part::Text(_) => None,
        };
        secret |= answer.as_ref().is_some_and(Value::has_secret);
        let pieces = match answer.map(|value| value.revealed()) {
            Some(Value::Text(text)) => vec![Part::Text(text)],
            Some(Value::Int(n)) => vec![Part::Text(n.to_string())],
            Some(Value::Bool(b)) => vec![Part::Text(b.to_string())],
            // Known by another name, though not known yet.
            Some(Value::Output { address, field }) => vec![Part::Output { address, field }],
            Some(Value::Template(parts)) => parts,
            _ => vec![part.clone()],
        };
        for piece in pieces {
            match (out.last_mut(), piece) {
                (Some(Part::Text(before)), Part::Text(text)) => before.push_str(&text),
                (_, piece) => out.push(piece),
            }
        }
    }
    let filled = match out.as_slice() {
        [] => Value::text(""),
        [Part::Text(text)] => Value::text(text.clone()),
        _ => Value::Template(out),
    };
    if secret { Value::Secret(Box::new(filled)) } else { filled }
}

fn escape_key(key: &str) -> String {
    if key.starts_with('$') { format!("${key}") } else { key.to_owned() }
}
fn unescape_key(key: &str) -> String {
    key.strip_prefix('$').filter(|rest| rest.starts_with('$')).unwrap_or(key).to_owned()
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}
impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Json::deserialize(deserializer)?;
        Self::from_json(&json).ok_or_else(|| serde::de::Error::custom("not a stored value"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jobs() -> Address {
        Address::parse("queue.jobs").unwrap()
    }

    #[test]
    fn stored_values_read_back_as_they_were() {
        let value = Value::Map(Attrs::from([
            (
                "$or".into(),
                Value::List(vec![
                    Value::Int(1),
                    Value::Float(Float::new(0.5).unwrap()),
                    Value::Null,
                ]),
            ),
            ("$$x".into(), Value::Bool(true)),
            ("out".into(), Value::output(jobs(), "url")),
            ("ref".into(), Value::Reference(jobs())),
            (
                "text".into(),
                Value::Template(vec![
                    Part::Text("a".into()),
                    Part::Output { address: jobs(), field: "arn".into() },
                ]),
            ),
            ("gone".into(), Value::Redacted(Some("ab".into()))),
        ]));
        assert_eq!(Value::from_json(&value.to_json()), Some(value));
        let single = Value::Map(Attrs::from([("$ref".into(), Value::text("queue.jobs"))]));
        assert_eq!(Value::from_json(&single.to_json()), Some(single));
    }

    #[test]
    fn a_secret_never_serialises() {
        let secret = Value::List(vec![Value::Secret(Box::new(Value::text("hunter2")))]);
        assert_eq!(serde_json::to_string(&secret).unwrap(), r#"[{"$redacted":null}]"#);
        assert_eq!(
            secret.redacted(&|text| Some(format!("{}", text.len()))).to_json().to_string(),
            r#"[{"$redacted":"9"}]"#
        );
    }

    #[test]
    fn templates_fill_and_keep_secrecy() {
        let template = Value::Template(vec![
            Part::Text("x=".into()),
            Part::Output { address: jobs(), field: "arn".into() },
        ]);
        assert_eq!(template.substitute(&|_, _| None), template);
        assert_eq!(template.substitute(&|_, _| Some(Value::text("A"))), Value::text("x=A"));
        assert!(
            template
                .substitute(&|_, _| Some(Value::Secret(Box::new(Value::text("A")))))
                .has_secret()
        );
        assert_eq!(template.references(), BTreeSet::from([jobs()]));
        let other = Part::Output { address: jobs(), field: "url".into() };
        let renamed =
            template.substitute(&|address, _| Some(Value::output(address.clone(), "url")));
        assert_eq!(renamed, Value::Template(vec![Part::Text("x=".into()), other]));
    }
}
