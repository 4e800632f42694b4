//! `for_each` and `count`: one block, several instances.
use super::declare::{Head, attribute_place, key_place};
use super::decoder::{Decoder, Owner};
use super::home::is_module;
use super::memo::Node;
use crate::eval::{self, Evaluated, Machine, Reported, Scope};
use crate::source::HomeId;
use cutover_schemas::address::Address;
use cutover_schemas::blocks::triggers;
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::value::{Attrs, Value};
use hcl_edit::structure::Attribute;
use std::rc::Rc;

/// Most instances of one block.
const MAX_INSTANCES: usize = 1_000;
/// Most blocks that `for_each`, `count` and modules make in a stack: far more than one account holds. How many
/// are written is bounded by what can be written.
const MAX_BLOCKS: usize = 20_000;

impl<'s> Decoder<'s> {
    /// What a reference to the whole block means: one reference, a list of them, or a map of them.
    pub(crate) fn instances(&self, machine: &Machine<'_>, home: HomeId, key: &str) -> Evaluated {
        let home = self.home(home);
        let Some(head) = home.program.blocks.get(key) else {
            return Err(Reported);
        };
        if self.owners.borrow().len() > MAX_BLOCKS + self.root.program.blocks.len() {
            let message =
                format!("`for_each`, `count` and modules make more than {MAX_BLOCKS} blocks");
            let told = Diagnostic::error("spec/too-large", message).at(head.place());
            return Err(machine.report(told.help("split the stack")));
        }
        let node = Node::Instances(home.module(), key.to_owned());
        self.memo.get(machine, &node, &head.place(), || self.expand(machine, head))
    }

    fn expand(&self, machine: &Machine<'_>, head: &Head<'s>) -> Evaluated {
        let address = address(head).ok_or(Reported)?;
        let address = self.home(head.origin.home).outside(address);
        if !head.row.resource && !is_module(head) {
            return self.register(machine, Owner::single(address, head.clone()));
        }
        match (head.attribute("for_each"), head.attribute("count")) {
            (Some(each), Some(count)) => Err(machine.report(
                Diagnostic::error(
                    "spec/bad-instances",
                    "`for_each` and `count` exclude each other",
                )
                .at(key_place(&head.origin, count))
                .related(key_place(&head.origin, each), "`for_each` is here")
                .help("keep `for_each`: its keys stay the same when the list changes"),
            )),
            (Some(each), None) => self.for_each(machine, head, &address, each),
            (None, Some(count)) => self.count(machine, head, &address, count),
            (None, None) => self.register(machine, Owner::single(address, head.clone())),
        }
    }

    fn register(&self, machine: &Machine<'_>, owner: Owner<'s>) -> Evaluated {
        let address = owner.address.clone();
        let owner = Rc::new(owner);
        self.owners.borrow_mut().insert(address.clone(), Rc::clone(&owner));
        if is_module(&owner.head) {
            self.settle(machine, &owner).ok_or(Reported)?;
        }
        Ok(Value::Reference(address))
    }

    fn for_each(
        &self,
        machine: &Machine<'_>,
        head: &Head<'s>,
        address: &Address,
        attribute: &Attribute,
    ) -> Evaluated {
        let place = || attribute_place(&head.origin, attribute);
        let value = machine.eval(&Scope::new(head.origin), &attribute.value)?;
        let items = value.as_list().unwrap_or_default();
        let unknown = items
            .iter()
            .chain([&value])
            .find(|item| matches!(item, Value::Output { .. } | Value::Template(_)));
        if let Some(name) = unknown.and_then(eval::first_unknown) {
            return Err(machine.unknown(&name, "`for_each`", place()));
        }
        let pairs = pairs(&value).map_err(|(message, help)| {
            machine.report(Diagnostic::error("spec/bad-instances", message).at(place()).help(help))
        })?;
        check_count(machine, pairs.len(), head, attribute)?;
        let mut instances = Attrs::new();
        for (key, value) in pairs {
            let owner = Owner::keyed(address.with_key(&key), head.clone(), &key, value);
            if instances.insert(key.clone(), self.register(machine, owner)?).is_some() {
                return Err(machine.report(
                    Diagnostic::error("spec/bad-instances", format!("the key `{key}` comes twice"))
                        .at(place())
                        .help("`toset([...])` keeps each once"),
                ));
            }
        }
        Ok(Value::Map(instances))
    }

