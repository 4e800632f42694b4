//! `trigger "stream"`: an event source mapping, and the right to read the stream.
use super::{Build, attr_arn, edges, reading};
use crate::desire::derive;
use cutover_schemas::spec::Declared;
use cutover_schemas::value::Value;

pub(super) fn expand(build: &mut Build<'_>, block: &Declared) {
    let Value::Reference(function) = block.attr("to").clone() else { return };
    derive::need(build, &function, "follow", block.attr("stream"));
    let source = attr_arn(build, block, "stream");
    reading::expand(build, block, source, edges(block, &["stream"]).into_iter().collect());
}
