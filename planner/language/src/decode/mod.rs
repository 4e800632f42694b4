//! Decoding: parse, declare, choose the stage, evaluate, type, check.
mod audit;
mod block;
mod conditions;
pub(crate) mod declare;
mod decoder;
mod defaults;
mod each;
mod elsewhere;
mod existing;
mod home;
mod library;
mod memo;
mod moved;
mod outputs;
mod published;
mod references;
pub(crate) mod shape;
mod spot;
pub(crate) mod stage;
mod typed;
mod units;
mod variables;

pub(crate) use memo::circular;

use crate::eval::Machine;
use crate::parse::{self, Piece};
use crate::source::{HomeId, Origin, Source, Text};
use crate::{Decoded, Inputs, Moment, Outline, Request, check};
use cutover_schemas::address::{Address, MODULE};
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::{Declared, Spec};
use cutover_schemas::value::Value;
use decoder::Decoder;
use hcl_edit::expr::Expression;
use home::{Home, is_module};
use library::{Library, Shelf};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use typed_arena::Arena;

type Blocks = BTreeMap<Address, Declared>;

/// Blocks by what they are: resources, or things of the spec alone.
#[derive(Default)]
struct Sorted {
    blocks: Blocks,
    builds: Blocks,
    rollouts: Blocks,
}

impl Sorted {
    fn of(&mut self, word: &str) -> &mut Blocks {
        match word {
            "build" => &mut self.builds,
            "rollout" => &mut self.rollouts,
            _ => &mut self.blocks,
        }
    }
}

/// See [`crate::decode`].
pub(crate) fn decode(request: &Request<'_>, inputs: &dyn Inputs, moment: Moment) -> Decoded {
    let mut problems = Vec::new();
    let texts = texts(request.sources, &mut problems);
    let pieces: Vec<Piece<'_>> =
        texts.iter().flat_map(|text| parse::parse(text, &mut problems)).collect();
    let program = declare::declare(&pieces, &mut problems);
    let value_texts = self::texts(request.var_files, &mut problems);
    let value_pieces: Vec<Piece<'_>> =
        value_texts.iter().flat_map(|text| parse::parse(text, &mut problems)).collect();
    let file_values = variables::files(&value_pieces, &mut problems);
    let lines = command_line(request);
    let line_values = lines
        .iter()
        .filter_map(|(name, text, expression)| {
            let origin = Origin::new(text, 0);
            Some((name.clone(), variables::command_line(origin, expression.as_ref()?)))
        })
        .collect();
    let Some((stage, stage_name)) = stage::choose(&program, request.stage, &mut problems) else {
        return finish(None, None, problems, Vec::new());
    };
    let module_texts = Arena::new();
    let shelf = Shelf::default();
    let library = Library::read(&program, &module_texts, &shelf, inputs, &mut problems);
    let root = Rc::new(Home::root(program));
    let decoder = Decoder {
        homes: RefCell::new(vec![Rc::clone(&root)]),
        root,
        library,
        settled: RefCell::new(BTreeMap::new()),
        stage,
        stage_name,
        request: *request,
        given: vec![line_values, file_values],
        plain: request.variables.iter().cloned().collect(),
        memo: memo::Memo::default(),
        owners: RefCell::new(BTreeMap::new()),
        valued: RefCell::new(BTreeSet::new()),
    };
    let machine = Machine::new(&decoder, inputs);
    let spec = decoder.spec(&machine);
    let lookups = decoder.lookups(&machine);
    let outline = Outline { stack: spec.stack.clone(), stage: spec.stage.clone(), lookups };
    problems.extend(machine.into_problems());
    check::all(&spec, inputs, moment, &mut problems);
    let called_from = |problem| decoder.library.called_from(problem);
    let problems = problems.into_iter().map(called_from).collect();
    finish(Some(spec), Some(outline), problems, decoder.library.files)
}

/// Files that are text.
pub(crate) fn texts(sources: &[Source], problems: &mut Vec<Diagnostic>) -> Vec<Text> {
    sources
        .iter()
        .filter_map(|source| Text::read(source).map_err(|problem| problems.push(*problem)).ok())
        .collect()
}

/// Values from the command line, each with its text as an expression where it reads as one.
fn command_line(request: &Request<'_>) -> Vec<(String, Text, Option<Expression>)> {
    request
        .variables
        .iter()
        .map(|(name, value)| {
            let small = value.len() <= 256 * 1024;
            let expression = if small { hcl_edit::parser::parse_expr(value).ok() } else { None };
            (name.clone(), Text::new(&format!("--var {name}"), value.clone()), expression)
        })
        .collect()
}

