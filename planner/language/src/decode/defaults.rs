//! Attributes of blocks, with `defaults KIND` under what the block itself says.
//!
//! Attributes replace; `environment`, `tags` and `secrets` merge by key, and `null` removes one.
//! Nested blocks replace whole, but `access` adds.
use super::declare::{Head, attribute_place};
use super::decoder::{Decoder, Owner};
use super::memo::{Keep, Node};
use super::{spot, typed};
use crate::eval::{Evaluated, Machine, Reported, remark, unmark};
use crate::source::Origin;
use crate::words;
use cutover_schemas::canonical;
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::Places;
use cutover_schemas::table::{Absent, Attr};
use cutover_schemas::value::Value;
use hcl_edit::structure::{Block, BlockLabel};

/// Attributes that merge by key.
const MERGED: &[&str] = &["environment", "tags", "secrets"];

impl<'s> Decoder<'s> {
    /// One attribute of a block, typed, merged and completed.
    pub(crate) fn attribute(
        &self,
        machine: &Machine<'_>,
        owner: &Owner<'s>,
        row: &'static Attr,
    ) -> Evaluated {
        self.kept(machine, owner, row, Keep::Value)
    }

    /// The same, with a word on whether it is kept for others.
    pub(crate) fn kept(
        &self,
        machine: &Machine<'_>,
        owner: &Owner<'s>,
        row: &'static Attr,
        keep: Keep,
    ) -> Evaluated {
        let own = owner.head.attribute(row.name);
        let base = self.defaults(owner).and_then(|defaults| defaults.attribute(row.name));
        if own.is_none() && base.is_none() {
            // Most attributes are written nowhere: they are not worth remembering.
            return absent(machine, owner, row);
        }
        let node = Node::Attribute(owner.address.clone(), row.name);
        let place = own.map_or_else(
            || owner.head.place(),
            |attribute| attribute_place(&owner.head.origin, attribute),
        );
        self.memo.value(machine, &node, &place, keep, || {
            let value = self.merged(machine, owner, row)?;
            if value.is_null() { absent(machine, owner, row) } else { Ok(value) }
        })
    }

    fn merged(&self, machine: &Machine<'_>, owner: &Owner<'s>, row: &'static Attr) -> Evaluated {
        let fit = |head: &Head<'s>| -> Result<Option<Value>, Reported> {
            let Some(attribute) = head.attribute(row.name) else {
                return Ok(None);
            };
            owner
                .scoped(head.origin, |scope| typed::value(machine, scope, attribute, row))
                .map(Some)
        };
        let own = fit(&owner.head);
        let defaults = self.defaults(owner);
        let merges = MERGED.contains(&row.name);
        let value = match (own?, defaults) {
            (Some(own), Some(defaults)) if merges && !own.is_null() => match fit(&defaults)? {
                Some(base) => overlay(base, own),
                None => own,
            },
            (Some(own), _) => own,
            (None, Some(defaults)) => fit(&defaults)?.unwrap_or(Value::Null),
            (None, None) => Value::Null,
        };
        let value = if merges { without_nulls(value) } else { value };
        Ok(canonical::canonical(&row.ty, &value))
    }

    /// The defaults that hold for a block: those of its own module, which so means the same wherever it is used.
    pub(crate) fn defaults(&self, owner: &Owner<'_>) -> Option<Head<'s>> {
        let home = self.home(owner.head.origin.home);
        home.program.defaults.get(owner.head.row.word).cloned()
    }

    /// The nested blocks of one word that hold for a block, defaults first, with where they stand.
    pub(crate) fn nested(&self, owner: &Owner<'s>, word: &str) -> Vec<(Origin<'s>, &'s Block)> {
        let of = |head: &Head<'s>| -> Vec<(Origin<'s>, &'s Block)> {
            head.blocks(word).into_iter().map(|block| (head.origin, block)).collect()
        };
        let own = of(&owner.head);
        let Some(defaults) = self.defaults(owner) else {
            return own;
        };
        if word == "access" {
            return of(&defaults).into_iter().chain(own).collect();
        }
        if own.is_empty() { of(&defaults) } else { own }
    }

    /// Where each written attribute stands.
    pub(crate) fn places(&self, owner: &Owner<'s>) -> Places {
        let mut places = Places::default();
        for head in self.defaults(owner).iter().chain([&owner.head]) {
            let block: &'s Block = head.block;
            for attribute in block.body.attributes() {
                spot::places(&head.origin, attribute, &mut places);
            }
        }
        places
    }
}

fn absent(machine: &Machine<'_>, owner: &Owner<'_>, row: &Attr) -> Evaluated {
    if matches!(row.flags.absent, Absent::Required) {
        return Err(machine.report(missing(&owner.head, row)));
    }
    Ok(canonical::absent(row))
}

fn overlay(base: Value, over: Value) -> Value {
    let (base, one) = unmark(base);
    let (over, two) = unmark(over);
    match (base, over) {
        (Value::Map(mut entries), Value::Map(more)) => {
            entries.extend(more);
            remark(Value::Map(entries), one || two)
        }
        (_, over) => remark(over, two),
    }
}

fn without_nulls(value: Value) -> Value {
    let (value, marked) = unmark(value);
    match value {
        Value::Map(mut entries) => {
            entries.retain(|_, entry| !entry.is_null());
            remark(Value::Map(entries), marked)
        }
        other => remark(other, marked),
    }
}

fn missing(head: &Head<'_>, row: &Attr) -> Diagnostic {
    let named = words::quoted(head.block.labels.iter().map(BlockLabel::as_str));
    Diagnostic::error(
        "spec/missing-attribute",
        format!("`{}{named}` lacks `{}`", head.row.word, row.name),
    )
    .at(head.place())
    .label(format!("`{}` is missing", row.name))
    .help(format!("add `{} = ...`: {}", row.name, row.doc.trim()))
}
