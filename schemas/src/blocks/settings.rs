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
        /// Where code is put that is too large to be sent along (50 MB): an S3 bucket, or `s3://BUCKET/PREFIX`.
        artifacts: Type::Text => written().optional();
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
        /// Write it to Parameter Store as `/cutover/STACK/STAGE/NAME`, to be read elsewhere as `existing "parameter"`.
        publish: Type::Bool => written().or(Literal::Bool(false));
    },
    blocks: &[&PRECONDITION],
    ..NONE
};

pub(super) static MODULE: Block = Block {
    word: "module",
    doc: "A directory of blocks, used with inputs of its own; every attribute besides `source` is the value of one of its variables.",
    labels: &["name"],
    attrs: attrs! {
        /// The module's directory, relative to the one of this file: `"./modules/shop"`. Plain text: it must be known
        /// before anything is evaluated.
        source: Type::Text => written();
    },
    fields: &[("OUTPUT", "the value of one of its outputs")],
    ..NONE
};

pub(super) static MOVED: Block = Block {
    word: "moved",
    doc: "A block that has another name now: what it stands for is kept, under the name it was created with.",
    attrs: attrs! {
        /// Its old address, such as `queue.jobs`, `queue.jobs[\"eu\"]` or `module.shop`.
        from: Type::Any => written();
        /// Its address now.
        to: Type::Any => written();
    },
    ..NONE
};

/// The rows of a condition with its words.
const CONDITION: &[crate::table::Attr] = attrs! {
    /// Must be true. It may use what is known before anything is created.
    condition: Type::Any => written();
    /// What to say when it isn't.
    error: Type::Text => written();
};

pub(super) static PRECONDITION: Block = Block {
    word: "precondition",
    doc: "What must hold before the block is planned.",
    attrs: CONDITION,
    ..NONE
};

pub(super) static POSTCONDITION: Block = Block {
    word: "postcondition",
    doc: "What must hold for the block as it is written, which is `self` here.",
    attrs: CONDITION,
    ..NONE
};

pub(super) static DEFAULTS: Block = Block {
    word: "defaults",
    doc: "Attributes of every block of one kind.",
    labels: &["kind"],
    ..NONE
};
