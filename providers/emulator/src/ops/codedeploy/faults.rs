//! The service's refusals: a code for everything, and its words.

use crate::ops::{Fault, Input};

pub(super) fn refuse(code: &str, message: impl Into<String>) -> Fault {
    Fault::sender(400, code, message)
}

pub(super) fn no_application(name: &str) -> Fault {
    refuse("ApplicationDoesNotExistException", format!("No application found for name: {name}"))
}

pub(super) fn no_group(name: &str) -> Fault {
    refuse(
        "DeploymentGroupDoesNotExistException",
        format!("No Deployment Group found for name: {name}"),
    )
}

pub(super) fn no_config(name: &str) -> Fault {
    refuse(
        "DeploymentConfigDoesNotExistException",
        format!("No Deployment Configuration found for name: {name}"),
    )
}

pub(super) fn no_deployment(id: &str) -> Fault {
    refuse("DeploymentDoesNotExistException", format!("The deployment {id} could not be found"))
}

/// What a name is of: the middle of the codes of its refusals, and the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    Application,
    Group,
    Config,
}

impl Name {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Name::Application => ("ApplicationName", "application name"),
            Name::Group => ("DeploymentGroupName", "deployment group name"),
            Name::Config => ("DeploymentConfigName", "deployment configuration name"),
        }
    }
}

/// A name of an allowed shape that must be there.
pub(super) fn name<'a>(input: &'a Input, member: &str, what: Name) -> Result<&'a str, Fault> {
    let (code, words) = what.words();
    let given = input.text(member).filter(|given| !given.is_empty());
    let given = given.ok_or_else(|| {
        refuse(&format!("{code}RequiredException"), format!("The {words} was not specified."))
    })?;
    shape(given, what)?;
    Ok(given)
}

/// Refuses a name of another shape.
pub(super) fn shape(given: &str, what: Name) -> Result<(), Fault> {
    let (code, words) = what.words();
    let letters = |letter: char| letter.is_ascii_alphanumeric() || "+=,.@_-".contains(letter);
    if given.len() <= 100 && given.chars().all(letters) {
        return Ok(());
    }
    Err(refuse(
        &format!("Invalid{code}Exception"),
        format!("The {words} {given} was specified in an invalid format."),
    ))
}
