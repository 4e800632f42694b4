//! `precondition` and `postcondition`: what a block or an output demands before anything is planned.
use super::declare::{Head, head_place};
use super::decoder::Owner;
use crate::eval::{Binding, Machine, Scope};
use crate::source::Origin;
use cutover_schemas::diagnostic::{Diagnostic, Place};
use cutover_schemas::value::Value;
use hcl_edit::Span;
use hcl_edit::structure::{Attribute, Block};

/// Checks the conditions of one instance of a block.
pub(crate) fn conditions(machine: &Machine<'_>, owner: &Owner<'_>) {
    let head = &owner.head;
    let name = owner.address.as_str();
    for block in head.blocks("precondition") {
        owner.scoped(head.origin, |scope| check(machine, scope, &head.origin, block, name));
    }
    for block in head.blocks("postcondition") {
        owner.scoped(head.origin, |scope| {
            let own = Binding {
                name: "self",
                value: Value::Reference(owner.address.clone()),
                next: scope.bound,
            };
            let scope = Scope { bound: Some(&own), ..*scope };
            check(machine, &scope, &head.origin, block, name);
        });
    }
}

/// Checks the conditions of an output.
pub(crate) fn output_conditions(machine: &Machine<'_>, head: &Head<'_>) {
    let name = format!("output.{}", head.label(0));
    for block in head.blocks("precondition") {
        check(machine, &Scope::new(head.origin), &head.origin, block, &name);
    }
}

fn check(machine: &Machine<'_>, scope: &Scope<'_>, origin: &Origin<'_>, block: &Block, name: &str) {
    let Some((words, place)) = unmet(machine, scope, origin, block) else {
        return;
    };
    let word = block.ident.as_str();
    machine.report(
        Diagnostic::error("spec/condition", format!("`{name}`: {words}"))
            .at(place)
            .label("this must be true")
            .help(format!("change what it depends on, or the `{word}`")),
    );
}

/// The author's words and the place of a condition that doesn't hold. What is known only after creation can't be demanded
/// before, which the evaluation itself tells.
pub(crate) fn unmet(
    machine: &Machine<'_>,
    scope: &Scope<'_>,
    origin: &Origin<'_>,
    block: &Block,
) -> Option<(String, Place)> {
    let find = |key: &str| -> Option<&Attribute> {
        block.body.attributes().find(|attribute| attribute.has_key(key))
    };
    let word = block.ident.as_str();
    let (Some(condition), Some(error)) = (find("condition"), find("error")) else {
        machine.report(
            Diagnostic::error(
                "spec/missing-attribute",
                format!("a `{word}` needs `condition` and `error`"),
            )
            .at(head_place(origin, block))
            .help("`condition` must be true; `error` says what is wrong when it isn't"),
        );
        return None;
    };
    let Ok((false, _)) = machine.condition(scope, &condition.value) else {
        return None;
    };
    let words = machine.eval(scope, &error.value).ok()?;
    let words = words.as_text().unwrap_or("the condition is not met");
    Some((words.to_owned(), origin.place(condition.value.span())))
}
