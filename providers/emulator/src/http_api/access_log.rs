//! The access log of a stage: one line a request, as its format says.

use bytes::Bytes;
use http::Request;

use super::context;
use super::visit::Visit;
use crate::ops::logs;
use crate::world::World;

/// The stream of a stage's access log. AWS spreads lines over many; the name is of their shape.
const STREAM: &str = "cfcd208495d565ef66e7dff9f98764da";

/// Writes the line of a request; a group that is not there gets none, and nobody is told, as on AWS.
pub(super) fn write(world: &mut World, request: &Request<Bytes>, visit: &Visit) {
    let setting = |member: &str| visit.stage.0.get("accessLogSettings")?.get(member)?.as_str();
    let (Some(arn), Some(format)) = (setting("destinationArn"), setting("format")) else { return };
    let Some(group) = arn.split_once(":log-group:").map(|(_, group)| group.trim_end_matches(":*"))
    else {
        return;
    };
    if !world.logs.groups.contains(group) {
        return;
    }
    let line = line(world, request, visit, format);
    let group = group.to_owned();
    logs::record(world, &group, STREAM, vec![(world.now_ms(), line)]);
}

/// The format with its `$context` variables filled in; what is not known is a dash.
fn line(world: &World, request: &Request<Bytes>, visit: &Visit, format: &str) -> String {
    let mut out = String::new();
    let mut rest = format.trim_end_matches('\n');
    while let Some((before, after)) = rest.split_once("$context.") {
        out.push_str(before);
        let name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_');
        let end = after.find(|letter| !name(letter)).unwrap_or(after.len());
        let (variable, tail) = after.split_at(end);
        // A full stop that ends a sentence is no part of a variable.
        let short = variable.trim_end_matches('.');
        let value = context::text(world, request, visit, short);
        out.push_str(value.as_deref().unwrap_or("-"));
        out.push_str(variable.get(short.len()..).unwrap_or_default());
        rest = tail;
    }
    out.push_str(rest);
    out
}
