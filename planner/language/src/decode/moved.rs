//! `moved`: blocks, instances and modules that have another address now.
use super::Blocks;
use super::declare::{Head, attribute_place};
use super::decoder::Decoder;
use crate::eval::{Machine, Reported};
use crate::source::HomeId;
use cutover_schemas::address::Address;
use cutover_schemas::diagnostic::{Diagnostic, Place};
use cutover_schemas::spec::Moved;
use hcl_edit::expr::{Expression, Traversal, TraversalOperator};
use std::collections::BTreeMap;

impl Decoder<'_> {
    /// Every `moved` block of the stack and of its modules.
    pub(crate) fn moved(&self, machine: &Machine<'_>, blocks: &Blocks) -> Vec<Moved> {
        let mut all: Vec<Moved> = Vec::new();
        let mut from: BTreeMap<Address, Place> = BTreeMap::new();
        for at in 0..self.homes.borrow().len() {
            let home = self.home(HomeId(at));
            for head in &home.program.moved {
                let Ok(one) = self::one(machine, head) else { continue };
                let one = Moved { from: home.outside(one.from), to: home.outside(one.to) };
                if let Some(first) = from.insert(one.from.clone(), head.place()) {
                    let message = format!("`{}` is moved twice", one.from);
                    let told = Diagnostic::error("spec/bad-moved", message).at(head.place());
                    machine
                        .report(told.related(first, "first moved here").help("keep one of them"));
                    continue;
                }
                all.push(one);
            }
        }
        for one in &all {
            let place = from.get(&one.from);
            let there = |address: &Address| blocks.keys().any(|known| known.is_part_of(address));
            let told = |message: String, help: &str| {
                let told = Diagnostic::error("spec/bad-moved", message);
                machine.report(told.at_maybe(place.cloned()).help(help));
            };
            let goes_on = all
                .iter()
                .any(|other| other.before(&one.to).is_none() && other.after(&one.to).is_some());
            if there(&one.from) {
                told(
                    format!("`{}` is still declared", one.from),
                    "what has moved exists only under its new address: remove the old block, or this one",
                );
            } else if !goes_on && !there(&one.to) && !self.homes_incomplete() {
                told(
                    format!("there is no `{}`", one.to),
                    "`to` names a block, one of its instances, or a module",
                );
            }
        }
        all
    }

    /// Whether names may be missing because files could not be read.
    fn homes_incomplete(&self) -> bool {
        self.homes.borrow().iter().any(|home| home.program.incomplete)
    }
}

fn one(machine: &Machine<'_>, head: &Head<'_>) -> Result<Moved, Reported> {
    let side = |name: &str| -> Result<(Address, Place), Reported> {
        let Some(attribute) = head.attribute(name) else {
            let told = Diagnostic::error(
                "spec/missing-attribute",
                format!("a `moved` block lacks `{name}`"),
            );
            return Err(machine.report(
                told.at(head.place()).help("write `from = queue.old` and `to = queue.new`"),
            ));
        };
        let place = attribute_place(&head.origin, attribute);
        let address = address(&attribute.value).ok_or_else(|| {
            machine.report(
                Diagnostic::error("spec/bad-moved", format!("`{name}` is no address"))
                    .at(place.clone())
                    .help("write it as in expressions: `queue.jobs`, `queue.jobs[\"eu\"]`, `module.shop`"),
            )
        })?;
        Ok((address, place))
    };
    let ((from, _), (to, place)) = (side("from")?, side("to")?);
    let kinds =
        |address: &Address| (address.kind().to_owned(), address.trigger_kind().map(str::to_owned));
    if kinds(&from) != kinds(&to) {
        let told = Diagnostic::error(
            "spec/bad-moved",
            format!("`{from}` can't become `{to}`, which is of another kind"),
        );
        return Err(machine.report(
            told.at(place).help("a thing of another kind is another thing: let it be created"),
        ));
    }
    Ok(Moved { from, to })
}

/// The address that an expression spells, without looking for what it names.
fn address(expression: &Expression) -> Option<Address> {
    let Expression::Traversal(traversal) = expression else {
        return None;
    };
    let traversal: &Traversal = traversal;
    let mut text = traversal.expr.as_variable()?.as_str().to_owned();
    for step in &traversal.operators {
        match step.value() {
            TraversalOperator::GetAttr(name) => text = format!("{text}.{}", name.as_str()),
            TraversalOperator::LegacyIndex(index) => text = format!("{text}[{}]", index.value()),
            TraversalOperator::Index(Expression::String(key)) => {
                let key = key.value().replace('\\', "\\\\").replace('"', "\\\"");
                text = format!("{text}[\"{key}\"]");
            }
            TraversalOperator::Index(Expression::Number(index)) => {
                text = format!("{text}[{}]", index.value());
            }
            TraversalOperator::Index(_)
            | TraversalOperator::AttrSplat(_)
            | TraversalOperator::FullSplat(_) => return None,
        }
    }
    Address::parse(&text).ok()
}
