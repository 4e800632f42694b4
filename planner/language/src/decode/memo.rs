//! Each named thing is evaluated once, when it is first asked for; asking in a circle is a problem.
use crate::eval::{Evaluated, Machine, Reported};
use cutover_schemas::address::Address;
use cutover_schemas::diagnostic::{Diagnostic, Place};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// The module that something is in; `None` for the stack itself.
type Module = Option<Address>;

/// Something with a value of its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Node {
    Variable(Module, String),
    Local(Module, String),
    /// What a module gives out.
    Output(Module, String),
    /// An attribute of the stack's or the stage's block.
    Setting(&'static str, &'static str),
    /// The instances that `for_each` or `count` make of a block.
    Instances(Module, String),
    Attribute(Address, &'static str),
}

impl Node {
    fn label(&self) -> String {
        let inside = |module: &Module, name: String| match module {
            Some(module) => format!("{module}.{name}"),
            None => name,
        };
        match self {
            Self::Variable(module, name) => inside(module, format!("var.{name}")),
            Self::Local(module, name) => inside(module, format!("local.{name}")),
            Self::Output(module, name) | Self::Instances(module, name) => {
                inside(module, name.clone())
            }
            Self::Setting(block, attribute) => format!("{block}.{attribute}"),
            Self::Attribute(address, _) => address.to_string(),
        }
    }
}

enum State {
    Running,
    Done(Evaluated),
}

/// Whether a value is likely to be asked for again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keep {
    Value,
    /// It goes where it belongs, and is worked out again for others: a stack has many of these.
    Nothing,
}

/// Values of nodes, and the nodes being worked on.
#[derive(Default)]
pub(crate) struct Memo {
    states: RefCell<BTreeMap<Node, State>>,
    running: RefCell<Vec<(Node, Place)>>,
}

impl Memo {
    /// The node's value; `body` makes it the first time.
    pub(crate) fn get(
        &self,
        machine: &Machine<'_>,
        node: &Node,
        place: &Place,
        body: impl FnOnce() -> Evaluated,
    ) -> Evaluated {
        self.value(machine, node, place, Keep::Value, body)
    }

    /// The same, with a word on whether the value is kept.
    pub(crate) fn value(
        &self,
        machine: &Machine<'_>,
        node: &Node,
        place: &Place,
        keep: Keep,
        body: impl FnOnce() -> Evaluated,
    ) -> Evaluated {
        match self.states.borrow().get(node) {
            Some(State::Done(value)) => return value.clone(),
            Some(State::Running) => return Err(machine.trying(false, || self.cycle(machine, node))),
            None => {}
        }
        self.states.borrow_mut().insert(node.clone(), State::Running);
        self.running.borrow_mut().push((node.clone(), place.clone()));
        let value = machine.trying(false, body);
        self.running.borrow_mut().pop();
        let mut states = self.states.borrow_mut();
        match keep {
            Keep::Value => drop(states.insert(node.clone(), State::Done(value.clone()))),
            Keep::Nothing => drop(states.remove(node)),
        }
        value
    }

    fn cycle(&self, machine: &Machine<'_>, node: &Node) -> Reported {
        let running = self.running.borrow();
        let begin = running.iter().position(|(other, _)| other == node).unwrap_or(0);
        let circle = running.get(begin..).unwrap_or_default();
        let mut path: Vec<(String, &Place)> =
            circle.iter().map(|(node, place)| (node.label(), place)).collect();
        path.dedup_by(|one, two| one.0 == two.0);
        machine.report(circular(&path))
    }
}

/// A circle of references, printed from its first step back to it.
pub(crate) fn circular(path: &[(String, &Place)]) -> Diagnostic {
    // The same circle reads the same wherever it was entered.
    let least = (0..path.len()).min_by_key(|&at| path.get(at).map(|(label, _)| label));
    let turned = || path.iter().cycle().skip(least.unwrap_or(0));
    let labels: Vec<&str> =
        turned().take(path.len() + 1).map(|(label, _)| label.as_str()).collect();
    let told = Diagnostic::error(
        "spec/cycle",
        format!("these lead back to themselves: {}", labels.join(" -> ")),
    )
    .help("take one of the references out, for instance by writing a name instead");
    let mut places = turned().take(path.len());
    let told = match places.next() {
        Some((_, place)) => told.at((*place).clone()).label("the circle begins here"),
        None => told,
    };
    places.fold(told, |told, (label, place)| {
        told.related((*place).clone(), format!("through `{label}`"))
    })
}
