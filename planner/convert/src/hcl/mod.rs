//! A spec as it is being written: blocks, attributes and expressions, made by structure and printed once.
mod print;

pub(crate) use print::{blocks, expression};

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Expr {
    Null,
    Bool(bool),
    /// A number as it was written.
    Number(String),
    Text(String),
    /// Text with expressions in it.
    Template(Vec<Part>),
    /// `queue.jobs.url`, `var.x`, `each.key`.
    Reference(String),
    /// `local.map["key"]`.
    Index(Box<Expr>, Box<Expr>),
    /// A function and its arguments.
    Call(&'static str, Vec<Expr>),
    /// `a == b`, `a && b`.
    Binary(Box<Expr>, &'static str, Box<Expr>),
    Not(Box<Expr>),
    Conditional(Box<Expr>, Box<Expr>, Box<Expr>),
    List(Vec<Expr>),
    Object(Vec<(String, Expr)>),
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Part {
    Text(String),
    Value(Expr),
}

impl Expr {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(crate) fn int(number: i64) -> Self {
        Self::Number(number.to_string())
    }

    pub(crate) fn reference(text: impl Into<String>) -> Self {
        Self::Reference(text.into())
    }

    /// A text of parts: neighbouring texts become one, a text alone is no template.
    pub(crate) fn template(parts: Vec<Part>) -> Self {
        let mut all: Vec<Part> = Vec::new();
        let flat = parts.into_iter().flat_map(|part| match part {
            Part::Value(Self::Template(inner)) => inner,
            Part::Value(Self::Text(text) | Self::Number(text)) => vec![Part::Text(text)],
            other => vec![other],
        });
        for part in flat {
            match (all.last_mut(), part) {
                (Some(Part::Text(before)), Part::Text(text)) => before.push_str(&text),
                (_, Part::Text(text)) if text.is_empty() => {}
                (_, part) => all.push(part),
            }
        }
        match all.as_slice() {
            [] => Self::text(""),
            [Part::Text(text)] => Self::text(text.clone()),
            [Part::Value(value @ (Self::Reference(_) | Self::Call(..)))] => value.clone(),
            _ => Self::Template(all),
        }
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether nothing in it has to be computed.
    pub(crate) fn is_literal(&self) -> bool {
        match self {
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) => true,
            Self::List(items) => items.iter().all(Self::is_literal),
            Self::Object(entries) => entries.iter().all(|(_, value)| value.is_literal()),
            _ => false,
        }
    }

    /// Every reference in it, in order.
    pub(crate) fn references(&self) -> Vec<&str> {
        match self {
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) => Vec::new(),
            Self::Reference(text) => vec![text],
            Self::Template(parts) => {
                let values = parts.iter().filter_map(|part| match part {
                    Part::Value(value) => Some(value),
                    Part::Text(_) => None,
                });
                values.flat_map(Self::references).collect()
            }
            Self::Index(one, two) | Self::Binary(one, _, two) => {
                [one.references(), two.references()].concat()
            }
            Self::Not(one) => one.references(),
            Self::Conditional(one, two, three) => {
                [one.references(), two.references(), three.references()].concat()
            }
            Self::Call(_, items) | Self::List(items) => {
                items.iter().flat_map(Self::references).collect()
            }
            Self::Object(entries) => {
                entries.iter().flat_map(|(_, value)| value.references()).collect()
            }
        }
    }
}

/// A block.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Block {
    pub(crate) word: String,
    pub(crate) labels: Vec<String>,
    /// Lines above it for people.
    pub(crate) comments: Vec<String>,
    pub(crate) attrs: Vec<(String, Expr)>,
    pub(crate) blocks: Vec<Block>,
}

impl Block {
    pub(crate) fn new(word: &str, labels: &[&str]) -> Self {
        Self {
            word: word.to_owned(),
            labels: labels.iter().map(|label| (*label).to_owned()).collect(),
            ..Self::default()
        }
    }

    /// Sets an attribute; `null` is what absence means anyway.
    pub(crate) fn set(&mut self, name: &str, value: Expr) {
        if value == Expr::Null {
            return;
        }
        match self.attrs.iter_mut().find(|(there, _)| there == name) {
            Some((_, old)) => *old = value,
            None => self.attrs.push((name.to_owned(), value)),
        }
    }

    pub(crate) fn set_maybe(&mut self, name: &str, value: Option<Expr>) {
        self.set(name, value.unwrap_or(Expr::Null));
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Expr> {
        self.attrs.iter().find(|(there, _)| there == name).map(|(_, value)| value)
    }

    /// Adds to a list, each item once.
    pub(crate) fn add(&mut self, name: &str, item: Expr) {
        match self.attrs.iter_mut().find(|(there, _)| there == name) {
            Some((_, Expr::List(items))) => {
                if !items.contains(&item) {
                    items.push(item);
                }
            }
            _ => self.set(name, Expr::List(vec![item])),
        }
    }

    /// Sets an entry of an object.
    pub(crate) fn entry(&mut self, name: &str, key: &str, value: Expr) {
        if let Some((_, Expr::Object(entries))) =
            self.attrs.iter_mut().find(|(there, _)| there == name)
        {
            entries.retain(|(there, _)| there != key);
            entries.push((key.to_owned(), value));
        } else {
            self.set(name, Expr::Object(vec![(key.to_owned(), value)]));
        }
    }

    /// The nested block of this word, made when it isn't there.
    pub(crate) fn nested(&mut self, word: &str) -> &mut Self {
        let at = self.blocks.iter().position(|block| block.word == word);
        let at = at.unwrap_or(self.blocks.len());
        if at == self.blocks.len() {
            self.blocks.push(Self::new(word, &[]));
        }
        #[expect(clippy::indexing_slicing, reason = "found or pushed just above")]
        &mut self.blocks[at]
    }

    /// `queue.jobs`, `trigger.queue.jobs`.
    pub(crate) fn address(&self) -> String {
        std::iter::once(&self.word).chain(&self.labels).cloned().collect::<Vec<_>>().join(".")
    }
}
