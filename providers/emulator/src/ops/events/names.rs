//! Names and ARNs of buses and rules.

use super::{Bus, DEFAULT, Rule, faults};
use crate::ops::{Fault, Input};
use crate::world::World;

/// The ARN of a bus.
pub(crate) fn bus_arn(world: &World, name: &str) -> String {
    let settings = world.settings();
    format!("arn:aws:events:{}:{}:event-bus/{name}", settings.region, settings.account)
}

/// The ARN of a rule. The default bus does not show in it.
pub(crate) fn rule_arn(world: &World, bus: &str, name: &str) -> String {
    let settings = world.settings();
    let path = if bus == DEFAULT { name.to_owned() } else { format!("{bus}/{name}") };
    format!("arn:aws:events:{}:{}:rule/{path}", settings.region, settings.account)
}

/// The key of a rule's row: neither name holds a bar.
pub(super) fn key(bus: &str, name: &str) -> String {
    format!("{bus}|{name}")
}

/// The name of the bus that a member names, by name or ARN; the default bus when absent.
pub(super) fn bus_of(input: &Input, member: &str) -> Result<String, Fault> {
    let Some(given) = input.text(member) else { return Ok(DEFAULT.to_owned()) };
    let name = given.rsplit_once(":event-bus/").map_or(given, |(_, name)| name);
    let allowed =
        |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '/' | '.' | '-' | '_');
    if name.is_empty() || !name.chars().all(allowed) {
        let pattern = "(arn:aws[\\w-]*:events:[a-z]+-[a-z]+-[\\w-]+:[0-9]{12}:event-bus\\/)?[/\\.\\-_A-Za-z0-9]+";
        let text = format!("Member must satisfy regular expression pattern: {pattern}");
        return Err(input.invalid(member, given, &text));
    }
    Ok(name.to_owned())
}

/// The bus of a name, if there is one.
pub(super) fn bus(world: &World, name: &str) -> Option<Bus> {
    let row = world.events.buses.get(name).cloned();
    row.or_else(|| (name == DEFAULT).then(|| Bus { name: DEFAULT.to_owned(), ..Bus::default() }))
}

/// The name of a bus that exists.
pub(super) fn existing_bus(world: &World, input: &Input, member: &str) -> Result<String, Fault> {
    let name = bus_of(input, member)?;
    match bus(world, &name) {
        Some(_) => Ok(name),
        None => Err(faults::no_bus(&name)),
    }
}

/// Checks a name of a rule or a target's id.
pub(super) fn check(input: &Input, member: &str, most: usize) -> Result<(), Fault> {
    input.need_text(member)?;
    input.length(member, 1, most)?;
    let allowed =
        |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_');
    input.characters(member, allowed, "[\\.\\-_A-Za-z0-9]+")
}

/// The rule that a request names by `member` and `EventBusName`: its key and its row.
pub(super) fn rule<'a>(
    world: &'a World,
    input: &Input,
    member: &str,
) -> Result<(String, &'a Rule), Fault> {
    check(input, member, 64)?;
    let (bus, name) = (existing_bus(world, input, "EventBusName")?, input.need_text(member)?);
    let key = key(&bus, name);
    let row = world.events.rules.get(&key).ok_or_else(|| faults::no_rule(name, &bus))?;
    Ok((key, row))
}

/// How many items of a page a request asks for.
pub(super) fn limit(input: &Input) -> Result<usize, Fault> {
    let asked = input.integer_within("Limit", 1, 100)?;
    Ok(asked.and_then(|asked| usize::try_from(asked).ok()).unwrap_or(100))
}
