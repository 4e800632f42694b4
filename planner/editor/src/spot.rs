//! What stands at a place of a file, and what may stand there: the ground of hover and completion.
use crate::names;
use crate::outline::{
    Attribute, Block, Body, Call, Expr, Group, Item, Name, Object, Part, Path, Step, Text,
};
use crate::workspace::File;
use cutover_schemas::blocks;
use cutover_schemas::table::{Attr, Type};
use std::ops::Range;

/// What a place is for.
#[derive(Debug)]
pub(crate) enum Spot<'f> {
    /// The word of a block of the file.
    Word { word: Option<&'f Name>, bare: bool },
    /// The name of an attribute, or the word of a block, inside of a block.
    Inner { name: Option<&'f Name>, bare: bool, within: Within<'f> },
    /// A label.
    Label { block: &'f Block, at: usize },
    /// The key of an object.
    Key { key: Option<&'f Name>, bare: bool, object: &'f Object, keys: Keys },
    /// A value, or a part of one.
    Value(Value<'f>),
    /// A comment, or a place between things.
    Nothing,
}

/// What an attribute or an inner block would belong to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Within<'f> {
    /// A file of values.
    Values { body: &'f Body },
    /// A block of the file.
    Block { block: &'f Block, body: &'f Body },
    /// A block inside of another.
    Nested { body: &'f Body, row: Option<&'static blocks::Block> },
}

/// What keys an object takes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Keys {
    /// Those of these rows.
    Rows(&'static [Attr]),
    /// Names of variables.
    Variables,
    /// Any.
    Any,
}

/// A place in a value.
#[derive(Debug)]
pub(crate) struct Value<'f> {
    /// The type that is wanted here, where it is known.
    pub(crate) ty: Option<&'static Type>,
    /// The row of the attribute or the key.
    pub(crate) row: Option<&'static Attr>,
    /// The block of the file that it is in.
    pub(crate) block: Option<&'f Block>,
    /// What `for` binds here.
    pub(crate) binds: Vec<&'f str>,
    pub(crate) on: On<'f>,
}

/// What of a value stands at the place.
#[derive(Debug)]
pub(crate) enum On<'f> {
    /// Nothing yet.
    Blank,
    /// The root of a path (0), or its n-th step.
    Path(&'f Path, usize),
    /// The name of a function.
    Function(&'f Name),
    /// Plain characters of a text.
    Text(&'f Text),
}

/// Finds out what a place is for.
pub(crate) fn at(file: &File, offset: usize) -> Spot<'_> {
    let commented = |span: &Range<usize>| {
        let line = !file.slice(span.clone()).starts_with("/*");
        span.start < offset && (offset < span.end || (line && offset == span.end))
    };
    if file.comments.iter().any(commented) {
        return Spot::Nothing;
    }
    let scope = if file.values { Scope::Values } else { Scope::Top };
    Finder { offset, block: None, binds: Vec::new() }.body(&file.body, scope)
}

#[derive(Clone, Copy)]
enum Scope<'f> {
    Top,
    Values,
    Block(&'f Block),
    Nested(Option<&'static blocks::Block>),
}

struct Finder<'f> {
    offset: usize,
    block: Option<&'f Block>,
    binds: Vec<&'f str>,
}

impl<'f> Finder<'f> {
    fn inside(&self, span: &Range<usize>) -> bool {
        span.start <= self.offset && self.offset <= span.end
    }

    fn body(mut self, body: &'f Body, scope: Scope<'f>) -> Spot<'f> {
        let before = body.items.partition_point(|item| item.span().start <= self.offset);
        let last = before.checked_sub(1).and_then(|at| body.items.get(at));
        match last.filter(|item| self.inside(item.span())) {
            None => within(None, true, body, scope),
            Some(Item::Attribute(attribute)) => self.attribute(attribute, body, scope),
            Some(Item::Block(block)) => {
                if self.inside(&block.word.span) {
                    let bare = block.labels.is_empty() && block.body.is_none();
                    return within(Some(&block.word), bare, body, scope);
                }
                if let Some(at) = block.labels.iter().position(|label| self.inside(&label.span)) {
                    return Spot::Label { block, at };
                }
                let inner = match scope {
                    Scope::Top | Scope::Values => {
                        self.block = Some(block);
                        Scope::Block(block)
                    }
                    Scope::Block(_) | Scope::Nested(_) => {
                        let word = block.word.text.as_str();
                        Scope::Nested(row(scope).and_then(|row| inner_block(row, word)))
                    }
                };
                match &block.body {
                    Some(body) if self.inside(&body.span) => self.body(body, inner),
                    _ => Spot::Nothing,
                }
            }
        }
    }

    fn attribute(self, attribute: &'f Attribute, body: &'f Body, scope: Scope<'f>) -> Spot<'f> {
        if self.inside(&attribute.name.span) {
            return within(Some(&attribute.name), attribute.equals.is_none(), body, scope);
        }
        if attribute.equals.is_none_or(|equals| self.offset < equals) {
            return Spot::Nothing;
        }
        let attrs = row(scope).map(|row| row.attrs).unwrap_or_default();
        let name = attribute.name.text.as_str();
        let attr = attrs.iter().find(|attr| attr.name == name);
        let is_vars = |block: &Block| block.word.text == "stage" && name == "vars";
        if let (Scope::Block(block), [Part::Object(object)]) =
            (scope, attribute.value.parts.as_slice())
            && is_vars(block)
            && self.inside(&object.span)
        {
            return self.object(object, None, Keys::Variables);
        }
        self.expr(&attribute.value, attr, attr.map(|attr| &attr.ty))
    }

    fn value(self, row: Option<&'static Attr>, ty: Option<&'static Type>, on: On<'f>) -> Spot<'f> {
        Spot::Value(Value { ty, row, block: self.block, binds: self.binds, on })
    }

    fn expr(
        self,
        expr: &'f Expr,
        row: Option<&'static Attr>,
        ty: Option<&'static Type>,
    ) -> Spot<'f> {
        for part in &expr.parts {
            match part {
                Part::Text(text) if self.inside(&text.span) => return self.text(text, row, ty),
                Part::Object(object) if self.inside(&object.span) => {
                    let keys = ty.and_then(fields).map_or(Keys::Any, Keys::Rows);
                    return self.object(object, ty, keys);
                }
                Part::List(group) if self.inside(&group.span) => {
                    return self.group(group, row, ty.and_then(item));
                }
                Part::Group(group) if self.inside(&group.span) => {
                    return self.group(group, row, ty);
                }
                Part::Call(call) if self.inside(&(call.name.span.start..call.args.span.end)) => {
                    return self.call(call, row, ty);
                }
                Part::Path(path) if self.inside(&path.span) => return self.path(path, row, ty),
                _ => {}
            }
        }
        self.value(row, ty, On::Blank)
    }

    fn text(
        self,
        text: &'f Text,
        row: Option<&'static Attr>,
        ty: Option<&'static Type>,
    ) -> Spot<'f> {
        match text.interpolated.iter().find(|expr| self.inside(&expr.span)) {
            Some(expr) => self.expr(expr, None, None),
            None => self.value(row, ty, On::Text(text)),
        }
    }

    fn group(
        mut self,
        group: &'f Group,
        row: Option<&'static Attr>,
        ty: Option<&'static Type>,
    ) -> Spot<'f> {
        self.binds.extend(group.binds.iter().map(String::as_str));
        match group.items.iter().find(|item| self.inside(&item.span)) {
            Some(item) => self.expr(item, row, ty),
            None => self.value(row, ty, On::Blank),
        }
    }

    fn call(
        self,
        call: &'f Call,
        row: Option<&'static Attr>,
        ty: Option<&'static Type>,
    ) -> Spot<'f> {
        if self.inside(&call.name.span) {
            return self.value(row, ty, On::Function(&call.name));
        }
        self.group(&call.args, None, None)
    }

    fn path(
        self,
        path: &'f Path,
        row: Option<&'static Attr>,
        ty: Option<&'static Type>,
    ) -> Spot<'f> {
        if self.inside(&path.root.span) {
            return self.value(row, ty, On::Path(path, 0));
        }
        for (at, step) in path.steps.iter().enumerate() {
            match step {
                Step::Name(name) if self.inside(&name.span) => {
                    return self.value(row, ty, On::Path(path, at + 1));
                }
                Step::Index(index) if self.inside(&index.span) => {
                    return self.expr(index, None, None);
                }
                Step::Name(_) | Step::Index(_) | Step::Splat => {}
            }
        }
        Spot::Nothing
    }

    fn object(mut self, object: &'f Object, ty: Option<&'static Type>, keys: Keys) -> Spot<'f> {
        self.binds.extend(object.binds.iter().map(String::as_str));
        if let Some(expr) = object.rest.iter().find(|expr| self.inside(&expr.span)) {
            return self.expr(expr, None, None);
        }
        let entry = object.entries.iter().rfind(|entry| self.inside(&entry.span));
        let Some(entry) = entry else {
            return Spot::Key { key: None, bare: true, object, keys };
        };
        let before_value = entry.equals.is_none_or(|equals| self.offset < equals);
        match (&entry.key, &entry.computed) {
            (Some(key), _) if self.inside(&key.span) => {
                Spot::Key { key: Some(key), bare: entry.equals.is_none(), object, keys }
            }
            (_, Some(computed)) if before_value => self.expr(computed, None, None),
            _ if before_value => Spot::Nothing,
            (key, _) => {
                let name = key.as_ref().map(|key| key.text.as_str());
                let rows = match keys {
                    Keys::Rows(rows) => rows,
                    Keys::Variables | Keys::Any => &[],
                };
                let row = rows.iter().find(|row| name == Some(row.name));
                let ty = row.map(|row| &row.ty).or_else(|| ty.and_then(entry_of));
                self.expr(&entry.value, row, ty)
            }
        }
    }
}

