//! Bodies: which properties are blocks, and where their labels are.
use super::strings::is_name;
use super::{Writer, span};
use crate::decode::shape;
use cutover_schemas::blocks::{self, Block as Row};
use cutover_schemas::diagnostic::Diagnostic;
use jsonc_parser::ast::{Object, ObjectProp, ObjectPropName, Value};
use jsonc_parser::common::Ranged as _;
use std::collections::BTreeMap;
use std::ops::Range;

/// The property that is a comment.
const COMMENT: &str = "//";

/// A name or a label, and where it stands.
type Word<'j> = (&'j str, Range<usize>);

fn word<'j>(property: &'j ObjectProp<'_>) -> Word<'j> {
    let text = match &property.name {
        ObjectPropName::String(text) => text.value.as_ref(),
        ObjectPropName::Word(text) => text.value,
    };
    (text, span(property.name.range()))
}

fn properties<'j>(object: &'j Object<'_>) -> impl Iterator<Item = (Word<'j>, &'j Value<'j>)> {
    let all = object.properties.iter().map(|property| (word(property), &property.value));
    all.filter(|((name, _), _)| *name != COMMENT)
}

impl Writer<'_> {
    /// The top of a file: every property is a block.
    pub(super) fn top(&mut self, object: &Object<'_>) {
        for (name, value) in properties(object) {
            if !self.named(&name) {
                continue;
            }
            let labels = match blocks::row(name.0, "") {
                Some(row) => row.labels.len(),
                None if name.0 == blocks::triggers::WORD => 2,
                None => 0,
            };
            self.block(&name, labels, &mut Vec::new(), value, &|labels| {
                blocks::row(name.0, labels.first().map_or("", |(label, _)| label))
            });
        }
    }

    /// A block's value: objects down to its body, one level a label; arrays where there are several.
    fn block<'v>(
        &mut self,
        name: &Word<'_>,
        left: usize,
        labels: &mut Vec<Word<'v>>,
        value: &'v Value<'v>,
        row: &dyn Fn(&[Word<'v>]) -> Option<&'static Row>,
    ) {
        match value {
            Value::Array(array) => {
                for element in &array.elements {
                    self.block(name, left, labels, element, row);
                }
            }
            Value::Object(object) if left > 0 => {
                for (label, inner) in properties(object) {
                    labels.push(label);
                    self.block(name, left - 1, labels, inner, row);
                    labels.pop();
                }
            }
            Value::Object(object) => self.one(name, labels, object, row(labels)),
            Value::NullKeyword(_) => {}
            other => {
                let known = labels.iter().map(|(label, _)| *label);
                let levels: Vec<String> = std::iter::once(name.0)
                    .chain(known.chain(std::iter::repeat_n("NAME", left)))
                    .map(|word| format!("\"{word}\": {{ "))
                    .collect();
                let help = format!("write `{}...{}`", levels.concat(), " }".repeat(levels.len()));
                self.problem(format!("a `{}` block is an object", name.0), other, &help);
            }
        }
    }

    fn one(
        &mut self,
        name: &Word<'_>,
        labels: &[Word<'_>],
        object: &Object<'_>,
        row: Option<&'static Row>,
    ) {
        // Many blocks share the property with their word, so its last label is their place.
        let place = labels.last().map_or(&name.1, |(_, place)| place);
        self.out.put(name.0, place.clone());
        for (label, place) in labels {
            self.out.put(" ", place.clone());
            self.text(label, place.clone());
        }
        let whole = span(object.range);
        self.out.put(" {\n", whole.start..whole.start + 1);
        match row {
            Some(row) if row.word == "defaults" => {
                if let Some(row) = labels.first().and_then(|(kind, _)| shape::defaults_row(kind)) {
                    self.body(object, row);
                }
            }
            Some(row) => self.body(object, row),
            None => {}
        }
        self.out.put("}\n", whole.end.saturating_sub(1)..whole.end);
    }

    fn body(&mut self, object: &Object<'_>, row: &'static Row) {
        let mut seen = BTreeMap::new();
        for (name, value) in properties(object) {
            let inner = row.blocks.iter().copied().find(|inner| inner.word == name.0);
            match inner {
                Some(inner) => {
                    self.block(&name, inner.labels.len(), &mut Vec::new(), value, &|_| Some(inner));
                }
                None => self.attribute(&name, value, row.word, &mut seen),
            }
        }
    }

    /// A body in which everything is an attribute.
    pub(super) fn attributes(&mut self, object: &Object<'_>) {
        let mut seen = BTreeMap::new();
        for (name, value) in properties(object) {
            self.attribute(&name, value, "", &mut seen);
        }
    }

    fn attribute(
        &mut self,
        name: &Word<'_>,
        value: &Value<'_>,
        block: &str,
        seen: &mut BTreeMap<String, Range<usize>>,
    ) {
        if !self.named(name) {
            return;
        }
        if let Some(first) = seen.insert(name.0.to_owned(), name.1.clone()) {
            self.problems.push(
                Diagnostic::error(
                    "spec/duplicate-attribute",
                    format!("`{}` is written twice", name.0),
                )
                .at(self.json.place(name.1.clone()))
                .label("again here")
                .related(self.json.place(first), "first here")
                .help("keep one of them"),
            );
            return;
        }
        self.out.put(name.0, name.1.clone());
        self.out.put(" = ", span(value.range()));
        match (block, name.0) {
            ("variable", "type") | (_, "depends_on") => self.names(value),
            _ => self.value(value),
        }
        self.out.put("\n", span(value.range()));
    }

    /// Whether a property's name can be the name of a block or an attribute.
    fn named(&mut self, (name, place): &Word<'_>) -> bool {
        if is_name(name) {
            return true;
        }
        let help = "names begin with a letter and hold letters, digits, `_` and `-`; a comment is a property named `//`";
        self.problem_at(format!("`{name}` is no name"), place.clone(), help);
        false
    }
}
