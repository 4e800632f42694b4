//! What the files declare: every top-level block by word and name, with nothing evaluated yet.
use super::{elsewhere, shape};
use crate::parse::Piece;
use crate::source::{HomeId, Origin};
use crate::words;
use cutover_schemas::blocks::{self, Block as Row, EXISTING_KINDS, NOT_YET, triggers};
use cutover_schemas::diagnostic::{Diagnostic, Place, did_you_mean};
use hcl_edit::Span;
use hcl_edit::expr::Expression;
use hcl_edit::structure::{Attribute, Block, Structure};
use std::collections::{BTreeMap, BTreeSet};

/// A block with its row of the block table.
#[derive(Clone, Debug)]
pub(crate) struct Head<'s> {
    pub(crate) block: &'s Block,
    pub(crate) row: &'static Row,
    pub(crate) origin: Origin<'s>,
}

impl<'s> Head<'s> {
    /// The block's word and labels.
    pub(crate) fn place(&self) -> Place {
        head_place(&self.origin, self.block)
    }

    pub(crate) fn label(&self, at: usize) -> &'s str {
        let block: &'s Block = self.block;
        block.labels.get(at).map_or("", |label| label.as_str())
    }

    pub(crate) fn attribute(&self, name: &str) -> Option<&'s Attribute> {
        let block: &'s Block = self.block;
        block.body.attributes().find(|attribute| attribute.has_key(name))
    }

    pub(crate) fn blocks(&self, word: &str) -> Vec<&'s Block> {
        let block: &'s Block = self.block;
        block.body.blocks().filter(|inner| inner.has_ident(word)).collect()
    }
}

/// The place of a block's word and labels.
pub(crate) fn head_place(origin: &Origin<'_>, block: &Block) -> Place {
    let first = block.ident.span().unwrap_or(0..0);
    let last = block.labels.last().and_then(Span::span).unwrap_or(first.clone());
    origin.place(Some(first.start..last.end))
}

/// The place of an attribute, name and value.
pub(crate) fn attribute_place(origin: &Origin<'_>, attribute: &Attribute) -> Place {
    let first = attribute.key.span().unwrap_or(0..0);
    let last = attribute.value.span().unwrap_or(first.clone());
    origin.place(Some(first.start..last.end.max(first.end)))
}

/// The place of an attribute's name.
pub(crate) fn key_place(origin: &Origin<'_>, attribute: &Attribute) -> Place {
    origin.place(attribute.key.span())
}

/// An expression and the text it stands in.
#[derive(Clone, Debug)]
pub(crate) struct Given<'s> {
    pub(crate) origin: Origin<'s>,
    pub(crate) expression: &'s Expression,
    pub(crate) place: Place,
}

/// Everything that a stack declares.
#[derive(Clone, Debug, Default)]
pub(crate) struct Program<'s> {
    pub(crate) stack: Option<Head<'s>>,
    pub(crate) stages: Vec<Head<'s>>,
    pub(crate) variables: BTreeMap<&'s str, Head<'s>>,
    pub(crate) locals: BTreeMap<&'s str, Given<'s>>,
    pub(crate) outputs: BTreeMap<&'s str, Head<'s>>,
    pub(crate) defaults: BTreeMap<&'s str, Head<'s>>,
    /// Resources, rollouts, modules and `existing` things by `word.name` or `existing.kind.name`.
    pub(crate) blocks: BTreeMap<String, Head<'s>>,
    pub(crate) moved: Vec<Head<'s>>,
    /// What findings may pass.
    pub(crate) audits: Vec<Head<'s>>,
    /// Names of blocks that were refused: references to them are no further problem.
    pub(crate) refused: BTreeSet<String>,
    /// Whether part of the files could not be read, so that names may be missing.
    pub(crate) incomplete: bool,
}

/// Sorts the blocks of all files of a stack.
pub(crate) fn declare<'s>(pieces: &'s [Piece<'s>], problems: &mut Vec<Diagnostic>) -> Program<'s> {
    let program = sorted(pieces, problems);
    if program.stack.is_none() && !program.incomplete {
        problems.push(
            Diagnostic::error("spec/no-stack", "there is no `stack` block")
                .help("name the stack in one of its files: `stack \"shop\" {}`"),
        );
    }
    program
}

/// Sorts the blocks of all files of a module. What says where the stack lives is none of its business.
pub(crate) fn declare_module<'s>(
    pieces: &'s [Piece<'s>],
    problems: &mut Vec<Diagnostic>,
) -> Program<'s> {
    let mut program = sorted(pieces, problems);
    for head in program.stack.take().into_iter().chain(std::mem::take(&mut program.stages)) {
        let word = head.row.word;
        problems.push(
            Diagnostic::error("spec/wrong-place", format!("a module has no `{word}` block"))
                .at(head.place())
                .help("it stands in the stack's own directory; a module knows `stack.name` and `stack.stage`, and gets the rest through variables"),
        );
    }
    program
}

