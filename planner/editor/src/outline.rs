//! What a file holds, as far as it can be told while it is being typed: blocks, attributes, and
//! inside of values the texts, objects, lists, calls and names.
//!
//! Nothing is refused and nothing is given a meaning. Spans are bytes of the file.
use std::ops::Range;

/// A word or a text, and where it stands without quotes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) text: String,
    pub(crate) span: Range<usize>,
}

/// What stands between a pair of braces, or in a whole file.
#[derive(Debug, Default)]
pub(crate) struct Body {
    pub(crate) span: Range<usize>,
    pub(crate) items: Vec<Item>,
}

/// One thing in a body.
#[derive(Debug)]
pub(crate) enum Item {
    Block(Block),
    Attribute(Attribute),
}

/// A word with labels, and what stands in its braces; without any while it is being typed.
#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) word: Name,
    pub(crate) labels: Vec<Name>,
    pub(crate) body: Option<Body>,
    pub(crate) span: Range<usize>,
}

/// A name and its value; the span goes to the end of the line.
#[derive(Debug)]
pub(crate) struct Attribute {
    pub(crate) name: Name,
    /// The place behind `=`.
    pub(crate) equals: Option<usize>,
    pub(crate) value: Expr,
    pub(crate) span: Range<usize>,
}

/// A value: its parts in order, operators left out. The span holds the blanks around it as well.
#[derive(Debug, Default)]
pub(crate) struct Expr {
    pub(crate) span: Range<usize>,
    pub(crate) parts: Vec<Part>,
}

/// A part of a value.
#[derive(Debug)]
pub(crate) enum Part {
    Text(Text),
    Object(Object),
    List(Group),
    /// A pair of parentheses.
    Group(Group),
    Call(Call),
    Path(Path),
}

/// A quoted text or a heredoc.
#[derive(Debug)]
pub(crate) struct Text {
    /// Without quotes.
    pub(crate) span: Range<usize>,
    /// The characters, when nothing is interpolated.
    pub(crate) plain: Option<String>,
    pub(crate) interpolated: Vec<Expr>,
}

/// `{ ... }` as a value.
#[derive(Debug, Default)]
pub(crate) struct Object {
    /// Without braces.
    pub(crate) span: Range<usize>,
    pub(crate) entries: Vec<Entry>,
    /// Of `{ for ... }`: what it binds, and everything in it.
    pub(crate) binds: Vec<String>,
    pub(crate) rest: Vec<Expr>,
}

/// A key and its value; the span goes to the end of the line or to the comma.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) key: Option<Name>,
    /// A key that is computed.
    pub(crate) computed: Option<Expr>,
    /// The place behind `=` or `:`.
    pub(crate) equals: Option<usize>,
    pub(crate) value: Expr,
    pub(crate) span: Range<usize>,
}

/// `[ ... ]` or `( ... )`.
#[derive(Debug, Default)]
pub(crate) struct Group {
    /// Without brackets.
    pub(crate) span: Range<usize>,
    pub(crate) items: Vec<Expr>,
    /// What `for` binds.
    pub(crate) binds: Vec<String>,
}

/// `name(...)`.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) name: Name,
    pub(crate) args: Group,
}

/// `queue.jobs.arn`: a name and the steps behind it.
#[derive(Debug)]
pub(crate) struct Path {
    pub(crate) root: Name,
    pub(crate) steps: Vec<Step>,
    pub(crate) span: Range<usize>,
}

/// A step of a path.
#[derive(Debug)]
pub(crate) enum Step {
    /// `.name`; empty while it is being typed.
    Name(Name),
    /// `[...]`.
    Index(Expr),
    /// `.*` or `[*]`.
    Splat,
}

impl Path {
    /// The n-th step, where it and all before it are names.
    pub(crate) fn name(&self, at: usize) -> Option<&Name> {
        let mut names = self.steps.iter().map_while(|step| match step {
            Step::Name(name) => Some(name),
            Step::Index(_) | Step::Splat => None,
        });
        names.nth(at)
    }
}

impl Body {
    pub(crate) fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.items.iter().filter_map(|item| match item {
            Item::Block(block) => Some(block),
            Item::Attribute(_) => None,
        })
    }

    pub(crate) fn attributes(&self) -> impl Iterator<Item = &Attribute> {
        self.items.iter().filter_map(|item| match item {
            Item::Attribute(attribute) => Some(attribute),
            Item::Block(_) => None,
        })
    }

    pub(crate) fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes().find(|attribute| attribute.name.text == name)
    }
}

impl Block {
    pub(crate) fn label(&self, at: usize) -> &str {
        self.labels.get(at).map_or("", |label| label.text.as_str())
    }

    /// The word and the labels.
    pub(crate) fn head(&self) -> Range<usize> {
        let end = self.labels.last().map_or(self.word.span.end, |label| label.span.end);
        self.word.span.start..end
    }

    pub(crate) fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.body.as_ref()?.attribute(name)
    }
}

impl Item {
    pub(crate) fn span(&self) -> &Range<usize> {
        match self {
            Self::Block(block) => &block.span,
            Self::Attribute(attribute) => &attribute.span,
        }
    }
}
