//! Published outputs.
use super::{Case, cases};

const PLACE: &str = "output.place/parameter";

pub(super) const CASES: &[Case] = cases! {
    parameter_value: "parameter" "value" at PLACE => ["value"];
    parameter_shape: "parameter" "shape" at PLACE => ["value", "shape"];
    parameter_tags: "parameter" "tags" at PLACE => ["tags.team"];
    parameter_tags_added: "parameter" "tags" at PLACE => ["tags.seen"];
};
