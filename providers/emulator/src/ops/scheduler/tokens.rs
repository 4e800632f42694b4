//! Client tokens: the same request again gets the first answer, another request with its token is refused.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::faults;
use crate::ops::{Fault, Input};
use crate::world::World;

/// How long a token is remembered.
const KEEP_MS: u64 = 8 * 3_600_000;

/// What was answered to a token.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Answered {
    /// The digest of the request.
    pub(crate) request: String,
    pub(crate) answer: Value,
    pub(crate) at_ms: u64,
}

/// The answer that a request with this token got before.
pub(super) fn before(
    world: &World,
    operation: &str,
    input: &Input,
) -> Result<Option<Value>, Fault> {
    let Some(token) = input.text("ClientToken") else { return Ok(None) };
    input.length("ClientToken", 1, 64)?;
    let known = world.scheduler.tokens.get(token);
    match known.filter(|known| world.now_ms() < known.at_ms + KEEP_MS) {
        Some(known) if known.request == digest(operation, input) => Ok(Some(known.answer.clone())),
        Some(_) => {
            let text = "The client token was used with another request.";
            Err(faults::conflict(text))
        }
        None => Ok(None),
    }
}

/// Remembers an answer.
pub(super) fn remember(world: &mut World, operation: &str, input: &Input, answer: &Value) {
    let Some(token) = input.text("ClientToken") else { return };
    let now_ms = world.now_ms();
    let rows = world.scheduler.tokens.iter();
    let old = rows.filter(|(_, known)| known.at_ms + KEEP_MS <= now_ms);
    let old: Vec<String> = old.map(|(token, _)| token.to_owned()).collect();
    for token in old {
        world.scheduler.tokens.remove(&token);
    }
    let answered =
        Answered { request: digest(operation, input), answer: answer.clone(), at_ms: now_ms };
    world.scheduler.tokens.insert(token, answered);
}

fn digest(operation: &str, input: &Input) -> String {
    let text = format!("{operation} {}", Value::Object(input.members.clone()));
    hex::encode(Sha256::digest(text.as_bytes()))
}
