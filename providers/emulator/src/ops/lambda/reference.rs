//! The ways to name a function, and what a qualifier means.

use super::faults;
use super::model::{Configuration, version_key};
use crate::ops::{Fault, Input};
use crate::world::World;

/// A function named by a caller, in this account and region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reference {
    pub(crate) name: String,
    pub(crate) qualifier: Option<String>,
}

/// What a qualifier stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    Latest,
    Version(u64),
    Alias(String),
}

const PATTERN: &str = "(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?\
                       (function:)?([a-zA-Z0-9-_\\.]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?";

/// Reads `FunctionName` and `Qualifier` of a call.
pub(crate) fn read(world: &World, input: &Input) -> Result<Reference, Fault> {
    let text = input.need_text("FunctionName")?;
    let mut reference = parse(world, text)?;
    if let Some(qualifier) = input.text("Qualifier") {
        check_qualifier(qualifier)?;
        match &reference.qualifier {
            Some(derived) if derived != qualifier => {
                return Err(faults::invalid(
                    "The derived qualifier from the function name does not match the specified qualifier.",
                ));
            }
            _ => reference.qualifier = Some(qualifier.to_owned()),
        }
    }
    Ok(reference)
}

/// Reads a function that must exist.
pub(crate) fn existing(world: &World, input: &Input) -> Result<Reference, Fault> {
    let reference = read(world, input)?;
    need(world, &reference.name)?;
    Ok(reference)
}

/// Refuses a function that is not there.
pub(crate) fn need(world: &World, name: &str) -> Result<(), Fault> {
    if world.lambda.functions.contains(name) {
        return Ok(());
    }
    Err(faults::not_found(format!("Function not found: {}", arn(world, name, None))))
}

/// Reads a name, a partial ARN or an ARN, each with or without a qualifier.
pub(crate) fn parse(world: &World, text: &str) -> Result<Reference, Fault> {
    let bad = || {
        faults::constraint(
            "functionName",
            text,
            &format!("Member must satisfy regular expression pattern: {PATTERN}"),
        )
    };
    let parts: Vec<&str> = text.split(':').collect();
    let (scope, rest): (Option<(Option<&str>, &str)>, &[&str]) = match parts.as_slice() {
        ["arn", _, "lambda", region, account, "function", rest @ ..] => {
            (Some((Some(region), account)), rest)
        }
        [account, "function", rest @ ..] => (Some((None, account)), rest),
        ["function", rest @ ..] | rest => (None, rest),
    };
    let (name, qualifier) = match rest {
        [name] => (*name, None),
        [name, qualifier] => (*name, Some(*qualifier)),
        _ => return Err(bad()),
    };
    let letters = |text: &str| {
        text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
    };
    if name.is_empty()
        || !letters(name)
        || qualifier.is_some_and(|q| q != "$LATEST" && (q.is_empty() || !letters(q)))
    {
        return Err(bad());
    }
    if let Some((region, account)) = scope {
        let settings = world.settings();
        if region.is_some_and(|region| region != settings.region) {
            let region = region.unwrap_or_default();
            return Err(faults::not_found(format!(
                "Functions from '{region}' are not reachable in this region ('{}')",
                settings.region
            )));
        }
        if account != settings.account {
            return Err(Fault::sender(
                403,
                "AccessDeniedException",
                format!("User is not authorized to perform this operation on resource: {text}"),
            ));
        }
    }
    if name.len() > 64 {
        return Err(faults::invalid(format!(
            "The function name '{name}' is longer than 64 characters"
        )));
    }
    Ok(Reference { name: name.to_owned(), qualifier: qualifier.map(str::to_owned) })
}

fn check_qualifier(qualifier: &str) -> Result<(), Fault> {
    let letters = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '$');
    if qualifier.is_empty() || qualifier.len() > 128 || !qualifier.chars().all(letters) {
        let rule = "Member must satisfy regular expression pattern: (|[a-zA-Z0-9$_-]+)";
        return Err(faults::constraint("qualifier", qualifier, rule));
    }
    Ok(())
}

/// Returns a function's ARN, qualified or not.
pub(crate) fn arn(world: &World, name: &str, qualifier: Option<&str>) -> String {
    let settings = world.settings();
    let tail = qualifier.map(|qualifier| format!(":{qualifier}")).unwrap_or_default();
    format!("arn:aws:lambda:{}:{}:function:{name}{tail}", settings.region, settings.account)
}

/// Returns what a qualifier stands for; it must exist.
pub(crate) fn target(world: &World, name: &str, qualifier: Option<&str>) -> Result<Target, Fault> {
    need(world, name)?;
    let missing =
        || faults::not_found(format!("Function not found: {}", arn(world, name, qualifier)));
    match qualifier {
        None | Some("$LATEST") => Ok(Target::Latest),
        Some(text) if text.chars().all(|c| c.is_ascii_digit()) => {
            let number = text.parse().map_err(|_| missing())?;
            let there = world.lambda.versions.contains(&version_key(name, number));
            if there { Ok(Target::Version(number)) } else { Err(missing()) }
        }
        Some(text) if world.lambda.aliases.contains(&format!("{name}/{text}")) => {
            Ok(Target::Alias(text.to_owned()))
        }
        Some(_) => Err(missing()),
    }
}

/// Returns the configuration of `$LATEST` or a number, and the version's name.
pub(crate) fn configuration<'a>(
    world: &'a World,
    name: &str,
    version: &str,
) -> Result<&'a Configuration, Fault> {
    let missing =
        || faults::not_found(format!("Function not found: {}", arn(world, name, Some(version))));
    if version == "$LATEST" {
        return world
            .lambda
            .functions
            .get(name)
            .map(|function| &function.latest)
            .ok_or_else(missing);
    }
    let number = version.parse().map_err(|_| missing())?;
    let row = world.lambda.versions.get(&version_key(name, number));
    row.map(|version| &version.configuration).ok_or_else(missing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::settings::Settings;

    fn check(text: &str) -> Result<(String, Option<String>), String> {
        let world = World::new(Settings { region: "eu-west-1".to_owned(), ..Settings::default() });
        parse(&world, text).map(|r| (r.name, r.qualifier)).map_err(|fault| fault.code)
    }

    #[test]
    fn a_function_has_many_names() {
        let plain = Ok(("f".to_owned(), None));
        let live = Ok(("f".to_owned(), Some("live".to_owned())));
        assert_eq!(check("f"), plain);
        assert_eq!(check("f:live"), live);
        assert_eq!(check("000000000000:function:f"), plain);
        assert_eq!(check("arn:aws:lambda:eu-west-1:000000000000:function:f:live"), live);
        assert_eq!(check("f g"), Err("ValidationException".to_owned()));
        assert_eq!(
            check("arn:aws:lambda:eu-west-2:000000000000:function:f"),
            Err("ResourceNotFoundException".to_owned())
        );
        assert_eq!(check("111111111111:function:f"), Err("AccessDeniedException".to_owned()));
        assert_eq!(check(&"x".repeat(65)), Err("InvalidParameterValueException".to_owned()));
    }
}
