//! The evaluator: syntax trees to values.
//!
//! Total by construction: no loops but those over given collections, a budget for work, depth and
//! size, and no access to anything but [`Inputs`]. What is known only after creation stays symbolic
//! where that is exact, and is an error where a function would need to look at it. Secret marks
//! survive every operation.
mod expression;
pub(crate) mod functions;
pub(crate) mod operators;
mod splice;
mod template;
mod traversal;
pub(crate) mod types;
pub(crate) mod unify;

pub(crate) use splice::text;

use crate::Inputs;
use crate::source::Origin;
use cutover_schemas::address::Address;
use cutover_schemas::diagnostic::{Diagnostic, Place};
use cutover_schemas::value::{Attrs, Part, Value};
use hcl_edit::expr::TraversalOperator;
use hcl_edit::repr::Decorated;
use std::cell::{Cell, RefCell};
use std::ops::Range;

/// A problem that is in the log already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reported;

/// A value, or nothing because the reason is in the log.
pub(crate) type Evaluated = Result<Value, Reported>;

/// What names outside an expression mean.
pub(crate) trait Names {
    /// The value of a name with the steps behind it, and how many of those steps were used.
    fn root(
        &self,
        machine: &Machine<'_>,
        at: &Origin<'_>,
        root: &Root<'_>,
    ) -> Result<(Value, usize), Reported>;

    /// `REFERENCE.field`.
    fn field(
        &self,
        machine: &Machine<'_>,
        address: &Address,
        field: &str,
        place: Place,
    ) -> Evaluated;
}

/// A name with the steps that follow it.
#[derive(Debug)]
pub(crate) struct Root<'e> {
    pub(crate) word: &'e str,
    pub(crate) steps: &'e [Decorated<TraversalOperator>],
    pub(crate) span: Option<Range<usize>>,
}

/// A name bound by `for`, `each`, `count` or a template's variables.
#[derive(Debug)]
pub(crate) struct Binding<'s> {
    pub(crate) name: &'s str,
    pub(crate) value: Value,
    pub(crate) next: Option<&'s Binding<'s>>,
}

/// Where an expression stands: its text and the names bound around it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scope<'s> {
    pub(crate) origin: Origin<'s>,
    pub(crate) bound: Option<&'s Binding<'s>>,
    /// Where only these names exist besides the bound ones, as in a template file: they, and what to
    /// say to somebody who uses another.
    pub(crate) only: Option<(&'s Attrs, &'static str)>,
}

impl<'s> Scope<'s> {
    pub(crate) fn new(origin: Origin<'s>) -> Self {
        Self { origin, bound: None, only: None }
    }

    fn binding(&self, name: &str) -> Option<&'s Value> {
        let mut next = self.bound;
        while let Some(binding) = next {
            if binding.name == name {
                return Some(&binding.value);
            }
            next = binding.next;
        }
        None
    }
}

/// Values of a spec that may be looked at altogether; far more than any real spec needs.
const FUEL: u64 = 20_000_000;
/// Levels of expressions inside each other, through locals and references too.
const MAX_DEPTH: u32 = 250;
/// Problems that are told of one stack.
const MAX_PROBLEMS: usize = 1_000;
/// Levels of one value.
const MAX_LEVELS: u32 = 64;

/// What became of something that was only tried.
#[derive(Debug)]
struct Attempt {
    value: Evaluated,
    /// Whether it looked at a secret: that it failed may then tell of it.
    secret: bool,
    /// Whether it failed only because a value is not known yet: later it may not.
    too_early: bool,
}

/// Runs expressions and collects problems.
pub(crate) struct Machine<'m> {
    pub(crate) names: &'m dyn Names,
    pub(crate) inputs: &'m dyn Inputs,
    log: RefCell<Vec<Diagnostic>>,
    /// Whether problems are only tried for, by `try` and `can`.
    trying: Cell<bool>,
    /// Whether a secret was looked at since this was last reset: then an error may tell of it.
    secret_seen: Cell<bool>,
    /// Whether something failed only because a value is not known yet.
    unknown_met: Cell<bool>,
    fuel: Cell<u64>,
    depth: Cell<u32>,
}

impl std::fmt::Debug for Machine<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Machine").finish_non_exhaustive()
    }
}

impl<'m> Machine<'m> {
    pub(crate) fn new(names: &'m dyn Names, inputs: &'m dyn Inputs) -> Self {
        Self {
            names,
            inputs,
            log: RefCell::new(Vec::new()),
            trying: Cell::new(false),
            secret_seen: Cell::new(false),
            unknown_met: Cell::new(false),
            fuel: Cell::new(FUEL),
            depth: Cell::new(0),
        }
    }

    /// Logs a problem.
    pub(crate) fn report(&self, diagnostic: Diagnostic) -> Reported {
        if !self.trying.get() && !self.is_full() {
            self.log.borrow_mut().push(diagnostic);
        }
        Reported
    }

    /// Whether so many problems are logged that suggestions for each would take too long.
    pub(crate) fn is_busy(&self) -> bool {
        self.log.borrow().len() >= MAX_PROBLEMS / 10
    }

    /// Whether so many problems are logged that nobody would read more of them.
    fn is_full(&self) -> bool {
        self.log.borrow().len() >= MAX_PROBLEMS
    }

    /// Everything logged so far.
    pub(crate) fn into_problems(self) -> Vec<Diagnostic> {
        self.log.into_inner()
    }

