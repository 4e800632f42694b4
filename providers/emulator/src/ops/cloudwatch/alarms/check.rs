//! What both kinds of alarms are told: names, descriptions, actions.

use serde_json::{Map, Value, json};

use super::Kind;
use crate::ops::cloudwatch::queries::validation;
use crate::ops::{Fault, Input};
use crate::world::World;

/// The lists of actions, one a state.
pub(super) const ACTIONS: [&str; 3] = ["OKActions", "AlarmActions", "InsufficientDataActions"];

/// The most actions of a state.
const MOST_ACTIONS: usize = 5;

/// The services whose ARNs may be actions, and those that composite alarms may call.
const METRIC_ACTIONS: &[&str] =
    &["sns", "lambda", "automate", "swf", "autoscaling", "ssm", "ssm-incidents", "aiops"];
const COMPOSITE_ACTIONS: &[&str] = &["sns", "lambda", "ssm", "ssm-incidents", "aiops"];

/// The alarm's name.
pub(super) fn name(input: &Input) -> Result<String, Fault> {
    let name = input.need_text("AlarmName")?;
    input.length("AlarmName", 1, 255)?;
    if name.chars().any(|letter| letter.is_ascii_control()) {
        return Err(validation("AlarmName must not contain ASCII control characters"));
    }
    Ok(name.to_owned())
}

/// The names of a request about several alarms.
pub(super) fn names(input: &Input) -> Result<Vec<String>, Fault> {
    let names = input.texts("AlarmNames");
    if names.len() > 100 {
        let text = "Member must have length less than or equal to 100";
        return Err(input.invalid("AlarmNames", &format!("[{} names]", names.len()), text));
    }
    match names.iter().find(|name| !(1..=255).contains(&name.chars().count())) {
        Some(name) => {
            let text = "Member must satisfy constraint: [Member must have length less than or equal to 255, \
                        Member must have length greater than or equal to 1]";
            Err(input.invalid("AlarmNames", name, text))
        }
        None => Ok(names),
    }
}

/// The members that both kinds have.
pub(super) fn shared(
    world: &World,
    input: &Input,
    kind: Kind,
) -> Result<Map<String, Value>, Fault> {
    let mut settings = Map::new();
    input.length("AlarmDescription", 0, 1_024)?;
    if let Some(text) = input.text("AlarmDescription") {
        settings.insert("AlarmDescription".to_owned(), text.into());
    }
    let enabled = input.flag("ActionsEnabled").unwrap_or(true);
    settings.insert("ActionsEnabled".to_owned(), enabled.into());
    for member in ACTIONS {
        settings.insert(member.to_owned(), json!(actions(world, input, member, kind)?));
    }
    Ok(settings)
}

fn actions(world: &World, input: &Input, member: &str, kind: Kind) -> Result<Vec<String>, Fault> {
    let actions = input.texts(member);
    if actions.len() > MOST_ACTIONS {
        let text = format!("Member must have length less than or equal to {MOST_ACTIONS}");
        return Err(input.invalid(member, &format!("[{}]", actions.join(", ")), &text));
    }
    for action in &actions {
        action_of(world, action, kind)?;
    }
    Ok(actions)
}

/// Refuses what is no ARN of something an alarm can act on, here.
fn action_of(world: &World, action: &str, kind: Kind) -> Result<(), Fault> {
    let parts: Vec<&str> = action.splitn(6, ':').collect();
    let [scheme, _, service, region, _, resource] = parts[..] else {
        return Err(validation(format!("Invalid arn syntax: {action}")));
    };
    if scheme != "arn" || resource.is_empty() || action.len() > 1_024 {
        return Err(validation(format!("Invalid arn syntax: {action}")));
    }
    let allowed = if kind == Kind::Metric { METRIC_ACTIONS } else { COMPOSITE_ACTIONS };
    if !allowed.contains(&service) {
        return Err(validation(format!("Unsupported action for this alarm: {action}")));
    }
    let here = &world.settings().region;
    if !region.is_empty() && region != here {
        let text = format!("Invalid region {region} specified. Only {here} is supported.");
        return Err(validation(text));
    }
    Ok(())
}

/// A word that must be one of a list.
pub(super) fn word<'a>(
    input: &'a Input,
    member: &str,
    allowed: &[&str],
) -> Result<Option<&'a str>, Fault> {
    match input.text(member) {
        Some(word) if !allowed.contains(&word) => {
            let text = format!("Member must satisfy enum value set: [{}]", allowed.join(", "));
            Err(input.invalid(member, word, &text))
        }
        word => Ok(word),
    }
}

/// Refuses members that stand for what is not modelled.
pub(super) fn absent(input: &Input, members: &[&str]) -> Result<(), Fault> {
    match members.iter().find(|member| input.has(member)) {
        Some(member) => {
            Err(validation(format!("The local cloud does not model {member} of alarms.")))
        }
        None => Ok(()),
    }
}
