//! Names that expressions know without any declaration.

/// A name and what it is.
type Field = (&'static str, &'static str);

/// Roots with their fields. `each` and `count` exist only in blocks that say so.
pub(crate) const ROOTS: &[(&str, &str, &[Field])] = &[
    (
        "stack",
        "The stack and where it is deployed.",
        &[
            ("name", "The stack's name."),
            ("stage", "The stage's name."),
            ("account", "The account's number; known after creation where no stage names it."),
            ("region", "The region; known after creation where nothing names it."),
        ],
    ),
    ("path", "Places of files.", &[("module", "The directory of the spec.")]),
    (
        "each",
        "The instance of a block with `for_each`.",
        &[("key", "The instance's key."), ("value", "The value of the instance's key.")],
    ),
    (
        "count",
        "The instance of a block with `count`.",
        &[("index", "The instance's number, from 0.")],
    ),
];

/// What blocks of resources take besides the attributes of their row.
pub(crate) const META: &[Field] = &[
    (
        "for_each",
        "One instance for each key of a map or item of a set: `each.key` and `each.value`.",
    ),
    ("count", "So many instances: `count.index`."),
    ("depends_on", "Blocks to wait for besides those that are referred to. Rarely needed."),
];

/// The fields of a root.
pub(crate) fn fields(root: &str) -> Option<&'static [Field]> {
    ROOTS.iter().find(|(word, ..)| *word == root).map(|(_, _, fields)| *fields)
}
