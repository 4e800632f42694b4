//! `trigger "schedule"`: a schedule in the deployment's group, and the role that does its work.
use super::{Build, attr_arn, target};
use crate::desire::expand::{copied, service_role};
use crate::desire::{arns, edge_to, names};
use cutover_schemas::address::Address;
use cutover_schemas::kinds::KindName;
use cutover_schemas::spec::Declared;
use cutover_schemas::value::{Attrs, Value};
use std::collections::BTreeSet;

const SERVICE: &str = "scheduler.amazonaws.com";

/// The group of every schedule of the deployment.
const GROUP: &str = "deployment.schedules";

pub(super) fn expand(build: &mut Build<'_>, block: &Declared) {
    let Some(target) = target(build, block) else { return };
    let Some((group, group_name)) = group(build, block) else { return };
    let action = match target.kind.as_str() {
        "function" => "lambda:InvokeFunction",
        "queue" => "sqs:SendMessage",
        "topic" => "sns:Publish",
        _ => "events:PutEvents",
    };
    let dead_letter = attr_arn(build, block, "on_failure");
    let mut permissions = vec![(action, target.arn.clone())];
    if !dead_letter.is_null() {
        permissions.push(("sqs:SendMessage", dead_letter.clone()));
    }
    let role = service_role::make(build, block, SERVICE, "schedule", &permissions);
    let mut after: BTreeSet<_> = edge_to(&target.address).into_iter().collect();
    after.extend(super::edges(block, &["on_failure"]));
    after.extend(role.after);
    after.insert(group.clone());
    let mut attrs =
        copied(block, &["timezone", "window", "start", "end", "enabled", "description", "input"]);
    attrs.extend(super::retries(block));
    attrs.extend(event(block));
    attrs.insert("arn".into(), arn(build, block));
    attrs.insert("group".into(), Value::text(group_name));
    attrs.insert("name".into(), Value::text(build.name_of(&block.address)));
    attrs.insert("expression".into(), expression(block));
    attrs.insert("target_arn".into(), target.arn);
    attrs.insert("role_arn".into(), role.arn);
    attrs.insert("message_group".into(), block.attr("group").clone());
    attrs.insert("dead_letter_arn".into(), dead_letter);
    build.add(block.address.clone(), KindName::Schedule, block, attrs, Some(group), after);
}

/// The schedule's ARN: known from account, region, group and name.
pub(super) fn arn(build: &Build<'_>, block: &Declared) -> Value {
    let name = build.name_of(&block.address);
    Value::text(arns::schedule(build.identity, &group_name(build).unwrap_or_default(), &name))
}

fn group_name(build: &Build<'_>) -> Option<String> {
    let address = Address::parse(GROUP).ok()?;
    Some(names::deployment(build.identity, &address, names::RULE))
}

/// The deployment's group, made with its first schedule: schedules carry no tags, so the group tells whose they are.
fn group(build: &mut Build<'_>, block: &Declared) -> Option<(Address, String)> {
    let (address, name) = (Address::parse(GROUP).ok()?, group_name(build)?);
    if !build.graph.resources.contains_key(&address) {
        let attrs = Attrs::from([
            ("arn".into(), Value::text(arns::schedule_group(build.identity, &name))),
            ("name".into(), Value::text(name.clone())),
            ("tags".into(), build.own_tags(&address)),
        ]);
        build.add(address.clone(), KindName::ScheduleGroup, block, attrs, None, BTreeSet::new());
        // It is nobody's in particular: what its first schedule waits for is not what it waits for.
        if let Some(group) = build.graph.resources.get_mut(&address) {
            group.after.clear();
        }
    }
    Some((address, name))
}

/// When it is due, as the Scheduler writes it.
fn expression(block: &Declared) -> Value {
    let wrapped = |word: &str, text: &str| Value::text(format!("{word}({text})"));
    if let Some(cron) = block.attr("cron").as_text() {
        let fields: Vec<&str> = cron.split_whitespace().collect();
        return wrapped("cron", &fields.join(" "));
    }
    if let Some(at) = block.attr("at").as_text() {
        return wrapped("at", at);
    }
    let minutes = block.attr("rate").as_int().unwrap_or_default() / 60;
    let (count, unit) = match minutes {
        minutes if minutes % 1_440 == 0 => (minutes / 1_440, "day"),
        minutes if minutes % 60 == 0 => (minutes / 60, "hour"),
        minutes => (minutes, "minute"),
    };
    let plural = if count == 1 { "" } else { "s" };
    wrapped("rate", &format!("{count} {unit}{plural}"))
}

/// What a bus is told besides the detail.
fn event(block: &Declared) -> [(String, Value); 2] {
    let written = |name: &str| block.attr("event").as_map()?.get(name).cloned();
    let value = |to: &str, name: &str| (to.to_owned(), written(name).unwrap_or(Value::Null));
    [value("event_source", "source"), value("event_type", "detail_type")]
}
