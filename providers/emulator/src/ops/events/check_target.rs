//! What a target must be: first by its shape, then by what it says.

use serde_json::Value;

use super::{faults, path, rules, transform};
use crate::ops::{Fault, Input};
use crate::world::World;

/// The longest constant input, in characters.
const LONGEST_INPUT: usize = 8192;

/// Checks a target as AWS's request validation does. `place` counts from one.
pub(super) fn shape(target: &Input, place: usize) -> Result<(), Fault> {
    let member = |name: &str| format!("targets.{place}.member.{name}");
    let refuse = |name: &str, value: Option<&str>, constraint: &str| {
        Err(Fault::constraint("ValidationException", &member(name), value, constraint))
    };
    let Some(id) = target.text("Id") else {
        return refuse("id", None, "Member must not be null");
    };
    let Some(arn) = target.text("Arn") else {
        return refuse("arn", None, "Member must not be null");
    };
    let allowed =
        |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_');
    if !id.chars().all(allowed) {
        let text = "Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+";
        return refuse("id", Some(id), text);
    }
    if id.len() > 64 {
        let text = "Member must have length less than or equal to 64";
        return refuse("id", Some(id), text);
    }
    if id.is_empty() || arn.is_empty() {
        let name = if id.is_empty() { "id" } else { "arn" };
        return refuse(name, Some(""), "Member must have length greater than or equal to 1");
    }
    if let Some(input) = target.text("Input").filter(|input| input.chars().count() > LONGEST_INPUT)
    {
        let text = format!("Member must have length less than or equal to {LONGEST_INPUT}");
        return refuse("input", Some(input), &text);
    }
    let policy = target.part(target.get("RetryPolicy").unwrap_or(&Value::Null));
    let number = |name: &str, spelled: &str, low: i64, high: i64| {
        let (value, bound) = match policy.integer(name)? {
            Some(value) if value > high => (value, format!("less than or equal to {high}")),
            Some(value) if value < low => (value, format!("greater than or equal to {low}")),
            _ => return Ok(()),
        };
        let text = format!("Member must have value {bound}");
        refuse(&format!("retryPolicy.{spelled}"), Some(&value.to_string()), &text)
    };
    number("MaximumRetryAttempts", "maximumRetryAttempts", 0, 185)?;
    number("MaximumEventAgeInSeconds", "maximumEventAgeInSeconds", 60, 86_400)
}

/// Checks what a target says.
pub(super) fn meaning(world: &World, target: &Input) -> Result<(), Fault> {
    let (id, arn) = (target.text("Id").unwrap_or_default(), target.text("Arn").unwrap_or_default());
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", _, service, _, _, resource] = parts.as_slice() else {
        let text = "Parameter Arn is not valid. Reason: Provided Arn is not in correct format.";
        return Err(faults::invalid(text));
    };
    let inputs = ["Input", "InputPath", "InputTransformer"];
    if inputs.iter().filter(|name| target.has(name)).count() > 1 {
        let text = format!(
            "Only one of Input, InputPath, or InputTransformer must be provided for target {id}."
        );
        return Err(faults::invalid(text));
    }
    if let Some(input) = target.text("Input")
        && serde_json::from_str::<serde::de::IgnoredAny>(input).is_err()
    {
        return Err(faults::invalid(format!("JSON syntax error in input for target {id}")));
    }
    if let Some(text) = target.text("InputPath").filter(|text| path::parse(text).is_none()) {
        let text = format!("Invalid InputPath for target {id} : {text}");
        return Err(faults::invalid(text));
    }
    if let Some(transformer) = target.get("InputTransformer") {
        transform::check(id, transformer).map_err(faults::invalid)?;
    }
    rules::check_role(world, target.text("RoleArn"))?;
    if *service == "kinesis" && !target.has("RoleArn") {
        return Err(faults::invalid(format!("RoleArn is required for target {arn}.")));
    }
    let group = target.get("SqsParameters").and_then(|group| group.get("MessageGroupId"));
    match (*service, resource.strip_suffix(".fifo").is_some()) {
        ("sqs", true) if group.is_none() => {
            let text = format!("Parameter(s) SqsParameters must be specified for target: {id}.");
            Err(faults::invalid(text))
        }
        ("sqs", false) if group.is_some() => {
            let text = format!("Parameter(s) SqsParameters not valid for target: {id}.");
            Err(faults::invalid(text))
        }
        _ => Ok(()),
    }
}