    /// Runs `body` without logging its problems, or with logging although something around it only
    /// tries.
    pub(crate) fn trying<T>(&self, trying: bool, body: impl FnOnce() -> T) -> T {
        let before = self.trying.replace(trying);
        let result = body();
        self.trying.set(before);
        result
    }

    /// Runs `body` as something that is only tried.
    fn attempt(&self, body: impl FnOnce() -> Evaluated) -> Attempt {
        let before = (self.secret_seen.replace(false), self.unknown_met.replace(false));
        let value = self.trying(true, body);
        let (secret, unknown) = (self.secret_seen.get(), self.unknown_met.get());
        self.secret_seen.set(before.0 || secret);
        self.unknown_met.set(before.1);
        Attempt { too_early: value.is_err() && unknown, value, secret }
    }

    /// Runs `body` one level deeper.
    fn deeper(&self, place: impl FnOnce() -> Place, body: impl FnOnce() -> Evaluated) -> Evaluated {
        let depth = self.depth.get();
        if depth >= MAX_DEPTH {
            return Err(self.report(
                Diagnostic::error("spec/too-large", "expressions lead too deep into each other")
                    .at(place())
                    .help("shorten the chain of locals and references that leads here"),
            ));
        }
        self.depth.set(depth + 1);
        let result = body();
        self.depth.set(depth);
        result
    }

    /// Accounts for a value that was copied or built.
    pub(crate) fn charge(&self, value: Value, place: impl FnOnce() -> Place) -> Evaluated {
        let mut size = Size::default();
        size.add(&value, 0);
        if size.secret {
            self.secret_seen.set(true);
        }
        let left = self.fuel.get().checked_sub(size.nodes);
        match left {
            Some(left) if size.levels <= MAX_LEVELS => {
                self.fuel.set(left);
                Ok(value)
            }
            _ => Err(self.report(
                Diagnostic::error("spec/too-large", "this value grows too large")
                    .at(place())
                    .help("keep generated texts, lists and objects within a few megabytes"),
            )),
        }
    }

    /// Accounts for a number of steps.
    fn spend(&self, steps: u64, place: impl FnOnce() -> Place) -> Result<(), Reported> {
        match self.fuel.get().checked_sub(steps) {
            Some(left) => {
                self.fuel.set(left);
                Ok(())
            }
            None => Err(self.report(
                Diagnostic::error("spec/too-large", "evaluating this takes too long")
                    .at(place())
                    .help("loop over smaller collections"),
            )),
        }
    }
}

/// What a value takes.
#[derive(Default)]
struct Size {
    /// Nodes plus text in units of 16 bytes.
    nodes: u64,
    levels: u32,
    secret: bool,
}

impl Size {
    fn add(&mut self, value: &Value, level: u32) {
        self.nodes += 1;
        self.levels = self.levels.max(level);
        if level > MAX_LEVELS {
            return;
        }
        match value {
            Value::Text(text) => self.text(text),
            Value::List(items) => items.iter().for_each(|item| self.add(item, level + 1)),
            Value::Map(entries) => {
                for (key, item) in entries {
                    self.text(key);
                    self.add(item, level + 1);
                }
            }
            Value::Secret(inner) => {
                self.secret = true;
                self.add(inner, level + 1);
            }
            Value::Template(parts) => {
                for part in parts {
                    match part {
                        Part::Text(text) => self.text(text),
                        Part::Output { .. } => self.nodes += 2,
                    }
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        self.nodes += u64::try_from(text.len()).unwrap_or(u64::MAX) / 16;
    }
}

/// Marks a value as secret, once.
pub(crate) fn secret(value: Value) -> Value {
    match value {
        Value::Secret(_) => value,
        other => Value::Secret(Box::new(other)),
    }
}

/// The value inside a mark at its top, and whether there was one.
pub(crate) fn unmark(value: Value) -> (Value, bool) {
    match value {
        Value::Secret(inner) => (unmark(*inner).0, true),
        other => (other, false),
    }
}

/// Puts the mark back.
pub(crate) fn remark(value: Value, marked: bool) -> Value {
    if marked { secret(value) } else { value }
}

/// What a value is, for people: `a number`, `a list`.
pub(crate) fn described(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) => "a truth value".to_owned(),
        Value::Int(_) | Value::Float(_) => "a number".to_owned(),
        Value::Text(_) => "a text".to_owned(),
        Value::List(_) => "a list".to_owned(),
        Value::Map(_) => "an object".to_owned(),
        Value::Reference(address) => format!("the whole block `{address}`"),
        Value::Output { address, field } => {
            format!("`{address}.{field}`, which is known only after creation")
        }
        Value::Template(_) => "a text that is known only after creation".to_owned(),
        Value::Secret(inner) => format!("{} (sensitive)", described(inner)),
        Value::Redacted(_) => "a redacted value".to_owned(),
    }
}

/// The first unknown inside a value, for a message.
pub(crate) fn first_unknown(value: &Value) -> Option<String> {
    match value {
        Value::Output { address, field } => Some(format!("{address}.{field}")),
        Value::Template(parts) => parts.iter().find_map(|part| match part {
            Part::Output { address, field } => Some(format!("{address}.{field}")),
            Part::Text(_) => None,
        }),
        Value::List(items) => items.iter().find_map(first_unknown),
        Value::Map(entries) => entries.values().find_map(first_unknown),
        Value::Secret(inner) => first_unknown(inner),
        _ => None,
    }
}