/// Problems by place, each once; the spec only when none is an error.
fn finish(
    spec: Option<Spec>,
    outline: Option<Outline>,
    mut problems: Vec<Diagnostic>,
    module_files: Vec<Source>,
) -> Decoded {
    let mut seen = BTreeSet::new();
    problems.retain(|problem| {
        let place = problem.place.as_ref().map(|place| (place.file.clone(), place.start));
        seen.insert((place, problem.code.clone(), problem.message.clone()))
    });
    problems.sort_by(|a, b| a.place.cmp(&b.place));
    let sound = !problems.iter().any(Diagnostic::is_error);
    Decoded { spec: spec.filter(|_| sound), outline, diagnostics: problems, module_files }
}

impl Decoder<'_> {
    /// Everything, as far as it can be had: problems are in the machine's log.
    fn spec(&self, machine: &Machine<'_>) -> Spec {
        let variables = self.variables(machine, &self.root);
        self.given_but_undeclared(machine);
        self.all_settings(machine);
        self.check_account(machine);
        let mut sorted = Sorted::default();
        // Blocks of one home make the next ones, so their number grows on the way.
        let mut next = HomeId::default();
        while next.0 < self.homes.borrow().len() {
            self.all_of(machine, next, &mut sorted);
            next.0 += 1;
        }
        let Sorted { mut blocks, builds, rollouts } = sorted;
        whole_modules(&mut blocks);
        let moved = self.moved(machine, &blocks);
        Spec {
            stack: self.stack_name().to_owned(),
            place: self.root.program.stack.as_ref().map(declare::Head::place),
            tags: self.tags(machine),
            stage: self.stage_spec(machine),
            blocks,
            builds,
            rollouts,
            waivers: self.waivers(machine),
            outputs: self.outputs(machine),
            moved,
            variables,
            found: self.request.found.cloned().unwrap_or_default(),
        }
    }

    /// Everything in the stack itself or in one instance of a module.
    fn all_of(&self, machine: &Machine<'_>, id: HomeId, sorted: &mut Sorted) {
        let home = self.home(id);
        if home.owner.is_some() {
            self.variables(machine, &home);
            for (name, head) in &home.program.outputs {
                conditions::output_conditions(machine, head);
                let _ = self.output_value(machine, &home, name, head);
            }
        }
        for (name, given) in &home.program.locals {
            // Also locals that nothing uses have problems worth telling.
            let _ = self.local_value(machine, &home, name, given);
        }
        for (key, head) in &home.program.blocks {
            if is_module(head) {
                let _ = self.instances(machine, id, key);
                continue;
            }
            let declared = self.declared(machine, id, key);
            sorted
                .of(head.row.word)
                .extend(declared.into_iter().map(|one: Declared| (one.address.clone(), one)));
        }
    }

    fn all_settings(&self, machine: &Machine<'_>) {
        for (word, head) in
            [("stack", self.root.program.stack.as_ref()), ("stage", self.stage.as_ref())]
        {
            for row in head.map_or(&[][..], |head| head.row.attrs) {
                self.check_setting(machine, word, row.name);
            }
        }
    }

    fn tags(&self, machine: &Machine<'_>) -> BTreeMap<String, String> {
        let tags = self.setting(machine, "stack", "tags").unwrap_or(Value::Null);
        let entries = tags.as_map().into_iter().flatten();
        entries
            .filter_map(|(key, value)| Some((key.clone(), value.as_text()?.to_owned())))
            .collect()
    }
}

/// Who waits for a module waits for everything in it.
fn whole_modules(blocks: &mut Blocks) {
    let modules: BTreeSet<Address> = blocks
        .values()
        .flat_map(|one| &one.depends_on)
        .filter(|address| address.kind() == MODULE)
        .cloned()
        .collect();
    let inside: BTreeMap<Address, BTreeSet<Address>> = modules
        .into_iter()
        .map(|module| {
            let all =
                blocks.keys().filter(|address| address.is_part_of(&module)).cloned().collect();
            (module, all)
        })
        .collect();
    for block in blocks.values_mut() {
        let named = std::mem::take(&mut block.depends_on);
        block.depends_on = named
            .into_iter()
            .flat_map(|address| inside.get(&address).cloned().unwrap_or(BTreeSet::from([address])))
            .collect();
    }
}
