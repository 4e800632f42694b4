//! What any request could do: proofs, and requests that show the opposite.
//!
//! A request has a caller, an action, a resource and condition keys. A statement asks something of each by itself, so all
//! that matters of a caller, an action, a resource or a key's value is which statements it lets match. For each of these
//! dimensions there is one value for every set of statements that some value lets match ([`texts`] finds them), and the
//! sets that whole requests can have are the intersections of one set a dimension. Each stands for a class of requests
//! that IAM decides alike; where none is allowed by one side and refused by the other, that is a proof.
//!
//! No solver is needed, nothing is guessed: what would take too long, and what a policy alone does not tell, is
//! undecided, with the reason. Every witness is decided once more by [`crate::evaluate`] before it is shown.
mod actions;
mod callers;
mod classes;
mod glob;
mod keys;
mod layers;
mod letters;
mod mask;
mod scalars;
mod search;
mod texts;
mod variables;

use crate::evaluate;
use crate::request::{Caller, Layers, Request, Values};
use crate::table::Table;
use layers::Problem;
use std::collections::BTreeMap;

/// The answer to whether there is such a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Proven: there is none.
    None,
    /// This is one.
    Witness(Box<Request>),
    /// Neither was found, and this is why.
    Undecided(String),
}

/// Both directions of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// A request that the new side allows and the old one does not.
    pub new_beyond_old: Verdict,
    /// A request that the old side allows and the new one does not.
    pub old_beyond_new: Verdict,
}

/// Which requests there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Whether the table says which resources and condition keys an action has; any go with any otherwise.
    pub link: bool,
    /// Whether actions have the names that the table knows, and one more a service that stands for those to come; any
    /// names otherwise.
    pub known_names: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { link: true, known_names: true }
    }
}

impl Options {
    /// Requests of every form: what is proven for them holds whatever AWS will add.
    pub const FREE: Self = Self { link: false, known_names: false };
}

/// What is asked of a side: some request for one of these actions on one of these resources.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ask {
    /// Patterns of actions; any without.
    pub actions: Vec<String>,
    /// Patterns of resources; any without.
    pub resources: Option<Vec<String>>,
    /// Condition keys, in any case, that have exactly these values, or are missing.
    pub keys: BTreeMap<String, Option<Values>>,
    /// Who asks; anybody without.
    pub caller: Option<Caller>,
}

/// Whether the new side allows a request that the old one does not.
pub fn beyond(new: &Layers<'_>, old: &Layers<'_>, table: &Table, options: &Options) -> Verdict {
    if letters::show(new, old) {
        return Verdict::None;
    }
    let problem = Problem::beyond(new, old);
    let verdict = search::run(&problem, table, *options);
    confirmed(verdict, |request| {
        evaluate::decide(new, request).is_allowed() && !evaluate::decide(old, request).is_allowed()
    })
}

/// Both directions at once.
pub fn compare(new: &Layers<'_>, old: &Layers<'_>, table: &Table, options: &Options) -> Comparison {
    Comparison {
        new_beyond_old: beyond(new, old, table, options),
        old_beyond_new: beyond(old, new, table, options),
    }
}

/// Whether the layers allow a request as it is asked for.
pub fn reach(layers: &Layers<'_>, ask: &Ask, table: &Table, options: &Options) -> Verdict {
    let asked = ask.policy();
    let problem =
        Problem { asked: Some(&asked), caller: ask.caller.as_ref(), ..Problem::of(layers) };
    let verdict = search::run(&problem, table, *options);
    let wanted = Layers::identity([&asked]);
    confirmed(verdict, |request| {
        evaluate::decide(layers, request).is_allowed()
            && evaluate::decide(&wanted, request).is_allowed()
            && ask.caller.as_ref().is_none_or(|caller| *caller == request.caller)
    })
}

/// A witness that the evaluator doesn't confirm is none: then one of the two is wrong, and nothing is claimed.
fn confirmed(verdict: Verdict, holds: impl Fn(&Request) -> bool) -> Verdict {
    match verdict {
        Verdict::Witness(request) if !holds(&request) => {
            let why = "a request was found that the evaluation of single requests does not confirm";
            Verdict::Undecided(why.to_owned())
        }
        other => other,
    }
}
