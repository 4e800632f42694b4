//! `GetParameter` and `GetParameters`: by name, version or ARN.

use serde_json::{Value, json};

use super::names::find;
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(super) fn one(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let asked = input.need_text("Name")?;
    Ok(json!({"Parameter": shown(world, asked, decrypted(input))?}).into())
}

pub(super) fn many(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let names = names(input)?;
    let (mut found, mut invalid) = (Vec::new(), Vec::new());
    for name in names {
        match shown(world, &name, decrypted(input)) {
            Ok(shown) => found.push(shown),
            Err(_) => invalid.push(name),
        }
    }
    Ok(json!({"Parameters": found, "InvalidParameters": invalid}).into())
}

pub(super) fn decrypted(input: &Input) -> bool {
    input.flag("WithDecryption").unwrap_or(false)
}

/// One to ten names, each once.
pub(super) fn names(input: &Input) -> Result<Vec<String>, Fault> {
    if !input.has("Names") {
        return Err(input.missing("names"));
    }
    let mut names = input.texts("Names");
    let rule = match names.len() {
        0 => "Member must have length greater than or equal to 1",
        1..=10 => {
            names.sort();
            names.dedup();
            return Ok(names);
        }
        _ => "Member must have length less than or equal to 10",
    };
    Err(input.invalid("names", &format!("[{}]", names.join(", ")), rule))
}

fn shown(world: &World, asked: &str, decrypted: bool) -> Result<Value, Fault> {
    let (parameter, version, selector) = find(world, asked)?;
    let mut shown = version.shown(world, &parameter.name, decrypted);
    if let (Some(selector), Some(shown)) = (selector, shown.as_object_mut()) {
        shown.insert("Selector".to_owned(), json!(selector));
    }
    Ok(shown)
}
