//! Who calls whom: the triggers that are on, and what functions may do.
use super::rights::{self, Right, Verb};
use cutover_schemas::address::Address;
use cutover_schemas::spec::{Declared, Nested, Spec};
use cutover_schemas::value::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A trigger that is on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trigger<'s> {
    pub(super) block: &'s Declared,
    pub(super) kind: &'s str,
    /// What it listens to, where that is a block.
    pub(super) from: Option<&'s Address>,
    /// Whom it calls or feeds.
    pub(super) to: Option<&'s Address>,
}

/// A sound spec as the rules look at it.
#[derive(Debug)]
pub(super) struct Wiring<'s> {
    pub(super) spec: &'s Spec,
    pub(super) triggers: Vec<Trigger<'s>>,
    from: BTreeMap<&'s Address, Vec<Trigger<'s>>>,
    to: BTreeMap<&'s Address, Vec<Trigger<'s>>>,
    rights: BTreeMap<&'s Address, Vec<Right>>,
}

impl<'s> Wiring<'s> {
    pub(super) fn of(spec: &'s Spec) -> Self {
        let triggers: Vec<Trigger<'s>> = spec.blocks.values().filter_map(trigger).collect();
        let (mut from, mut to) = (BTreeMap::<_, Vec<_>>::new(), BTreeMap::<_, Vec<_>>::new());
        for trigger in &triggers {
            if let Some(address) = trigger.from {
                from.entry(address).or_default().push(*trigger);
            }
            if let Some(address) = trigger.to {
                to.entry(address).or_default().push(*trigger);
            }
        }
        let functions = spec.blocks.values().filter(|block| block.word == "function");
        let rights = functions.map(|block| (&block.address, rights::of(spec, block))).collect();
        Self { spec, triggers, from, to, rights }
    }

    pub(super) fn of_word(&self, word: &'static str) -> impl Iterator<Item = &'s Declared> {
        self.spec.blocks.values().filter(move |block| block.word == word)
    }

    pub(super) fn functions(&self) -> impl Iterator<Item = &'s Declared> {
        self.of_word("function")
    }

    /// A function of this stack.
    pub(super) fn function(&self, address: &Address) -> Option<&'s Declared> {
        self.spec.blocks.get(address).filter(|block| block.word == "function")
    }

    /// The triggers that listen to a block.
    pub(super) fn listening(&self, address: &Address) -> &[Trigger<'s>] {
        self.from.get(address).map_or(&[], Vec::as_slice)
    }

    /// The triggers that call or feed a block.
    pub(super) fn calling(&self, address: &Address) -> &[Trigger<'s>] {
        self.to.get(address).map_or(&[], Vec::as_slice)
    }

    /// What a function may do to other blocks.
    pub(super) fn rights(&self, function: &Address) -> &[Right] {
        self.rights.get(function).map_or(&[], Vec::as_slice)
    }

    /// The functions that a function may invoke.
    pub(super) fn invoked(&self, function: &Address) -> impl Iterator<Item = &Right> {
        self.rights(function).iter().filter(|right| right.verb == Verb::Invoke)
    }

    /// Whether something of this stack calls a function without waiting for its answer.
    pub(super) fn is_told(&self, function: &Address) -> bool {
        self.calling(function).iter().any(Trigger::tells)
    }

    /// Where events go that a function was given up on: its own attribute, or a trigger that says so.
    pub(super) fn gives_up_to(&self, function: &Declared) -> bool {
        let said = self.listening(&function.address).iter().any(|trigger| {
            trigger.kind == "function" && trigger.block.attr("on").as_text() == Some("failure")
        });
        said || !function.attr("on_failure").is_null()
    }

    /// Everything that takes what others failed with.
    pub(super) fn failures(&self) -> BTreeSet<&'s Address> {
        let mut takers = BTreeSet::new();
        for block in self.spec.blocks.values() {
            let dead = block.attr("dead_letter").as_map().and_then(|entries| entries.get("queue"));
            takers.extend(dead.and_then(target));
            takers.extend(target(block.attr("on_failure")));
        }
        let told = self.triggers.iter().filter(|trigger| {
            trigger.kind == "function" && trigger.block.attr("on").as_text() == Some("failure")
        });
        takers.extend(told.filter_map(|trigger| trigger.to));
        takers
    }
}

impl Trigger<'_> {
    /// Whether it calls a function without waiting for the answer: Lambda keeps the event, tries it three times, and drops
    /// it (<https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html>).
    pub(super) fn tells(&self) -> bool {
        matches!(self.kind, "topic" | "bucket" | "event" | "schedule" | "log" | "function")
    }
}

fn trigger(block: &Declared) -> Option<Trigger<'_>> {
    let kind = block.address.trigger_kind()?;
    let from = match kind {
        "event" => "bus",
        other => other,
    };
    let is_on = block.attr("enabled").as_bool() == Some(true);
    let (from, to) = (target(block.attr(from)), target(block.attr("to")));
    is_on.then_some(Trigger { block, kind, from, to })
}

/// The block that a value names, as a whole or by a field such as its ARN.
pub(super) fn target(value: &Value) -> Option<&Address> {
    match value {
        Value::Reference(address) | Value::Output { address, .. } => Some(address),
        _ => None,
    }
}

/// A whole number of a nested block that stands once.
pub(super) fn nested_number(block: &Declared, word: &'static str, attr: &str) -> Option<i64> {
    block.nested(word).next().and_then(|nested: &Nested| nested.attr(attr).as_int())
}
