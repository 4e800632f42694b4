//! What evaluation knows of one stack in one stage.
use super::declare::{Given, Head};
use super::home::Home;
use super::library::Library;
use super::memo::{Memo, Node};
use crate::Request;
use crate::eval::{Binding, Evaluated, Machine, Scope};
use crate::source::{HomeId, Origin};
use cutover_schemas::address::Address;
use cutover_schemas::value::{Attrs, Value};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// One block, or one of the instances that `for_each` or `count` make of it.
#[derive(Clone, Debug)]
pub(crate) struct Owner<'s> {
    pub(crate) address: Address,
    pub(crate) head: Head<'s>,
    /// What `each` or `count` is in this instance.
    bound: Option<(&'static str, Value)>,
}

impl<'s> Owner<'s> {
    pub(crate) fn single(address: Address, head: Head<'s>) -> Self {
        Self { address, head, bound: None }
    }

    pub(crate) fn keyed(address: Address, head: Head<'s>, key: &str, value: Value) -> Self {
        let each = Attrs::from([("key".to_owned(), Value::text(key)), ("value".to_owned(), value)]);
        Self { address, head, bound: Some(("each", Value::Map(each))) }
    }

    pub(crate) fn counted(address: Address, head: Head<'s>, index: i64) -> Self {
        let count = Attrs::from([("index".to_owned(), Value::Int(index))]);
        Self { address, head, bound: Some(("count", Value::Map(count))) }
    }

    /// Runs `body` in the scope of this instance, for expressions of `origin`.
    pub(crate) fn scoped<T>(&self, origin: Origin<'_>, body: impl FnOnce(&Scope<'_>) -> T) -> T {
        match &self.bound {
            None => body(&Scope::new(origin)),
            Some((name, value)) => {
                let binding = Binding { name, value: value.clone(), next: None };
                body(&Scope { bound: Some(&binding), ..Scope::new(origin) })
            }
        }
    }
}

/// The declarations with everything that was worked out of them so far.
pub(crate) struct Decoder<'s> {
    /// The stack itself.
    pub(crate) root: Rc<Home<'s>>,
    pub(crate) library: Library<'s>,
    /// The stack itself and the instances of modules that were made so far.
    pub(crate) homes: RefCell<Vec<Rc<Home<'s>>>>,
    /// Which instance a module's address means.
    pub(crate) settled: RefCell<BTreeMap<Address, HomeId>>,
    pub(crate) stage: Option<Head<'s>>,
    pub(crate) stage_name: String,
    pub(crate) request: Request<'s>,
    /// Values from files and the command line, the strongest first.
    pub(crate) given: Vec<BTreeMap<String, Given<'s>>>,
    pub(crate) plain: BTreeMap<String, String>,
    pub(crate) memo: Memo,
    pub(crate) owners: RefCell<BTreeMap<Address, Rc<Owner<'s>>>>,
    /// Existing parameters whose value is asked for.
    pub(crate) valued: RefCell<BTreeSet<Address>>,
}

impl<'s> Decoder<'s> {
    pub(crate) fn stack_name(&self) -> &'s str {
        self.root.program.stack.as_ref().map_or("", |head| head.label(0))
    }

    /// An attribute of the stack's or stage's block, typed and completed.
    pub(crate) fn setting(
        &self,
        machine: &Machine<'_>,
        block: &'static str,
        attribute: &'static str,
    ) -> Evaluated {
        let head = match block {
            "stack" => self.root.program.stack.as_ref(),
            _ => self.stage.as_ref(),
        };
        let Some(head) = head else {
            return Ok(Value::Null);
        };
        let Some(row) = head.row.attrs.iter().find(|row| row.name == attribute) else {
            return Ok(Value::Null);
        };
        let node = Node::Setting(block, row.name);
        self.memo.get(machine, &node, &head.place(), || {
            let scope = Scope::new(head.origin);
            super::typed::written(machine, &scope, head.attribute(attribute), row)
        })
    }

    pub(crate) fn owner(&self, address: &Address) -> Option<Rc<Owner<'s>>> {
        self.owners.borrow().get(address).cloned()
    }
}
