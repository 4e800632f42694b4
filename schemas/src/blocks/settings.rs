//! The blocks that say what the stack is and where it lives: no resources in here.
use super::{Block, NONE, TAGS};
use crate::table::{Literal, Type, attrs, written};

pub(super) static STACK: Block = Block {
    word: "stack",
    doc: "The stack: its name and what holds for everything in it.",
    labels: &["name"],
    attrs: attrs! {
        /// Tags of every resource.
        tags: TAGS => written().or(Literal::NoEntries);
        /// Region when no stage names one.
        region: Type::Text => written().optional();
    },
    ..NONE
};

pub(super) static STAGE: Block = Block {
    word: "stage",
    doc: "Where the stack lives: one account and region. The name may be a glob such as `pr-*`.",
    labels: &["name"],
    attrs: attrs! {
        /// Account that must be the caller's; a guard, not a choice.
        account: Type::Text => written().optional().range(12, 12);
        /// Region.
        region: Type::Text => written().optional();
        /// Role to assume before anything else.
        assume_role: Type::Text => written().optional();
        /// Where the ledger is: `file:DIR` or `s3://BUCKET/PREFIX`.
        ledger: Type::Text => written().optional();
        /// Refuse to delete anything of this stage.
        protect: Type::Bool => written().or(Literal::Bool(false));
        /// How long a preview lives.
        ttl: Type::Duration => written().optional();
        /// Whether data may be deleted without asking for it by name.
        data: Type::Enum(&["keep", "disposable"]) => written().or(Literal::Text("keep"));
        /// ARN of the policy that bounds every role made here.
        permissions_boundary: Type::Text => written().optional();
        /// Values of variables for this stage.
        vars: Type::Any => written().or(Literal::NoEntries);
    },
    ..NONE
};

pub(super) static VARIABLE: Block = Block {
    word: "variable",
    doc: "An input of the stack.",
    labels: &["name"],
    attrs: attrs! {
        /// Its type, such as `string`, `number`, `list(string)`, `object({ a = string })`.
        type: Type::Any => written().optional();
        /// Value when nothing else gives one; without it the variable must be given.
        default: Type::Any => written().optional();
        /// Words for people.
        description: Type::Text => written().or(Literal::Text(""));
        /// Mask the value wherever it flows.
        sensitive: Type::Bool => written().or(Literal::Bool(false));
        /// Whether `null` is a value.
        nullable: Type::Bool => written().or(Literal::Bool(true));
    },
    blocks: &[&VALIDATION],
    ..NONE
};

pub(super) static VALIDATION: Block = Block {
    word: "validation",
    doc: "A condition that the variable's value must meet.",
    attrs: attrs! {
        /// Must be true.
        condition: Type::Any => written();
        /// What to say when it isn't.
        error: Type::Text => written();
    },
    ..NONE
};

pub(super) static LOCALS: Block = Block { word: "locals", doc: "Names for expressions.", ..NONE };

pub(super) static OUTPUT: Block = Block {
    word: "output",
    doc: "A value to show and to read elsewhere.",
    labels: &["name"],
    attrs: attrs! {
        /// The value.
        value: Type::Any => written();
        /// Words for people.
        description: Type::Text => written().or(Literal::Text(""));
        /// Mask it.
        sensitive: Type::Bool => written().or(Literal::Bool(false));
    },
    ..NONE
};

pub(super) static DEFAULTS: Block = Block {
    word: "defaults",
    doc: "Attributes of every block of one kind.",
    labels: &["kind"],
    ..NONE
};
