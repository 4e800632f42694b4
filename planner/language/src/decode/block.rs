//! One instance of a block, with everything inside it.
use super::conditions::conditions;
use super::declare::{Head, head_place, key_place};
use super::decoder::{Decoder, Owner};
use super::memo::Keep;
use super::{spot, typed};
use crate::eval::{self, Machine, Scope};
use crate::source::{HomeId, Origin};
use cutover_schemas::address::Address;
use cutover_schemas::blocks::Block as Row;
use cutover_schemas::canonical;
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::{Declared, Nested, Places};
use cutover_schemas::table::Absent;
use cutover_schemas::value::{Attrs, Value};
use hcl_edit::Span;
use hcl_edit::expr::Expression;
use hcl_edit::structure::Block;
use std::collections::BTreeSet;

impl<'s> Decoder<'s> {
    /// Every instance of a block.
    pub(crate) fn declared(&self, machine: &Machine<'_>, home: HomeId, key: &str) -> Vec<Declared> {
        let Ok(instances) = self.instances(machine, home, key) else {
            return Vec::new();
        };
        instances
            .references()
            .iter()
            .filter_map(|address| self.owner(address))
            .map(|owner| self.one(machine, &owner))
            .collect()
    }

    fn one(&self, machine: &Machine<'_>, owner: &Owner<'s>) -> Declared {
        let row = owner.head.row;
        conditions(machine, owner);
        // What failed is left out: its problem is told, and the checks go on with the rest.
        let attrs: Attrs = row
            .attrs
            .iter()
            .filter_map(|attr| {
                let value = self.kept(machine, owner, attr, Keep::Nothing).ok()?;
                Some((attr.name.to_owned(), value))
            })
            .collect();
        let mut nested: Vec<Nested> =
            row.blocks.iter().flat_map(|inner| self.nested_blocks(machine, owner, inner)).collect();
        nested.shrink_to_fit();
        Declared {
            address: owner.address.clone(),
            word: row.word.to_owned(),
            labels: owner.head.block.labels.iter().map(|label| label.as_str().to_owned()).collect(),
            attrs,
            blocks: nested,
            depends_on: self.depends_on(machine, owner),
            place: owner.head.place(),
            places: self.places(owner),
        }
    }

    /// The addresses that a block waits for besides those it refers to: its own, and those of the modules it is in.
    fn depends_on(&self, machine: &Machine<'_>, owner: &Owner<'s>) -> BTreeSet<Address> {
        let mut addresses = depends_on(machine, owner);
        let mut home = self.home(owner.head.origin.home);
        while let Some(outer) = home.owner.clone() {
            addresses.extend(depends_on(machine, &outer));
            home = self.home(outer.head.origin.home);
        }
        addresses
    }

    fn nested_blocks(
        &self,
        machine: &Machine<'_>,
        owner: &Owner<'s>,
        row: &'static Row,
    ) -> Vec<Nested> {
        let decoded: Vec<Nested> = self
            .nested(owner, row.word)
            .iter()
            .map(|(origin, block)| {
                owner.scoped(*origin, |scope| nested(machine, scope, origin, block, row))
            })
            .collect();
        if row.word == "access" {
            return added(decoded).into_iter().collect();
        }
        decoded
    }
}

/// The addresses that a block waits for by its own `depends_on`.
pub(crate) fn depends_on(machine: &Machine<'_>, owner: &Owner<'_>) -> BTreeSet<Address> {
    let head: &Head<'_> = &owner.head;
    let mut addresses = BTreeSet::new();
    let Some(attribute) = head.attribute("depends_on") else {
        return addresses;
    };
    let Expression::Array(items) = &attribute.value else {
        machine.report(
            Diagnostic::error("spec/wrong-type", "`depends_on` is a list of references")
                .at(key_place(&head.origin, attribute))
                .help("write `depends_on = [queue.jobs]`"),
        );
        return addresses;
    };
    for item in items {
        match owner.scoped(head.origin, |scope| machine.eval(scope, item)) {
            Ok(value) if only_references(&value) => addresses.extend(value.references()),
            Ok(value) => {
                let what = eval::described(&value);
                let help = match &value {
                    Value::Text(text) => format!("write it without quotes: `{text}`"),
                    _ => "name the block without a field, as in `queue.jobs`".to_owned(),
                };
                machine.report(
                    Diagnostic::error(
                        "spec/wrong-type",
                        format!("`depends_on` takes whole blocks, this is {what}"),
                    )
                    .at(head.origin.place(item.span()))
                    .help(help),
                );
            }
            Err(_) => {}
        }
    }
    addresses
}

fn only_references(value: &Value) -> bool {
    match value {
        Value::Reference(_) => true,
        Value::List(items) => items.iter().all(only_references),
        Value::Map(entries) => entries.values().all(only_references),
        _ => false,
    }
}

pub(super) fn nested(
    machine: &Machine<'_>,
    scope: &Scope<'_>,
    origin: &Origin<'_>,
    block: &Block,
    row: &'static Row,
) -> Nested {
    let mut attrs = Attrs::new();
    let mut places = Places::default();
    for attr in row.attrs {
        let mut attributes = block.body.attributes();
        let value = match attributes.find(|attribute| attribute.has_key(attr.name)) {
            Some(attribute) => {
                spot::places(origin, attribute, &mut places);
                typed::value(machine, scope, attribute, attr)
            }
            None => Ok(Value::Null),
        };
        match value {
            Ok(Value::Null) if matches!(attr.flags.absent, Absent::Required) => {
                let message = format!("this `{}` block lacks `{}`", row.word, attr.name);
                machine.report(
                    Diagnostic::error("spec/missing-attribute", message)
                        .at(head_place(origin, block))
                        .label(format!("`{}` is missing", attr.name))
                        .help(format!("add `{} = ...`: {}", attr.name, attr.doc.trim())),
                );
            }
            Ok(value) => {
                attrs.insert(attr.name.to_owned(), value);
            }
            Err(_) => {}
        }
    }
    let inside = |inner: &&'static Row| {
        let blocks = block.body.blocks();
        let word = inner.word;
        blocks.filter(move |found| found.has_ident(word))
    };
    let blocks = row
        .blocks
        .iter()
        .flat_map(|inner| inside(inner).map(|found| nested(machine, scope, origin, found, inner)))
        .collect();
    Nested {
        word: row.word.to_owned(),
        labels: block.labels.iter().map(|label| label.as_str().to_owned()).collect(),
        attrs: canonical::complete_rows(row.attrs, &attrs),
        blocks,
        place: head_place(origin, block),
        places,
    }
}

/// Several `access` blocks as one: every list holds what all of them say.
fn added(blocks: Vec<Nested>) -> Option<Nested> {
    blocks.into_iter().reduce(|mut sum, next| {
        for (name, value) in next.attrs {
            let both = match (sum.attrs.remove(&name), value) {
                (Some(Value::List(mut items)), Value::List(more)) => {
                    items.extend(more);
                    items.sort();
                    items.dedup();
                    Value::List(items)
                }
                (Some(first), Value::Null) => first,
                (_, value) => value,
            };
            sum.attrs.insert(name, both);
        }
        sum.places.extend(next.places);
        Nested { place: next.place, ..sum }
    })
}
