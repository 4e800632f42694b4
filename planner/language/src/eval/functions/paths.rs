//! Functions over paths as texts, with `/` between their parts.
use super::Looks::Inside;
use super::{Function, row};
use cutover_schemas::value::Value;

pub(super) const TABLE: &[Function] = &[
    row("basename", "basename(path)", "The last part of a path.", (1, 1), Inside, |call| {
        let path = call.text(0)?;
        let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        Ok(Value::text(match (path.is_empty(), last) {
            (true, _) => ".",
            (false, "") => "/",
            (false, last) => last,
        }))
    }),
    row("dirname", "dirname(path)", "A path without its last part.", (1, 1), Inside, |call| {
        let path = call.text(0)?;
        let before = path.rsplit_once('/').map_or("", |(before, _)| before);
        Ok(Value::Text(clean(before, path.starts_with('/'))))
    }),
];

/// A path without empty parts and `.`, and with `..` carried out.
fn clean(path: &str, rooted: bool) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            ".." if rooted => {}
            part => parts.push(part),
        }
    }
    match (rooted, parts.is_empty()) {
        (true, _) => format!("/{}", parts.join("/")),
        (false, true) => ".".to_owned(),
        (false, false) => parts.join("/"),
    }
}
