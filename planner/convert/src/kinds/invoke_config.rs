//! `AWS::Lambda::EventInvokeConfig`: retries and destinations of a function's events.
use crate::draft::Draft;
use crate::hcl::{Block, Expr};
use crate::model::Resource;
use crate::props::{By, Props, SECONDS};
use crate::value::referred;

pub(super) const TOLD: By = By::Refer(&[
    "queue",
    "topic",
    "function",
    "bus",
    "existing.queue",
    "existing.topic",
    "existing.function",
    "existing.bus",
]);

pub(super) fn write(draft: &mut Draft<'_>, resource: &Resource) {
    let mut props = Props::of(resource);
    let function =
        props.take("FunctionName").and_then(referred).and_then(|(id, _)| draft.address_of(&id));
    let Some(function) = function else {
        draft.left_whole(
            resource,
            "its function is not in the source",
            "set `async`, `on_success` and `on_failure` of the function by hand",
        );
        return;
    };
    let mut made = Block::new("function", &[]);
    let mut tries = Block::new("", &[]);
    draft.rows(
        &mut tries,
        resource,
        &mut props,
        &[
            ("MaximumRetryAttempts", "retries", By::Value),
            ("MaximumEventAgeInSeconds", "max_age", SECONDS),
        ],
    );
    if let Some(mut ends) = props.inner("DestinationConfig") {
        for (name, to) in [("OnSuccess", "on_success"), ("OnFailure", "on_failure")] {
            if let Some(mut end) = ends.inner(name) {
                end.skip(&["Type"]);
                draft.rows(&mut made, resource, &mut end, &[("Destination", to, TOLD)]);
            }
        }
    }
    props.skip(&["Qualifier"]);
    props.rest(draft, resource, &format!("`{function}`"));
    draft.carried(resource, &function);
    if let Some(block) = draft.block_mut(&function) {
        if !tries.attrs.is_empty() {
            block.set("async", Expr::Object(tries.attrs));
        }
        for (name, value) in made.attrs {
            block.set(&name, value);
        }
    }
}
