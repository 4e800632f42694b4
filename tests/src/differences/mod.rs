//! What the emulators of others answer otherwise than AWS, where a stack of ours meets it: one row a difference.
//!
//! The tests let through what a row names and nothing else, fail over a row that they could do without, and
//! `docs/known-differences.md` is made from the rows.
mod ministack;
mod moto;

use crate::peers::Kind;

/// One difference, and why it is the emulator's.
#[derive(Clone, Copy, Debug)]
pub struct Difference {
    /// What goes wrong there.
    pub shows: Shows,
    /// Why, and what AWS does.
    pub because: &'static str,
}

/// How a difference shows.
///
/// The stack of everything is the one of the no-phantom test, `tests/tests/whole/phantom/stack/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shows {
    /// An apply of an example fails or never ends: it says these words.
    Stops {
        /// The example.
        example: &'static str,
        /// The words.
        words: &'static str,
    },
    /// An apply of the stack of everything, or the look after it, fails or never ends: it says these words, unless these
    /// parts are cut from the stack.
    Lacks {
        /// Blocks, and attributes in blocks, as [`crate::cut`] names them.
        parts: &'static [&'static str],
        /// The words.
        words: &'static str,
    },
    /// These fields of things of a kind can't be changed behind the spec's back, or a plan doesn't see it, or not
    /// alone, or an apply doesn't put it right.
    Blind {
        /// The kind.
        kind: &'static str,
        /// Their names, without what is inside of them.
        fields: &'static [&'static str],
    },
    /// After an apply, a plan still wants these fields of things of a kind to change.
    Phantom {
        /// The kind.
        kind: &'static str,
        /// Their names, without what is inside of them.
        fields: &'static [&'static str],
    },
}

/// The differences of an emulator.
pub fn of(peer: Kind) -> &'static [Difference] {
    match peer {
        Kind::Ministack => ministack::DIFFERENCES,
        Kind::Moto => moto::DIFFERENCES,
    }
}

/// One thing that a plan wants after an apply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Its address.
    pub address: String,
    /// Its kind.
    pub kind: String,
    /// What is to be done.
    pub action: String,
    /// The fields that differ.
    pub fields: Vec<String>,
}

impl Wanted {
    /// Everything in a plan that doesn't stay as it is.
    pub fn all(plan: &serde_json::Value) -> Vec<Self> {
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let all = plan["changes"].as_array().into_iter().flatten();
        all.filter(|one| one["action"] != "none")
            .map(|one| {
                let fields = one["fields"].as_array().into_iter().flatten();
                Self {
                    address: text(&one["address"]),
                    kind: text(&one["kind"]),
                    action: text(&one["action"]),
                    fields: fields.map(|field| text(&field["path"])).collect(),
                }
            })
            .collect()
    }
}

/// Those rows of an emulator that explain what is wanted; an error names what none explains.
pub fn explained(peer: Kind, wanted: &[Wanted]) -> Result<Vec<Shows>, Wanted> {
    let mut used = Vec::new();
    for one in wanted {
        // What is replaced goes under an address of its own.
        let replaced = one.address.split("/old[").next();
        let replaces = |other: &&Wanted| Some(other.address.as_str()) == replaced;
        let one = if one.action == "delete" { wanted.iter().find(replaces) } else { Some(one) }
            .ok_or_else(|| one.clone())?;
        if one.fields.is_empty() {
            return Err(one.clone());
        }
        for field in &one.fields {
            let name = field.split('.').next().unwrap_or_default();
            let row = of(peer).iter().find(|row| match row.shows {
                Shows::Phantom { kind, fields } => kind == one.kind && fields.contains(&name),
                Shows::Stops { .. } | Shows::Lacks { .. } | Shows::Blind { .. } => false,
            });
            used.push(row.ok_or_else(|| one.clone())?.shows);
        }
    }
    Ok(used)
}