/// The row of a block inside of another.
pub(crate) fn inner_block(row: &blocks::Block, word: &str) -> Option<&'static blocks::Block> {
    inner_blocks(row).find(|inner| inner.word == word)
}

/// The rows of the blocks that a block takes.
pub(crate) fn inner_blocks(row: &blocks::Block) -> impl Iterator<Item = &'static blocks::Block> {
    let checks = if row.resource { blocks::CHECKS } else { &[] };
    row.blocks.iter().chain(checks).copied()
}

fn row(scope: Scope<'_>) -> Option<&'static blocks::Block> {
    match scope {
        Scope::Top | Scope::Values => None,
        Scope::Block(block) => names::row(block),
        Scope::Nested(row) => row,
    }
}

fn within<'f>(name: Option<&'f Name>, bare: bool, body: &'f Body, scope: Scope<'f>) -> Spot<'f> {
    let within = match scope {
        Scope::Top => return Spot::Word { word: name, bare },
        Scope::Values => Within::Values { body },
        Scope::Block(block) => Within::Block { block, body },
        Scope::Nested(row) => Within::Nested { body, row },
    };
    Spot::Inner { name, bare, within }
}

/// The rows of the object that a type is or may be.
pub(crate) fn fields(ty: &'static Type) -> Option<&'static [Attr]> {
    match ty {
        Type::Object(rows) => Some(rows),
        Type::Either(types) => types.iter().find_map(fields),
        _ => None,
    }
}

/// The type of the items of a list.
fn item(ty: &'static Type) -> Option<&'static Type> {
    match ty {
        Type::List(item) | Type::Set(item) => Some(item),
        Type::Either(types) => types.iter().find_map(item),
        _ => None,
    }
}

/// The type of the entries of a map.
fn entry_of(ty: &'static Type) -> Option<&'static Type> {
    match ty {
        Type::Map(entry) => Some(entry),
        Type::Either(types) => types.iter().find_map(entry_of),
        _ => None,
    }
}
