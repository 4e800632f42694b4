//! What a parameter may be called, and how one is asked for.

use super::faults::{invalid, no_parameter, no_version, reserved, too_deep};
use super::model::{Parameter, Version, arn, by_arn};
use crate::ops::Fault;
use crate::world::World;

/// Levels of a hierarchy.
const LEVELS: usize = 15;

/// Characters of a name, what stands before it in its ARN included.
const LONGEST: usize = 1_011;

const SYMBOLS: &str =
    "Only a mix of letters, numbers and the following 4 symbols .-_/ are allowed.";

const SUB_PATHS: &str = "If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be \
formed as a mix of letters, numbers and the following 3 symbols .-_";

/// Refuses a name that no parameter can have.
pub(super) fn check(world: &World, name: &str) -> Result<(), Fault> {
    let levels = name.trim_start_matches('/').split('/').count();
    let (is_path, lower) = (levels > 1, name.trim_start_matches('/').to_lowercase());
    if name.starts_with('/') && is_path && lower.starts_with("aws/") {
        return Err(reserved(name));
    }
    if lower.starts_with("aws") || lower.starts_with("ssm") {
        let text = if is_path {
            format!(
                "Parameter name: can't be prefixed with \"ssm\" (case-insensitive). {SUB_PATHS}"
            )
        } else {
            "Parameter name: can't be prefixed with \"aws\" or \"ssm\" (case-insensitive)."
                .to_owned()
        };
        return Err(invalid(text));
    }
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || ".-_/".contains(letter);
    if !name.chars().all(allowed) || name.ends_with('/') || name.contains("//") {
        let text = if is_path { SUB_PATHS } else { SYMBOLS };
        return Err(invalid(format!("Parameter name: {text}")));
    }
    if is_path && !name.starts_with('/') {
        return Err(invalid("Parameter name must be a fully qualified name."));
    }
    if levels > LEVELS {
        return Err(too_deep());
    }
    if arn(world, name).chars().count() > LONGEST {
        let text = format!(
            "Parameter name must not be longer than {LONGEST} characters, its ARN included."
        );
        return Err(invalid(text));
    }
    Ok(())
}

/// The parameter and version that `NAME`, `NAME:VERSION` or an ARN of either asks for, and the selector.
pub(super) fn find(
    world: &World,
    asked: &str,
) -> Result<(Parameter, Version, Option<String>), Fault> {
    let is_arn = asked.starts_with("arn:");
    let (whole, selector) = match asked.rsplit_once(':') {
        Some((whole, last)) if !is_arn || !last.contains('/') => (whole, Some(last)),
        _ => (asked, None),
    };
    let name = if is_arn { by_arn(world, whole) } else { Some(whole.to_owned()) };
    let found = name.and_then(|name| world.ssm.parameters.get(&name)).cloned();
    let parameter = found.ok_or_else(no_parameter)?;
    let Some(selector) = selector else {
        let now = parameter.now();
        return Ok((parameter, now, None));
    };
    let number = selector.parse::<u64>().ok();
    let version = parameter.versions.iter().find(|version| Some(version.number) == number).cloned();
    let version = version.ok_or_else(|| no_version(selector, &parameter.name))?;
    Ok((parameter, version, Some(format!(":{selector}"))))
}
