//! The properties of a resource while they are read: what nobody took is reported, so that nothing gets lost silently.
use crate::draft::Draft;
use crate::hcl::{Block, Expr};
use crate::model::Resource;
use crate::node::{Data, Node};
use cutover_schemas::units::print_seconds;
use std::collections::BTreeSet;

/// Properties by name, and which of them were taken.
#[derive(Debug)]
pub(crate) struct Props<'n> {
    entries: &'n [(String, Node)],
    taken: BTreeSet<String>,
    path: String,
}

/// How a property becomes an attribute.
#[derive(Clone, Copy, Debug)]
pub(crate) enum By {
    /// As it is.
    Value,
    /// A whole number of seconds, minutes, hours or days.
    Unit(i64, &'static str),
    /// `{ Key, Value }` pairs, or a map.
    Tags,
    /// A JSON document, perhaps as text.
    Document,
    /// One of two lists of words.
    Word(&'static [(&'static str, &'static str)]),
    /// A whole block of one of these words.
    Refer(&'static [&'static str]),
}

pub(crate) const SECONDS: By = By::Unit(1, "s");
pub(crate) const MINUTES: By = By::Unit(60, "m");
pub(crate) const HOURS: By = By::Unit(3_600, "h");
pub(crate) const DAYS: By = By::Unit(86_400, "d");

/// A property, the attribute that it becomes, and how.
pub(crate) type Row = (&'static str, &'static str, By);

impl<'n> Props<'n> {
    pub(crate) fn of(resource: &'n Resource) -> Self {
        Self::below(&resource.props, "")
    }

    pub(crate) fn below(node: &'n Node, path: &str) -> Self {
        Self { entries: node.entries(), taken: BTreeSet::new(), path: path.to_owned() }
    }

    /// A property that says something.
    pub(crate) fn take(&mut self, name: &str) -> Option<&'n Node> {
        self.taken.insert(name.to_owned());
        let found = self.entries.iter().find(|(there, _)| there == name);
        found.map(|(_, node)| node).filter(|node| !node.is_empty())
    }

    /// The properties below a property.
    pub(crate) fn inner(&mut self, name: &str) -> Option<Self> {
        let node = self.take(name)?;
        Some(Self::below(node, &self.path_of(name)))
    }

    /// Properties that need no attribute: their meaning is derived, or is what holds here anyway.
    pub(crate) fn skip(&mut self, names: &[&str]) {
        self.taken.extend(names.iter().map(|name| (*name).to_owned()));
    }

    pub(crate) fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    /// Reports what nobody took.
    pub(crate) fn rest(self, draft: &mut Draft<'_>, resource: &Resource, block: &str) {
        for (name, node) in self.entries {
            let unset = node.is_empty() || node.data == Data::Bool(false);
            if !self.taken.contains(name) && !unset {
                let what = format!("`{name}`");
                let why = "the spec language has no attribute for it".to_owned();
                draft.left(
                    resource,
                    &self.path_of(name),
                    node.line,
                    what,
                    why,
                    format!("check whether {block} works without it"),
                );
            }
        }
    }
}

impl Draft<'_> {
    /// Sets the attributes that the rows say.
    pub(crate) fn rows(
        &mut self,
        block: &mut Block,
        resource: &Resource,
        props: &mut Props<'_>,
        rows: &[Row],
    ) {
        for (from, to, by) in rows {
            let Some(node) = props.take(from) else { continue };
            match self.by(*by, node) {
                Ok(value) => block.set(to, value),
                Err(why) => {
                    let todo = format!("set `{to}` of `{}` by hand", block.address());
                    self.left(
                        resource,
                        &props.path_of(from),
                        node.line,
                        format!("`{from}`"),
                        why,
                        todo,
                    );
                }
            }
        }
    }

    /// The same as an object.
    pub(crate) fn object(
        &mut self,
        resource: &Resource,
        props: Option<Props<'_>>,
        rows: &[Row],
        of: &str,
    ) -> Option<Expr> {
        let mut props = props?;
        let mut inner = Block::new("", &[]);
        self.rows(&mut inner, resource, &mut props, rows);
        props.rest(self, resource, of);
        (!inner.attrs.is_empty()).then_some(Expr::Object(inner.attrs))
    }

    /// A property's value as an attribute's.
    pub(crate) fn by(&mut self, by: By, node: &Node) -> Result<Expr, String> {
        match by {
            By::Value => self.value(node),
            By::Unit(size, sign) => unit(self.value(node)?, size, sign),
            By::Tags => self.tags(node),
            By::Document => self.value(&node.document()),
            By::Word(words) => {
                let value = self.value(node)?;
                let Some(text) = value.as_text() else {
                    return if let Expr::Bool(_) = value {
                        word(words, &crate::hcl::expression(&value))
                    } else {
                        Ok(value)
                    };
                };
                word(words, text)
            }
            By::Refer(words) => self.refer(node, words),
        }
    }

    /// Tags as a map; those of the source's own tools stay behind.
    fn tags(&mut self, node: &Node) -> Result<Expr, String> {
        if node.is_map() {
            return self.value(node);
        }
        let mut all = Vec::new();
        for item in node.items() {
            let key = item.get("Key").and_then(Node::as_text).ok_or("a tag has no fixed name")?;
            all.push((key.to_owned(), self.value(item.get("Value").ok_or("a tag has no value")?)?));
        }
        Ok(Expr::Object(all))
    }
}

fn word(words: &[(&str, &str)], text: &str) -> Result<Expr, String> {
    let found = words.iter().find(|(from, _)| from.eq_ignore_ascii_case(text));
    found.map(|(_, to)| Expr::text(*to)).ok_or_else(|| format!("`{text}` has no counterpart here"))
}

/// A number of units as a duration; what is computed keeps its unit as text.
fn unit(value: Expr, size: i64, sign: &str) -> Result<Expr, String> {
    use crate::hcl::Part;
    match &value {
        Expr::Number(text) | Expr::Text(text) => {
            let number: i64 = text.parse().map_err(|_| format!("`{text}` is no whole number"))?;
            Ok(Expr::text(print_seconds(number.saturating_mul(size))))
        }
        Expr::Bool(_) | Expr::Null | Expr::List(_) | Expr::Object(_) => {
            Err("it is no number".to_owned())
        }
        _ => Ok(Expr::template(vec![Part::Value(value), Part::Text(sign.to_owned())])),
    }
}