fn sorted<'s>(pieces: &'s [Piece<'s>], problems: &mut Vec<Diagnostic>) -> Program<'s> {
    let mut program = Program { incomplete: !problems.is_empty(), ..Program::default() };
    for piece in pieces {
        for structure in &piece.body {
            match structure {
                Structure::Attribute(attribute) => {
                    let name = attribute.key.as_str();
                    problems.push(
                        Diagnostic::error("spec/attribute-outside", format!("the attribute `{name}` stands outside of any block"))
                            .at(key_place(&piece.origin, attribute))
                            .help("put it into a block; values for expressions go into `locals { ... }`, values of variables into a `*.vars.hcl` file"),
                    );
                }
                Structure::Block(block) => program.add(piece.origin, block, problems),
            }
        }
    }
    program
}

impl<'s> Program<'s> {
    /// The same declarations for one instance of a module: their expressions mean its names.
    pub(crate) fn at(&self, home: HomeId) -> Self {
        let mut program = self.clone();
        let heads = [&mut program.variables, &mut program.outputs, &mut program.defaults];
        let heads = heads.into_iter().flat_map(BTreeMap::values_mut);
        let listed = program.moved.iter_mut().chain(&mut program.audits);
        for head in heads.chain(program.blocks.values_mut()).chain(listed) {
            head.origin.home = home;
        }
        for given in program.locals.values_mut() {
            given.origin.home = home;
        }
        program
    }

    fn add(&mut self, origin: Origin<'s>, block: &'s Block, problems: &mut Vec<Diagnostic>) {
        let word = block.ident.as_str();
        let first = block.labels.first().map_or("", hcl_edit::structure::BlockLabel::as_str);
        let Some(row) = blocks::row(word, first) else {
            self.refuse(block);
            problems.push(unknown(&origin, block));
            return;
        };
        let head = Head { block, row, origin };
        if !shape::labels(&head, problems) {
            self.refuse(block);
            return;
        }
        shape::body(&head, problems);
        match word {
            "stack" => once(&mut self.stack, head, "spec/two-stacks", problems),
            "stage" => self.stages.push(head),
            "variable" => named(&mut self.variables, head.label(0), head, problems),
            "locals" => self.add_locals(&head, problems),
            "moved" => self.moved.push(head),
            "output" => named(&mut self.outputs, head.label(0), head, problems),
            "defaults" => {
                let kind = head.label(0);
                if shape::defaults_row(kind).is_some() {
                    named(&mut self.defaults, kind, head, problems);
                }
            }
            "existing" => self.add_existing(head, problems),
            "audit" => self.audits.push(head),
            triggers::WORD => {
                let key = format!("{word}.{}.{}", head.label(0), head.label(1));
                self.add_block(key, head, problems);
            }
            _ => self.add_block(format!("{word}.{}", head.label(0)), head, problems),
        }
    }

    fn refuse(&mut self, block: &Block) {
        let labels: Vec<&str> =
            block.labels.iter().map(hcl_edit::structure::BlockLabel::as_str).collect();
        self.refused.insert(format!("{}.{}", block.ident.as_str(), labels.join(".")));
    }

    fn add_existing(&mut self, head: Head<'s>, problems: &mut Vec<Diagnostic>) {
        let kind = head.label(0);
        if !EXISTING_KINDS.contains(&kind) {
            self.refuse(head.block);
            problems.push(unknown_existing(&head, kind));
            return;
        }
        self.add_block(format!("existing.{kind}.{}", head.label(1)), head, problems);
    }

    fn add_block(&mut self, key: String, head: Head<'s>, problems: &mut Vec<Diagnostic>) {
        match self.blocks.get(&key) {
            Some(first) => problems.push(twice(&head, &key, first)),
            None => {
                self.blocks.insert(key, head);
            }
        }
    }

    fn add_locals(&mut self, head: &Head<'s>, problems: &mut Vec<Diagnostic>) {
        let block: &'s Block = head.block;
        for attribute in block.body.attributes() {
            let name = attribute.key.as_str();
            let place = key_place(&head.origin, attribute);
            if let Some(first) = self.locals.get(name) {
                problems.push(
                    Diagnostic::error(
                        "spec/duplicate-name",
                        format!("`local.{name}` is declared twice"),
                    )
                    .at(place)
                    .label("again here")
                    .related(first.place.clone(), "first declared here")
                    .help("rename or remove one of them"),
                );
                continue;
            }
            self.locals
                .insert(name, Given { origin: head.origin, expression: &attribute.value, place });
        }
    }
}

fn once<'s>(
    slot: &mut Option<Head<'s>>,
    head: Head<'s>,
    code: &str,
    problems: &mut Vec<Diagnostic>,
) {
    match slot {
        Some(first) => problems.push(
            Diagnostic::error(code, "there are two `stack` blocks")
                .at(head.place())
                .label("the second")
                .related(first.place(), "the first")
                .help("a directory is one stack: keep one block, or move the other to its own directory"),
        ),
        None => *slot = Some(head),
    }
}

