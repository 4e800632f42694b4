//! What a source file says, as a tree that knows its lines. YAML and JSON become the same.
use serde_json::Value as Json;

/// A value of the source and the line where it begins; 0 where there are no lines to tell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    pub(crate) data: Data,
    pub(crate) line: u32,
}

/// What a node holds. Numbers keep their text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Data {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

impl Node {
    pub(crate) fn new(data: Data, line: u32) -> Self {
        Self { data, line }
    }

    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::new(Data::Text(text.into()), 0)
    }

    pub(crate) fn list(items: Vec<Self>) -> Self {
        Self::new(Data::List(items), 0)
    }

    /// A map; entries without a value are left out.
    pub(crate) fn map<'k>(entries: impl IntoIterator<Item = (&'k str, Option<Self>)>) -> Self {
        let entries = entries.into_iter().filter_map(|(key, node)| Some((key.to_owned(), node?)));
        Self::new(Data::Map(entries.collect()), 0)
    }

    /// `{ Ref: id }`.
    pub(crate) fn reference(id: &str) -> Self {
        Self::map([("Ref", Some(Self::text(id)))])
    }

    /// `{ Fn::GetAtt: [id, field] }`.
    pub(crate) fn field(id: &str, field: &str) -> Self {
        Self::map([("Fn::GetAtt", Some(Self::list(vec![Self::text(id), Self::text(field)])))])
    }

    pub(crate) fn at_line(self, line: u32) -> Self {
        Self { line, ..self }
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|(name, _)| name == key).map(|(_, node)| node)
    }

    /// The node at a path of keys.
    pub(crate) fn at(&self, keys: &[&str]) -> Option<&Self> {
        keys.iter().try_fold(self, |node, key| node.get(key))
    }

    pub(crate) fn entries(&self) -> &[(String, Self)] {
        match &self.data {
            Data::Map(entries) => entries,
            _ => &[],
        }
    }

    pub(crate) fn items(&self) -> &[Self] {
        match &self.data {
            Data::List(items) => items,
            _ => &[],
        }
    }

    /// The items of a list; anything else is a list of one.
    pub(crate) fn one_or_more(&self) -> &[Self] {
        match &self.data {
            Data::List(items) => items,
            Data::Null => &[],
            _ => std::slice::from_ref(self),
        }
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        match &self.data {
            Data::Text(text) | Data::Number(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn as_int(&self) -> Option<i64> {
        let text = self.as_text()?;
        text.parse().ok().or_else(|| text.strip_suffix(".0")?.parse().ok())
    }

    pub(crate) fn as_bool(&self) -> Option<bool> {
        match &self.data {
            Data::Bool(truth) => Some(*truth),
            Data::Text(text) => match text.to_ascii_lowercase().as_str() {
                "true" => Some(true),
                "false" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    pub(crate) fn is_map(&self) -> bool {
        matches!(self.data, Data::Map(_))
    }

    /// Whether it says nothing: null, or an empty text, list or map.
    pub(crate) fn is_empty(&self) -> bool {
        match &self.data {
            Data::Null => true,
            Data::Text(text) => text.is_empty(),
            Data::List(items) => items.is_empty(),
            Data::Map(entries) => entries.is_empty(),
            Data::Bool(_) | Data::Number(_) => false,
        }
    }

    /// The same with an entry set or replaced.
    pub(crate) fn with(mut self, key: &str, value: Self) -> Self {
        if let Data::Map(entries) = &mut self.data {
            entries.retain(|(name, _)| name != key);
            entries.push((key.to_owned(), value));
        }
        self
    }

    /// The same with every text changed.
    pub(crate) fn each_text(&self, change: &mut dyn FnMut(&str, u32) -> Self) -> Self {
        let data = match &self.data {
            Data::Text(text) => return change(text, self.line),
            Data::List(items) => {
                Data::List(items.iter().map(|item| item.each_text(change)).collect())
            }
            Data::Map(entries) => Data::Map(
                entries.iter().map(|(key, node)| (key.clone(), node.each_text(change))).collect(),
            ),
            other => other.clone(),
        };
        Self::new(data, self.line)
    }

    pub(crate) fn from_json(json: &Json) -> Self {
        let data = match json {
            Json::Null => Data::Null,
            Json::Bool(truth) => Data::Bool(*truth),
            Json::Number(number) => Data::Number(number.to_string()),
            Json::String(text) => Data::Text(text.clone()),
            Json::Array(items) => Data::List(items.iter().map(Self::from_json).collect()),
            Json::Object(entries) => Data::Map(
                entries.iter().map(|(key, item)| (key.clone(), Self::from_json(item))).collect(),
            ),
        };
        Self::new(data, 0)
    }

    /// A JSON document written as text, or a tree that is one already.
    pub(crate) fn document(&self) -> Self {
        match &self.data {
            Data::Text(text) => serde_json::from_str(text)
                .map_or_else(|_| self.clone(), |json| Self::from_json(&json).at_line(self.line)),
            _ => self.clone(),
        }
    }
}
