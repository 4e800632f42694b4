//! ARNs in requests: of topics and of subscriptions.

use super::faults;
use crate::ops::{Fault, Input};
use crate::world::World;

/// The name in a topic ARN of this account and region, whether or not there is such a topic.
pub(super) fn name(world: &World, input: &Input, member: &str) -> Result<String, Fault> {
    let text = given(input, member)?;
    let parts = parts(text, member)?;
    let settings = world.settings();
    match parts.as_slice() {
        ["arn", _, "sns", region, account, name]
            if *region == settings.region && *account == settings.account =>
        {
            Ok((*name).to_owned())
        }
        _ => Err(faults::invalid(member)),
    }
}

/// The name of a topic that exists.
pub(super) fn topic(world: &World, input: &Input, member: &str) -> Result<String, Fault> {
    let name = name(world, input, member)?;
    super::topic(world, &name).map(|_| name)
}

/// A subscription's ARN, well formed.
pub(super) fn subscription<'a>(input: &'a Input, member: &str) -> Result<&'a str, Fault> {
    let text = given(input, member)?;
    let parts = parts(text, member)?;
    match parts.get(6) {
        Some(id) if parts.len() == 7 && is_id(id) => Ok(text),
        _ => Err(faults::invalid("SubscriptionId")),
    }
}

fn is_id(text: &str) -> bool {
    text.len() == 36 && text.chars().all(|letter| letter.is_ascii_hexdigit() || letter == '-')
}

fn given<'a>(input: &'a Input, member: &str) -> Result<&'a str, Fault> {
    let missing = || faults::invalid(format!("{member} Reason: no value for required parameter"));
    input.text(member).ok_or_else(missing)
}

fn parts<'a>(text: &'a str, member: &str) -> Result<Vec<&'a str>, Fault> {
    let parts: Vec<&str> = text.split(':').collect();
    if parts.len() < 6 {
        let reason = format!("An ARN must have at least 6 elements, not {}", parts.len());
        return Err(faults::invalid(format!("{member} Reason: {reason}")));
    }
    Ok(parts)
}