    fn count(
        &self,
        machine: &Machine<'_>,
        head: &Head<'s>,
        address: &Address,
        attribute: &Attribute,
    ) -> Evaluated {
        let value = machine.eval(&Scope::new(head.origin), &attribute.value)?;
        let number = match eval::operators::as_number(&value) {
            Some(Value::Int(n)) => usize::try_from(n).ok(),
            _ => None,
        };
        if let Some(name) = eval::first_unknown(&value) {
            return Err(machine.unknown(
                &name,
                "`count`",
                attribute_place(&head.origin, attribute),
            ));
        }
        if matches!(value, Value::Secret(_)) {
            return Err(machine.report(
                Diagnostic::error("spec/bad-instances", "`count` can't be a sensitive number")
                    .at(attribute_place(&head.origin, attribute))
                    .help("it shows in the addresses of the instances, which plans print"),
            ));
        }
        let Some(number) = number else {
            return Err(machine.report(
                Diagnostic::error(
                    "spec/bad-instances",
                    format!("`count` is a whole number from 0, this is {}", shown(&value)),
                )
                .at(attribute_place(&head.origin, attribute))
                .help("the number must be known before anything is created"),
            ));
        };
        check_count(machine, number, head, attribute)?;
        let instances = (0..number).map(|at| {
            let index = i64::try_from(at).unwrap_or(i64::MAX);
            self.register(machine, Owner::counted(address.with_index(at), head.clone(), index))
        });
        Ok(Value::List(instances.collect::<Result<_, Reported>>()?))
    }
}

fn check_count(
    machine: &Machine<'_>,
    number: usize,
    head: &Head<'_>,
    attribute: &Attribute,
) -> Result<(), Reported> {
    if number <= MAX_INSTANCES {
        return Ok(());
    }
    Err(machine.report(
        Diagnostic::error(
            "spec/too-large",
            format!("{number} instances of one block, at most {MAX_INSTANCES} are possible"),
        )
        .at(attribute_place(&head.origin, attribute))
        .help("split the block, or the stack"),
    ))
}

/// What stands where a number is wanted; the number itself where it is one.
fn shown(value: &Value) -> String {
    match value {
        Value::Int(_) | Value::Float(_) => eval::operators::as_text(value),
        _ => None,
    }
    .unwrap_or_else(|| eval::described(value))
}

/// Keys and values of a `for_each`.
fn pairs(value: &Value) -> Result<Vec<(String, Value)>, (String, &'static str)> {
    if matches!(value, Value::Secret(_)) {
        return Err((
            "`for_each` can't walk over a sensitive value".to_owned(),
            "keys are part of addresses, which plans print",
        ));
    }
    match value {
        Value::Map(entries) => {
            Ok(entries.iter().map(|(key, item)| (key.clone(), item.clone())).collect())
        }
        Value::List(items) => items
            .iter()
            .map(|item| match item {
                Value::Text(text) => Ok((text.clone(), item.clone())),
                other => Err((
                    format!(
                        "`for_each` walks over a set of texts, one item is {}",
                        eval::described(other)
                    ),
                    "make an object of it: `{ for x in list : x.name => x }`",
                )),
            })
            .collect(),
        other => Err((
            format!(
                "`for_each` walks over an object or a set of texts, this is {}",
                eval::described(other)
            ),
            "keys must be known before anything is created; values need not",
        )),
    }
}

/// The address of a block without instances. An `existing` block's is `existing.KIND["NAME"]`, a trigger's
/// `trigger.KIND.NAME`.
fn address(head: &Head<'_>) -> Option<Address> {
    if head.row.word == "existing" {
        let kind = Address::new("existing", head.label(0)).ok()?;
        return Some(kind.with_key(head.label(1)));
    }
    if head.row.word == triggers::WORD {
        return Address::trigger(head.label(0), head.label(1)).ok();
    }
    Address::new(head.row.word, head.label(0)).ok()
}
