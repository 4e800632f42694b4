//! What is asked of things that are not managed here: what was looked up already, and what has to be.
use super::decoder::{Decoder, Owner};
use crate::eval::{Machine, Reported, first_unknown};
use crate::words;
use cutover_schemas::blocks::fields_of;
use cutover_schemas::diagnostic::{Diagnostic, Place};
use cutover_schemas::lookup::Lookup;
use cutover_schemas::value::Value;
use std::collections::BTreeMap;

impl<'s> Decoder<'s> {
    /// A field of an `existing` thing where it was looked up; a problem where its kind has no such field.
    pub(crate) fn of_existing(
        &self,
        machine: &Machine<'_>,
        owner: &Owner<'s>,
        field: &str,
        place: &Place,
    ) -> Result<Option<Value>, Reported> {
        let (head, address) = (&owner.head, &owner.address);
        if head.row.word != "existing" {
            return Ok(None);
        }
        let found = self.request.found.and_then(|found| found.get(address));
        let known = found.and_then(|attrs| attrs.get(field)).cloned();
        if known.is_some() || !head.row.fields.iter().any(|(name, _)| *name == field) {
            // What is asked for stays asked for, so that it can be looked up again.
            self.valued.borrow_mut().extend((field == "value").then(|| address.clone()));
            return Ok(known);
        }
        let kind = head.label(0);
        let fields = fields_of(kind);
        if !fields.contains(&field) {
            let told =
                Diagnostic::error("spec/unknown-field", format!("`{address}` has no `{field}`"));
            let help = words::suggest(field, fields, "it is named as a whole");
            return Err(machine.report(told.at(place.clone()).help(help)));
        }
        if field == "value" {
            self.valued.borrow_mut().insert(address.clone());
        }
        Ok(None)
    }

    /// Everything that only the cloud can tell.
    pub(crate) fn lookups(&self, machine: &Machine<'_>) -> Vec<Lookup> {
        let owners: Vec<_> = self.owners.borrow().values().cloned().collect();
        let existing = owners.iter().filter(|owner| owner.head.row.word == "existing");
        existing.filter_map(|owner| self.lookup(machine, owner)).collect()
    }

    fn lookup(&self, machine: &Machine<'_>, owner: &Owner<'s>) -> Option<Lookup> {
        let attr = |name: &str| {
            let row = owner.head.row.attrs.iter().find(|row| row.name == name)?;
            self.attribute(machine, owner, row).ok()
        };
        let (kind, address) = (owner.head.label(0), &owner.address);
        let mut tags = BTreeMap::new();
        for (key, value) in attr("tags")?.as_map().into_iter().flatten() {
            if let Some(name) = first_unknown(value) {
                machine.unknown(&name, "`tags`", owner.head.place());
                return None;
            }
            tags.insert(key.clone(), value.as_text().unwrap_or_default().to_owned());
        }
        let value = self.valued.borrow().contains(address);
        if tags.is_empty() && !value {
            return None;
        }
        let written = |name: &str| attr(name).and_then(|value| value.as_text().map(str::to_owned));
        let by_arn = || written("arn").map(|arn| name_in(&arn));
        Some(Lookup {
            address: address.clone(),
            kind: kind.to_owned(),
            tags,
            name: written("name").or_else(by_arn).filter(|_| kind == "parameter"),
            value,
            place: owner.head.place(),
        })
    }
}

/// The name in a parameter's ARN: with its first slash where it has a path.
fn name_in(arn: &str) -> String {
    let name = arn.split_once(":parameter/").map_or(arn, |(_, name)| name);
    if name.contains('/') { format!("/{name}") } else { name.to_owned() }
}
