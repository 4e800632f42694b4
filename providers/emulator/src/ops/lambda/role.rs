//! The execution role: its name's shape, and whether Lambda may assume it.

use super::faults::{constraint, invalid};
use crate::ops::{Fault, iam};
use crate::world::World;

/// Refuses what does not look like a role's ARN.
pub(super) fn pattern(role: &str) -> Result<(), Fault> {
    let rest =
        role.strip_prefix("arn:").and_then(|rest| rest.split_once(":iam::")).map(|(_, rest)| rest);
    let parts = rest.and_then(|rest| rest.split_once(":role/"));
    let letters = |c: char| c.is_ascii_alphanumeric() || "_+=,.@-/".contains(c);
    let fits = parts.is_some_and(|(account, name)| {
        account.len() == 12
            && account.chars().all(|c| c.is_ascii_digit())
            && !name.is_empty()
            && name.chars().all(letters)
    });
    if fits {
        return Ok(());
    }
    let rule = "Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+";
    Err(constraint("role", role, rule))
}

/// Refuses a role that Lambda cannot assume at this moment.
pub(super) fn check(world: &World, role: &str) -> Result<(), Fault> {
    pattern(role)?;
    if iam::can_be_assumed_by(world, role, "lambda.amazonaws.com") {
        return Ok(());
    }
    Err(invalid("The role defined for the function cannot be assumed by Lambda."))
}
