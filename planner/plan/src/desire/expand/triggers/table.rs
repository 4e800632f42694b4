//! `trigger "table"`: an event source mapping, and the right to follow the table's stream.
use super::{Build, edges, reading};
use crate::desire::derive;
use cutover_schemas::spec::Declared;
use cutover_schemas::value::Value;

pub(super) fn expand(build: &mut Build<'_>, block: &Declared) {
    let (Value::Reference(table), Value::Reference(function)) =
        (block.attr("table").clone(), block.attr("to").clone())
    else {
        return;
    };
    derive::need(build, &function, "follow", block.attr("table"));
    let source = Value::output(table, "stream_arn");
    reading::expand(build, block, source, edges(block, &["table"]).into_iter().collect());
}
