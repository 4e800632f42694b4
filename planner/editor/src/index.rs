//! What a file declares and what it refers to, by key: made once for each version of a file.
use crate::modules::{self, Foreign};
use crate::names;
use crate::outline::{Body, Expr, Item, Object, Part, Step};
use std::collections::BTreeMap;
use std::ops::Range;

/// A block, a variable or a local.
#[derive(Clone, Debug)]
pub(crate) struct Declared {
    /// Its name, without quotes.
    pub(crate) name: Range<usize>,
    /// All of it.
    pub(crate) whole: Range<usize>,
}

/// The names of a file.
#[derive(Debug, Default)]
pub(crate) struct Index {
    /// Declarations; a name may be declared twice by mistake.
    pub(crate) declared: BTreeMap<String, Vec<Declared>>,
    /// Places of names in references.
    pub(crate) used: BTreeMap<String, Vec<Range<usize>>>,
    /// Variables and outputs of modules.
    pub(crate) foreign: Vec<Foreign>,
}

impl Index {
    /// Collects the names of a file; a file of values uses a variable a line.
    pub(crate) fn of(body: &Body, values: bool) -> Self {
        let mut index = Self::default();
        for item in &body.items {
            match item {
                Item::Attribute(attribute) if values => {
                    index.use_of(format!("var.{}", attribute.name.text), &attribute.name.span);
                    index.expr(&attribute.value, &mut Vec::new());
                }
                Item::Attribute(attribute) => index.expr(&attribute.value, &mut Vec::new()),
                Item::Block(block) => index.block(block),
            }
        }
        index
    }

    fn block(&mut self, block: &crate::outline::Block) {
        if let Some((key, name)) = names::declared(block) {
            self.declare(key, &name.span, &block.span);
        }
        let Some(body) = &block.body else { return };
        if block.word.text == "locals" {
            for local in body.attributes() {
                self.declare(format!("local.{}", local.name.text), &local.name.span, &local.span);
            }
        }
        if block.word.text == "stage"
            && let Some(vars) = body.attribute("vars")
        {
            let objects = vars.value.parts.iter().filter_map(|part| match part {
                Part::Object(object) => Some(object),
                _ => None,
            });
            for key in objects.flat_map(|object| &object.entries).filter_map(|one| one.key.as_ref())
            {
                self.use_of(format!("var.{}", key.text), &key.span);
            }
        }
        self.foreign.extend(modules::inputs(block));
        self.inside(body);
    }

    fn declare(&mut self, key: String, name: &Range<usize>, whole: &Range<usize>) {
        let declared = Declared { name: name.clone(), whole: whole.clone() };
        self.declared.entry(key).or_default().push(declared);
    }

    fn use_of(&mut self, key: String, span: &Range<usize>) {
        self.used.entry(key).or_default().push(span.clone());
    }

    fn inside(&mut self, body: &Body) {
        for item in &body.items {
            match item {
                Item::Attribute(attribute) => self.expr(&attribute.value, &mut Vec::new()),
                Item::Block(block) => block.body.iter().for_each(|body| self.inside(body)),
            }
        }
    }

    fn exprs<'e>(
        &mut self,
        exprs: impl IntoIterator<Item = &'e Expr>,
        binds: &'e [String],
        bound: &mut Vec<&'e str>,
    ) {
        let before = bound.len();
        bound.extend(binds.iter().map(String::as_str));
        exprs.into_iter().for_each(|expr| self.expr(expr, bound));
        bound.truncate(before);
    }

    fn expr<'e>(&mut self, expr: &'e Expr, bound: &mut Vec<&'e str>) {
        for part in &expr.parts {
            match part {
                Part::Text(text) => self.exprs(&text.interpolated, &[], bound),
                Part::List(group) | Part::Group(group) => {
                    self.exprs(&group.items, &group.binds, bound);
                }
                Part::Call(call) => self.exprs(&call.args.items, &[], bound),
                Part::Object(object) => self.object(object, bound),
                Part::Path(path) => {
                    let is_bound = bound.contains(&path.root.text.as_str());
                    if let Some((key, name)) = names::used(path).filter(|_| !is_bound) {
                        self.use_of(key, &name.span);
                        self.foreign.extend(modules::output(path));
                    }
                    let indexes = path.steps.iter().filter_map(|step| match step {
                        Step::Index(index) => Some(index),
                        Step::Name(_) | Step::Splat => None,
                    });
                    self.exprs(indexes, &[], bound);
                }
            }
        }
    }

    fn object<'e>(&mut self, object: &'e Object, bound: &mut Vec<&'e str>) {
        let values =
            object.entries.iter().flat_map(|entry| entry.computed.iter().chain([&entry.value]));
        self.exprs(object.rest.iter().chain(values), &object.binds, bound);
    }

    /// The key of the name that stands at a place, and where it stands.
    pub(crate) fn at(&self, offset: usize) -> Option<(&str, &Range<usize>)> {
        let holds = |span: &Range<usize>| span.start <= offset && offset <= span.end;
        let used =
            self.used.iter().flat_map(|(key, spans)| spans.iter().map(move |span| (key, span)));
        let declared =
            self.declared.iter().flat_map(|(key, all)| all.iter().map(move |one| (key, &one.name)));
        used.chain(declared).find(|(_, span)| holds(span)).map(|(key, span)| (key.as_str(), span))
    }
}
