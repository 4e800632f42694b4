//! `audit` blocks: waivers, each for one rule and one block.
use super::block;
use super::decoder::Decoder;
use super::home::Home;
use crate::eval::{Machine, Scope};
use cutover_schemas::address::Address;
use cutover_schemas::date::Date;
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::spec::{Nested, Waiver};
use cutover_schemas::value::Value;
use std::collections::BTreeSet;

impl Decoder<'_> {
    /// Every waiver of the stack and of its modules that says whom it is for; what is wrong with the others is in the
    /// machine's log.
    pub(crate) fn waivers(&self, machine: &Machine<'_>) -> Vec<Waiver> {
        let homes = self.homes.borrow().clone();
        homes.iter().flat_map(|home| waivers_of(machine, home)).collect()
    }
}

fn waivers_of(machine: &Machine<'_>, home: &Home<'_>) -> Vec<Waiver> {
    let mut waivers = Vec::new();
    for head in &home.program.audits {
        for row in head.row.blocks {
            for written in head.blocks(row.word) {
                let scope = Scope::new(head.origin);
                let nested = block::nested(machine, &scope, &head.origin, written, row);
                waivers.extend(waiver(machine, home, nested));
            }
        }
    }
    waivers
}

fn waiver(machine: &Machine<'_>, home: &Home<'_>, nested: Nested) -> Option<Waiver> {
    let addresses = addresses(machine, home, &nested)?;
    let until = match nested.attr("until").as_text() {
        None => None,
        Some(text) => Some(Date::parse(text).or_else(|| {
            let message = format!("`{text}` is no day");
            machine.report(
                Diagnostic::error("spec/bad-date", message)
                    .at(nested.place_of("until"))
                    .help("write year, month and day, as in `\"2027-01-31\"`"),
            );
            None
        })?),
    };
    Some(Waiver {
        rule: nested.labels.first().cloned().unwrap_or_default(),
        addresses,
        // A waiver without a reason was refused with the block's other attributes.
        reason: nested.attr("reason").as_text()?.to_owned(),
        until,
        place: nested.place,
        places: nested.places,
    })
}

/// A text means what it would mean where it stands, as a reference does.
fn addresses(machine: &Machine<'_>, home: &Home<'_>, nested: &Nested) -> Option<BTreeSet<Address>> {
    match nested.attr("address") {
        Value::Null => None,
        Value::Text(text) => match Address::parse(text) {
            Ok(address) => Some(BTreeSet::from([home.outside(address)])),
            Err(why) => {
                machine.report(
                    Diagnostic::error("spec/bad-address", why.to_string())
                        .at(nested.place_of("address"))
                        .help("name the block itself, as in `address = queue.jobs`, or write its address as plans do"),
                );
                None
            }
        },
        references => Some(references.references()),
    }
}
