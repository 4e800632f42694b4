//! `AWS::Events::Rule`: a trigger for each of its targets, on events or on time.
use super::schedule;
use crate::draft::Draft;
use crate::hcl::Block;
use crate::model::Resource;
use crate::node::Node;
use crate::props::{By, Props, Row};

const ROWS: &[Row] = &[("Description", "description", By::Value), ("Tags", "tags", By::Tags)];

pub(super) fn write(draft: &mut Draft<'_>, resource: &Resource) {
    let targets = resource.props.get("Targets").map(Node::items).unwrap_or_default();
    if targets.is_empty() {
        draft.left_whole(
            resource,
            "it has no targets in the source",
            "write a `trigger` with its pattern and its target by hand",
        );
        return;
    }
    for (at, node) in targets.iter().enumerate() {
        if resource.props.get("ScheduleExpression").is_some_and(|one| !one.is_empty()) {
            one(draft, resource, node, at, "schedule");
        }
        if resource.props.get("EventPattern").is_some_and(|one| !one.is_empty()) {
            one(draft, resource, node, at, "event");
        }
    }
}

fn one(draft: &mut Draft<'_>, resource: &Resource, node: &Node, at: usize, kind: &str) {
    let label = draft.label_of(resource);
    let word = format!("trigger.{kind}");
    // The first target has the rule's own label.
    let label = if at == 0 && kind == "event" { label } else { draft.label(&word, &label) };
    let mut block = Block::new("trigger", &[kind, &label]);
    let mut props = Props::of(resource);
    let mut target = Props::below(node, "Targets");
    if kind == "event" {
        draft.rows(&mut block, resource, &mut props, &[("EventPattern", "pattern", By::Document)]);
        // The bus that every account has is meant where none is named.
        if props.take("EventBusName").is_some_and(|bus| bus.as_text() != Some("default")) {
            draft.rows(
                &mut block,
                resource,
                &mut props,
                &[("EventBusName", "bus", By::Refer(&["bus", "existing.bus"]))],
            );
        }
        if at == 0 {
            draft.rows(&mut block, resource, &mut props, &[("Name", "name", By::Value)]);
        }
        props.skip(&["ScheduleExpression"]);
    } else {
        if let Err(why) = schedule::set_due(draft, &mut block, props.take("ScheduleExpression")) {
            draft.left_whole(resource, why, "write the `trigger \"schedule\"` by hand");
            return;
        }
        props.skip(&["EventPattern", "EventBusName", "Name"]);
        draft.note("Rules with a schedule became schedules of EventBridge Scheduler: without `input` a function gets the Scheduler's event, not the rule's.");
    }
    draft.rows(&mut block, resource, &mut target, &[("Arn", "to", schedule::TARGETS)]);
    draft.rows(&mut block, resource, &mut props, ROWS);
    if kind == "schedule" {
        // Schedules have no tags.
        block.attrs.retain(|(name, _)| name != "tags");
        for name in ["InputPath", "InputTransformer"] {
            if target.take(name).is_some() {
                draft.left(
                    resource,
                    &format!("Targets.{name}"),
                    node.line,
                    format!("`{name}`"),
                    "a schedule has no event to take parts from",
                    "say the whole `input`",
                );
            }
        }
    }
    schedule::state(&mut block, &mut props);
    schedule::target(draft, resource, &mut block, target);
    props.skip(&["Name", "Targets", "RoleArn"]);
    let address = block.address();
    props.rest(draft, resource, &format!("`{address}`"));
    if block.get("to").is_some() {
        to_front(&mut block);
        draft.push(block, resource);
    }
}

/// `to` is what a reader looks for first.
fn to_front(block: &mut Block) {
    if let Some(at) = block.attrs.iter().position(|(name, _)| name == "to") {
        let to = block.attrs.remove(at);
        block.attrs.insert(0, to);
    }
}
