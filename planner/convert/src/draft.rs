//! The spec while it is being written: blocks by address, what stands behind every name of the source, and the report.
use crate::around::Around;
use crate::hcl::{Block, Expr};
use crate::kinds::{self, Kind};
use crate::model::{Model, Resource, Ty};
use crate::names;
use cutover_schemas::documents::conversion::{
    CarriedDocument, ConversionDocument, LeftDocument, NeededDocument,
};
use std::collections::{BTreeMap, BTreeSet};

/// What a name of the source stands for here.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) kind: &'static Kind,
    pub(crate) label: String,
}

impl Target {
    /// `queue.jobs`.
    pub(crate) fn address(&self) -> String {
        format!("{}.{}", self.kind.word, self.label)
    }
}

/// A variable that the conversion itself made.
#[derive(Clone, Debug)]
pub(crate) struct Need {
    pub(crate) name: String,
    pub(crate) ty: Ty,
    pub(crate) why: String,
    pub(crate) sensitive: bool,
}

/// The spec and its report, as far as they are.
pub(crate) struct Draft<'m> {
    pub(crate) model: &'m Model,
    pub(crate) around: Around<'m>,
    pub(crate) targets: BTreeMap<&'m str, Target>,
    pub(crate) blocks: Vec<Block>,
    pub(crate) existing: Vec<Block>,
    /// Files besides the spec, by path.
    pub(crate) files: BTreeMap<String, String>,
    pub(crate) needs: Vec<Need>,
    pub(crate) report: ConversionDocument,
    /// Values that a variable stands for: name, value, variable.
    pub(crate) given: Vec<(String, crate::node::Node, Expr)>,
    taken: BTreeSet<(String, String)>,
}

impl<'m> Draft<'m> {
    pub(crate) fn new(model: &'m Model, around: Around<'m>) -> Self {
        let mut draft = Self {
            model,
            around,
            targets: BTreeMap::new(),
            blocks: Vec::new(),
            existing: Vec::new(),
            files: BTreeMap::new(),
            needs: Vec::new(),
            report: ConversionDocument::default(),
            given: Vec::new(),
            taken: BTreeSet::new(),
        };
        for resource in &model.resources {
            if let Some(kind) = kinds::find(&resource.kind).filter(|kind| !kind.word.is_empty()) {
                let label = draft.label(kind.word, &resource.label);
                draft.targets.insert(&resource.id, Target { kind, label });
            }
        }
        draft
    }

    /// A label that no block of this word has yet.
    pub(crate) fn label(&mut self, word: &str, name: &str) -> String {
        names::label(word, name, &mut self.taken)
    }

    /// The label that a resource's block was given.
    pub(crate) fn label_of(&self, resource: &Resource) -> String {
        self.targets
            .get(resource.id.as_str())
            .map_or_else(|| names::snake(&resource.label), |target| target.label.clone())
    }

    /// The block that a resource becomes, still empty.
    pub(crate) fn start(&self, resource: &Resource) -> Block {
        let word = kinds::find(&resource.kind).map_or("", |kind| kind.word);
        let label = self.label_of(resource);
        let labels: Vec<&str> = word.split('.').skip(1).chain([label.as_str()]).collect();
        Block::new(word.split('.').next().unwrap_or_default(), &labels)
    }

    /// Adds a finished block.
    pub(crate) fn push(&mut self, block: Block, resource: &Resource) {
        self.carried(resource, &block.address());
        if let Some(condition) = &resource.condition {
            let why = "a block here is always there, or has a `count`, and what refers to it would have to say which";
            let todo = format!(
                "where it must depend on `{condition}`, add `count = local.{} ? 1 : 0`",
                names::snake(condition)
            );
            self.left(
                resource,
                "Condition",
                resource.line,
                format!("its condition `{condition}`"),
                why,
                todo,
            );
        }
        self.blocks.push(block);
    }

    pub(crate) fn carried(&mut self, resource: &Resource, address: &str) {
        self.report.carried.push(CarriedDocument {
            source: resource.source.clone(),
            line: line(resource.line),
            address: address.to_owned(),
        });
    }

    /// Reports something that was not carried over.
    pub(crate) fn left(
        &mut self,
        resource: &Resource,
        path: &str,
        at: u32,
        what: impl Into<String>,
        why: impl Into<String>,
        todo: impl Into<String>,
    ) {
        self.report.not_carried.push(LeftDocument {
            source: resource.source.clone(),
            path: path.to_owned(),
            line: line(if at > 0 { at } else { resource.line }),
            what: what.into(),
            why: why.into(),
            todo: todo.into(),
        });
    }

    /// Reports that a resource as a whole was not carried over.
    pub(crate) fn left_whole(
        &mut self,
        resource: &Resource,
        why: impl Into<String>,
        todo: impl Into<String>,
    ) {
        self.left(resource, "", resource.line, format!("`{}`", resource.kind), why, todo);
    }

    /// Says something once.
    pub(crate) fn note(&mut self, text: impl Into<String>) {
        let text = text.into();
        if !self.report.notes.contains(&text) {
            self.report.notes.push(text);
        }
    }

    /// A block by its address.
    pub(crate) fn block_mut(&mut self, address: &str) -> Option<&mut Block> {
        self.blocks.iter_mut().find(|block| block.address() == address)
    }

    /// A variable for a value that can't be said here.
    pub(crate) fn need(
        &mut self,
        name: &str,
        ty: Ty,
        why: impl Into<String>,
        sensitive: bool,
    ) -> Expr {
        let name = names::label("variable", name, &mut self.taken);
        let expression = Expr::reference(format!("var.{name}"));
        self.needs.push(Need { name, ty, why: why.into(), sensitive });
        expression
    }

    /// Reserves the name of a variable that the source declares.
    pub(crate) fn reserve(&mut self, variable: &str) {
        self.taken.insert(("variable".to_owned(), variable.to_owned()));
    }

    /// Something that is not managed here, by what it is found by.
    pub(crate) fn existing(&mut self, kind: &str, way: &str, value: Expr) -> Expr {
        let there = self.existing.iter().find(|block| {
            block.labels.first().is_some_and(|one| one == kind) && block.get(way) == Some(&value)
        });
        if let Some(block) = there {
            return Expr::reference(block.address());
        }
        let name = match &value {
            Expr::Text(text) => text.rsplit([':', '/']).next().unwrap_or(text).to_owned(),
            other => other
                .references()
                .last()
                .map_or("other", |name| name.rsplit('.').next().unwrap_or(name))
                .to_owned(),
        };
        let label = self.label(&format!("existing.{kind}"), &name);
        let mut block = Block::new("existing", &[kind, &label]);
        block.set(way, value);
        let address = block.address();
        self.existing.push(block);
        Expr::reference(address)
    }

    /// Takes over what the reading of the source has to tell.
    pub(crate) fn told(&mut self) {
        self.report.not_carried.extend(self.model.left.iter().cloned());
        for (source, id) in &self.model.parts {
            if let Some(address) = self.address_of(id) {
                let carried = CarriedDocument { source: source.clone(), line: None, address };
                self.report.carried.push(carried);
            }
        }
        for note in &self.model.notes {
            self.note(note.clone());
        }
    }

    pub(crate) fn needed(&mut self, variable: &str, why: &str, sensitive: bool) {
        self.report.needed.push(NeededDocument {
            variable: variable.to_owned(),
            why: why.to_owned(),
            sensitive,
        });
    }
}

/// A line, where there is one.
pub(crate) fn line(line: u32) -> Option<u32> {
    (line > 0).then_some(line)
}
