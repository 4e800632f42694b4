//! The expression language: conditions, filters, key conditions, projections and updates.
//!
//! An expression is read in one pass by a small recursive-descent parser. A text that is no expression is refused at
//! once; other mistakes are collected while reading, and the gravest is told, as DynamoDB does.

mod condition;
mod evaluate;
mod key_condition;
mod parser;
mod path;
mod placeholders;
mod reserved;
mod token;
mod update;

pub(super) use condition::{Condition, heads};
pub(super) use evaluate::holds;
pub(super) use key_condition::KeyCondition;
pub(super) use path::{Path, project};
pub(super) use placeholders::Placeholders;
pub(super) use update::Update;

use super::faults::invalid;
use crate::ops::Fault;
use parser::Parser;

/// The longest expression, in bytes.
const LONGEST: usize = 4096;

/// Reads the expression of a parameter by one of the grammars.
fn read<T>(
    parameter: &str,
    text: &str,
    placeholders: &mut Placeholders,
    grammar: impl FnOnce(&mut Parser<'_>) -> Result<T, String>,
) -> Result<T, Fault> {
    let told = |problem: &str| invalid(format!("Invalid {parameter}: {problem}"));
    if text.is_empty() {
        return Err(told("The expression can not be empty;"));
    }
    if text.len() > LONGEST {
        return Err(told(&format!(
            "Expression size has exceeded the maximum allowed size; expression size: {}",
            text.len()
        )));
    }
    let mut parser = Parser::new(text, placeholders).map_err(|problem| told(&problem))?;
    let read = grammar(&mut parser).map_err(|problem| told(&problem))?;
    parser.finish().map_err(|problem| told(&problem))?;
    Ok(read)
}

/// Reads a condition or a filter, named by its parameter.
pub(super) fn condition(
    parameter: &str,
    text: &str,
    placeholders: &mut Placeholders,
) -> Result<Condition, Fault> {
    read(parameter, text, placeholders, condition::any_of)
}

/// Reads a key condition.
pub(super) fn key_condition(
    text: &str,
    placeholders: &mut Placeholders,
) -> Result<Condition, Fault> {
    read("KeyConditionExpression", text, placeholders, condition::any_of)
}

/// Reads the paths of a projection.
pub(super) fn projection(text: &str, placeholders: &mut Placeholders) -> Result<Vec<Path>, Fault> {
    read("ProjectionExpression", text, placeholders, path::list)
}

/// Reads an update.
pub(super) fn update(text: &str, placeholders: &mut Placeholders) -> Result<Update, Fault> {
    read("UpdateExpression", text, placeholders, update::sections)
}