fn named<'s>(
    heads: &mut BTreeMap<&'s str, Head<'s>>,
    name: &'s str,
    head: Head<'s>,
    problems: &mut Vec<Diagnostic>,
) {
    match heads.get(name) {
        Some(first) => {
            let what = format!("{}.{name}", head.row.word);
            problems.push(twice(&head, &what, first));
        }
        None => {
            heads.insert(name, head);
        }
    }
}

fn twice(head: &Head<'_>, what: &str, first: &Head<'_>) -> Diagnostic {
    Diagnostic::error("spec/duplicate-name", format!("`{what}` is declared twice"))
        .at(head.place())
        .label("again here")
        .related(first.place(), "first declared here")
        .help("rename or remove one of them")
}

/// "Not yet" for words with a meaning to come, "did you mean" for the others.
fn unknown(origin: &Origin<'_>, block: &Block) -> Diagnostic {
    let word = block.ident.as_str();
    let place = origin.place(block.ident.span());
    if NOT_YET.contains(&word) {
        return not_yet(&format!("`{word}` blocks"), place);
    }
    if word == triggers::WORD {
        return unknown_trigger(origin, block);
    }
    let words = blocks::BLOCKS.iter().map(|row| row.word);
    let known: Vec<&str> = words.chain([triggers::WORD]).collect();
    let help = elsewhere::block(block).unwrap_or_else(|| words::suggest(word, &known, ""));
    Diagnostic::error("spec/unknown-block", format!("there is no block `{word}`"))
        .at(place)
        .label("unknown block")
        .help(help)
}

fn unknown_trigger(origin: &Origin<'_>, block: &Block) -> Diagnostic {
    let kinds = triggers::kinds();
    let Some(label) = block.labels.first() else {
        return Diagnostic::error(
            "spec/wrong-labels",
            "a `trigger` block takes 2 labels: kind and name",
        )
        .at(head_place(origin, block))
        .help(words::suggest("", &kinds, "write `trigger \"KIND\" \"NAME\" {`"));
    };
    let (kind, place) = (label.as_str(), origin.place(label.span()));
    let near = did_you_mean(kind, kinds.iter().copied());
    if triggers::NOT_YET.contains(&kind) && near.is_none() {
        return not_yet(&format!("`trigger \"{kind}\"` blocks"), place);
    }
    Diagnostic::error("spec/unknown-block", format!("there is no kind `{kind}` of triggers"))
        .at(place)
        .help(words::suggest(kind, &kinds, "this version has no triggers"))
}

fn unknown_existing(head: &Head<'_>, kind: &str) -> Diagnostic {
    let place = head.origin.place(head.block.labels.first().and_then(Span::span));
    Diagnostic::error("spec/unknown-block", format!("there is no kind `{kind}` of existing things"))
        .at(place)
        .help(words::suggest(kind, EXISTING_KINDS, ""))
}

/// A word of the language that this version doesn't act on yet.
pub(crate) fn not_yet(what: &str, place: Place) -> Diagnostic {
    Diagnostic::error("spec/not-yet", format!("this version has no {what} yet"))
        .at(place)
        .label("not yet")
        .help("it is planned; leave it out for now, because nothing of it would be created")
}
